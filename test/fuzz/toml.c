/* toml: a document as JSON, with the line of each value */
#include "text/toml.h"
#include "fuzz.h"

static void
check(const cJSON *value, int lines)
{
	const cJSON *member;

	assert(cJSON_IsString(value) || cJSON_IsArray(value) ||
	       cJSON_IsObject(value));
	assert(value->valueint >= 0 && value->valueint <= lines);
	cJSON_ArrayForEach(member, value)
		check(member, lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct error e = {0};
	cJSON *root = toml_parse(text, &e);
	int lines = 1;

	for (const char *s = text; *s != '\0'; s++)
		lines += *s == '\n';
	assert((root == NULL) == (e.code != ERROR_NONE));
	if (root != NULL)
		check(root, lines);
	else
		assert(strncmp(e.message, "line ", 5) == 0);
	cJSON_Delete(root);
	error_release(&e);
	free(text);
	return 0;
}
