/* coverage: reports of coverage, whose format is seen by their first bytes */
#include "text/coverage.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct coverage c = {0};
	struct error e = {0};
	size_t lines = 0;

	if (coverage_read(&c, text, size, &e) < 0)
		assert(e.code != ERROR_NONE && e.message != NULL);
	else
		assert(c.n > 0);
	coverage_sort(&c);
	for (size_t i = 0; i < c.n; i++) {
		const struct coverage_file *f = &c.files[i];

		assert(i == 0 || strcmp(c.files[i - 1].name, f->name) < 0);
		for (size_t j = 0; j < f->n; j++)
			assert(f->lines[j].line >
			       (j > 0 ? f->lines[j - 1].line : 0));
		lines += f->n;
	}
	assert(e.code != ERROR_NONE || lines > 0);
	coverage_release(&c);
	error_release(&e);
	free(text);
	return 0;
}
