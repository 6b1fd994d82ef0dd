/* testlog_summary: runners' last lines, and compilers' errors */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *
testlog_counts(const char *s, struct test_tally *to)
{
	static const struct {
		const char *text;
		char kind;
	} words[] = {{"passed", 'p'}, {"failed", 'f'}, {"skipped", 's'},
	    {"error", 'f'}, {"errors", 'f'}, {"xfailed", 's'}, {"xpassed", 'p'},
	    {"ignored", 's'}, {"pending", 's'}, {"todo", 's'}, {"measured", 0},
	    {"deselected", 0}, {"warning", 0}, {"warnings", 0}, {"total", 0}};
	char text[16];
	long count;
	int used;
	size_t i;

	for (;;) {
		s += strspn(s, " ,;|");
		if (sscanf(s, "%9ld %15[a-z]%n", &count, text, &used) != 2)
			return s;
		for (i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (strcmp(text, words[i].text) == 0)
				break;
		if (i == sizeof(words) / sizeof(*words))
			return s;
		to->passed += words[i].kind == 'p' ? count : 0;
		to->failed += words[i].kind == 'f' ? count : 0;
		to->skipped += words[i].kind == 's' ? count : 0;
		to->seen = true;
		s += used;
	}
}

/* `590 passed, 3 failed, 1 skipped` and nothing else on the line. */
static bool
read_plain(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	struct test_tally n = {0};
	const char *end;

	if (!isdigit((unsigned char)*line) || strstr(line, "passed") == NULL ||
	    strstr(line, "failed") == NULL)
		return false;
	end = testlog_counts(line, &n);
	if (!n.seen || (*end != '\0' && strcmp(end, ".") != 0))
		return false;
	testlog_add(&s->plain_sum, &s->plain);
	s->plain = n;
	return true;
}

/* jest: `Tests: 1 failed, 3 total`; vitest: ` Tests  1 failed | 2 passed (3)`
 */
static bool
read_jest(struct testlog *t, const char *line)
{
	struct test_tally n = {0};
	const char *at = line + strspn(line, " ");

	if (!testlog_begins(at, "Tests"))
		return false;
	at += 5 + (at[5] == ':');
	if (*at != ' ')
		return false;
	at = testlog_counts(at, &n);
	if (!n.seen || (*at != '\0' && *at != '('))
		return false;
	testlog_add(&t->state->runner, &n);
	return true;
}

/* mocha: `  2 passing (10ms)`, `  1 failing`, `  1 pending` */
static bool
read_mocha(struct testlog *t, const char *line)
{
	struct test_tally *to = &t->state->runner;
	char word[8], more;
	long n;
	int used = 0;

	if (*line != ' ' ||
	    sscanf(line, " %9ld %7[a-z]%n", &n, word, &used) != 2 ||
	    (sscanf(line + used, " %c", &more) == 1 && more != '('))
		return false;
	if (strcmp(word, "passing") == 0)
		to->passed += n;
	else if (strcmp(word, "failing") == 0)
		to->failed += n;
	else if (strcmp(word, "pending") == 0)
		to->skipped += n;
	else
		return false;
	t->state->mocha |= strcmp(word, "failing") == 0;
	to->seen = true;
	return true;
}

/* node's spec reporter, `(i) pass 2`, and the same behind its TAP. */
static bool
read_node(struct testlog *t, const char *line)
{
	struct test_tally *to = &t->state->node;
	char word[16], more;
	long n;

	if (testlog_begins(line, "\u2139 "))
		line += strlen("\u2139 ");
	else if (testlog_begins(line, "# "))
		line += 2;
	else
		return false;
	if (sscanf(line, "%15[a-z] %9ld %c", word, &n, &more) != 2)
		return false;
	if (strcmp(word, "pass") == 0)
		to->passed += n;
	else if (strcmp(word, "fail") == 0 || strcmp(word, "cancelled") == 0)
		to->failed += n;
	else if (strcmp(word, "skipped") == 0 || strcmp(word, "todo") == 0)
		to->skipped += n;
	else
		return strcmp(word, "tests") == 0 ||
		       strcmp(word, "suites") == 0;
	to->seen = true;
	return true;
}

/* bats' pretty form: `3 tests, 1 failure, 1 skipped` */
static bool
read_bats(struct testlog *t, const char *line)
{
	struct test_tally n = {.seen = true};
	const char *failures = strstr(line, "failure"), *skipped;
	long tests;

	if (failures == NULL ||
	    (sscanf(line, "%9ld tests, %9ld failure", &tests, &n.failed) != 2 &&
		sscanf(line, "%9ld test, %9ld failure", &tests, &n.failed) !=
		    2))
		return false;
	skipped = strchr(failures, ',');
	if (skipped != NULL)
		sscanf(skipped, ", %9ld skipped", &n.skipped);
	n.passed = tests - n.failed - n.skipped;
	testlog_add(&t->state->runner, &n);
	return true;
}

/* automake: `# PASS:  2`, and `FAIL: name` */
static bool
read_automake(struct testlog *t, const char *line)
{
	struct test_tally *to = &t->state->runner;
	char word[8];
	long n;

	if ((testlog_begins(line, "FAIL: ") ||
		testlog_begins(line, "ERROR: ")) &&
	    strchr(strchr(line, ' ') + 1, ' ') == NULL) {
		line = strchr(line, ' ') + 1;
		testlog_fail(t, line, strlen(line), MODE_NONE);
		return true;
	}
	if (sscanf(line, "# %7[A-Z]: %9ld", word, &n) != 2)
		return false;
	if (strcmp(word, "PASS") == 0 || strcmp(word, "XFAIL") == 0)
		to->passed += n;
	else if (strcmp(word, "SKIP") == 0)
		to->skipped += n;
	else if (strcmp(word, "FAIL") == 0 || strcmp(word, "ERROR") == 0 ||
		 strcmp(word, "XPASS") == 0)
		to->failed += n;
	else
		return strcmp(word, "TOTAL") == 0;
	to->seen = true;
	return true;
}

bool
testlog_summary(struct testlog *t, const char *line)
{
	return read_plain(t, line) || read_jest(t, line) ||
	       read_mocha(t, line) || read_node(t, line) ||
	       read_bats(t, line) || read_automake(t, line);
}

static void
add_build(struct testlog *t, const char *path, size_t len, long line,
    const char *message)
{
	testlog_place(testlog_fail(t, "build", 5, MODE_BUILD), path, len, line);
	testlog_say(t, message);
	t->state->open = NULL;
}

/* rustc: `error[E0308]: why`, and on the next line ` --> FILE:LINE:COLUMN` */
static bool
read_rustc(struct testlog *t, const char *line)
{
	struct testlog_state *s = t->state;
	const char *at = line + strspn(line, " ");
	const char *why = strstr(line, ": ");
	size_t len;
	long number;

	if (why != NULL && (testlog_begins(line, "error[") ||
			       testlog_begins(line, "error: "))) {
		free(s->before.text);
		s->before.text = xstrdup(why + 2);
		return true;
	}
	if (s->before.text == NULL || !testlog_begins(at, "--> ") ||
	    !testlog_read_place(at + 4, &len, &number))
		return false;
	add_build(t, at + 4, len, number, s->before.text);
	free(s->before.text);
	s->before.text = NULL;
	return true;
}

/* gcc, clang, ld, javac through maven, go: `FILE:LINE:COLUMN: why` */
bool
testlog_build(struct testlog *t, const char *line)
{
	static const char *const marks[] = {": error: ", ": fatal error: ",
	    ": undefined reference to ", ".go:", ".java:["};
	const char *mark = NULL, *path = line, *message;
	size_t len;
	long number;

	if (read_rustc(t, line))
		return true;
	if (testlog_begins(path, "[ERROR] "))
		path += 8;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks) && !mark; i++)
		mark = strstr(path, marks[i]);
	if (mark == NULL)
		return false;
	if (sscanf(mark, ".java:[%ld,", &number) == 1)
		len = (size_t)(mark + 5 - path);
	else if (!testlog_read_place(path, &len, &number))
		return false;
	message = strchr(path + len + 1, ' ');
	if (memchr(path, ' ', len) != NULL || message == NULL)
		return false;
	message += 1;
	if (testlog_begins(message, "error: "))
		message += 7;
	add_build(t, path, len, number, message);
	return true;
}
