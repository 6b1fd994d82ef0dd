/* testlog_go: what go test prints of each test */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <stdlib.h>
#include <string.h>

/* A test of go is counted, but not one that sums up its subtests. */
static void
count_go(struct testlog *t, const char *name, size_t len, long *count)
{
	struct testlog_state *s = t->state;
	const char *slash = memchr(name, '/', len);
	size_t n = slash ? (size_t)(slash - name) : len;
	bool child = slash && s->go_parent && strlen(s->go_parent) == n &&
		     strncmp(s->go_parent, name, n) == 0;

	s->runner.seen = true;
	*count += 1;
	if (child && s->go_count == count) {
		*count -= 1;
		s->go_count = NULL;
		testlog_drop(t, s->go_parent);
	}
	if (slash == NULL) {
		free(s->go_parent);
		s->go_parent = xstrndup(name, len);
		s->go_count = count;
	}
}

/* What a failed test printed before it was told that it failed. */
static void
take_go_said(struct testlog *t, struct test_failure *f)
{
	struct testlog *said = &t->state->go_said;

	for (size_t i = 0; i < said->n; i++) {
		if (strcmp(said->failures[i].name, f->name) != 0)
			continue;
		testlog_place(f, said->failures[i].path,
		    strlen(said->failures[i].path), said->failures[i].line);
		testlog_say(t, said->failures[i].message);
	}
}

/* `    x_test.go:12: why`, before (with -v) or behind its failure */
static bool
read_go_place(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	const char *at = line + strspn(line, " "), *why;
	struct test_failure *f;
	size_t len;
	long number;

	if (at - line < 4 || !testlog_read_place(at, &len, &number) ||
	    len < 3 || strncmp(at + len - 3, ".go", 3) != 0)
		return false;
	why = strchr(at + len + 1, ' ');
	why = why ? why + 1 : "";
	if (s->mode == MODE_GO) {
		testlog_place(testlog_open(t), at, len, number);
		testlog_say(t, why);
	} else if (s->go_test != NULL) {
		f = testlog_append(&s->go_said, xstrdup(s->go_test));
		testlog_place(f, at, len, number);
		f->message = xstrdup(why);
	}
	return true;
}

/* `--- FAIL: TestX/sub (0.00s)` */
bool
testlog_go(struct testlog *t, const char *line)
{
	struct test_tally *n = &t->state->runner;
	const char *name = line + strspn(line, " "), *end;
	size_t len;

	if (testlog_begins(line, "=== RUN ") ||
	    testlog_begins(line, "=== CONT ")) {
		free(t->state->go_test);
		t->state->go_test = xstrdup(strrchr(line, ' ') + 1);
		t->state->mode = MODE_NONE;
		return true;
	}
	if (!testlog_begins(name, "--- "))
		return read_go_place(t, line);
	name += 4;
	end = strstr(name, " (");
	if (end == NULL || end < name + 6)
		return false;
	len = (size_t)(end - name) - 6;
	if (testlog_begins(name, "PASS: ")) {
		count_go(t, name + 6, len, &n->passed);
	} else if (testlog_begins(name, "SKIP: ")) {
		count_go(t, name + 6, len, &n->skipped);
	} else if (testlog_begins(name, "FAIL: ")) {
		count_go(t, name + 6, len, &n->failed);
		take_go_said(t, testlog_fail(t, name + 6, len, MODE_GO));
	} else {
		return false;
	}
	return true;
}
