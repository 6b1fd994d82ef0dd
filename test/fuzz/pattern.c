/* pattern: a line with a pattern, then a text that is searched for it */
#include "text/pattern.h"
#include "fuzz.h"

static void
search(const char *pattern, int flags, const char *text, size_t size)
{
	struct error e = {0};
	struct pattern *p = pattern_compile(pattern, flags, &e);
	size_t from = 0, start, end;

	assert((p == NULL) == (e.code != ERROR_NONE));
	while (p != NULL && from <= size &&
	       pattern_find(p, text, size, from, &start, &end, &e) > 0) {
		assert(start <= end && end <= size);
		from = end > from ? end : from + 1;
	}
	if (p != NULL)
		pattern_free(p);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int flags[] = {0, PATTERN_ECMA,
	    PATTERN_LITERAL | PATTERN_WORD | PATTERN_IGNORE_CASE,
	    PATTERN_BYTES | PATTERN_MULTILINE};
	char *pattern = fuzz_line(&data, &size), *text = fuzz_text(data, size);

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		search(pattern, flags[i], text, size);
	free(pattern);
	free(text);
	return 0;
}
