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

/* `	/src/x.go:3 +0x2e` of a panic's stack, but for the runtime's frames */
static bool
read_frame(const char *line, size_t *len, long *number)
{
	const char *mark = strstr(line, ".go:");

	if (mark == NULL || strstr(line, "/src/testing/") != NULL ||
	    strstr(line, "/src/runtime/") != NULL)
		return false;
	*len = (size_t)(mark + 3 - line);
	*number = strtol(mark + 4, NULL, 10);
	return true;
}

bool
testlog_go_place(const char *line, const char **path, size_t *len, long *number,
    const char **why)
{
	const char *at = line + strspn(line, " ");

	*why = NULL;
	if (testlog_begins(line, "panic: "))
		*why = line;
	if (line[0] == '\t' && line[1] == '/') {
		*path = line + 1;
		return read_frame(line + 1, len, number);
	}
	if (at - line < 4 || !testlog_read_place(at, len, number) || *len < 3 ||
	    strncmp(at + *len - 3, ".go", 3) != 0)
		return false;
	*path = at;
	*why = strchr(at + *len + 1, ' ');
	*why = *why ? *why + 1 : "";
	return true;
}

/*
 * `    x_test.go:12: why`, before (with -v) or behind its failure; a panic
 * behind it
 */
static bool
read_go_place(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	const char *path, *why;
	struct test_failure *f;
	size_t len;
	long number;
	bool placed = testlog_go_place(line, &path, &len, &number, &why);

	if (s->mode == MODE_GO) {
		if (placed)
			testlog_place(testlog_open(t), path, len, number);
		if (why != NULL)
			testlog_say(t, why);
	} else if (placed && why != NULL && s->go_test != NULL) {
		f = testlog_append(&s->go_said, xstrdup(s->go_test));
		testlog_place(f, path, len, number);
		f->message = xstrdup(why);
	}
	return placed || why != NULL;
}

void
testlog_go_package(struct testlog *t, size_t from, const char *package)
{
	char **path, *base;

	for (size_t i = from; i < t->n; i++) {
		path = &t->failures[i].path;
		if (*path == NULL || **path == '/' ||
		    strchr(*path, '/') != NULL)
			continue;
		base = *path;
		*path = xasprintf("%s/%s", package, base);
		free(base);
	}
}

/* `FAIL	example.org/m	0.007s`: what failed since the last one is in
 * it. */
static bool
read_go_end(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	char *package;

	if (!testlog_begins(line, "FAIL\t") && !testlog_begins(line, "ok  \t"))
		return false;
	package = xstrndup(line + 5, strcspn(line + 5, "\t "));
	if (s->go_first > t->n) /* parents were taken back */
		s->go_first = t->n;
	testlog_go_package(t, s->go_first, package);
	s->go_first = t->n;
	s->go_broken |= strstr(line, " [build failed]") != NULL;
	s->mode = MODE_NONE;
	free(package);
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
		return read_go_end(t, line) || read_go_place(t, line);
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
