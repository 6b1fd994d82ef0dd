/* equal: JSON values compared by what they mean */
#include "base/equal.h"
#include "base/decimal.h"
#include "base/json.h"
#include <string.h>

static uint64_t
hash_text(const char *s, uint64_t h)
{
	h ^= 0xcbf29ce484222325;
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	/* members are summed up: what differs must differ everywhere */
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93;
	return h ^ h >> 32;
}

static uint64_t
hash_number(const cJSON *v)
{
	char own[JSON_NUMBER];
	const char *text = json_number_text(v, own);
	struct decimal d;

	/* beyond the bounds of decimals only the same text is equal */
	return decimal_read(&d, text) < 0 ? hash_text(text, 0)
					  : decimal_hash(&d);
}

uint64_t
json_hash(const cJSON *v)
{
	uint64_t h = (uint64_t)(v->type & 0xFF);

	if (cJSON_IsNumber(v))
		return hash_number(v);
	if (cJSON_IsString(v))
		return hash_text(v->valuestring, h);
	for (const cJSON *m = v->child; m != NULL; m = m->next) {
		if (cJSON_IsObject(v))
			h += hash_text(m->string, json_hash(m));
		else
			h = (h + json_hash(m)) * 0x9e3779b97f4a7c15;
	}
	return h;
}

static bool
equal_numbers(const cJSON *a, const cJSON *b)
{
	char own_a[JSON_NUMBER], own_b[JSON_NUMBER];
	const char *text_a = json_number_text(a, own_a);
	const char *text_b = json_number_text(b, own_b);
	struct decimal x, y;

	if (decimal_read(&x, text_a) < 0 || decimal_read(&y, text_b) < 0)
		return strcmp(text_a, text_b) == 0;
	return decimal_compare(&x, &y) == 0;
}

static bool
equal_arrays(const cJSON *a, const cJSON *b)
{
	const cJSON *x = a->child, *y = b->child;

	for (; x != NULL && y != NULL; x = x->next, y = y->next)
		if (!json_equal(x, y))
			return false;
	return x == NULL && y == NULL;
}

static bool
equal_objects(const cJSON *a, const cJSON *b)
{
	const cJSON *m, *other;

	if (cJSON_GetArraySize(a) != cJSON_GetArraySize(b))
		return false;
	cJSON_ArrayForEach(m, a) {
		other = json_get(b, m->string);
		if (other == NULL || !json_equal(m, other))
			return false;
	}
	return true;
}

bool
json_equal(const cJSON *a, const cJSON *b)
{
	if ((a->type & 0xFF) != (b->type & 0xFF))
		return false;
	if (cJSON_IsNumber(a))
		return equal_numbers(a, b);
	if (cJSON_IsString(a))
		return strcmp(a->valuestring, b->valuestring) == 0;
	if (cJSON_IsArray(a))
		return equal_arrays(a, b);
	return !cJSON_IsObject(a) || equal_objects(a, b);
}
