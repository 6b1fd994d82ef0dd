/* yaml: a document as JSON, which our own reader takes */
#include "text/yaml.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *printed;
	struct error e = {0};
	cJSON *value = yaml_parse(text, size, &e), *again;

	assert((value == NULL) == (e.code != ERROR_NONE));
	if (value != NULL) {
		printed = json_text(value);
		again = json_parse(printed, strlen(printed), NULL);
		assert(again != NULL);
		cJSON_Delete(again);
		free(printed);
	}
	cJSON_Delete(value);
	error_release(&e);
	free(text);
	return 0;
}
