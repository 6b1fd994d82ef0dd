/* testlog: what test runners print, as counts and failures */
#include "text/testlog.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "text/testlog_lines.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_BYTES 1000
#define MAX_FAILURES  1000

void
testlog_begin(struct testlog *t)
{
	if (t->state != NULL)
		return;
	t->state = xcalloc(1, sizeof(*t->state));
	t->state->stream.plan = -1;
	t->state->ran = -1;
}

static void
release_failure(struct test_failure *f)
{
	free(f->name);
	free(f->path);
	free(f->message);
}

static void
release_failures(struct testlog *t)
{
	for (size_t i = 0; i < t->n; i++)
		release_failure(&t->failures[i]);
	free(t->failures);
	t->failures = NULL;
	t->n = 0;
}

struct test_failure *
testlog_append(struct testlog *t, char *name)
{
	struct test_failure *f;

	if (t->n == MAX_FAILURES) /* only the counts go on */
		release_failure(&t->failures[--t->n]);
	t->failures =
	    xreallocarray(t->failures, t->n + 1, sizeof(*t->failures));
	f = &t->failures[t->n++];
	*f = (struct test_failure){.name = name};
	return f;
}

struct test_failure *
testlog_fail(
    struct testlog *t, const char *name, size_t len, enum testlog_mode mode)
{
	struct testlog *to = mode == MODE_BUILD ? &t->state->builds : t;
	struct test_failure *f = testlog_append(to, xstrndup(name, len));

	t->state->open = to;
	t->state->open_at = to->n - 1;
	t->state->mode = mode;
	return f;
}

struct test_failure *
testlog_find(
    struct testlog *t, const char *name, size_t len, enum testlog_mode mode)
{
	const struct test_failure *f = t->failures;

	for (size_t i = 0; i < t->n; i++) {
		if (strlen(f[i].name) != len ||
		    strncmp(f[i].name, name, len) != 0)
			continue;
		t->state->open = t;
		t->state->open_at = i;
		t->state->mode = mode;
		return &t->failures[i];
	}
	return NULL;
}

void
testlog_drop(struct testlog *t, const char *name)
{
	struct test_failure *f;

	f = testlog_find(t, name, strlen(name), MODE_NONE);
	if (f == NULL)
		return;
	release_failure(f);
	memmove(f, f + 1, (size_t)(t->failures + --t->n - f) * sizeof(*f));
	t->state->open = NULL;
}

struct test_failure *
testlog_open(struct testlog *t)
{
	struct testlog *in = t->state->open;

	return in && in->n > 0 ? &in->failures[t->state->open_at] : NULL;
}

void
testlog_say(struct testlog *t, const char *text)
{
	struct test_failure *f = testlog_open(t);
	size_t have, keep;
	char *more;

	if (f == NULL)
		return;
	have = f->message ? strlen(f->message) : 0;
	if ((have == 0 && *text == '\0') || have >= MESSAGE_BYTES)
		return;
	keep = utf8_cut(text, strlen(text), MESSAGE_BYTES - have);
	more = xasprintf("%s%s%.*s", have ? f->message : "", have ? "\n" : "",
	    (int)keep, text);
	free(f->message);
	f->message = more;
}

void
testlog_place(struct test_failure *f, const char *path, size_t len, long line)
{
	if (f == NULL || f->path != NULL)
		return;
	f->path = xstrndup(path, len);
	f->line = line;
}

bool
testlog_read_place(const char *s, size_t *len, long *line)
{
	const char *colon = s;
	char *end;

	for (; (colon = strchr(colon, ':')) != NULL; colon++) {
		if (!isdigit((unsigned char)colon[1]))
			continue;
		*line = strtol(colon + 1, &end, 10);
		*len = (size_t)(colon - s);
		return *len > 0 && (*end == ':' || *end == '\0' || *end == ')');
	}
	return false;
}

bool
testlog_begins(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

/* What a line takes off another's count may be more than that. */
static long
at_least_none(long n)
{
	return n > 0 ? n : 0;
}

void
testlog_add(struct test_tally *to, const struct test_tally *from)
{
	to->passed += at_least_none(from->passed);
	to->failed += at_least_none(from->failed);
	to->skipped += at_least_none(from->skipped);
	to->seen |= from->seen;
}

/* The line without escape sequences, and of a \r-drawn one the last state. */
static void
clean(struct buf *out, const char *line, size_t len)
{
	buf_truncate(out, 0);
	for (size_t i = 0; i < len; i++) {
		if (line[i] == '\033' && i + 1 < len && line[i + 1] == '[') {
			for (i += 2; i < len && (line[i] < 0x40); i++)
				;
		} else if (line[i] == '\r') {
			if (i + 1 < len)
				buf_truncate(out, 0);
		} else if (line[i] != '\0') {
			buf_addc(out, line[i]);
		}
	}
}

static void
read_line(struct testlog *t, const char *line)
{
	if (testlog_events(t, line) || testlog_tap(t, line) ||
	    testlog_runner(t, line) || testlog_summary(t, line) ||
	    testlog_build(t, line) || testlog_script(t, line))
		return;
	if (t->state->mode == MODE_COMMENTS)
		t->state->mode = MODE_NONE;
}

void
testlog_read(struct testlog *t, const char *text, size_t len)
{
	const char *end = text + len, *line, *next;
	struct buf clear = {0};

	testlog_begin(t);
	t->state->mode = MODE_NONE;
	for (line = text; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (next == NULL)
			next = end;
		clean(&clear, line, (size_t)(next - line));
		read_line(t, buf_str(&clear));
	}
	buf_release(&clear);
}

/* A project's own last line may sum up those before it. */
static void
add_plain(struct testlog_state *s, struct test_tally *to)
{
	const struct test_tally *sum = &s->plain_sum, *last = &s->plain;
	bool sums_up = last->passed >= sum->passed &&
		       last->failed >= sum->failed &&
		       last->skipped >= sum->skipped;

	testlog_add(to, last);
	if (!sums_up)
		testlog_add(to, sum);
}

void
testlog_move(struct testlog *to, struct testlog *from)
{
	to->failures =
	    xreallocarray(to->failures, to->n + from->n, sizeof(*to->failures));
	for (size_t i = 0; i < from->n; i++) {
		if (to->n < MAX_FAILURES)
			to->failures[to->n++] = from->failures[i];
		else
			release_failure(&from->failures[i]);
	}
	from->n = 0;
}

/* Reports count the tests of runners again, and say more about failures. */
static void
add_runners(struct testlog *t)
{
	struct testlog_state *s = t->state;
	const struct test_tally *j = &s->junit, *r = &s->runner;

	if (!j->seen || j->passed + j->failed < r->passed + r->failed) {
		testlog_add(&t->total, r);
		return;
	}
	testlog_add(&t->total, j);
	if (s->tap.failed == 0 && s->plain.failed == 0)
		release_failures(t);
	testlog_move(t, &s->reports);
}

static void
trim_messages(struct testlog *t)
{
	char *message;
	size_t n;

	for (size_t i = 0; i < t->n; i++) {
		message = t->failures[i].message;
		n = message ? strlen(message) : 0;
		while (n > 0 && isspace((unsigned char)message[n - 1]))
			message[--n] = '\0';
	}
}

void
testlog_finish(struct testlog *t, bool run_failed)
{
	struct testlog_state *s;

	testlog_begin(t);
	s = t->state;
	testlog_tap_end(t);
	if (s->plain.seen)
		add_plain(s, &t->total);
	else if (s->tap.seen && !s->container)
		testlog_add(&t->total, &s->tap);
	else if (!s->tap.seen)
		testlog_add(&t->total, &s->node);
	/* a `not ok` is a no, whatever a last line makes of it */
	if (s->plain.seen && s->tap.failed > t->total.failed)
		t->total.failed = s->tap.failed;
	add_runners(t);
	if (run_failed && (s->go_broken || (t->n == 0 && t->total.failed == 0)))
		testlog_move(t, &s->builds);
	if (!run_failed && t->total.failed == 0) /* words in other output */
		release_failures(t);
	trim_messages(t);
}

void
testlog_release(struct testlog *t)
{
	release_failures(t);
	if (t->state != NULL) {
		release_failures(&t->state->builds);
		release_failures(&t->state->reports);
		free(t->state->before.path);
		free(t->state->before.text);
		free(t->state->go_parent);
		free(t->state->go_test);
		release_failures(&t->state->go_said);
		testlog_events_release(t);
		free(t->state);
	}
	*t = (struct testlog){0};
}
