/* testlog: what test runners print, as counts and failures */
#include "text/testlog.h"
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_BYTES 1000
#define MAX_FAILURES  1000

static void
begin(struct testlog *t)
{
	if (t->state != NULL)
		return;
	t->state = xcalloc(1, sizeof(*t->state));
	t->state->stream.plan = -1;
}

struct test_failure *
testlog_fail(
    struct testlog *t, const char *name, size_t len, enum testlog_mode mode)
{
	struct testlog *to = mode == MODE_RUSTC ? &t->state->builds : t;
	struct test_failure *f;

	if (to->n == MAX_FAILURES) /* the counts go on */
		to->n--, free(to->failures[to->n].name),
		    free(to->failures[to->n].path),
		    free(to->failures[to->n].message);
	to->failures =
	    xreallocarray(to->failures, to->n + 1, sizeof(*to->failures));
	f = &to->failures[to->n++];
	*f = (struct test_failure){.name = xstrndup(name, len)};
	t->state->open = to;
	t->state->mode = mode;
	return f;
}

struct test_failure *
testlog_open(struct testlog *t)
{
	struct testlog *in = t->state->open;

	return in && in->n > 0 ? &in->failures[in->n - 1] : NULL;
}

void
testlog_say(struct testlog *t, const char *text)
{
	struct test_failure *f = testlog_open(t);
	size_t have;
	char *more;

	if (f == NULL)
		return;
	have = f->message ? strlen(f->message) : 0;
	if (have == 0 && *text == '\0')
		return;
	if (have + strlen(text) > MESSAGE_BYTES)
		return;
	more = have ? xasprintf("%s\n%s", f->message, text) : xstrdup(text);
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

void
testlog_add(struct test_tally *to, const struct test_tally *from)
{
	to->passed += from->passed;
	to->failed += from->failed;
	to->skipped += from->skipped;
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
	if (testlog_tap(t, line) || testlog_runner(t, line) ||
	    testlog_build(t, line))
		return;
	if (t->state->mode == MODE_COMMENTS)
		t->state->mode = MODE_NONE;
}

void
testlog_read(struct testlog *t, const char *text, size_t len)
{
	const char *end = text + len, *line, *next;
	struct buf clear = {0};

	begin(t);
	t->state->mode = MODE_NONE;
	for (line = text; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (next == NULL)
			next = end;
		buf_addc(&clear, ' '); /* so that there is memory */
		clean(&clear, line, (size_t)(next - line));
		read_line(t, clear.data);
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

static void
release_failures(struct testlog *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->failures[i].name);
		free(t->failures[i].path);
		free(t->failures[i].message);
	}
	free(t->failures);
	t->failures = NULL;
	t->n = 0;
}

void
testlog_finish(struct testlog *t, bool run_failed)
{
	struct testlog_state *s;

	begin(t);
	s = t->state;
	testlog_tap_end(t);
	if (s->plain.seen)
		add_plain(s, &t->total);
	else if (s->tap.seen)
		testlog_add(&t->total, &s->tap);
	else
		testlog_add(&t->total, &s->node);
	if (s->junit.seen && s->junit.passed + s->junit.failed >=
				 s->runner.passed + s->runner.failed)
		testlog_add(&t->total, &s->junit);
	else
		testlog_add(&t->total, &s->runner);
	if (run_failed && t->n == 0 && !t->total.seen) {
		release_failures(t);
		t->failures = s->builds.failures;
		t->n = s->builds.n;
		s->builds = (struct testlog){0};
	}
}

void
testlog_release(struct testlog *t)
{
	release_failures(t);
	if (t->state != NULL) {
		release_failures(&t->state->builds);
		free(t->state->place_path);
		free(t->state->go_parent);
		free(t->state);
	}
	*t = (struct testlog){0};
}
