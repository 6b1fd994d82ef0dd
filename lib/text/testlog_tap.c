/* testlog_tap: the Test Anything Protocol, 12 to 14, and bats' comments */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *
skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* `# SKIP why` or `# TODO why` at the end of a description, else NULL. */
static const char *
find_directive(const char *text)
{
	const char *at = text;

	while ((at = strchr(at, '#')) != NULL) {
		const char *word = skip_blanks(at + 1);

		if ((at == text || at[-1] != '\\') &&
		    (strncasecmp(word, "skip", 4) == 0 ||
			strncasecmp(word, "todo", 4) == 0))
			return at;
		at++;
	}
	return NULL;
}

/*
 * Counts a point. One that sums up the points nested before it counts only
 * if it failed by itself.
 */
static bool
count_point(struct testlog *t, size_t depth, bool good, bool skip)
{
	struct tap_state *s = &t->state->stream;
	struct test_tally *tally = &t->state->tap;
	bool parent = s->count[depth + 1] > 0;
	bool told = parent && (good || s->failed[depth + 1]);

	for (size_t d = depth + 1; d <= TAP_DEPTH + 1; d++) {
		s->count[d] = 0;
		s->failed[d] = false;
	}
	s->count[depth]++;
	s->failed[depth] |= !good && !skip;
	if (told)
		return false;
	tally->skipped += skip;
	tally->passed += good && !skip;
	tally->failed += !good && !skip;
	return !good && !skip;
}

void
testlog_tap_end(struct testlog *t)
{
	struct tap_state *s = &t->state->stream;
	struct test_failure *f;

	t->state->tap.seen |= s->version || s->planned || s->numbered;
	if (s->plan >= 0 && s->plan != s->points && !t->state->plain.seen) {
		f = testlog_fail(t, "plan", 4, MODE_NONE);
		f->message = xasprintf("%ld test%s planned, %ld ran", s->plan,
		    s->plan == 1 ? " was" : "s were", s->points);
		t->state->tap.failed++;
	}
	s->plan = -1;
	s->points = 0;
}

static bool
read_plan(struct testlog *t, const char *line)
{
	struct tap_state *s = &t->state->stream;
	char *end;
	long plan;

	if (!testlog_begins(line, "1..") || !isdigit((unsigned char)line[3]))
		return false;
	plan = strtol(line + 3, &end, 10);
	end += strspn(end, " \t");
	if (*end != '\0' && *end != '#')
		return false;
	s->planned = true;
	if (s->plan < 0 && s->points > 0) { /* at the end of its points */
		s->plan = plan;
		testlog_tap_end(t);
		return true;
	}
	if (s->plan >= 0)
		testlog_tap_end(t);
	s->plan = plan;
	s->points = 0;
	return true;
}

/* A description, whose signs `#` and `\\` are escaped. */
static void
fail_point(struct testlog *t, const char *text, size_t len)
{
	struct buf name = {0};

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\' && i + 1 < len &&
		    (text[i + 1] == '#' || text[i + 1] == '\\'))
			i++;
		buf_addc(&name, text[i]);
	}
	if (name.len == 0)
		buf_adds(&name, "test");
	testlog_fail(t, name.data, name.len, MODE_COMMENTS);
	buf_release(&name);
}

/* Reads `ok 3 - description # SKIP why`, its indentation taken off. */
static bool
read_point(struct testlog *t, const char *line, size_t depth)
{
	struct tap_state *s = &t->state->stream;
	bool good = line[0] == 'o', skip;
	const char *text, *directive;
	char *end;
	size_t len;

	text = line + (good ? 2 : 6);
	if (*text != '\0' && *text != ' ')
		return false;
	text = skip_blanks(text);
	if (isdigit((unsigned char)*text)) {
		s->numbered |= depth == 0;
		strtol(text, &end, 10);
		text = skip_blanks(end);
	} else if (!s->planned && !s->version) {
		return false; /* a word in some other output */
	}
	if (testlog_begins(text, "- "))
		text = skip_blanks(text + 2);
	directive = find_directive(text);
	skip = directive != NULL;
	len = directive ? (size_t)(directive - text) : strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	if (depth == 0 && s->plan >= 0 && s->points == s->plan)
		testlog_tap_end(t); /* the next stream, whose plan is last */
	s->points += depth == 0;
	t->state->mode = MODE_NONE;
	t->state->open = NULL;
	if (count_point(t, depth, good, skip))
		fail_point(t, text, len);
	return true;
}

/* bats: `(in test file x.bats, line 3)`, `(from function ...` before it. */
static bool
read_bats_place(struct test_failure *f, const char *text)
{
	static const char word[] = "in test file ";
	const char *at = strstr(text, word), *comma;

	if (at == NULL)
		return testlog_begins(text, "(from function ");
	at += strlen(word);
	comma = strstr(at, ", line ");
	if (comma == NULL)
		return false;
	testlog_place(f, at, (size_t)(comma - at), strtol(comma + 7, NULL, 10));
	return true;
}

/* Perl: `at t/x.t line 5.` */
static bool
read_perl_place(struct test_failure *f, const char *text)
{
	const char *line = strstr(text, " line ");

	if (!testlog_begins(text, "at ") || line == NULL)
		return false;
	testlog_place(
	    f, text + 3, (size_t)(line - text) - 3, strtol(line + 6, NULL, 10));
	return true;
}

static bool
read_comment(struct testlog *t, const char *line)
{
	struct test_failure *f = testlog_open(t);

	if (*line != '#' || testlog_begins(line, "# Subtest")) {
		t->state->mode = MODE_NONE;
		return false;
	}
	line++;
	line += *line == ' ';
	if (!read_bats_place(f, skip_blanks(line)) &&
	    !read_perl_place(f, skip_blanks(line)))
		testlog_say(t, line);
	return true;
}

/* The value without its quotes. */
static char *
unquoted(const char *value)
{
	size_t n = strlen(value);

	if (n >= 2 && (*value == '\'' || *value == '"') &&
	    value[n - 1] == *value)
		return xstrndup(value + 1, n - 2);
	return xstrdup(value);
}

static void
read_yaml_member(struct testlog *t, const char *line)
{
	struct test_failure *f = testlog_open(t);
	const char *key = skip_blanks(line), *colon = strstr(key, ": ");
	char *value;
	size_t len;
	long number;

	if (colon == NULL)
		return;
	value = unquoted(colon + 2);
	if (testlog_begins(key, "message:") || testlog_begins(key, "error:")) {
		t->state->indent = (size_t)(key - line);
		if (*value == '|' || *value == '>')
			t->state->mode = MODE_YAML_TEXT;
		else
			testlog_say(t, value);
	} else if ((testlog_begins(key, "location:") ||
		       testlog_begins(key, "at:")) &&
		   testlog_read_place(value, &len, &number)) {
		testlog_place(f, value, len, number);
	} else if (testlog_begins(key, "file:")) {
		testlog_place(f, value, strlen(value), 0);
	} else if (testlog_begins(key, "line:") && f->line == 0) {
		f->line = strtol(value, NULL, 10);
	}
	free(value);
}

static bool
read_yaml(struct testlog *t, const char *line)
{
	const char *text = skip_blanks(line);

	if (t->state->mode == MODE_YAML_TEXT) {
		if (*text == '\0' || (size_t)(text - line) > t->state->indent) {
			testlog_say(t, text);
			return true;
		}
		t->state->mode = MODE_YAML;
	}
	if (strcmp(text, "...") == 0)
		t->state->mode = MODE_NONE;
	else
		read_yaml_member(t, line);
	return true;
}

bool
testlog_tap(struct testlog *t, const char *line)
{
	struct tap_state *s = &t->state->stream;
	const char *text = line + strspn(line, " ");
	size_t depth = (size_t)(text - line) / 4;

	if (t->state->mode == MODE_YAML || t->state->mode == MODE_YAML_TEXT)
		return read_yaml(t, line);
	if (depth <= TAP_DEPTH && (size_t)(text - line) % 4 == 0 &&
	    (testlog_begins(text, "ok") || testlog_begins(text, "not ok")) &&
	    read_point(t, text, depth))
		return true;
	if (t->state->mode == MODE_COMMENTS && strcmp(text, "---") == 0) {
		t->state->mode = MODE_YAML;
		return true;
	}
	if (t->state->mode == MODE_COMMENTS && read_comment(t, text))
		return true;
	if (testlog_begins(line, "TAP version ")) {
		s->version = true;
		return true;
	}
	if (testlog_begins(line, "Bail out!")) {
		testlog_fail(t, "Bail out!", 9, MODE_NONE)->message =
		    xstrdup(skip_blanks(line + 9));
		t->state->tap.failed++;
		s->plan = -1;
		return true;
	}
	return read_plan(t, line);
}
