/* ignore: the rules of a .gitignore */
#include "text/ignore.h"
#include "base/alloc.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct ignore_rule {
	const char *pattern;
	size_t len, plain; /* so many bytes before its first wildcard */
	bool negated, folders_only;
	bool by_name; /* it has no slash, and looks at the last component */
	bool is_tail; /* a star, and nothing special behind it */
};

/* The length of what holds no wildcard and no escape. */
static size_t
plain_length(const char *s, size_t len)
{
	size_t n = strcspn(s, "*?[\\");

	return n < len ? n : len;
}

/* Blanks at a line's end do not count, but for an escaped one. */
static void
trim(char *line)
{
	char *blanks = NULL;

	for (char *p = line; *p != '\0'; p++) {
		if (*p == ' ') {
			blanks = blanks ? blanks : p;
			continue;
		}
		blanks = NULL;
		if (*p == '\\' && *++p == '\0')
			return;
	}
	if (blanks != NULL)
		*blanks = '\0';
}

static void
add_rule(struct ignore *g, const char *line)
{
	struct ignore_rule r = {.pattern = line};

	if (*r.pattern == '!') {
		r.negated = true;
		r.pattern++;
	}
	r.len = strlen(r.pattern);
	if (r.len > 0 && r.pattern[r.len - 1] == '/') {
		r.folders_only = true;
		r.len--;
	}
	r.by_name = memchr(r.pattern, '/', r.len) == NULL;
	r.plain = plain_length(r.pattern, r.len);
	r.is_tail = r.by_name && *r.pattern == '*' &&
		    plain_length(r.pattern + 1, r.len - 1) == r.len - 1;
	if (!r.by_name && *r.pattern == '/') {
		r.pattern++;
		r.len--;
		r.plain -= r.plain > 0;
	}
	g->v = xreallocarray(g->v, g->n + 1, sizeof(*g->v));
	g->v[g->n++] = r;
}

void
ignore_parse(struct ignore *g, const char *text, size_t len)
{
	char *line, *stop, *end;

	*g = (struct ignore){.text = xmalloc(len + 1)};
	memcpy(g->text, text, len);
	line = g->text;
	stop = line + len;
	if (len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		line += 3;
	for (; line < stop; line = end + 1) {
		end = memchr(line, '\n', (size_t)(stop - line));
		if (end == NULL)
			end = stop;
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		trim(line);
		if (*line != '\0' && *line != '#')
			add_rule(g, line);
	}
}

/* [:alpha:] and the like at s, of which *len bytes are used; 0, 1, or -1. */
static int
in_named(const char *s, const char *end, int c, size_t *len)
{
	static const struct {
		const char *name;
		int (*has)(int);
	} named[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank},
	    {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
	    {"lower", islower}, {"print", isprint}, {"punct", ispunct},
	    {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};
	const char *close = memchr(s + 2, ']', (size_t)(end - s) - 2);

	*len = 0;
	if (close == NULL)
		return -1;
	if (close[-1] != ':' || close < s + 3)
		return 0; /* a bracket like any other */
	*len = (size_t)(close - s) + 1;
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		if (strlen(named[i].name) == *len - 4 &&
		    strncmp(named[i].name, s + 2, *len - 4) == 0)
			return c < 0x80 && named[i].has(c) != 0;
	return -1;
}

/*
 * Whether a class holds c; *class is moved behind it. -1 when it does not
 * end, and then matches nothing.
 */
static int
in_class(const char **class, const char *end, unsigned char c)
{
	const char *s = *class + 1;
	bool negated = s < end && (*s == '!' || *s == '^'), found = false;
	unsigned char low = 0, high;
	size_t len;
	int has;

	s += negated;
	for (bool first = true; first || s >= end || *s != ']'; first = false) {
		if (s >= end)
			return -1;
		if (*s == '[' && s + 2 < end && s[1] == ':') {
			has = in_named(s, end, c, &len);
			if (has < 0)
				return -1;
			if (len > 0) {
				found |= has > 0;
				s += len;
				low = 0;
				continue;
			}
		}
		if (*s == '-' && low != 0 && s + 1 < end && s[1] != ']') {
			s++;
			if (*s == '\\' && ++s >= end)
				return -1;
			high = (unsigned char)*s++;
			found |= low <= c && c <= high;
			low = 0;
			continue;
		}
		if (*s == '\\' && ++s >= end)
			return -1;
		low = (unsigned char)*s++;
		found |= low == c;
	}
	*class = s + 1;
	return found != negated;
}

/* One character of a pattern, no star, against c: 0, 1; *p is moved on. */
static bool
matches_one(const char **p, const char *end, char c)
{
	if (**p == '?') {
		++*p;
		return c != '/';
	}
	if (**p == '[')
		return in_class(p, end, (unsigned char)c) > 0 && c != '/';
	if (**p == '\\' && ++*p == end)
		return false;
	return *(*p)++ == c;
}

/*
 * Where a star, or a `**`, may begin anew when what follows it fails. To give
 * the latest of each kind another try is enough: what came before them is as
 * short as it can be, so nothing takes exponential time.
 */
struct retry {
	const char *p, *s;
};

/*
 * A run of stars at p. `**` between slashes crosses folders, and with the
 * slash behind it stands for none, too; any other run stays in a component.
 */
static const char *
take_stars(const char *p, const char *begin, const char *end, const char *s,
    struct retry *star, struct retry *cross)
{
	const char *next = p;

	while (next < end && *next == '*')
		next++;
	if (next - p >= 2 && (p == begin || p[-1] == '/') &&
	    (next == end || *next == '/')) {
		next += next < end;
		*cross = (struct retry){next, s};
		*star = (struct retry){NULL, NULL};
	} else {
		*star = (struct retry){next, s};
	}
	return next;
}

/* The next place where what follows a `**` may begin. */
static bool
cross_on(struct retry *r, const char *end, const char *pattern_end)
{
	if (r->p == pattern_end) { /* all that is left */
		r->s = end;
		return true;
	}
	while (r->s < end && *r->s != '/')
		r->s++;
	return r->s++ < end;
}

static bool
matches(const char *p, size_t plen, const char *s, size_t slen)
{
	const char *begin = p, *pend = p + plen, *send = s + slen;
	struct retry star = {NULL, NULL}, cross = {NULL, NULL};

	for (;;) {
		if (p < pend && *p == '*') {
			p = take_stars(p, begin, pend, s, &star, &cross);
			if (p == pend && cross.p == pend)
				return true;
			continue;
		}
		if (p == pend && s == send)
			return true;
		if (p < pend && s < send && matches_one(&p, pend, *s)) {
			s++;
			continue;
		}
		if (star.p != NULL && star.s < send && *star.s != '/') {
			p = star.p;
			s = ++star.s;
		} else if (cross.p != NULL && cross_on(&cross, send, pend)) {
			star = (struct retry){NULL, NULL};
			p = cross.p;
			s = cross.s;
		} else {
			return false;
		}
	}
}

static bool
rule_matches(const struct ignore_rule *r, const char *s, size_t len)
{
	if (r->is_tail)
		return len >= r->len - 1 &&
		       memcmp(s + len - (r->len - 1), r->pattern + 1,
			   r->len - 1) == 0;
	if (len < r->plain || memcmp(s, r->pattern, r->plain) != 0)
		return false;
	if (r->plain == r->len)
		return len == r->len;
	/* git begins anew behind what has no wildcard: `a**` crosses folders */
	return r->by_name ? matches(r->pattern, r->len, s, len)
			  : matches(r->pattern + r->plain, r->len - r->plain,
				s + r->plain, len - r->plain);
}

int
ignore_match(
    const struct ignore *g, const char *path, size_t len, bool is_folder)
{
	const char *slash = memrchr(path, '/', len);
	const char *name = slash ? slash + 1 : path;
	size_t name_len = len - (size_t)(name - path);
	const struct ignore_rule *r;

	for (size_t i = g->n; i-- > 0;) {
		r = &g->v[i];
		if (r->folders_only && !is_folder)
			continue;
		if (r->by_name ? rule_matches(r, name, name_len)
			       : rule_matches(r, path, len))
			return !r->negated;
	}
	return -1;
}

void
ignore_release(struct ignore *g)
{
	free(g->v);
	free(g->text);
	*g = (struct ignore){0};
}
