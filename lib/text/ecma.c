/* ecma: ECMA-262 regular expressions in the words of PCRE2 */
#include "text/ecma.h"
#include "base/utf8.h"
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_DEPTH 100

/* \s, and all the rest for \S: PCRE2's own leave out what is not ASCII. */
#define SPACES                                                                 \
	"\\x09-\\x0d\\x20\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}"           \
	"\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
#define NO_SPACES                                                              \
	"\\x00-\\x08\\x0e-\\x1f\\x21-\\x9f\\xa1-\\x{167f}\\x{1681}-"           \
	"\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-"            \
	"\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-"            \
	"\\x{10ffff}"

struct group {
	size_t captures; /* how many were open or closed before its own */
	bool captures_itself;
	bool assertion, lookbehind;
};

struct translator {
	const char *text, *p;
	struct buf *out;
	struct error *error;
	bool repeatable; /* a quantifier may follow what was just read */
	size_t inner;    /* captures within the group just closed */
	size_t captures, highest_reference;
	bool refers;   /* there is a back reference */
	bool restarts; /* there is a quantified group with captures in it */
	size_t lookbehinds;
	struct group groups[GROUP_DEPTH];
	size_t depth;
};

static bool
refuse(struct translator *t, const char *why)
{
	error_set(t->error, ERROR_INVALID_ARGUMENTS,
	    "the pattern '%s' is wrong at byte %td: %s", t->text,
	    t->p - t->text + 1, why);
	return false;
}

static bool
next_is(struct translator *t, const char *s)
{
	size_t len = strlen(s);

	if (strncmp(t->p, s, len) != 0)
		return false;
	t->p += len;
	return true;
}

static void
add_code_point(struct buf *out, uint32_t cp)
{
	if (cp < 0x80 && isalnum((int)cp))
		buf_addc(out, (char)cp);
	else
		buf_addf(out, "\\x{%x}", cp);
}

/* A character as it stands; the text is no longer empty. */
static bool
read_plain(struct translator *t, uint32_t *cp)
{
	size_t n;

	if (next_is(t, "\xC0\x80")) {
		*cp = 0;
		return true;
	}
	n = utf8_decode(t->p, strlen(t->p), cp);
	if (n == 0)
		return refuse(t, "invalid UTF-8");
	t->p += n;
	return true;
}

static bool
read_hex(struct translator *t, int least, int most, uint32_t *cp)
{
	int n = 0;

	for (*cp = 0; n < most && isxdigit((unsigned char)*t->p); n++, t->p++) {
		uint32_t digit = (uint32_t)(*t->p | 0x20);

		*cp = *cp << 4 | (digit > '9' ? digit - 'a' + 10 : digit - '0');
	}
	return n >= least || refuse(t, "hexadecimal digits are missing");
}

/* p stands behind \u: four digits, a surrogate pair, or {digits}. */
static bool
read_unicode(struct translator *t, uint32_t *cp)
{
	uint32_t low;

	if (next_is(t, "{")) {
		if (!read_hex(t, 1, 8, cp))
			return false;
		if (!next_is(t, "}") || *cp > 0x10FFFF)
			return refuse(t, "no code point is written like this");
	} else if (!read_hex(t, 4, 4, cp)) {
		return false;
	} else if (*cp >= 0xD800 && *cp <= 0xDBFF && next_is(t, "\\u")) {
		if (!read_hex(t, 4, 4, &low))
			return false;
		if (low >= 0xDC00 && low <= 0xDFFF)
			*cp = 0x10000 + ((*cp - 0xD800) << 10) + (low - 0xDC00);
	}
	if (*cp >= 0xD800 && *cp <= 0xDFFF)
		return refuse(t, "a lone surrogate is no character");
	return true;
}

/* p stands behind a backslash that starts one character. */
static bool
read_escaped(struct translator *t, uint32_t *cp)
{
	static const char from[] = "tnvfr", to[] = "\t\n\v\f\r";
	char c = *t->p;
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	if (c == '\0')
		return refuse(t, "it ends in a backslash");
	t->p++;
	if (at != NULL) {
		*cp = (uint32_t)to[at - from];
		return true;
	}
	if (c == 'x')
		return read_hex(t, 2, 2, cp);
	if (c == 'u')
		return read_unicode(t, cp);
	if (c == 'c' && isalpha((unsigned char)*t->p)) {
		*cp = (uint32_t)*t->p++ & 31;
		return true;
	}
	if (c == '0' && !isdigit((unsigned char)*t->p)) {
		*cp = 0;
		return true;
	}
	/* Unicode mode allows fewer; those beyond have one meaning anywhere */
	if (ispunct((unsigned char)c)) {
		*cp = (uint32_t)c;
		return true;
	}
	t->p--;
	return refuse(t, "ECMA-262 has no such escape");
}

/*
 * Reads \d, \D, \w, \W, \s, \S, \p{} or \P{}, p behind the backslash, if one
 * is there: *is says so. It is written for the inside of a class.
 */
static bool
read_class_escape(struct translator *t, bool *is)
{
	const char *name;
	bool negated;

	*is = true;
	if (*t->p == 's' || *t->p == 'S') {
		buf_adds(t->out, *t->p++ == 's' ? SPACES : NO_SPACES);
		return true;
	}
	if (*t->p != '\0' && strchr("dDwW", *t->p)) {
		buf_addf(t->out, "\\%c", *t->p++);
		return true;
	}
	*is = *t->p == 'p' || *t->p == 'P';
	if (!*is)
		return true;
	negated = *t->p++ == 'P';
	if (!next_is(t, "{"))
		return refuse(t, "a property stands in braces");
	name = t->p;
	t->p += strcspn(t->p, "}");
	if (*t->p != '}' ||
	    ecma_property(t->out, name, (size_t)(t->p - name), negated) < 0)
		return refuse(t, "ECMA-262 has no such property");
	t->p++;
	return true;
}

/* A member of a class: *is_set for \d and the like, which are written. */
static bool
read_member(struct translator *t, bool *is_set, uint32_t *cp)
{
	*is_set = false;
	if (!next_is(t, "\\"))
		return read_plain(t, cp);
	if (next_is(t, "b")) {
		*cp = '\b';
		return true;
	}
	if (!read_class_escape(t, is_set))
		return false;
	return *is_set || read_escaped(t, cp);
}

/* p stands behind [. */
static bool
read_class(struct translator *t)
{
	bool set, end_set;
	uint32_t cp, end;

	buf_adds(t->out, next_is(t, "^") ? "[^" : "[");
	while (!next_is(t, "]")) {
		if (*t->p == '\0')
			return refuse(t, "']' is missing");
		if (!read_member(t, &set, &cp))
			return false;
		if (!set)
			add_code_point(t->out, cp);
		if (t->p[0] != '-' || t->p[1] == ']' || t->p[1] == '\0')
			continue;
		if (set) /* [\w-.]: the hyphen can only be itself */
			continue;
		t->p++;
		buf_addc(t->out, '-');
		if (!read_member(t, &end_set, &end))
			return false;
		if (end_set || end < cp)
			return refuse(t, "the range ends before it starts");
		add_code_point(t->out, end);
	}
	buf_addc(t->out, ']');
	t->repeatable = true;
	return true;
}

static bool
is_name(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '_')
			return false;
	return len > 0 && !isdigit((unsigned char)s[0]);
}

/* Copies NAME> with `before` in front. */
static bool
read_name(struct translator *t, const char *before)
{
	size_t len = strcspn(t->p, ">");

	if (t->p[len] != '>' || !is_name(t->p, len))
		return refuse(t, "a group's name is missing or no ASCII word");
	buf_addf(t->out, "%s<%.*s>", before, (int)len, t->p);
	t->p += len + 1;
	return true;
}

static bool
read_reference(struct translator *t)
{
	size_t n;
	char *end;

	t->refers = true;
	t->repeatable = true;
	if (t->lookbehinds > 0)
		return refuse(t, "a back reference in a look-behind");
	if (next_is(t, "k<"))
		return read_name(t, "\\k");
	n = strtoul(t->p, &end, 10);
	if (n > t->highest_reference)
		t->highest_reference = n;
	buf_addf(t->out, "\\g{%zu}", n);
	t->p = end;
	return true;
}

/* p stands behind a backslash outside a class. */
static bool
read_escape(struct translator *t)
{
	size_t before = t->out->len;
	uint32_t cp;
	bool set;

	if (*t->p == 'b' || *t->p == 'B') {
		buf_addf(t->out, "\\%c", *t->p++);
		return true;
	}
	t->repeatable = true;
	if ((*t->p >= '1' && *t->p <= '9') || strncmp(t->p, "k<", 2) == 0)
		return read_reference(t);
	buf_addc(t->out, '[');
	if (!read_class_escape(t, &set))
		return false;
	if (set) {
		buf_addc(t->out, ']');
		return true;
	}
	buf_truncate(t->out, before);
	if (!read_escaped(t, &cp))
		return false;
	add_code_point(t->out, cp);
	return true;
}

/* p stands behind (. */
static bool
open_group(struct translator *t)
{
	struct group *g = &t->groups[t->depth];
	const char *start = t->p;

	if (++t->depth == GROUP_DEPTH)
		return refuse(t, "groups are nested too deep");
	*g = (struct group){.captures = t->captures};
	if (next_is(t, "?:")) {
		buf_adds(t->out, "(?:");
		return true;
	}
	g->lookbehind = next_is(t, "?<=") || next_is(t, "?<!");
	g->assertion = g->lookbehind || next_is(t, "?=") || next_is(t, "?!");
	t->lookbehinds += g->lookbehind;
	if (g->assertion) {
		buf_addf(t->out, "(%.*s", (int)(t->p - start), start);
		return true;
	}
	g->captures_itself = true;
	t->captures++;
	if (next_is(t, "?<"))
		return read_name(t, "(?");
	if (*t->p == '?' || *t->p == '*')
		return refuse(t, "ECMA-262 has no such group");
	buf_addc(t->out, '(');
	return true;
}

static bool
close_group(struct translator *t)
{
	const struct group *g;

	if (t->depth == 0)
		return refuse(t, "')' without '(' before it");
	g = &t->groups[--t->depth];
	t->lookbehinds -= g->lookbehind;
	t->repeatable = !g->assertion;
	t->inner = t->captures - g->captures - g->captures_itself;
	buf_addc(t->out, ')');
	return true;
}

/* {m}, {m,} or {m,n}, p on the brace; 0 when it is none. */
static size_t
braces_length(const char *p)
{
	size_t n = 1 + strspn(p + 1, "0123456789");

	if (n == 1)
		return 0;
	if (p[n] == ',')
		n += 1 + strspn(p + n + 1, "0123456789");
	return p[n] == '}' ? n + 1 : 0;
}

static bool
read_quantifier(struct translator *t)
{
	size_t n = *t->p == '{' ? braces_length(t->p) : 1;

	if (n == 0)
		return refuse(t, "'{' needs a backslash here");
	if (!t->repeatable)
		return refuse(t, "there is nothing to repeat");
	buf_add(t->out, t->p, n);
	t->p += n;
	if (next_is(t, "?"))
		buf_addc(t->out, '?');
	t->repeatable = false;
	t->restarts |= t->inner > 0;
	return true;
}

static bool
read_term(struct translator *t)
{
	uint32_t cp;
	char c = *t->p;

	if (strchr("*+?{", c))
		return read_quantifier(t);
	t->repeatable = false;
	t->inner = 0;
	if (strchr("^$|", c)) {
		buf_addc(t->out, c);
		t->p++;
		return true;
	}
	if (next_is(t, "("))
		return open_group(t);
	if (next_is(t, ")"))
		return close_group(t);
	if (next_is(t, "["))
		return read_class(t);
	if (next_is(t, "\\"))
		return read_escape(t);
	if (c == ']' || c == '}')
		return refuse(t, "a closing bracket needs a backslash here");
	t->repeatable = true;
	if (next_is(t, ".")) {
		buf_adds(t->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		return true;
	}
	if (!read_plain(t, &cp))
		return false;
	add_code_point(t->out, cp);
	return true;
}

/* What can only be said at the end of the pattern. */
static bool
check_end(struct translator *t)
{
	if (t->depth > 0)
		return refuse(t, "')' is missing");
	if (t->highest_reference > t->captures)
		return refuse(t, "a back reference to no group");
	/* ECMA-262 forgets captures at each round of a loop, PCRE2 does not */
	if (t->refers && t->restarts)
		return refuse(t, "a back reference, and a repeated group that "
				 "has groups in it");
	return true;
}

int
ecma_translate(struct buf *out, const char *text, struct error *e)
{
	struct translator t = {.text = text, .p = text, .out = out, .error = e};

	while (*t.p != '\0')
		if (!read_term(&t))
			return -1;
	return check_end(&t) ? 0 : -1;
}
