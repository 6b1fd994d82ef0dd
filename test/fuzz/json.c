/* json: what the strict reader takes, it prints and reads again alike */
#include "fuzz.h"

/* Values one after the other, as a stream of them is read. */
static void
sequence(const char *text, size_t size)
{
	struct error e = {0};
	size_t at = 0, before = 0;
	cJSON *value;

	while ((value = json_parse_next(text, size, &at, &e)) != NULL) {
		assert(at > before && at <= size);
		before = at;
		cJSON_Delete(value);
	}
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *once, *twice;
	struct error e = {0};
	cJSON *value = json_parse(text, size, &e), *again;

	assert((value == NULL) == (e.code != ERROR_NONE));
	sequence(text, size);
	if (value != NULL) {
		once = json_text(value);
		again = json_parse(once, strlen(once), NULL);
		assert(again != NULL);
		twice = json_text(again);
		assert(strcmp(once, twice) == 0);
		assert((json_check_arguments(value, &e) == 0) ==
		       (json_check_arguments(again, NULL) == 0));
		cJSON_Delete(again);
		free(once);
		free(twice);
	}
	cJSON_Delete(value);
	error_release(&e);
	free(text);
	return 0;
}
