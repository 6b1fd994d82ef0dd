/* filename: names of files in JSON, which holds only UTF-8 */
#include "base/filename.h"
#include "base/buf.h"
#include "base/utf8.h"
#include <string.h>

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* The byte that begins here as \xNN, or -1. */
static int
byte_at(const char *s)
{
	int high, low;

	if (s[0] != '\\' || s[1] != 'x' || (high = digit(s[2])) < 0 ||
	    (low = digit(s[3])) < 0)
		return -1;
	high = high << 4 | low;
	return high >= 0x80 || high == '\\' ? high : -1;
}

char *
filename_show(const char *name)
{
	struct buf b = {0};
	size_t n;

	for (; *name != '\0'; name += n) {
		n = strcspn(name, "\\");
		n = utf8_valid(name, n);
		buf_add(&b, name, n);
		if (n > 0)
			continue;
		n = 1;
		if (*name == '\\' && byte_at(name) < 0)
			buf_addc(&b, '\\');
		else
			buf_addf(&b, "\\x%02x", (unsigned char)*name);
	}
	return buf_detach(&b);
}

char *
filename_read(const char *form)
{
	struct buf b = {0};
	int byte;

	for (; *form != '\0'; form += byte < 0 ? 1 : 4) {
		byte = byte_at(form);
		buf_addc(&b, byte < 0 ? *form : (char)byte);
	}
	return buf_detach(&b);
}
