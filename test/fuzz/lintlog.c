/* lintlog: a byte for the format, then what a linter printed */
#include "text/lintlog.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lintlog log = {.level = LINT_WARNING};
	struct error e = {0};
	char *text;

	if (size == 0)
		return 0;
	text = fuzz_text(data + 1, size - 1);
	if (lintlog_read(
		&log, *data % (LINT_STYLELINT + 1), text, size - 1, &e) < 0)
		assert(e.code != ERROR_NONE && e.message != NULL);
	for (size_t i = 0; i < log.n; i++) {
		const struct lint_finding *f = &log.v[i];

		assert(f->message != NULL && f->level <= LINT_ERROR);
		assert(f->line >= 0 && f->column >= 0 && f->end_line >= 0);
		assert(f->rule == NULL || *f->rule != '\0');
	}
	lintlog_release(&log);
	error_release(&e);
	free(text);
	return 0;
}
