/* cassette: lines of recorded exchanges and scripted rules */
#include "exchange/cassette.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cassette c = {0};
	struct error e = {0};
	cJSON *models = NULL;

	for (size_t n = 1; size > 0; n++) {
		char *line = fuzz_line(&data, &size);

		if (cassette_add(&c, line, strlen(line), n, &e) < 0)
			assert(e.code != ERROR_NONE);
		error_release(&e);
		free(line);
	}
	models = cJSON_CreateArray();
	cassette_models(models, &c);
	cJSON_Delete(models);
	cassette_release(&c);
	return 0;
}
