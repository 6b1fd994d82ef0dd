/* testlog: what a test run printed, as text and as JUnit's XML */
#include "text/testlog.h"
#include "fuzz.h"

static void
check(struct testlog *t, bool failed)
{
	testlog_finish(t, failed);
	assert(t->total.passed >= 0 && t->total.failed >= 0);
	assert(t->total.skipped >= 0);
	for (size_t i = 0; i < t->n; i++)
		assert(t->failures[i].name != NULL && t->failures[i].line >= 0);
	testlog_release(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct testlog log = {0}, junit = {0};
	struct error e = {0};

	testlog_read(&log, text, size);
	check(&log, size % 2 == 0);
	if (testlog_read_junit(&junit, text, size, &e) < 0)
		assert(e.code == ERROR_INVALID_ARGUMENTS);
	check(&junit, true);
	error_release(&e);
	free(text);
	return 0;
}
