/* ecma_class: the characters and classes of ECMA-262 patterns */
#include "base/utf8.h"
#include "text/ecma.h"
#include "text/ecma_reader.h"
#include <ctype.h>
#include <string.h>

/* \s, and all the rest for \S: PCRE2's own leave out what is not ASCII. */
#define SPACES                                                                 \
	"\\x09-\\x0d\\x20\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}"           \
	"\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
#define NO_SPACES                                                              \
	"\\x00-\\x08\\x0e-\\x1f\\x21-\\x9f\\xa1-\\x{167f}\\x{1681}-"           \
	"\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-"            \
	"\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-"            \
	"\\x{10ffff}"

bool
ecma_refuse(struct translator *t, const char *why)
{
	error_set(t->error, ERROR_INVALID_ARGUMENTS,
	    "the pattern '%s' is wrong at byte %td: %s", t->text,
	    t->p - t->text + 1, why);
	return false;
}

bool
ecma_next(struct translator *t, const char *s)
{
	size_t len = strlen(s);

	if (strncmp(t->p, s, len) != 0)
		return false;
	t->p += len;
	return true;
}

void
ecma_add(struct buf *out, uint32_t cp)
{
	if (cp < 0x80 && isalnum((int)cp))
		buf_addc(out, (char)cp);
	else
		buf_addf(out, "\\x{%x}", cp);
}

bool
ecma_plain(struct translator *t, uint32_t *cp)
{
	size_t n;

	if (ecma_next(t, "\xC0\x80")) {
		*cp = 0;
		return true;
	}
	n = utf8_decode(t->p, strlen(t->p), cp);
	if (n == 0)
		return ecma_refuse(t, "invalid UTF-8");
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
	return n >= least || ecma_refuse(t, "hexadecimal digits are missing");
}

/* p stands behind \u: four digits, a surrogate pair, or {digits}. */
static bool
read_unicode(struct translator *t, uint32_t *cp)
{
	uint32_t low;

	if (ecma_next(t, "{")) {
		if (!read_hex(t, 1, 8, cp))
			return false;
		if (!ecma_next(t, "}") || *cp > 0x10FFFF)
			return ecma_refuse(
			    t, "no code point is written like this");
	} else if (!read_hex(t, 4, 4, cp)) {
		return false;
	} else if (*cp >= 0xD800 && *cp <= 0xDBFF && ecma_next(t, "\\u")) {
		if (!read_hex(t, 4, 4, &low))
			return false;
		if (low >= 0xDC00 && low <= 0xDFFF)
			*cp = 0x10000 + ((*cp - 0xD800) << 10) + (low - 0xDC00);
	}
	if (*cp >= 0xD800 && *cp <= 0xDFFF)
		return ecma_refuse(t, "a lone surrogate is no character");
	return true;
}

bool
ecma_escaped(struct translator *t, uint32_t *cp)
{
	static const char from[] = "tnvfr", to[] = "\t\n\v\f\r";
	char c = *t->p;
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	if (c == '\0')
		return ecma_refuse(t, "it ends in a backslash");
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
	return ecma_refuse(t, "ECMA-262 has no such escape");
}

bool
ecma_class_escape(struct translator *t, bool *is)
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
	if (!ecma_next(t, "{"))
		return ecma_refuse(t, "a property stands in braces");
	name = t->p;
	t->p += strcspn(t->p, "}");
	if (*t->p != '}' ||
	    ecma_property(t->out, name, (size_t)(t->p - name), negated) < 0)
		return ecma_refuse(t, "ECMA-262 has no such property");
	t->p++;
	return true;
}

/* A member of a class: *is_set for \d and the like, which are written. */
static bool
read_member(struct translator *t, bool *is_set, uint32_t *cp)
{
	*is_set = false;
	if (!ecma_next(t, "\\"))
		return ecma_plain(t, cp);
	if (ecma_next(t, "b")) {
		*cp = '\b';
		return true;
	}
	if (!ecma_class_escape(t, is_set))
		return false;
	return *is_set || ecma_escaped(t, cp);
}

bool
ecma_class(struct translator *t)
{
	bool set, end_set;
	uint32_t cp, end;

	t->repeatable = true;
	/* PCRE2 10.42 never matches x[]?, though nothing is needed there */
	if (ecma_next(t, "]")) {
		buf_adds(t->out, "(?:(?!))");
		return true;
	}
	buf_adds(t->out, ecma_next(t, "^") ? "[^" : "[");
	while (!ecma_next(t, "]")) {
		if (*t->p == '\0')
			return ecma_refuse(t, "']' is missing");
		if (!read_member(t, &set, &cp))
			return false;
		if (!set)
			ecma_add(t->out, cp);
		if (t->p[0] != '-' || t->p[1] == ']' || t->p[1] == '\0')
			continue;
		if (set) /* [\w-.]: the hyphen can only be itself */
			continue;
		t->p++;
		buf_addc(t->out, '-');
		if (!read_member(t, &end_set, &end))
			return false;
		if (end_set || end < cp)
			return ecma_refuse(
			    t, "the range ends before it starts");
		ecma_add(t->out, end);
	}
	buf_addc(t->out, ']');
	return true;
}
