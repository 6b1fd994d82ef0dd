/* imports: a line with a file's name, then its lines */
#include "text/imports.h"
#include "fuzz.h"

/* Each import is its kind, a path and a NUL, all of it from the line. */
static void
check(const struct buf *out, size_t from)
{
	const char *s = buf_str(out) + from, *end = buf_str(out) + out->len;

	for (; s < end; s += strlen(s) + 1)
		assert(strchr("q<.mcrg", *s) != NULL && *s != '\0');
	assert(s == end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = fuzz_line(&data, &size), *line;
	const struct language *l = language_of(name);
	struct imports in = {0};
	size_t len, before;

	if (l != NULL)
		imports_begin(&in, l);
	while (in.read != NULL && size > 0) {
		line = fuzz_line(&data, &size);
		/* as line_count gives them: a line's code, without blanks */
		len = strlen(line);
		before = in.out.len;
		if (len > 0 && *line != ' ' && *line != '\t')
			in.read(&in, line, len);
		check(&in.out, before);
		free(line);
	}
	buf_release(&in.out);
	free(name);
	return 0;
}
