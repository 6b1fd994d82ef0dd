/* testlog_runners: the summary lines of test runners, compilers' errors */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool
begins(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

/*
 * Reads `1 failed, 2 passed; 3 ignored | ...` into n[], which counts the
 * words; returns where it stops: at the first thing that is none of them.
 */
enum word { PASSED, FAILED, SKIPPED, OTHER, WORDS };

static const char *
read_counts(const char *s, long n[WORDS])
{
	static const struct {
		const char *text;
		enum word word;
	} words[] = {{"passed", PASSED}, {"failed", FAILED},
	    {"skipped", SKIPPED}, {"error", FAILED}, {"errors", FAILED},
	    {"xfailed", SKIPPED}, {"xpassed", PASSED}, {"ignored", SKIPPED},
	    {"pending", SKIPPED}, {"todo", SKIPPED}, {"measured", OTHER},
	    {"deselected", OTHER}, {"warning", OTHER}, {"warnings", OTHER},
	    {"subtests", OTHER}, {"total", OTHER}};
	char text[16];
	long count;
	int used;
	size_t i;

	for (;;) {
		s += strspn(s, " ,;|");
		if (sscanf(s, "%ld %15[a-z]%n", &count, text, &used) != 2)
			return s;
		for (i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (strcmp(text, words[i].text) == 0)
				break;
		if (i == sizeof(words) / sizeof(*words))
			return s;
		n[words[i].word] += count;
		n[WORDS - 1] += words[i].word == OTHER;
		s += used;
	}
}

static bool
tally_counts(struct test_tally *to, const long n[WORDS])
{
	const struct test_tally more = {n[PASSED], n[FAILED], n[SKIPPED], true};

	testlog_add(to, &more);
	return true;
}

/* `590 passed, 3 failed, 1 skipped` and nothing else on the line. */
static bool
read_plain(struct testlog *t, const char *line)
{
	long n[WORDS] = {0};
	const char *end;

	if (!isdigit((unsigned char)*line) || strstr(line, "passed") == NULL ||
	    strstr(line, "failed") == NULL)
		return false;
	end = read_counts(line, n);
	if (*end != '\0' && *end != '.')
		return false;
	testlog_add(&t->state->plain_sum, &t->state->plain);
	t->state->plain = (struct test_tally){0};
	return tally_counts(&t->state->plain, n);
}

/* The compilers' `FILE:LINE:COLUMN: error: message`. */
bool
testlog_build(struct testlog *t, const char *line)
{
	static const char *const marks[] = {
	    ": error: ", ": fatal error: ", ": undefined reference to "};
	struct test_failure *f;
	const char *mark, *path;
	size_t len;
	long number;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		mark = strstr(line, marks[i]);
		path = begins(line, "[ERROR] ") ? line + 8 : line;
		if (mark == NULL || !testlog_read_place(path, &len, &number) ||
		    path + len > mark || memchr(path, ' ', len) != NULL)
			continue;
		f = testlog_fail(t, "build", 5, MODE_RUSTC);
		testlog_place(f, path, len, number);
		testlog_say(t, mark + (i == 0 ? 9 : 2));
		t->state->open = NULL;
		return true;
	}
	return false;
}

bool
testlog_runner(struct testlog *t, const char *line)
{
	return read_plain(t, line);
}
