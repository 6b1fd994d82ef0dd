/* hits: the lines of a text on which a pattern matches */
#include "text/hits.h"
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Whether a group that opens with (? matches no less in a longer text. */
static bool
is_harmless(const char *group)
{
	static const char *const known[] = {
	    "(?:", "(?i)", "(?i:", "(?=", "(?<=", "(?P<", "(?<", "(?|"};

	for (size_t i = 0; i < LENGTH(known); i++)
		if (strncmp(group, known[i], strlen(known[i])) == 0)
			return strncmp(group, "(?<!", 4) != 0;
	return false;
}

/*
 * Searching a whole text at once is fast, and shows each line on which there
 * may be a match; the line alone then decides. This holds for what can only
 * match more in a longer text: not for assertions that something is absent,
 * for what gives nothing back, or for the ends of the text.
 */
bool
hits_need_lines(const char *pattern)
{
	static const char *const less[] = {
	    "\\z", "\\Z", "\\A", "\\G", "\\K", "*+", "++", "?+", "}+", "(*"};
	const char *p = pattern;

	for (size_t i = 0; i < LENGTH(less); i++)
		if (strstr(pattern, less[i]) != NULL)
			return true;
	for (; (p = strstr(p, "(?")) != NULL; p += 2)
		if (!is_harmless(p))
			return true;
	return false;
}

/*
 * Moves at to where the next match may be. A match limit that the whole text
 * reaches need not be one for a line.
 */
static bool
find_candidate(struct hits *h)
{
	size_t start, end;
	const char *p;
	int found;

	if (h->sieve != NULL) {
		p = sieve_find(h->sieve, h->s + h->at, h->s + h->len);
		h->at = p ? (size_t)(p - h->s) : h->len;
		return p != NULL;
	}
	if (h->by_line)
		return true;
	found =
	    pattern_find(h->pattern, h->s, h->len, h->at, &start, &end, NULL);
	h->by_line = found < 0;
	if (found > 0)
		h->at = start;
	return found != 0;
}

static void
take_line(struct hits *h, size_t from, size_t to)
{
	const char *nl = memrchr(h->s, '\n', from);

	h->start = nl ? (size_t)(nl - h->s) + 1 : 0;
	nl = memchr(h->s + to, '\n', h->len - to);
	h->end = nl ? (size_t)(nl - h->s) : h->len;
}

/* A match of any length, with all the lines that it is on. */
static int
next_span(struct hits *h, struct error *e)
{
	size_t start, end;
	int found;

	if (h->at >= h->len)
		return 0;
	found = pattern_find(h->pattern, h->s, h->len, h->at, &start, &end, e);
	if (found <= 0 || start == h->len)
		return found < 0 ? found : 0;
	/* a newline at its end belongs to the line that it ends */
	take_line(h, start, end > start ? end - 1 : end);
	h->match = start - h->start;
	h->at = h->end + 1;
	return 1;
}

int
hits_next(struct hits *h, struct error *e)
{
	size_t at, match_end;
	int found;

	if (h->spans)
		return next_span(h, e);
	while (h->at < h->len && find_candidate(h) && h->at < h->len) {
		at = h->at;
		take_line(h, at, at);
		h->at = h->end + 1;
		h->match = at - h->start;
		if (h->is_match)
			return 1;
		found = pattern_find(h->pattern, h->s + h->start,
		    h->end - h->start, 0, &h->match, &match_end, e);
		if (found != 0)
			return found;
	}
	return 0;
}
