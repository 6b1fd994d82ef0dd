/* json_read: strict reading of JSON into cJSON's tree */
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *text;
	const char *p;
	const char *end;
	int depth;
	struct buf scratch; /* the string being read */
	struct error *error;
};

static cJSON *read_value(struct reader *r);

/* Fails with where in the text p stands. */
static cJSON *
bad(struct reader *r, const char *what)
{
	size_t line = 1, column = 1;

	for (const char *p = r->text; p < r->p; p++) {
		column = *p == '\n' ? 1 : column + 1;
		line += *p == '\n';
	}
	error_set(r->error, ERROR_INVALID_JSON,
	    "invalid JSON at line %zu column %zu: %s", line, column, what);
	return NULL;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
skip_space(struct reader *r)
{
	while (r->p < r->end && is_space(*r->p))
		r->p++;
}

static bool
next_is(struct reader *r, char c)
{
	skip_space(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool
hex4(struct reader *r, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, r->p++) {
		const char *digits = "0123456789abcdef";
		const char *at;

		if (r->p == r->end || *r->p == '\0')
			return false;
		at = strchr(digits, *r->p | 0x20);
		if (at == NULL || (*r->p < '0'))
			return false;
		*out = *out << 4 | (uint32_t)(at - digits);
	}
	return true;
}

/* p stands behind "\u". */
static bool
read_unicode_escape(struct reader *r)
{
	uint32_t cp, low;
	char utf8[4];

	if (!hex4(r, &cp))
		return bad(r, "\\u needs four hexadecimal digits"), false;
	if (cp >= 0xDC00 && cp <= 0xDFFF)
		return bad(r, "a lone surrogate is no character"), false;
	if (cp >= 0xD800 && cp <= 0xDBFF) {
		if (r->end - r->p < 2 || r->p[0] != '\\' || r->p[1] != 'u')
			return bad(r, "a lone surrogate is no character"),
			       false;
		r->p += 2;
		if (!hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
			return bad(r, "a lone surrogate is no character"),
			       false;
		cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
	}
	if (cp == 0)
		buf_add(&r->scratch, "\xC0\x80", 2);
	else
		buf_add(&r->scratch, utf8, utf8_encode(cp, utf8));
	return true;
}

static bool
read_escape(struct reader *r)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (r->p == r->end || *r->p == '\0')
		return bad(r, "the text ends inside a string"), false;
	if (*r->p == 'u') {
		r->p++;
		return read_unicode_escape(r);
	}
	at = strchr(from, *r->p);
	if (at == NULL)
		return bad(r, "no such escape in a string"), false;
	buf_addc(&r->scratch, to[at - from]);
	r->p++;
	return true;
}

/* Reads any string, p behind its opening quote, into scratch. */
static bool
read_into_scratch(struct reader *r)
{
	const char *start;
	size_t valid;

	buf_truncate(&r->scratch, 0);
	for (;;) {
		start = r->p;
		while (r->p < r->end && *r->p != '"' && *r->p != '\\' &&
		       (unsigned char)*r->p >= 0x20)
			r->p++;
		valid = utf8_valid(start, (size_t)(r->p - start));
		buf_add(&r->scratch, start, valid);
		if (start + valid < r->p) {
			r->p = start + valid;
			return bad(r, "invalid UTF-8 in a string"), false;
		}
		if (r->p == r->end)
			return bad(r, "the text ends inside a string"), false;
		if (*r->p == '"') {
			r->p++;
			return true;
		}
		if (*r->p != '\\')
			return bad(r, "a control character in a string"), false;
		r->p++;
		if (!read_escape(r))
			return false;
	}
}

/* The same, most of which are plain; the caller frees. */
static char *
read_string(struct reader *r)
{
	const char *start = r->p, *p = start;
	unsigned char high = 0;

	while (
	    p < r->end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
		high |= (unsigned char)*p++;
	if (p < r->end && *p == '"' && high < 0x80) {
		r->p = p + 1;
		return xstrndup(start, (size_t)(p - start));
	}
	return read_into_scratch(r) ? xstrdup(buf_str(&r->scratch)) : NULL;
}

static cJSON *
read_string_value(struct reader *r)
{
	char *text = read_string(r);
	cJSON *v;

	if (text == NULL)
		return NULL;
	v = cJSON_CreateStringReference(text);
	v->type = cJSON_String; /* it owns its text */
	return v;
}

static size_t
digits(struct reader *r)
{
	const char *start = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return (size_t)(r->p - start);
}

static cJSON *
read_number(struct reader *r)
{
	const char *start = r->p;
	char *text;
	cJSON *number;

	if (*r->p == '-')
		r->p++;
	if (r->p < r->end && *r->p == '0')
		r->p++;
	else if (digits(r) == 0)
		return bad(r, "no JSON value starts like this");
	if (r->p < r->end && *r->p == '.') {
		r->p++;
		if (digits(r) == 0)
			return bad(r, "a digit must follow the decimal point");
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		r->p++;
		if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
			r->p++;
		if (digits(r) == 0)
			return bad(r, "a digit must follow the exponent");
	}
	text = xstrndup(start, (size_t)(r->p - start));
	number = cJSON_CreateNumber(strtod(text, NULL));
	number->valuestring = text;
	return number;
}

static cJSON *
read_array(struct reader *r)
{
	cJSON *array = cJSON_CreateArray(), *item;

	if (next_is(r, ']'))
		return array;
	do {
		item = read_value(r);
		if (item == NULL)
			goto fail;
		cJSON_AddItemToArray(array, item);
	} while (next_is(r, ','));
	if (next_is(r, ']'))
		return array;
	bad(r, "expected ',' or ']'");
fail:
	cJSON_Delete(array);
	return NULL;
}

static cJSON *
read_object(struct reader *r)
{
	cJSON *object = cJSON_CreateObject(), *item;
	char *name = NULL;

	if (next_is(r, '}'))
		return object;
	do {
		if (!next_is(r, '"')) {
			bad(r, "expected a name in double quotes");
			goto fail;
		}
		name = read_string(r);
		if (name == NULL)
			goto fail;
		if (!next_is(r, ':')) {
			bad(r, "expected ':'");
			goto fail;
		}
		item = read_value(r);
		if (item == NULL)
			goto fail;
		/* as cJSON_AddItemToObject, which would copy the name */
		item->string = name;
		cJSON_AddItemToArray(object, item);
		name = NULL;
	} while (next_is(r, ','));
	if (next_is(r, '}'))
		return object;
	bad(r, "expected ',' or '}'");
fail:
	free(name);
	cJSON_Delete(object);
	return NULL;
}

static bool
word(struct reader *r, const char *w)
{
	size_t len = strlen(w);

	if ((size_t)(r->end - r->p) < len || memcmp(r->p, w, len) != 0)
		return false;
	r->p += len;
	return true;
}

static cJSON *
read_value(struct reader *r)
{
	cJSON *v;

	skip_space(r);
	if (r->p == r->end)
		return bad(r, "the text ends where a value should be");
	switch (*r->p) {
	case '{':
	case '[':
		if (++r->depth > JSON_DEPTH)
			return bad(r, "nested deeper than 512");
		v = *r->p++ == '{' ? read_object(r) : read_array(r);
		r->depth--;
		return v;
	case '"':
		r->p++;
		return read_string_value(r);
	case 't':
		return word(r, "true") ? cJSON_CreateTrue()
				       : bad(r, "expected true");
	case 'f':
		return word(r, "false") ? cJSON_CreateFalse()
					: bad(r, "expected false");
	case 'n':
		return word(r, "null") ? cJSON_CreateNull()
				       : bad(r, "expected null");
	default:
		return read_number(r);
	}
}

cJSON *
json_parse_next(const char *text, size_t len, size_t *at, struct error *e)
{
	struct reader r = {.text = text, .error = e};
	cJSON *value = NULL;

	if (e != NULL)
		error_release(e);
	r.p = text + *at;
	r.end = text + len;
	skip_space(&r);
	if (r.p < r.end)
		value = read_value(&r);
	if (value != NULL && r.p < r.end && !is_space(*r.p)) {
		bad(&r, "white space must follow the value");
		cJSON_Delete(value);
		value = NULL;
	}
	*at = (size_t)(r.p - text);
	buf_release(&r.scratch);
	return value;
}

cJSON *
json_parse(const char *text, size_t len, struct error *e)
{
	struct reader r = {.text = text, .p = text, .end = text + len};
	cJSON *value;

	r.error = e;
	value = read_value(&r);
	buf_release(&r.scratch);
	skip_space(&r);
	if (value != NULL && r.p < r.end) {
		bad(&r, "text after the value");
		cJSON_Delete(value);
		return NULL;
	}
	return value;
}
