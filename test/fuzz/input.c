/* input: what comes through a pipe, arguments or result lines */
#include "contract/input.h"
#include "contract/result.h"
#include "fuzz.h"

static void
merge(const struct input *in)
{
	static const char text[] =
	    "[\"paths\",\"locations\",\"files\",\"matches\",\"findings\","
	    "\"diff\",\"text\",\"messages\"]";
	cJSON *names = json_parse(text, strlen(text), NULL);
	struct error e = {0};
	cJSON *merged = input_merge(in, names, &e), *m;

	assert((merged == NULL) == (e.code != ERROR_NONE));
	cJSON_ArrayForEach(m, merged)
		assert(json_holds(names, m->string));
	cJSON_Delete(merged);
	cJSON_Delete(names);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {0}, any = {0};
	struct error e = {0};
	const cJSON *line;

	alloc_use_in_cjson();
	buf_add(&in.text, data, size);
	buf_add(&any.text, data, size);
	if (input_parse(&in, &e) == 0 && in.kind == INPUT_RESULTS) {
		assert((size_t)cJSON_GetArraySize(in.value) == in.lines.n);
		cJSON_ArrayForEach(line, in.value) {
			assert(result_is(line));
			assert(!result_failed(line) || result_status(line) > 0);
		}
		merge(&in);
	}
	input_classify(&any);
	assert(e.code == ERROR_NONE ? any.kind == in.kind
				    : any.kind == INPUT_TEXT);
	input_release(&in);
	input_release(&any);
	error_release(&e);
	return 0;
}
