/* json_print: JSON on one line, every number as it was read */
#include "base/filename.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* DEL, the controls of the second set, and what turns the text beside it. */
static bool
steers(uint32_t cp)
{
	return cp >= 0x7F &&
	       (cp < 0xA0 || cp == 0x61C || cp == 0x200E || cp == 0x200F ||
		   (cp >= 0x202A && cp <= 0x202E) ||
		   (cp >= 0x2066 && cp <= 0x2069));
}

void
json_print_string(struct buf *b, const char *s, size_t len)
{
	static const char escapes[] = "btnvfr";
	size_t at = 0, from = 0, n;
	unsigned char c;
	uint32_t cp;

	buf_addc(b, '"');
	while (at < len) {
		c = (unsigned char)s[at];
		n = utf8_decode(s + at, len - at, &cp);
		if (n > 0 && c >= 0x20 && c != '"' && c != '\\' &&
		    !steers(cp)) {
			at += n;
			continue;
		}
		buf_add(b, s + from, at - from);
		if (c == 0xC0 && len - at > 1 &&
		    (unsigned char)s[at + 1] == 0x80) {
			buf_adds(b, "\\u0000");
			at++;
		} else if (n == 0) {
			buf_adds(b, "\xEF\xBF\xBD");
		} else if (c == '"' || c == '\\') {
			buf_addc(b, '\\');
			buf_addc(b, (char)c);
		} else if (c >= '\b' && c <= '\r' && c != '\v') {
			buf_addc(b, '\\');
			buf_addc(b, escapes[c - '\b']);
		} else {
			buf_addf(b, "\\u%04x", (unsigned)cp);
			at += n - 1;
		}
		from = ++at;
	}
	buf_add(b, s + from, at - from);
	buf_addc(b, '"');
}

void
json_print_path(struct buf *b, const char *path)
{
	const char *s = path;
	char *form;

	while (*s > 0 && *s != '\\')
		s++;
	if (*s == '\0') {
		json_print_string(b, path, (size_t)(s - path));
		return;
	}
	form = filename_show(path);
	json_print_string(b, form, strlen(form));
	free(form);
}

const char *
json_number_text(const cJSON *v, char own[JSON_NUMBER])
{
	if (v->valuestring != NULL)
		return v->valuestring;
	if (!isfinite(v->valuedouble))
		return "null";
	/* the shortest of 15 to 17 digits that reads back the same */
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(own, JSON_NUMBER, "%.*g", digits, v->valuedouble);
		if (strtod(own, NULL) == v->valuedouble)
			break;
	}
	return own;
}

static void
print_members(struct buf *b, const cJSON *v, bool names)
{
	for (const cJSON *m = v->child; m != NULL; m = m->next) {
		if (m != v->child)
			buf_addc(b, ',');
		if (names) {
			json_print_string(b, m->string, strlen(m->string));
			buf_addc(b, ':');
		}
		json_print(b, m);
	}
}

void
json_print(struct buf *b, const cJSON *v)
{
	char own[JSON_NUMBER];

	switch (v->type & 0xFF) {
	case cJSON_False:
		buf_adds(b, "false");
		break;
	case cJSON_True:
		buf_adds(b, "true");
		break;
	case cJSON_Number:
		buf_adds(b, json_number_text(v, own));
		break;
	case cJSON_String:
		json_print_string(b, v->valuestring, strlen(v->valuestring));
		break;
	case cJSON_Raw:
		buf_adds(b, v->valuestring);
		break;
	case cJSON_Array:
		buf_addc(b, '[');
		print_members(b, v, false);
		buf_addc(b, ']');
		break;
	case cJSON_Object:
		buf_addc(b, '{');
		print_members(b, v, true);
		buf_addc(b, '}');
		break;
	default:
		buf_adds(b, "null");
	}
}

char *
json_text(const cJSON *value)
{
	struct buf b = {0};

	json_print(&b, value);
	return buf_detach(&b);
}
