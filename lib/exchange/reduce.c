/* reduce: requests without what changes from run to run */
#include "exchange/reduce.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/redact.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Members of the body that do not change what the model answers. */
static const char *const volatile_members[] = {
    "client_metadata",
    "metadata",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "user",
};

static bool
is_uuid(const char *s, size_t len)
{
	if (len < 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
	}
	return true;
}

/* The length of a `[redacted:RULE]` at s, or 0. */
static size_t
mark_length(const char *s)
{
	static const char start[] = "[redacted:";
	size_t len = strlen(start);

	if (strncmp(s, start, len) != 0)
		return 0;
	len += strcspn(s + len, "]");
	return s[len] == ']' ? len + 1 : 0;
}

/*
 * Which rule found a secret is left out: that it is our key is known only
 * to who has it in the environment.
 */
static cJSON *
reduced_text(const char *s)
{
	struct buf safe = {0}, out = {0};
	cJSON *text;
	size_t n;

	redact(&safe, s, strlen(s));
	for (size_t i = 0; i < safe.len; i += n) {
		n = mark_length(safe.data + i);
		if (n > 0) {
			buf_adds(&out, "[redacted]");
		} else if (is_uuid(safe.data + i, safe.len - i)) {
			buf_adds(&out, "[uuid]");
			n = 36;
		} else {
			buf_addc(&out, safe.data[i]);
			n = 1;
		}
	}
	text = json_new_string(buf_str(&out), out.len);
	buf_release(&safe);
	buf_release(&out);
	return text;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    (*(cJSON *const *)a)->string, (*(cJSON *const *)b)->string);
}

static cJSON *reduced(const cJSON *v);

static cJSON *
reduced_object(const cJSON *o)
{
	size_t n = (size_t)cJSON_GetArraySize(o), i = 0;
	const cJSON **members = xcalloc(n, sizeof(*members));
	const cJSON *m;
	cJSON *out = cJSON_CreateObject();

	cJSON_ArrayForEach(m, o)
		members[i++] = m;
	qsort(members, n, sizeof(*members), by_name);
	for (i = 0; i < n; i++)
		cJSON_AddItemToObject(
		    out, members[i]->string, reduced(members[i]));
	free(members);
	return out;
}

static cJSON *
reduced(const cJSON *v)
{
	const cJSON *item;
	cJSON *out;

	if (cJSON_IsObject(v))
		return reduced_object(v);
	if (cJSON_IsString(v))
		return reduced_text(v->valuestring);
	if (!cJSON_IsArray(v))
		return json_copy(v);
	out = cJSON_CreateArray();
	cJSON_ArrayForEach(item, v)
		cJSON_AddItemToArray(out, reduced(item));
	return out;
}

/* In place, names apart: a secret that is a name is none of ours. */
static void
redact_all(cJSON *v)
{
	struct buf safe = {0};
	cJSON *child;

	if (cJSON_IsString(v)) {
		redact(&safe, v->valuestring, strlen(v->valuestring));
		free(v->valuestring);
		v->valuestring = buf_detach(&safe);
	}
	cJSON_ArrayForEach(child, v)
		redact_all(child);
}

cJSON *
reduce_secrets(const cJSON *value)
{
	cJSON *out = json_copy(value);

	redact_all(out);
	return out;
}

cJSON *
reduce_request(const cJSON *body)
{
	cJSON *out, *item;
	size_t n = sizeof(volatile_members) / sizeof(*volatile_members);

	if (body == NULL)
		return NULL;
	out = reduced(body);
	for (size_t i = 0; i < n; i++)
		cJSON_DeleteItemFromObjectCaseSensitive(
		    out, volatile_members[i]);
	cJSON_ArrayForEach(item, json_get(out, "input"))
		cJSON_DeleteItemFromObjectCaseSensitive(item, "id");
	return out;
}

static void
add_token(struct buf *pointer, const char *name)
{
	buf_addc(pointer, '/');
	for (; *name != '\0'; name++) {
		if (*name == '~' || *name == '/')
			buf_adds(pointer, *name == '~' ? "~0" : "~1");
		else
			buf_addc(pointer, *name);
	}
}

static bool
differs_below(struct buf *pointer, const cJSON *a, const cJSON *b)
{
	long i = 0;

	a = a->child;
	b = b->child;
	for (; a != NULL && b != NULL; a = a->next, b = b->next, i++) {
		size_t len = pointer->len;

		if (a->string == NULL)
			buf_addf(pointer, "/%ld", i);
		else
			add_token(pointer, strcmp(a->string, b->string) <= 0
					       ? a->string
					       : b->string);
		if (a->string != NULL && strcmp(a->string, b->string) != 0)
			return true;
		if (reduce_difference(pointer, a, b))
			return true;
		buf_truncate(pointer, len);
	}
	if (a == NULL && b == NULL)
		return false;
	if ((a ? a : b)->string == NULL)
		buf_addf(pointer, "/%ld", i);
	else
		add_token(pointer, (a ? a : b)->string);
	return true;
}

bool
reduce_difference(struct buf *pointer, const cJSON *a, const cJSON *b)
{
	char *x, *y;
	bool same;

	if (a != NULL && b != NULL && a->type == b->type &&
	    (cJSON_IsObject(a) || cJSON_IsArray(a)))
		return differs_below(pointer, a, b);
	if (a == NULL || b == NULL)
		return a != b;
	x = json_text(a);
	y = json_text(b);
	same = strcmp(x, y) == 0;
	free(x);
	free(y);
	return !same;
}
