/* alias: the reserved names in every spelling that a file system knows */
#include "text/alias.h"
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 16 }; /* more than any of the names */

static const struct {
	const char *name, *shortened; /* what NTFS puts before ~1 */
} names[] = {{".git", "git"}, {".codex", "codex"}, {".codex-log", "codex-"}};

/* Length of a code point that HFS+ leaves out of comparisons, or 0. */
static size_t
ignored(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	if (len < 3)
		return 0;
	if (u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf)
		return 3;
	if (u[0] == 0xe2 && u[1] == 0x80)
		return (u[2] >= 0x8c && u[2] <= 0x8f) ||
			       (u[2] >= 0xaa && u[2] <= 0xae)
			   ? 3
			   : 0;
	return u[0] == 0xe2 && u[1] == 0x81 && u[2] >= 0xaa && u[2] <= 0xaf ? 3
									    : 0;
}

/* What is left of a component without all that is not compared. */
static bool
bare(char *out, size_t size, const char *s, size_t len)
{
	size_t n = 0, skip;
	const char *stream = memchr(s, ':', len);

	if (stream != NULL)
		len = (size_t)(stream - s);
	while (len > 0 && (s[len - 1] == '.' || s[len - 1] == ' '))
		len--;
	for (size_t i = 0; i < len; i += skip) {
		skip = ignored(s + i, len - i);
		if (skip > 0)
			continue;
		skip = 1;
		if (n == size - 1)
			return false;
		out[n++] = s[i];
	}
	out[n] = '\0';
	return true;
}

static bool
is_short_name(const char *s, const char *shortened)
{
	size_t n = strlen(shortened);

	return strncasecmp(s, shortened, n) == 0 && s[n] == '~' &&
	       s[n + 1] != '\0' &&
	       s[n + 1 + strspn(s + n + 1, "0123456789")] == '\0';
}

static bool
is_reserved(const char *s, size_t len)
{
	char plain[LONGEST];

	if (!bare(plain, sizeof(plain), s, len))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(plain, names[i].name) == 0 ||
		    is_short_name(plain, names[i].shortened))
			return true;
	return false;
}

bool
alias_is_reserved(const char *path)
{
	size_t len;

	for (; *path; path += len + (path[len] != '\0')) {
		len = strcspn(path, "/\\");
		if (is_reserved(path, len))
			return true;
	}
	return false;
}

bool
alias_lies_in(const char *path, const char *folder)
{
	char a[256], b[256]; /* more than a name may have */
	size_t n, m;

	for (; *folder != '\0'; folder += m + (folder[m] != '\0')) {
		n = strcspn(path, "/\\");
		m = strcspn(folder, "/");
		if (!bare(a, sizeof(a), path, n) ||
		    !bare(b, sizeof(b), folder, m) || strcasecmp(a, b) != 0)
			return false;
		path += n + (path[n] != '\0');
	}
	return true;
}
