/* secret_checks: what tells a secret from what only has its form */
#include "text/secret_checks.h"
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

double
secret_entropy(const char *s, size_t len)
{
	size_t count[256] = {0};
	double bits = 0, p;

	for (size_t i = 0; i < len; i++)
		count[(unsigned char)s[i]]++;
	for (size_t i = 0; i < 256; i++) {
		if (count[i] == 0)
			continue;
		p = (double)count[i] / (double)len;
		bits -= p * log2(p);
	}
	return bits;
}

/* Whether one of the words, in lower case, is in s in any case. */
static bool
holds_any(const char *s, size_t len, const char *const *words)
{
	char low[256];

	len = len < sizeof(low) ? len : sizeof(low);
	for (size_t i = 0; i < len; i++)
		low[i] = (char)tolower((unsigned char)s[i]);
	for (; *words != NULL; words++)
		if (memmem(low, len, *words, strlen(*words)) != NULL)
			return true;
	return false;
}

/* The length of the longest run of one byte, or of bytes that count up. */
static size_t
longest_run(const char *s, size_t len, int step)
{
	size_t n = 1, most = 1;

	for (size_t i = 1; i < len; i++) {
		n = s[i] == s[i - 1] + step ? n + 1 : 1;
		most = n > most ? n : most;
	}
	return most;
}

bool
secret_is_placeholder(const char *s, size_t len)
{
	static const char *const words[] = {"example", "placeholder",
	    "changeme", "change-me", "change_me", "redacted", "dummy", "insert",
	    "replace", "your-", "your_", "yourkey", "yourtoken", "abcdefgh",
	    "deadbeef", "${", "{{", "<", "***", "...", "not-a-", "notareal",
	    "fake", "sample", NULL};

	return holds_any(s, len, words) || longest_run(s, len, 0) >= 8 ||
	       longest_run(s, len, 1) >= 8;
}

/* What the bytes of a value are made of. */
struct made_of {
	size_t lower, upper, digits, blanks;
	size_t others, marks; /* marks: those of names and paths */
	size_t changes;       /* from letters to digits and back */
};

static struct made_of
made_of(const char *s, size_t len)
{
	struct made_of m = {0};
	bool digit, was = false;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		digit = isdigit(c);
		m.changes += i > 0 && digit != was;
		was = digit;
		m.lower += islower(c) != 0;
		m.upper += isupper(c) != 0;
		m.digits += digit;
		m.blanks += isspace(c) != 0;
		m.others += !isalnum(c);
		m.marks += memchr("-._/:", c, 5) != NULL;
	}
	return m;
}

/* A variable, a call, a path, an address, a format or a pattern. */
static bool
is_reference(const char *s, size_t len, bool quoted)
{
	static const char *const words[] = {"://", "$(", "#{", "%s", "%d", "->",
	    "::", "()", "\\n", "\\x", "\\u", "env.", "process.", "config.",
	    "self.", "this.", "[redacted", NULL};

	if (strchr("$%{<(/.[&*@:", *s) != NULL && !(quoted && *s == '@'))
		return true;
	if (!quoted && memchr(s, '(', len))
		return true;
	return holds_any(s, len, words);
}

bool
secret_is_filler(const char *s, size_t len)
{
	static const char *const words[] = {"passw", "secret", "token", "test",
	    "xxxx", "1234567", "foobar", "string", "none", "null", "undefined",
	    "required", "invalid", "default", "enter", "field", "label",
	    "qwerty", "todo", "mock", "admin", "user", "key", "hidden",
	    "unknown", "credential", "login", "value", "[redacted", NULL};

	return strchr("$%{<(", *s) || holds_any(s, len, words) ||
	       longest_run(s, len, 0) >= 4;
}

static bool
is_password(const char *s, size_t len, const struct made_of *m, bool quoted)
{
	size_t kinds =
	    (m->lower > 0) + (m->upper > 0) + (m->digits > 0) + (m->others > 0);

	/* words joined by - . _ / are names of things */
	if (m->digits == 0 && m->marks == m->others)
		return false;
	if (len < 8 || kinds < 2 || m->lower + m->upper < 2)
		return false;
	if (!quoted && (m->digits < 2 || m->changes < 1))
		return false;
	return secret_entropy(s, len) >= 2.8;
}

static bool
is_token(const char *s, size_t len, const struct made_of *m, bool quoted)
{
	size_t letters = m->lower + m->upper;

	if (len < 16 || m->digits < 2 || letters < 2)
		return false;
	/* v1beta1.policy-name or 2.16.840.1: few changes, many marks */
	if (m->changes < 4 || m->others * 6 > len + 12)
		return false;
	return secret_entropy(s, len) >= (quoted ? 3.2 : 3.4);
}

bool
secret_is_plausible(const char *s, size_t len, bool password, bool quoted)
{
	struct made_of m = made_of(s, len);

	if (m.blanks > 0 || is_reference(s, len, quoted) ||
	    secret_is_placeholder(s, len) || secret_is_filler(s, len))
		return false;
	return password ? is_password(s, len, &m, quoted)
			: is_token(s, len, &m, quoted);
}

static uint32_t
crc32(const char *s, size_t len)
{
	uint32_t crc = ~0u;

	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned char)s[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	return ~crc;
}

bool
secret_crc32_fits(const char *s, size_t len)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	uint32_t crc = crc32(s, len - 6);

	for (size_t i = 1; i <= 6; i++, crc /= 62)
		if (s[len - i] != digits[crc % 62])
			return false;
	return true;
}
