/* required: what a line must hold for a pattern to match on it */
#include "text/required.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NESTING 20

/* A run of sets, and what it is worth. */
struct run {
	uint16_t has[256];
	size_t n;
	bool broken; /* something came before it in its part of the pattern */
	bool whole;  /* it is as long as what that part matches */
	bool loose;  /* not every run out of the sets is matched */
};

struct parser {
	const char *p;
	int flags;
	int depth;
	bool lost; /* here is something that we do not know */
};

/* One character: the bytes that it may be; `any` when it is unknown. */
struct atom {
	bool set[256];
	bool any;
};

static double
worth(const struct run *r)
{
	double passed = 1, rarity;

	for (size_t i = 0; i < r->n; i++) {
		rarity = sieve_rarity(r->has, i) / 1e6;
		passed *= rarity < 1 ? rarity : 1;
	}
	return passed; /* the less the better */
}

static void
push(struct run *r, const struct atom *a)
{
	for (int c = 0; c < 256; c++)
		if (a->set[c])
			r->has[c] |= (uint16_t)(1U << r->n);
	r->n++;
}

static void
better(struct run *best, const struct run *r)
{
	if (r->n > 0 && (best->n == 0 || worth(r) < worth(best)))
		*best = *r;
}

/* The run ends here: what follows need not stand beside it. */
static void
finish_run(struct run *best, struct run *r)
{
	better(best, r);
	*r = (struct run){.broken = true};
}

static void
add_byte(const struct parser *p, struct atom *a, unsigned char c)
{
	bool fold = p->flags & REQUIRED_IGNORE_CASE && isalpha(c);

	a->set[c] = true;
	if (fold)
		a->set[c ^ 0x20] = true;
	/* beside k and s stand the Kelvin sign and the long s */
	if (fold && !(p->flags & REQUIRED_ASCII) && strchr("kKsS", c))
		a->any = true;
}

/* A class's letter: 0 when it is no such escape. */
static int
class_of(char c)
{
	return strchr("wdshv", c) && c ? c : 0;
}

static bool
in_escape(char class, int c)
{
	switch (tolower(class)) {
	case 'w':
		return isalnum(c) || c == '_';
	case 'd':
		return isdigit(c);
	case 's':
		return isspace(c);
	case 'h':
		return c == ' ' || c == '\t';
	default:
		return c >= '\n' && c <= '\r';
	}
}

/* \w and the like: other characters have it too, which are no single byte. */
static void
add_escape(const struct parser *p, struct atom *a, char class)
{
	if (!(p->flags & REQUIRED_ASCII))
		a->any = true;
	for (int c = 0; c < 128; c++)
		if (in_escape(class, c) == (islower(class) != 0))
			a->set[c] = true;
}

/* The byte that a simple escape stands for, or -1. */
static int
escaped(char c)
{
	static const char from[] = "tfrea", to[] = "\t\f\r\x1b\a";
	const char *at = c ? strchr(from, c) : NULL;

	if (at != NULL)
		return to[at - from];
	return c != '\0' && (unsigned char)c < 0x80 && !isalnum(c) ? c : -1;
}

/* One end of a range in a class; -1 for what is more than a character. */
static int
class_end(struct parser *p)
{
	int c = (unsigned char)*p->p;

	if (c == '\\') {
		c = escaped(*++p->p);
		p->lost |= c < 0;
	}
	p->lost |= c == '\0' || c == '[' || c >= 0x80;
	p->p += !p->lost;
	return c;
}

static void
parse_class_item(struct parser *p, struct atom *a)
{
	int low, high;

	if (*p->p == '\\' && class_of((char)tolower(p->p[1]))) {
		add_escape(p, a, p->p[1]);
		p->p += 2;
		p->lost |= *p->p == '-' && p->p[1] != ']';
		return;
	}
	low = high = class_end(p);
	if (!p->lost && *p->p == '-' && p->p[1] != ']') {
		p->p++;
		high = class_end(p);
	}
	for (int c = low; c <= high && !p->lost; c++)
		add_byte(p, a, (unsigned char)c);
}

/* From behind the bracket on. */
static void
parse_class(struct parser *p, struct atom *a)
{
	bool negated = *p->p == '^';

	p->p += negated;
	p->lost |= *p->p == ']' || *p->p == '\0';
	while (!p->lost && *p->p != ']')
		parse_class_item(p, a);
	if (p->lost)
		return;
	p->p++;
	if (!negated)
		return;
	a->any = !(p->flags & REQUIRED_ASCII);
	for (int c = 0; c < 128; c++)
		a->set[c] = !a->set[c];
}

/* An escape, from behind its backslash on; false when it is a place. */
static bool
parse_escape(struct parser *p, struct atom *a)
{
	char c = *p->p;
	int byte = escaped(c);

	p->p += c != '\0';
	if (c != '\0' && strchr("bBAzZG", c))
		return false;
	if (byte >= 0)
		add_byte(p, a, (unsigned char)byte);
	else if (class_of((char)tolower(c)))
		add_escape(p, a, c);
	else
		p->lost = true;
	return true;
}

/* {n}, {n,} or {n,m} at p; false when that is plain text. */
static bool
parse_braces(struct parser *p, long *least, long *most)
{
	char *end;

	if (!isdigit((unsigned char)p->p[1]))
		return false;
	*least = *most = strtol(p->p + 1, &end, 10);
	if (*end == ',') {
		*most = -1;
		if (isdigit((unsigned char)*++end))
			*most = strtol(end, &end, 10);
	}
	if (*end != '}')
		return false;
	p->p = end + 1;
	return true;
}

/* How often what stands before must be there. */
static void
parse_times(struct parser *p, long *least, long *most)
{
	*least = *most = 1;
	if (*p->p == '{') {
		if (!parse_braces(p, least, most)) {
			p->lost = true;
			return;
		}
	} else if (*p->p != '\0' && strchr("?*+", *p->p)) {
		*least = *p->p == '+';
		*most = *p->p == '?' ? 1 : -1;
		p->p++;
	} else {
		return;
	}
	p->p += *p->p == '?' || *p->p == '+';
	p->lost |= *p->p != '\0' && strchr("?*+{", *p->p);
}

static void parse_branches(struct parser *p, struct run *best);

static void
add_atom(struct run *best, struct run *r, const struct atom *a, long least,
    long most)
{
	if (a->any || least == 0) {
		finish_run(best, r);
		return;
	}
	for (long i = 0; i < least && i < SIEVE_MAX; i++) {
		if (r->n == SIEVE_MAX)
			finish_run(best, r);
		push(r, a);
	}
	if (most == least)
		return;
	/* the last of them stand beside what follows */
	finish_run(best, r);
	for (long i = 0; i < least && i < SIEVE_MAX; i++)
		push(r, a);
}

/* A group's own run counts where it must be there; and it joins its
 * neighbours when it is all that the group matches. */
static void
add_group(struct run *best, struct run *r, const struct run *group, long least,
    long most)
{
	bool joins = group->whole && least == 1 && most == 1 &&
		     r->n + group->n <= SIEVE_MAX;

	if (!joins)
		finish_run(best, r);
	if (joins) {
		for (int c = 0; c < 256; c++)
			r->has[c] |= (uint16_t)(group->has[c] << r->n);
		r->n += group->n;
		r->loose |= group->loose;
	} else if (least > 0) {
		better(best, group);
	}
}

/* From behind the parenthesis on; false when it is a kind we do not know. */
static bool
open_group(struct parser *p)
{
	if (*p->p == '*' || ++p->depth > NESTING)
		return false;
	if (*p->p != '?')
		return true;
	if (p->p[1] == ':' || p->p[1] == '|') {
		p->p += 2;
		return true;
	}
	return false;
}

static void
parse_group(struct parser *p, struct run *best, struct run *r)
{
	struct run group = {0};
	long least, most;

	if (!open_group(p)) {
		p->lost = true;
		return;
	}
	parse_branches(p, &group);
	p->lost |= *p->p != ')';
	if (p->lost)
		return;
	p->p++;
	p->depth--;
	parse_times(p, &least, &most);
	add_group(best, r, &group, least, most);
}

/* A character that stands for itself, or for any, or for some. */
static void
parse_atom(struct parser *p, struct run *best, struct run *r)
{
	unsigned char c = (unsigned char)*p->p++;
	struct atom a = {.any = false};
	long least, most;

	if (c == '[') {
		parse_class(p, &a);
	} else if (c == '.') {
		a.any = !(p->flags & REQUIRED_ASCII);
		memset(a.set, true, 128);
	} else if (c == '\\') {
		if (!parse_escape(p, &a))
			return;
	} else if (strchr("?*+{", c)) {
		p->lost = true;
	} else if (c < 0x80) {
		add_byte(p, &a, c);
	} else { /* more bytes follow, to which what is behind them counts */
		p->lost = true;
	}
	a.set['\n'] = false;
	parse_times(p, &least, &most);
	add_atom(best, r, &a, least, most);
}

/* What stands between two |, or the ends. */
static void
parse_branch(struct parser *p, struct run *best)
{
	struct run r = {0};
	bool places = false;

	*best = (struct run){0};
	while (!p->lost && *p->p != '\0' && !strchr("|)", *p->p)) {
		if (*p->p == '(') {
			p->p++;
			parse_group(p, best, &r);
		} else if (*p->p == '^' || *p->p == '$') {
			p->p++;
			places = true;
		} else {
			places |= *p->p == '\\' && strchr("bBAzZG", p->p[1]);
			parse_atom(p, best, &r);
		}
	}
	better(best, &r);
	best->whole = !r.broken && !places && r.n > 0;
}

/* Joins the runs of two branches: one of them must be there. */
static void
join(struct run *best, const struct run *r)
{
	uint16_t mask;

	best->whole &= r->whole && best->n == r->n;
	best->loose = true;
	best->n = best->n < r->n ? best->n : r->n;
	mask = (uint16_t)((1U << best->n) - 1);
	for (int c = 0; c < 256; c++)
		best->has[c] = (best->has[c] | r->has[c]) & mask;
}

static void
parse_branches(struct parser *p, struct run *best)
{
	struct run r;

	parse_branch(p, best);
	while (!p->lost && *p->p == '|') {
		p->p++;
		parse_branch(p, &r);
		join(best, &r);
	}
}

static void
parse_literal(struct parser *p, struct run *best)
{
	struct run r = {0};
	struct atom a;

	for (; *p->p != '\0'; p->p++) {
		a = (struct atom){.any = false};
		if (r.n == SIEVE_MAX)
			finish_run(best, &r);
		if ((unsigned char)*p->p >= 0x80 &&
		    p->flags & REQUIRED_IGNORE_CASE)
			a.any = true;
		else
			add_byte(p, &a, (unsigned char)*p->p);
		add_atom(best, &r, &a, 1, 1);
	}
	better(best, &r);
	best->whole = !r.broken;
}

bool
required_sieve(struct sieve *s, const char *pattern, int flags)
{
	struct parser p = {.p = pattern, .flags = flags};
	struct run best = {0};

	if (flags & REQUIRED_LITERAL) {
		parse_literal(&p, &best);
	} else {
		parse_branches(&p, &best);
	}
	if (p.lost || *p.p != '\0')
		best.n = 0;
	sieve_make(s, best.has, best.n);
	return s->n > 0 && best.whole && !best.loose;
}
