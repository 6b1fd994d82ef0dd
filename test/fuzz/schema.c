/* schema: a line with a schema, then a value that is checked by it */
#include "contract/schema.h"
#include "fuzz.h"

static void
check(struct schema *s, const cJSON *json, cJSON *value)
{
	struct error e = {0};
	int status = schema_check(s, value, &e);
	cJSON *problems = schema_problems(s, value);

	assert((status < 0) == (e.code != ERROR_NONE));
	assert((status < 0) == (cJSON_GetArraySize(problems) > 0));
	schema_fill_defaults(json, value);
	cJSON_Delete(problems);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *first = fuzz_line(&data, &size), *rest = fuzz_text(data, size);
	cJSON *json = json_parse(first, strlen(first), NULL);
	cJSON *value = json_parse(rest, size, NULL);
	struct schema *s = NULL;
	struct error e = {0};

	if (json != NULL && value != NULL) {
		s = schema_compile(json, &e);
		assert((s == NULL) == (e.code != ERROR_NONE));
	}
	if (s != NULL) {
		check(s, json, value);
		schema_free(s);
	}
	cJSON_Delete(json);
	cJSON_Delete(value);
	error_release(&e);
	free(first);
	free(rest);
	return 0;
}
