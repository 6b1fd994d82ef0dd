/* json: members of objects, and values of our own */
#include "base/json.h"
#include "base/alloc.h"
#include "base/decimal.h"
#include "base/filename.h"
#include "base/num.h"
#include "base/utf8.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

cJSON *
json_get(const cJSON *object, const char *name)
{
	return cJSON_IsObject(object)
		   ? cJSON_GetObjectItemCaseSensitive(object, name)
		   : NULL;
}

const char *
json_string(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(json_get(object, name));
}

bool
json_is_integer(const cJSON *v, long *n)
{
	char own[JSON_NUMBER];
	struct decimal d;

	if (!cJSON_IsNumber(v) ||
	    (!v->valuestring && !isfinite(v->valuedouble)))
		return false;
	return decimal_read(&d, json_number_text(v, own)) == 0 &&
	       decimal_to_long(&d, n);
}

long
json_long(const cJSON *object, const char *name, long fallback)
{
	long n;

	return json_is_integer(json_get(object, name), &n) ? n : fallback;
}

bool
json_is(const cJSON *object, const char *name, const char *text)
{
	const char *s = json_string(object, name);

	return s != NULL && strcmp(s, text) == 0;
}

bool
json_holds(const cJSON *array, const char *text)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, array) {
		if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, text) == 0)
			return true;
	}
	return false;
}

bool
json_true(const cJSON *object, const char *name)
{
	return cJSON_IsTrue(json_get(object, name));
}

cJSON *
json_new_string(const char *s, size_t len)
{
	struct buf b = {0};
	size_t n;
	cJSON *v;

	for (size_t at = 0; at < len; at += n + 1) {
		/* what stays as it is: up to a NUL, or what is no UTF-8 */
		n = strnlen(s + at, len - at);
		n = utf8_valid(s + at, n);
		buf_add(&b, s + at, n);
		if (at + n < len)
			buf_adds(&b,
			    s[at + n] == '\0' ? "\xC0\x80" : "\xEF\xBF\xBD");
	}
	v = cJSON_CreateString(buf_str(&b));
	buf_release(&b);
	return v;
}

cJSON *
json_new_path(const char *path)
{
	char *form = filename_show(path);
	cJSON *v = cJSON_CreateString(form);

	free(form);
	return v;
}

cJSON *
json_new_long(long n)
{
	cJSON *v = cJSON_CreateNumber((double)n);

	v->valuestring = xasprintf("%ld", n);
	return v;
}

void
json_add_string(cJSON *object, const char *name, const char *text)
{
	cJSON_AddItemToObject(
	    object, name, json_new_string(text, strlen(text)));
}

void
json_add_path(cJSON *object, const char *name, const char *path)
{
	cJSON_AddItemToObject(object, name, json_new_path(path));
}

void
json_add_long(cJSON *object, const char *name, long n)
{
	cJSON_AddItemToObject(object, name, json_new_long(n));
}

void
json_set(cJSON *object, const char *name, cJSON *value)
{
	if (json_get(object, name))
		cJSON_ReplaceItemInObjectCaseSensitive(object, name, value);
	else
		cJSON_AddItemToObject(object, name, value);
}

cJSON *
json_copy(const cJSON *value)
{
	return cJSON_Duplicate(value, true);
}
