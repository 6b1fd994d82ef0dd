/* diff_name: file names as diffs write them */
#include "text/diff_name.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Reads the escape behind a backslash; its length, 0 when there is none. */
static size_t
unescape(const char *s, size_t len, char *c)
{
	static const char names[] = "abtnvfr\"\\";
	static const char values[] = "\a\b\t\n\v\f\r\"\\";
	const char *at;
	int n;

	if (len == 0 || *s == '\0')
		return 0;
	at = strchr(names, *s);
	if (at != NULL) {
		*c = values[at - names];
		return 1;
	}
	if (len < 3 || *s > '3' || !is_octal(s[0]) || !is_octal(s[1]) ||
	    !is_octal(s[2]))
		return 0;
	n = (s[0] - '0') * 64 + (s[1] - '0') * 8 + (s[2] - '0');
	*c = (char)n;
	return n == 0 ? 0 : 3;
}

char *
diff_name_unquote(const char *s, size_t len, size_t *used)
{
	struct buf name = {0};
	size_t i = 1, n;
	char c;

	while (i < len && s[i] != '"') {
		c = s[i++];
		if (c == '\\') {
			n = unescape(s + i, len - i, &c);
			if (n == 0)
				break;
			i += n;
		}
		buf_addc(&name, c);
	}
	if (i >= len || s[i] != '"') {
		buf_release(&name);
		return NULL;
	}
	*used = i + 1;
	return buf_detach(&name);
}

char *
diff_name_read(const char *s, size_t len)
{
	size_t used;
	char *name;

	if (len == 0 || *s != '"')
		return xstrndup(s, len);
	name = diff_name_unquote(s, len, &used);
	if (name != NULL && used != len) {
		free(name);
		return NULL;
	}
	return name;
}

bool
diff_name_is(const char *s, size_t len, const char *prefix, const char *name)
{
	size_t n = strlen(prefix);
	char *read = diff_name_read(s, len);
	bool is;

	is = read != NULL && strncmp(read, prefix, n) == 0 &&
	     strcmp(read + n, name) == 0;
	free(read);
	return is;
}

/* Whether the len bytes at s are "", "." or "..". */
static bool
is_odd_component(const char *s, size_t len)
{
	return len == 0 || (len == 1 && *s == '.') ||
	       (len == 2 && memcmp(s, "..", 2) == 0);
}

int
diff_name_check(const char *name, struct error *e)
{
	const char *s, *end;

	if (utf8_valid(name, strlen(name)) < strlen(name))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a file name is no valid UTF-8");
	for (s = name; *s != '\0'; s++)
		if (strcmp(s, "\r") == 0)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "a CR stands behind the file name '%.*s'; the "
			    "diff's own lines end in LF",
			    (int)(s - name), name);
		else if ((unsigned char)*s < ' ' || *s == 0x7f)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the file name '%s' holds a control character",
			    name);
	if (*name == '/')
		return error_set(e, ERROR_OUTSIDE_ROOT,
		    "the file name '%s' is absolute; give it relative to the "
		    "root",
		    name);
	for (s = name;; s = end + 1) {
		end = strchrnul(s, '/');
		if (is_odd_component(s, (size_t)(end - s)))
			return error_set(e,
			    end - s == 2 ? ERROR_OUTSIDE_ROOT
					 : ERROR_INVALID_ARGUMENTS,
			    "the file name '%s' has an empty, '.' or '..' "
			    "component",
			    name);
		if (*end == '\0')
			return 0;
	}
}
