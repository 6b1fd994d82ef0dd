/* ecma: ECMA-262 regular expressions in the words of PCRE2 */
#include "text/ecma.h"
#include "text/ecma_reader.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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
		return ecma_refuse(
		    t, "a group's name is missing or no ASCII word");
	buf_addf(t->out, "%s<%.*s>", before, (int)len, t->p);
	t->p += len + 1;
	return true;
}

/* Whether the group n, or that of the name, is not closed yet. */
static bool
is_open(const struct translator *t, size_t n, const char *name)
{
	const struct group *g;

	for (g = t->groups; g < t->groups + t->depth; g++) {
		if (!g->captures_itself)
			continue;
		if (name == NULL
			? g->captures + 1 == n
			: g->name != NULL && strncmp(g->name, name,
						 strcspn(name, ">") + 1) == 0)
			return true;
	}
	return false;
}

static bool
read_reference(struct translator *t)
{
	bool named = ecma_next(t, "k<");
	size_t n = named ? 0 : strtoul(t->p, NULL, 10);

	t->refers = true;
	t->repeatable = true;
	if (t->lookbehinds > 0)
		return ecma_refuse(t, "a back reference in a look-behind");
	/* empty in ECMA-262, its group's last round in PCRE2 */
	if (is_open(t, n, named ? t->p : NULL))
		return ecma_refuse(t, "a back reference within its own group");
	if (named)
		return read_name(t, "\\k");
	if (n > t->highest_reference)
		t->highest_reference = n;
	buf_addf(t->out, "\\g{%zu}", n);
	t->p += strspn(t->p, "0123456789");
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
	if (!ecma_class_escape(t, &set))
		return false;
	if (set) {
		buf_addc(t->out, ']');
		return true;
	}
	buf_truncate(t->out, before);
	if (!ecma_escaped(t, &cp))
		return false;
	ecma_add(t->out, cp);
	return true;
}

/* p stands behind (. */
static bool
open_group(struct translator *t)
{
	struct group *g = &t->groups[t->depth];
	const char *start = t->p;

	if (++t->depth == GROUP_DEPTH)
		return ecma_refuse(t, "groups are nested too deep");
	*g = (struct group){.captures = t->captures};
	if (ecma_next(t, "?:")) {
		buf_adds(t->out, "(?:");
		return true;
	}
	g->lookbehind = ecma_next(t, "?<=") || ecma_next(t, "?<!");
	g->assertion =
	    g->lookbehind || ecma_next(t, "?=") || ecma_next(t, "?!");
	t->lookbehinds += g->lookbehind;
	if (g->assertion) {
		buf_addf(t->out, "(%.*s", (int)(t->p - start), start);
		return true;
	}
	g->captures_itself = true;
	t->captures++;
	if (ecma_next(t, "?<")) {
		g->name = t->p;
		return read_name(t, "(?");
	}
	if (*t->p == '?' || *t->p == '*')
		return ecma_refuse(t, "ECMA-262 has no such group");
	buf_addc(t->out, '(');
	return true;
}

static bool
close_group(struct translator *t)
{
	const struct group *g;

	if (t->depth == 0)
		return ecma_refuse(t, "')' without '(' before it");
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
		return ecma_refuse(t, "'{' needs a backslash here");
	if (!t->repeatable)
		return ecma_refuse(t, "there is nothing to repeat");
	buf_add(t->out, t->p, n);
	t->p += n;
	if (ecma_next(t, "?"))
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
	if (ecma_next(t, "("))
		return open_group(t);
	if (ecma_next(t, ")"))
		return close_group(t);
	if (ecma_next(t, "["))
		return ecma_class(t);
	if (ecma_next(t, "\\"))
		return read_escape(t);
	if (c == ']' || c == '}')
		return ecma_refuse(
		    t, "a closing bracket needs a backslash here");
	t->repeatable = true;
	if (ecma_next(t, ".")) {
		buf_adds(t->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		return true;
	}
	if (!ecma_plain(t, &cp))
		return false;
	ecma_add(t->out, cp);
	return true;
}

/* What can only be said at the end of the pattern. */
static bool
check_end(struct translator *t)
{
	if (t->depth > 0)
		return ecma_refuse(t, "')' is missing");
	if (t->highest_reference > t->captures)
		return ecma_refuse(t, "a back reference to no group");
	/* ECMA-262 forgets captures at each round of a loop, PCRE2 does not */
	if (t->refers && t->restarts)
		return ecma_refuse(t,
		    "a back reference, and a repeated group that "
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
