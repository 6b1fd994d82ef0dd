/* testlog_runners: pytest, unittest, cargo, ctest, surefire */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Takes what frames a title, such as the signs in `=== ERRORS ===`. */
static bool
unframe(const char *line, char sign, const char **text, size_t *len)
{
	size_t n = strlen(line), left = 0;

	while (left < n && line[left] == sign)
		left++;
	if (left < 3 || left == n || line[n - 1] != sign)
		return false;
	while (n > left && line[n - 1] == sign)
		n--;
	while (left < n && line[left] == ' ')
		left++;
	while (n > left && line[n - 1] == ' ')
		n--;
	*text = line + left;
	*len = n - left;
	return true;
}

/* `2 failed, 1 passed in 0.03s`, framed or (with -q) not */
static bool
read_pytest_end(struct testlog *t, const char *text)
{
	struct test_tally n = {0};
	double seconds;

	if (!isdigit((unsigned char)*text))
		return false;
	text = testlog_counts(text, &n);
	if (!n.seen || sscanf(text, "in %lfs", &seconds) != 1)
		return false;
	testlog_add(&t->state->runner, &n);
	return true;
}

/* `FAILED tests/test_a.py::TestC::test_m - why`: the full name of one. */
static bool
read_pytest_short(struct testlog *t, const char *line)
{
	struct test_failure *f;
	const char *id, *end, *part, *why;
	struct buf title = {0};

	if (!testlog_begins(line, "FAILED ") && !testlog_begins(line, "ERROR "))
		return false;
	id = strchr(line, ' ') + 1;
	why = strstr(id, " - ");
	end = why ? why : id + strlen(id);
	part = strstr(id, ".py");
	if (part == NULL || part >= end)
		return false;
	part += 3;
	for (const char *c = part + 2; part < end && c < end; c++) {
		buf_addc(&title, *c == ':' ? '.' : *c);
		c += *c == ':';
	}
	if (part == end) /* a file that could not be collected */
		buf_add(&title, id, (size_t)(end - id));
	f = testlog_find(t, buf_str(&title), title.len, MODE_NONE);
	if (f == NULL) {
		f = testlog_fail(t, id, (size_t)(end - id), MODE_NONE);
		if (why != NULL)
			testlog_say(t, why + 3);
	}
	free(f->name);
	f->name = xstrndup(id, (size_t)(end - id));
	testlog_place(f, id, (size_t)(part - id), 0);
	t->state->open = NULL;
	buf_release(&title);
	return true;
}

static bool
read_pytest(struct testlog *t, const char *line)
{
	static const char *const causes[] = {
	    "ERROR at setup of ", "ERROR at teardown of ", "ERROR collecting "};
	const char *text;
	size_t len;
	long number;

	if (unframe(line, '=', &text, &len)) {
		t->state->pytest = testlog_begins(text, "FAILURES") ||
				   testlog_begins(text, "ERRORS");
		t->state->mode = MODE_NONE;
		return read_pytest_end(t, text) || t->state->pytest;
	}
	if (t->state->pytest && unframe(line, '_', &text, &len)) {
		for (size_t i = 0; i < 3; i++) {
			if (!testlog_begins(text, causes[i]))
				continue;
			text += strlen(causes[i]);
			len -= strlen(causes[i]);
		}
		testlog_fail(t, text, len, MODE_PYTEST);
		return true;
	}
	if (t->state->mode == MODE_PYTEST) {
		if (testlog_begins(line, "E   "))
			testlog_say(t, line + 1 + strspn(line + 1, " "));
		else if (testlog_begins(line, "[XPASS(strict)]"))
			testlog_say(t, line);
		else if (*line != ' ' && *line != '/' && *line != '.' &&
			 testlog_read_place(line, &len, &number))
			testlog_place(testlog_open(t), line, len, number);
		return true;
	}
	return read_pytest_short(t, line) || read_pytest_end(t, line);
}

/* `FAIL: test_bad (test_u.T.test_bad)` */
static bool
read_unittest_title(struct testlog *t, const char *line)
{
	size_t n = strlen(line);
	const char *name;

	if ((!testlog_begins(line, "FAIL: ") &&
		!testlog_begins(line, "ERROR: ")) ||
	    line[n - 1] != ')' || strstr(line, " (") == NULL)
		return false;
	name = strchr(line, ' ') + 1;
	testlog_fail(t, name, strlen(name), MODE_TRACEBACK);
	return true;
}

static long
count_behind(const char *name)
{
	long n = 0;

	sscanf(strchr(name, '='), "=%9ld", &n);
	return n;
}

/* `Ran 4 tests in 0.001s`, then `OK` or `FAILED (failures=1, errors=1)` */
static bool
read_unittest_end(struct testlog *t, const char *line)
{
	static const char *const bad[] = {"failures=", "errors=",
	    "unexpected successes="},
				 *const skip[] = {
				     "skipped=", "expected failures="};
	struct test_tally n = {.seen = true};
	const char *at;

	if (sscanf(line, "Ran %9ld test", &n.passed) == 1) {
		t->state->ran = n.passed;
		t->state->mode = MODE_NONE;
		return true;
	}
	if (t->state->ran < 0 ||
	    (strcmp(line, "OK") != 0 && !testlog_begins(line, "OK (") &&
		!testlog_begins(line, "FAILED (")))
		return false;
	for (size_t i = 0; i < 3; i++)
		if ((at = strstr(line, bad[i])) != NULL)
			n.failed += count_behind(at);
	for (size_t i = 0; i < 2; i++)
		if ((at = strstr(line, skip[i])) != NULL)
			n.skipped += count_behind(at);
	n.passed = t->state->ran - n.failed - n.skipped;
	t->state->ran = -1;
	testlog_add(&t->state->runner, &n);
	return true;
}

static bool
read_unittest(struct testlog *t, const char *line)
{
	const char *path, *end;

	if (read_unittest_title(t, line) || read_unittest_end(t, line))
		return true;
	if (t->state->mode != MODE_TRACEBACK)
		return false;
	path = strstr(line, "File \"");
	end = path ? strstr(path, "\", line ") : NULL;
	if (end != NULL)
		testlog_place(testlog_open(t), path + 6,
		    (size_t)(end - path) - 6, strtol(end + 8, NULL, 10));
	else if (isalpha((unsigned char)*line) &&
		 !testlog_begins(line, "Traceback "))
		testlog_say(t, line);
	return true;
}

/* `thread 'NAME' (8588) panicked at FILE:LINE:COLUMN:` and why below it */
static bool
read_panic(struct testlog *t, const char *line)
{
	const char *name, *end, *at;
	size_t len;
	long number;

	if (!testlog_begins(line, "thread '"))
		return false;
	name = line + 8;
	end = strchr(name, '\'');
	at = strstr(line, " panicked at ");
	if (end == NULL || at == NULL)
		return false;
	/* of a documentation test the thread is 'main' */
	if (testlog_find(t, name, (size_t)(end - name), MODE_PANIC) == NULL &&
	    t->state->mode != MODE_SAID)
		return false;
	t->state->mode = MODE_PANIC;
	at += 13;
	if (*at == '\'' && strstr(at, "', ") != NULL) /* up to Rust 1.72 */
		at = strstr(at, "', ") + 3;
	if (testlog_read_place(at, &len, &number))
		testlog_place(testlog_open(t), at, len, number);
	return true;
}

/* `src/lib.rs - f (line 1)`: where its text is, not what is made of that */
static void
place_doc_test(struct testlog *t)
{
	struct test_failure *f = testlog_open(t);
	const char *end = strstr(f->name, " - "), *line;
	long number;

	line = end ? strstr(end, "(line ") : NULL;
	if (line != NULL && sscanf(line, "(line %ld)", &number) == 1)
		testlog_place(f, f->name, (size_t)(end - f->name), number);
}

/* `---- tests::bad stdout ----`; with -q nothing else names the test */
static bool
read_cargo_said(struct testlog *t, const char *line)
{
	const char *end = strstr(line, " stdout ----"), *sign;
	struct test_failure *f;
	size_t len;

	if (!testlog_begins(line, "---- ") || end == NULL)
		return false;
	line += 5;
	len = (size_t)(end - line);
	f = testlog_find(t, line, len, MODE_SAID);
	for (size_t i = 0; i < t->n && f == NULL; i++) {
		sign = strstr(t->failures[i].name, " - should panic");
		if (sign && (size_t)(sign - t->failures[i].name) == len &&
		    strncmp(t->failures[i].name, line, len) == 0)
			f = testlog_find(t, t->failures[i].name,
			    strlen(t->failures[i].name), MODE_SAID);
	}
	if (f == NULL)
		testlog_fail(t, line, len, MODE_SAID);
	place_doc_test(t);
	return true;
}

/* The lines of a panic, and what a test that returns an error printed. */
static bool
read_cargo_why(struct testlog *t, const char *line)
{
	enum testlog_mode mode = t->state->mode;

	if (mode != MODE_PANIC && mode != MODE_SAID)
		return false;
	if (testlog_begins(line, "stack backtrace:") ||
	    testlog_begins(line, "failures:") ||
	    (mode == MODE_PANIC &&
		(*line == '\0' || testlog_begins(line, "note: "))))
		t->state->mode = MODE_NONE;
	else
		testlog_say(t, line);
	return true;
}

static bool
read_cargo(struct testlog *t, const char *line)
{
	struct test_tally n = {0};
	const char *end;

	if (testlog_begins(line, "test result: ")) {
		end = strchr(line, '.');
		testlog_counts(end ? end + 1 : line, &n);
		testlog_add(&t->state->runner, &n);
		t->state->mode = MODE_NONE;
		return true;
	}
	end = strstr(line, " ... FAILED");
	if (testlog_begins(line, "test ") && end != NULL) {
		testlog_fail(t, line + 5, (size_t)(end - line) - 5, MODE_NONE);
		return true;
	}
	return read_cargo_said(t, line) || read_panic(t, line) ||
	       read_cargo_why(t, line);
}

/* `2/5 Test #2: bad ......***Failed    0.00 sec`, then what it printed */
static bool
read_ctest(struct testlog *t, const char *line)
{
	struct test_tally *n = &t->state->runner;
	const char *name, *end, *result;
	int used = 0, number;
	char more;

	if (sscanf(line, "%*d/%*d Test %*[ ]#%*d: %n", &used) < 0 || used == 0)
		sscanf(line, "%*d/%*d Test #%*d: %n", &used);
	if (used == 0) {
		if (t->state->mode != MODE_OUTPUT)
			return false;
		if (testlog_begins(line, "    Start ") ||
		    sscanf(line, "test %d%c", &number, &more) == 1 ||
		    strstr(line, "% tests passed,") != NULL)
			t->state->mode = MODE_NONE;
		else
			testlog_say(t, line);
		return true;
	}
	name = line + used;
	end = strstr(name, " ..");
	result = end ? end + 1 + strspn(end + 1, ". ") : NULL;
	if (result == NULL)
		return false;
	n->seen = t->state->container = true;
	t->state->mode = MODE_NONE;
	if (testlog_begins(result, "Passed")) {
		n->passed++;
	} else if (testlog_begins(result, "***Skipped") ||
		   testlog_begins(result, "***Not Run (Disabled)")) {
		n->skipped++;
	} else {
		n->failed++;
		testlog_fail(t, name, (size_t)(end - name), MODE_OUTPUT);
		result += strspn(result, "*");
		if (!testlog_begins(result, "Failed"))
			testlog_open(t)->message =
			    xstrndup(result, strcspn(result, "0123456789"));
	}
	return true;
}

/* `[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 1` */
static bool
read_surefire(struct testlog *t, const char *line)
{
	struct test_tally n = {.seen = true};
	const char *at = strstr(line, "Tests run: ");
	long run, errors, number;
	size_t len;

	if (at != NULL && sscanf(at,
			      "Tests run: %9ld, Failures: %9ld, Errors: %9ld, "
			      "Skipped: %9ld",
			      &run, &n.failed, &errors, &n.skipped) == 4) {
		n.failed += errors;
		n.passed = run - n.failed - n.skipped;
		t->state->surefire = false;
		/* those with a time are one class's, summed up at the end */
		if (strstr(at, "Time elapsed") == NULL)
			testlog_add(&t->state->runner, &n);
		return true;
	}
	if (strcmp(line, "[ERROR] Failures: ") == 0 ||
	    strcmp(line, "[ERROR] Errors: ") == 0)
		return t->state->surefire = true;
	if (!t->state->surefire || !testlog_begins(line, "[ERROR]   "))
		return false;
	at = line + 10;
	len = strcspn(at, ": ");
	testlog_fail(t, at, len, MODE_NONE);
	if (sscanf(at + len, ":%ld", &number) == 1)
		testlog_open(t)->line = number;
	at += len + strcspn(at + len, " ");
	testlog_say(t, at + (*at == ' '));
	return true;
}

bool
testlog_runner(struct testlog *t, const char *line)
{
	return read_ctest(t, line) || testlog_node(t, line) ||
	       testlog_mocha(t, line) || testlog_go(t, line) ||
	       read_pytest(t, line) || read_unittest(t, line) ||
	       read_cargo(t, line) || read_surefire(t, line);
}
