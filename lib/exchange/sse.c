/* sse: server-sent events, pushed in as bytes arrive */
#include "exchange/sse.h"
#include <string.h>

static int
dispatch(struct sse *s, sse_event *fn, void *ctx)
{
	int status = 0;

	if (s->has_data) {
		s->events++;
		status =
		    fn(ctx, buf_str(&s->name), buf_str(&s->data), s->data.len);
	}
	buf_truncate(&s->name, 0);
	buf_truncate(&s->data, 0);
	s->has_data = false;
	return status;
}

static bool
is_field(const char *line, size_t len, const char *name)
{
	return len == strlen(name) && memcmp(line, name, len) == 0;
}

static void
field(struct sse *s, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	const char *value = colon ? colon + 1 : line + len;
	size_t name = colon ? (size_t)(colon - line) : len;

	if (value < line + len && *value == ' ')
		value++;
	if (is_field(line, name, "error")) {
		/* no field of the standard; older llama.cpp fails so */
		buf_truncate(&s->name, 0);
		buf_adds(&s->name, "error");
	}
	if (is_field(line, name, "data") || is_field(line, name, "error")) {
		if (s->has_data)
			buf_addc(&s->data, '\n');
		buf_add(&s->data, value, (size_t)(line + len - value));
		s->has_data = true;
	} else if (is_field(line, name, "event")) {
		buf_truncate(&s->name, 0);
		buf_add(&s->name, value, (size_t)(line + len - value));
	}
}

/* The line is complete: a field, a comment, or the end of the event. */
static int
line_end(struct sse *s, sse_event *fn, void *ctx)
{
	const char *line = buf_str(&s->line);
	size_t len = s->line.len;

	if (!s->after_start && len >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0)
		line += 3, len -= 3;
	s->after_start = true;
	if (len == 0) {
		buf_truncate(&s->line, 0);
		return dispatch(s, fn, ctx);
	}
	if (s->has_data && s->data.len + len > s->max)
		return -1;
	field(s, line, len);
	buf_truncate(&s->line, 0);
	return 0;
}

/* Adds to the line, which is thinned from where it is long and may be. */
static void
add(struct sse *s, const char *p, size_t n, void *ctx)
{
	size_t before = s->line.len;
	struct buf whole;

	if (s->thin.max > 0) {
		thin_add(&s->thin, &s->line, p, n);
		return;
	}
	buf_add(&s->line, p, n);
	if (s->may_thin == NULL || before > s->thin_above ||
	    s->line.len <= s->thin_above ||
	    !s->may_thin(ctx, buf_str(&s->name), s->line.data, s->line.len))
		return;
	whole = s->line;
	s->line = (struct buf){0};
	s->thin = (struct thin){.max = s->thin_above};
	thin_add(&s->thin, &s->line, whole.data, whole.len);
	buf_release(&whole);
}

static size_t
until_line_end(const char *p, size_t len)
{
	const char *lf = memchr(p, '\n', len);
	size_t n = lf ? (size_t)(lf - p) : len;
	const char *cr = memchr(p, '\r', n);

	return cr ? (size_t)(cr - p) : n;
}

int
sse_push(struct sse *s, const char *bytes, size_t len, sse_event *fn, void *ctx)
{
	const char *end = bytes + len;
	int status;
	size_t n;

	for (const char *p = bytes; p < end;) {
		if (s->after_cr) {
			s->after_cr = false;
			p += *p == '\n';
			continue;
		}
		n = until_line_end(p, (size_t)(end - p));
		if (s->line.len + n > s->max)
			return -1;
		add(s, p, n, ctx);
		p += n;
		if (p == end)
			break;
		s->after_cr = *p++ == '\r';
		s->thin.max = 0;
		status = line_end(s, fn, ctx);
		if (status != 0)
			return status;
	}
	return 0;
}

int
sse_end(struct sse *s, sse_event *fn, void *ctx)
{
	int status = s->line.len > 0 ? line_end(s, fn, ctx) : 0;

	return status != 0 ? status : dispatch(s, fn, ctx);
}

void
sse_release(struct sse *s)
{
	buf_release(&s->line);
	buf_release(&s->name);
	buf_release(&s->data);
}
