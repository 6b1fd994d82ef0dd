/* extract: a model's answer, and the diff, code and JSON in it */
#include "text/extract.h"
#include "fuzz.h"

static void
check_blocks(const struct markdown *m, const char *text, size_t size)
{
	const char *at = text;

	for (size_t i = 0; i < m->n; i++) {
		const struct markdown_block *b = &m->blocks[i];

		assert(b->start >= at && b->end >= b->start);
		assert(b->end <= text + size && b->line > 0);
		assert(b->closed || i + 1 == m->n);
		at = b->end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct markdown m = {0};
	struct error e = {0};
	struct buf diff = {0};
	long total;

	markdown_read(&m, text, size);
	check_blocks(&m, text, size);
	if (extract_diff(&diff, &m, text, size, &e) < 0)
		assert(e.code != ERROR_NONE);
	extract_code(&m, NULL, 1, &total, NULL);
	extract_code(&m, "c", 2, &total, NULL);
	cJSON_Delete(extract_json(&m, text, size, 1, NULL));
	markdown_release(&m);
	buf_release(&diff);
	error_release(&e);
	free(text);
	return 0;
}
