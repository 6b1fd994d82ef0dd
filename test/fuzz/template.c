/* template: a line with values, then a template; it is its own partial */
#include "text/template.h"
#include "fuzz.h"

static const char *
find(void *context, const char *name)
{
	return strcmp(name, "self") == 0 ? context : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_line(&data, &size), *text = fuzz_text(data, size);
	cJSON *values = json_parse(line, strlen(line), NULL);
	struct template_partials partials = {find, text};
	struct error e = {0};
	struct strv names = {0};
	struct buf out = {0};

	if (cJSON_IsObject(values)) {
		if (template_render(&out, text, values, &partials, &e) < 0)
			assert(e.code == ERROR_INVALID_ARGUMENTS);
		else
			assert(template_names(&names, text, NULL) == 0);
	}
	error_release(&e);
	strv_release(&names);
	buf_release(&out);
	cJSON_Delete(values);
	free(line);
	free(text);
	return 0;
}
