/* secret_escapes: runs of text with escapes in it */
#include "text/secret_decode.h"
#include <string.h>

enum {
	SHORTEST = 24,
	REACH = 4096 /* of an address, a form's value, a line in colour */
};

/*
 * The length of the escape that s begins with, and the byte that it stands
 * for, or -1 for nothing; 0: it begins with none.
 */
typedef size_t read_escape(const char *s, size_t len, int *c);

static int
hex_pair(const char *s)
{
	unsigned high = encoded_hex(s[0]), low = encoded_hex(s[1]);

	return high < 16 && low < 16 ? (int)(high << 4 | low) : -1;
}

static size_t
read_percent(const char *s, size_t len, int *c)
{
	if (len < 3 || *s != '%' || (*c = hex_pair(s + 1)) < 0)
		return 0;
	return 3;
}

/* What no token has in it, such as a line break, becomes a blank. */
static size_t
read_json(const char *s, size_t len, int *c)
{
	if (*s != '\\')
		return 0;
	*c = -1; /* of the \" that is behind the run */
	if (len == 1)
		return 1;
	*c = s[1] == '/' || s[1] == '\\' ? s[1] : ' ';
	if (len < 6 || memcmp(s, "\\u00", 4) != 0 || hex_pair(s + 4) < 0 ||
	    hex_pair(s + 4) > 0x7f)
		return 2;
	*c = hex_pair(s + 4);
	return 6;
}

/* One that no writer needs for a token's bytes. */
static size_t
read_needless(const char *s, size_t len, int *c)
{
	size_t n = read_json(s, len, c);

	return n == 6 || (n == 2 && s[1] == '/') ? n : 0;
}

/* ESC ] and a string up to BEL or ESC \: a title, a link's address. */
static size_t
read_osc(const char *s, size_t len)
{
	for (size_t i = 2; i + 1 < len && i < REACH; i++) {
		if (s[i] == '\a')
			return i + 1;
		if (s[i] == '\033')
			return s[i + 1] == '\\' ? i + 2 : 0;
	}
	return 0;
}

static size_t
read_control(const char *s, size_t len, int *c)
{
	size_t i = 1;

	*c = -1;
	if (len < 2 || *s != '\033')
		return 0;
	if (s[1] == ']')
		return read_osc(s, len);
	if (s[1] == '[')
		for (i = 2; i < len && s[i] >= 0x30 && s[i] < 0x40;)
			i++;
	while (i < len && s[i] >= 0x20 && s[i] < 0x30)
		i++;
	return i < len && s[i] >= 0x30 && s[i] < 0x7f ? i + 1 : 0;
}

static bool
in_word(char c)
{
	return c > ' ' && c < 0x7f && !strchr("\"'`<>\\", c);
}

static bool
in_line(char c)
{
	return c != '\n';
}

static const struct {
	const char *encoding;
	char mark; /* that each begins with */
	read_escape *hides, *read;
	bool (*goes_on)(char c);
} kinds[ENCODED_KINDS] = {{"percent", '%', read_percent, read_percent, in_word},
    {"JSON", '\\', read_needless, read_json, in_word},
    {"terminal escapes", '\033', read_control, read_control, in_line}};

static void
decode(struct encoded *e)
{
	size_t n;
	int c;

	encoded_clear(e);
	e->encoding = kinds[e->kind].encoding;
	for (size_t i = e->start; i < e->end; i += n) {
		n = kinds[e->kind].read(e->s + i, e->end - i, &c);
		if (n == 0) {
			n = 1;
			c = (unsigned char)e->s[i];
		}
		if (c >= 0)
			encoded_add(e, (char)c, i, i + n);
	}
}

static bool
goes_on(const struct encoded *e, size_t i)
{
	return kinds[e->kind].goes_on(e->s[i]) ||
	       e->s[i] == kinds[e->kind].mark;
}

bool
encoded_next_escaped(struct encoded *e)
{
	const char *p;
	size_t at;
	int c;

	while ((p = memchr(e->s + e->at, kinds[e->kind].mark,
		    e->s_len - e->at)) != NULL) {
		at = (size_t)(p - e->s);
		e->at = at + 1;
		if (kinds[e->kind].hides(p, e->s_len - at, &c) == 0)
			continue;
		e->start = e->end = at;
		while (e->start > 0 && at - e->start < REACH &&
		       goes_on(e, e->start - 1))
			e->start--;
		while (e->end < e->s_len && e->end - at < REACH &&
		       goes_on(e, e->end))
			e->end++;
		e->at = e->end;
		if (e->end - e->start < SHORTEST)
			continue;
		decode(e);
		return true;
	}
	return false;
}
