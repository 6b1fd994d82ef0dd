/* chunks: a text in pieces of so many tokens */
#include "contract/chunks.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/result.h"
#include "text/starts.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A longer line is taken in several segments. */
#define SEGMENT_MAX ((size_t)64 << 10)
#define READ_SIZE   ((size_t)256 << 10)

/* What begins with a segment: the higher, the better it is to end before. */
enum level { INSIDE, LINE, PARAGRAPH, NESTED, TOP };

/* A line with its newline, or a part of a long one. */
struct segment {
	size_t start, len; /* in text */
	size_t cost;       /* tokens in JSON, alone */
	long line;         /* its number */
	enum level level;
};

struct chunks_state {
	struct segment *v; /* from the first that the next piece may repeat */
	size_t n, room;
	size_t fresh; /* the first that no piece has held */
	size_t taken; /* bytes of text that are in segments */
	long line;    /* of the next segment */
	bool inside;  /* it goes on with a line */
	bool blank;   /* the line before it is blank */
	bool ended;   /* nothing more will be read */
	struct buf json;
};

/* The largest place up to `at` that is not within a character. */
static size_t
whole_characters(const char *text, size_t len, size_t at)
{
	size_t cut = utf8_cut(text, len, at);

	return at - cut < 4 ? cut : at; /* these bytes are no characters */
}

static size_t
character(const char *s, size_t len)
{
	uint32_t cp;
	size_t n = utf8_decode(s, len, &cp);

	return n > 0 ? n : 1;
}

static bool
is_blank(const char *s, size_t len)
{
	while (len > 0 && strchr(" \t\r\n\f\v", s[len - 1]) && s[len - 1])
		len--;
	return len == 0;
}

static enum level
level_of(const struct chunks *c, const struct segment *g, bool blank)
{
	const struct chunks_state *s = c->state;
	size_t at = (size_t)g->line - (c->line > 0 ? (size_t)c->line : 1);
	enum level level = s->blank && !blank ? PARAGRAPH : LINE;

	if (s->inside)
		return INSIDE;
	if (c->at == CHUNKS_LINE)
		return LINE;
	if (c->at == CHUNKS_FUNCTION && c->starts != NULL && at < c->n_starts &&
	    c->starts[at] != 0)
		level = c->starts[at] == STARTS_TOP ? TOP : NESTED;
	return level;
}

static size_t
cost_of(struct chunks *c, size_t start, size_t len)
{
	struct buf *b = &c->state->json;

	buf_truncate(b, 0);
	json_print_string(b, c->text.data + start, len);
	return result_tokens(b->data + 1, b->len - 2);
}

static struct segment *
insert(struct chunks_state *s, size_t at)
{
	if (s->n == s->room) {
		s->room = s->room * 2 + 64;
		s->v = xreallocarray(s->v, s->room, sizeof(*s->v));
	}
	memmove(s->v + at + 1, s->v + at, (s->n - at) * sizeof(*s->v));
	s->n++;
	return &s->v[at];
}

/* Forgets the text before the first segment. */
static void
drop_text(struct chunks *c)
{
	struct chunks_state *s = c->state;
	size_t from = s->n > 0 ? s->v[0].start : s->taken;

	if (from < READ_SIZE)
		return;
	memmove(c->text.data, c->text.data + from, c->text.len - from);
	buf_truncate(&c->text, c->text.len - from);
	for (size_t i = 0; i < s->n; i++)
		s->v[i].start -= from;
	s->taken -= from;
}

static int
read_more(struct chunks *c, struct error *e)
{
	struct chunks_state *s = c->state;
	ssize_t n = 0;

	if (c->fd >= 0) {
		drop_text(c);
		do
			n = read(
			    c->fd, buf_room(&c->text, READ_SIZE), READ_SIZE);
		while (n < 0 && errno == EINTR);
	}
	if (n < 0)
		return error_errno(e, "cannot read '%s'",
		    c->path ? c->path : "standard input");
	c->text.len += (size_t)n;
	s->ended = n == 0;
	return 0;
}

/* The length of the next segment in the text that is there; 0: read more. */
static size_t
next_length(const struct chunks *c)
{
	const struct chunks_state *s = c->state;
	size_t left = c->text.len - s->taken;
	const char *at = buf_str(&c->text) + s->taken, *nl;

	nl = memchr(at, '\n', left < SEGMENT_MAX ? left : SEGMENT_MAX);
	if (nl != NULL)
		return (size_t)(nl - at) + 1;
	if (left >= SEGMENT_MAX)
		return whole_characters(at, left, SEGMENT_MAX);
	return s->ended ? left : 0;
}

/* Adds a segment: 1; 0 when there is no more text; -1. */
static int
add_segment(struct chunks *c, struct error *e)
{
	struct chunks_state *s = c->state;
	struct segment g;
	bool blank;

	while ((g.len = next_length(c)) == 0 && !s->ended)
		if (read_more(c, e) < 0)
			return -1;
	if (g.len == 0)
		return 0;
	g.start = s->taken;
	g.line = s->line;
	g.cost = cost_of(c, g.start, g.len);
	blank = !s->inside && is_blank(c->text.data + g.start, g.len);
	g.level = level_of(c, &g, blank);
	*insert(s, s->n) = g;
	s->taken += g.len;
	s->inside = c->text.data[g.start + g.len - 1] != '\n';
	s->line += !s->inside;
	s->blank = blank;
	return 1;
}

/* The details of segments from..to; the last may go on in the next piece. */
static cJSON *
build(const struct chunks *c, size_t from, size_t to)
{
	const struct chunks_state *s = c->state;
	const struct segment *first = &s->v[from], *last = &s->v[to - 1];
	const char *text = c->text.data + first->start;
	size_t len = last->start + last->len - first->start;
	bool more = last->start + last->len < c->text.len || !s->ended;
	cJSON *d = cJSON_CreateObject();

	json_add_long(d, "piece", c->piece + 1);
	if (c->path != NULL)
		cJSON_AddItemToObject(
		    d, "path", json_new_string(c->path, strlen(c->path)));
	if (c->of != NULL)
		cJSON_AddItemToObject(
		    d, "of", json_new_string(c->of, strlen(c->of)));
	json_add_long(d, "start_line", first->line);
	json_add_long(d, "end_line", last->line);
	if (from < s->fresh)
		json_add_long(d, "overlap", s->v[s->fresh].line - first->line);
	if (first->level == INSIDE)
		cJSON_AddTrueToObject(d, "continued");
	if (more && text[len - 1] != '\n')
		cJSON_AddTrueToObject(d, "cut");
	if (utf8_valid(text, len) < len)
		cJSON_AddTrueToObject(d, "replaced");
	cJSON_AddItemToObject(d, "text", json_new_string(text, len));
	return d;
}

static size_t
count(struct chunks *c, size_t from, size_t to)
{
	cJSON *details = build(c, from, to);
	size_t cost = result_cost(details);

	cJSON_Delete(details);
	return cost;
}

/* Moves *to on while the segments' own costs fit into `left` tokens. */
static int
extend(struct chunks *c, size_t *to, size_t left, struct error *e)
{
	struct chunks_state *s = c->state;
	int more = 1;

	while (*to < s->n || (more = add_segment(c, e)) > 0) {
		if (s->v[*to].cost > left)
			return 0;
		left -= s->v[*to].cost;
		++*to;
	}
	return more;
}

/*
 * The end of the longest piece that begins with segment `from`, which may be
 * `from` itself. Costs in JSON add up to a little more than the whole costs,
 * so that what is left is filled again, but not for ever.
 */
static int
fill(struct chunks *c, size_t from, size_t *to, struct error *e)
{
	size_t limit = (size_t)c->limit, cost = 0, before = from;

	*to = from;
	if (extend(c, to, limit, e) < 0)
		return -1;
	while (*to > from && (cost = count(c, from, *to)) > limit)
		for (size_t over = cost - limit; *to > from;) {
			size_t one = c->state->v[--*to].cost;

			if (one >= over)
				break;
			over -= one;
		}
	while (*to > before) {
		before = *to;
		if (extend(c, to, limit - cost, e) < 0)
			return -1;
		if (*to > before && (cost = count(c, from, *to)) > limit)
			*to = before;
	}
	return 0;
}

/*
 * How much of the segment is a piece that fits, nearly: 0 when not even one
 * character does; then *cost is what the least would cost that was tried.
 */
static size_t
longest_part(struct chunks *c, size_t at, size_t *cost)
{
	struct segment *g = &c->state->v[at];
	const char *text = c->text.data + g->start;
	size_t len = g->len, low = 0, high = len, limit = (size_t)c->limit;
	size_t next = len / (g->cost + 1) * limit;

	while (high - low > 1) {
		if (next <= low || next >= high)
			next = low + (high - low) / 2;
		next = whole_characters(text, len, next);
		if (next <= low &&
		    (next = low + character(text + low, len - low)) >= high)
			break;
		g->len = next;
		*cost = count(c, at, at + 1);
		if (*cost <= limit)
			low = next;
		else
			high = next;
		if (*cost <= limit && *cost >= limit - limit / 16)
			break;
		next = 0;
	}
	g->len = len;
	return low;
}

/* Cuts the segment so that its first part alone is a piece that fits. */
static int
cut_segment(struct chunks *c, size_t at, struct error *e)
{
	struct chunks_state *s = c->state;
	size_t cost = SIZE_MAX, first = longest_part(c, at, &cost), whole;
	struct segment *g, *rest;

	if (first == 0) {
		whole = count(c, at, at + 1); /* it bears no mark of a cut */
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%ld tokens are too few: a piece needs at least %zu",
		    c->limit, whole < cost ? whole : cost);
	}
	rest = insert(s, at + 1);
	g = &s->v[at];
	*rest = *g;
	rest->start += first;
	rest->len -= first;
	rest->level = INSIDE;
	/* near enough: the whole is counted again */
	cost = g->cost * first / g->len;
	rest->cost = g->cost - cost;
	g->cost = cost;
	g->len = first;
	return 0;
}

/* The last of the best places to end at, up to `to`. */
static size_t
boundary(struct chunks *c, size_t from, size_t to)
{
	const struct chunks_state *s = c->state;
	size_t best = to;

	if (to == s->n) /* the text ends here */
		return to;
	for (size_t i = to; i-- > s->fresh + 1;)
		if (s->v[i].level > s->v[best].level)
			best = i;
	/* less text is not always fewer tokens */
	return best == to || count(c, from, best) <= (size_t)c->limit ? best
								      : to;
}

/* Forgets what is behind us but for the lines that are to be repeated. */
static void
advance(struct chunks *c, size_t to)
{
	struct chunks_state *s = c->state;
	long lines = 0;
	size_t keep = to;

	if (to < s->n && s->v[to].level != INSIDE)
		while (keep > 0 && lines < c->overlap &&
		       s->v[keep - 1].level != INSIDE) {
			keep--;
			lines++;
		}
	memmove(s->v, s->v + keep, (s->n - keep) * sizeof(*s->v));
	s->n -= keep;
	s->fresh = to - keep;
}

int
chunks_next(struct chunks *c, cJSON **details, struct error *e)
{
	struct chunks_state *s = c->state;
	size_t from = 0, to;
	int more = 1;

	if (s == NULL) {
		s = c->state = xcalloc(1, sizeof(*s));
		s->line = c->line > 0 ? c->line : 1;
	}
	if (s->fresh == s->n)
		more = add_segment(c, e);
	if (more <= 0)
		return more;
	do /* with fewer lines that are repeated, until a new one fits */
		if (fill(c, from, &to, e) < 0)
			return -1;
	while (to <= s->fresh && from++ < s->fresh);
	if (to <= s->fresh) {
		from = s->fresh;
		if (cut_segment(c, from, e) < 0)
			return -1;
		to = from + 1;
	} else if (to == s->n && add_segment(c, e) < 0) {
		return -1; /* what follows decides where it is best to end */
	}
	to = boundary(c, from, to);
	*details = build(c, from, to);
	c->piece++;
	advance(c, to);
	return 1;
}

void
chunks_release(struct chunks *c)
{
	if (c->state != NULL) {
		free(c->state->v);
		buf_release(&c->state->json);
		free(c->state);
		c->state = NULL;
	}
	buf_release(&c->text);
}
