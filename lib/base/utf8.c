/* utf8: decoding, encoding and checking UTF-8 (RFC 3629) */
#include "base/utf8.h"
#include <string.h>

size_t
utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t n;
	uint32_t least;

	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (u[0] >= 0xC2 && u[0] <= 0xDF) {
		n = 2;
		least = 0x80;
		*cp = u[0] & 0x1FU;
	} else if (u[0] >= 0xE0 && u[0] <= 0xEF) {
		n = 3;
		least = 0x800;
		*cp = u[0] & 0x0FU;
	} else if (u[0] >= 0xF0 && u[0] <= 0xF4) {
		n = 4;
		least = 0x10000;
		*cp = u[0] & 0x07U;
	} else {
		return 0;
	}
	if (len < n)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 0;
		*cp = *cp << 6 | (u[i] & 0x3FU);
	}
	if (*cp < least || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp <= 0xDFFF))
		return 0;
	return n;
}

size_t
utf8_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

/* How many bytes of ASCII it begins with, eight at a time. */
static size_t
ascii(const char *s, size_t len)
{
	size_t at = 0;
	uint64_t eight;

	for (; len - at >= sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, s + at, sizeof(eight));
		if (eight & 0x8080808080808080U)
			break;
	}
	return at;
}

size_t
utf8_valid(const char *s, size_t len)
{
	size_t at = ascii(s, len), n;
	uint32_t cp;

	while (at < len && (n = utf8_decode(s + at, len - at, &cp)) > 0) {
		at += n;
		if (n == 1)
			at += ascii(s + at, len - at);
	}
	return at;
}

size_t
utf8_cut(const char *s, size_t len, size_t max)
{
	size_t at = max < len ? max : len;

	while (at > 0 && at < len && (s[at] & 0xC0) == 0x80)
		at--;
	return at;
}
