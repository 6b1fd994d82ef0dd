/* chunks: a text in pieces of so many tokens */
#include "contract/chunks.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/result.h"
#include <stdint.h>
#include <string.h>

/* The details of segments from..to. */
static cJSON *
build(const struct chunks *c, size_t from, size_t to)
{
	const struct segments *s = &c->in;
	const struct segment *first = &s->v[from], *last = &s->v[to - 1];
	const char *text = s->text.data + first->start;
	size_t len = last->start + last->len - first->start;
	bool more = last->start + last->len < s->text.len || !s->ended;
	cJSON *d = cJSON_CreateObject();

	json_add_long(d, "piece", c->piece + 1);
	if (c->path != NULL)
		json_add_string(d, "path", c->path);
	if (c->of != NULL)
		cJSON_AddItemToObject(
		    d, "of", json_new_string(c->of, strlen(c->of)));
	json_add_long(d, "start_line", first->line);
	json_add_long(d, "end_line", last->line);
	if (from < c->fresh)
		json_add_long(d, "overlap", s->v[c->fresh].line - first->line);
	if (first->level == LEVEL_INSIDE)
		cJSON_AddTrueToObject(d, "continued");
	if (more && text[len - 1] != '\n')
		cJSON_AddTrueToObject(d, "cut");
	if (utf8_valid(text, len) < len)
		cJSON_AddTrueToObject(d, "replaced");
	cJSON_AddItemToObject(d, "text", json_new_string(text, len));
	return d;
}

static size_t
count(const struct chunks *c, size_t from, size_t to)
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
	struct segments *s = &c->in;
	int more = 1;

	while (*to < s->n || (more = segments_add(s, e)) > 0) {
		if (s->v[*to].cost > left)
			return 0;
		left -= s->v[*to].cost;
		++*to;
	}
	return more;
}

/* Moves *to back by segments that cost as much as there is too much. */
static void
shrink(const struct chunks *c, size_t from, size_t *to, size_t over)
{
	size_t dropped = 0;

	while (*to > from && dropped < over)
		dropped += c->in.v[--*to].cost;
}

/*
 * The end of the longest piece that begins with segment `from`, which may be
 * `from` itself. What the segments cost alone adds up to a little more than
 * the whole costs, so that what is left is filled again.
 */
static int
fill(struct chunks *c, size_t from, size_t *to, struct error *e)
{
	size_t limit = (size_t)c->limit, cost = 0, before = from;

	*to = from;
	if (extend(c, to, limit, e) < 0)
		return -1;
	while (*to > from && (cost = count(c, from, *to)) > limit)
		shrink(c, from, to, cost - limit);
	while (*to > before) {
		before = *to;
		if (extend(c, to, limit - cost, e) < 0)
			return -1;
		if (*to > before && (cost = count(c, from, *to)) > limit)
			*to = before;
	}
	return 0;
}

/* The place behind the next character. */
static size_t
behind(const char *text, size_t len, size_t at)
{
	uint32_t cp;
	size_t n = utf8_decode(text + at, len - at, &cp);

	return at + (n > 0 ? n : 1);
}

/*
 * How much of a segment is a piece that fits, nearly: 0 when not even one
 * character does; then *cost is what the least would cost that was tried.
 */
static size_t
longest_part(struct chunks *c, size_t at, size_t *cost)
{
	struct segment *g = &c->in.v[at];
	const char *text = c->in.text.data + g->start;
	size_t len = g->len, low = 0, high = len, limit = (size_t)c->limit;
	size_t next = len / (g->cost + 1) * limit;

	while (high - low > 1) {
		if (next <= low || next >= high)
			next = low + (high - low) / 2;
		next = segments_place(text, len, next);
		if (next <= low && (next = behind(text, len, low)) >= high)
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
cut(struct chunks *c, size_t at, struct error *e)
{
	size_t cost = SIZE_MAX, first = longest_part(c, at, &cost), whole;

	if (first > 0) {
		segments_cut(&c->in, at, first);
		return 0;
	}
	whole = count(c, at, at + 1); /* it bears no mark of a cut */
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "%ld tokens are too few: a piece needs at least %zu", c->limit,
	    whole < cost ? whole : cost);
}

/* The last of the best places to end at, up to `to`. */
static size_t
boundary(const struct chunks *c, size_t from, size_t to)
{
	const struct segments *s = &c->in;
	size_t best = to;

	if (to == s->n) /* the text ends here */
		return to;
	for (size_t i = to; i-- > c->fresh + 1;)
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
	const struct segments *s = &c->in;
	size_t keep = to;

	if (to < s->n && s->v[to].level != LEVEL_INSIDE)
		while (keep > 0 && to - keep < (size_t)c->overlap &&
		       s->v[keep - 1].level != LEVEL_INSIDE)
			keep--;
	segments_drop(&c->in, keep);
	c->fresh = to - keep;
}

int
chunks_next(struct chunks *c, cJSON **details, struct error *e)
{
	size_t from = 0, to;
	int more = 1;

	if (c->fresh == c->in.n)
		more = segments_add(&c->in, e);
	if (more <= 0)
		return more;
	do /* with fewer lines that are repeated, until a new one fits */
		if (fill(c, from, &to, e) < 0)
			return -1;
	while (to <= c->fresh && from++ < c->fresh);
	if (to <= c->fresh) {
		from = c->fresh;
		if (cut(c, from, e) < 0)
			return -1;
		to = from + 1;
	} else if (to == c->in.n && segments_add(&c->in, e) < 0) {
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
	segments_release(&c->in);
	c->fresh = 0;
}
