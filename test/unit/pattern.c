/* pattern: search a text for a pattern, for test/pattern.bats */
#include "text/pattern.h"
#include <stdio.h>
#include <string.h>

static int
flag(const char *name)
{
	static const char *const names[] = {
	    "literal", "word", "ignore_case", "multiline", "jit", "ecma"};

	for (int i = 0; i < 6; i++)
		if (strcmp(names[i], name) == 0)
			return 1 << i;
	return 0;
}

/*
 * pattern PATTERN TEXT [FLAG...]: prints START-END of each match, `none`, or
 * the message; escapes \xHH in TEXT are for printf(1).
 */
int
main(int argc, char *argv[])
{
	struct error e = {0};
	struct pattern *p;
	size_t at = 0, start, end, len = strlen(argv[2]);
	int flags = 0, found, n = 0;

	for (int i = 3; i < argc; i++)
		flags |= flag(argv[i]);
	p = pattern_compile(argv[1], flags, &e);
	if (p == NULL) {
		printf("%s\n", e.message);
		error_release(&e);
		return 2;
	}
	while (
	    (found = pattern_find(p, argv[2], len, at, &start, &end, &e)) > 0) {
		printf("%zu-%zu\n", start, end);
		n++;
		at = end > start ? end : end + 1;
		if (at > len)
			break;
	}
	if (found < 0)
		printf("%s\n", e.message);
	else if (n == 0)
		printf("none\n");
	error_release(&e);
	pattern_free(p);
	return found < 0 ? 2 : n == 0;
}
