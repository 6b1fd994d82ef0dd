/* testlog: prints what lib/text/testlog.c makes of a log, for testlog.bats */
#include "text/testlog.h"
#include "base/buf.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* testlog [junit|failed] <LOG: the counts, then a line for each failure */
int
main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	struct testlog t = {0};
	struct buf b = {0};
	struct error e = {0};

	if (buf_read(&b, STDIN_FILENO, (size_t)64 << 20) < 0)
		return 2;
	if (strcmp(what, "junit") != 0)
		testlog_read(&t, buf_str(&b), b.len);
	else if (testlog_read_junit(&t, buf_str(&b), b.len, &e) < 0)
		printf("%s\n", e.message);
	testlog_finish(&t, strcmp(what, "failed") == 0);
	printf("%ld passed, %ld failed, %ld skipped%s\n", t.total.passed,
	    t.total.failed, t.total.skipped, t.total.seen ? "" : ", none");
	for (size_t i = 0; i < t.n; i++)
		printf("%s | %s:%ld | %s\n", t.failures[i].name,
		    t.failures[i].path ? t.failures[i].path : "",
		    t.failures[i].line,
		    t.failures[i].message ? t.failures[i].message : "");
	testlog_release(&t);
	buf_release(&b);
	error_release(&e);
	return 0;
}
