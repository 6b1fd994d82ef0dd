/* deltas: an object whose members arrive in pieces */
#include "exchange/deltas.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

/* A cJSON string is copied each time that it changes: not for each piece. */
static void
append(struct deltas *d, cJSON *string, const char *piece)
{
	struct growing *g = NULL;

	for (size_t i = d->n; i-- > 0 && g == NULL;)
		if (d->growing[i].string == string)
			g = &d->growing[i];
	if (g == NULL) {
		d->growing =
		    xreallocarray(d->growing, d->n + 1, sizeof(*d->growing));
		g = &d->growing[d->n++];
		*g = (struct growing){.string = string};
		buf_adds(&g->text, string->valuestring);
	}
	buf_adds(&g->text, piece);
}

static bool
is_name(const char *member)
{
	static const char *const names[] = {
	    "format", "id", "index", "name", "role", "signature", "type"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], member) == 0)
			return true;
	return false;
}

/* The object of the array that a piece goes on with, or NULL. */
static cJSON *
begun(cJSON *array, const cJSON *piece)
{
	const char *type = json_string(piece, "type"), *other;
	long index = json_long(piece, "index", -1);
	cJSON *v;

	if (index < 0)
		return NULL;
	cJSON_ArrayForEach(v, array) {
		other = json_string(v, "type");
		if (json_long(v, "index", -1) == index &&
		    (type == NULL || other == NULL || strcmp(type, other) == 0))
			return v;
	}
	return NULL;
}

static bool
is_empty(const cJSON *v)
{
	return cJSON_IsString(v) && *v->valuestring == '\0';
}

static void join(struct deltas *d, cJSON *object, const cJSON *member);

static void
join_all(struct deltas *d, cJSON *object, const cJSON *piece)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, piece)
		join(d, object, member);
}

static void
join_array(struct deltas *d, cJSON *array, const cJSON *pieces)
{
	const cJSON *piece;
	cJSON *old;

	cJSON_ArrayForEach(piece, pieces) {
		old = begun(array, piece);
		if (old != NULL)
			join_all(d, old, piece);
		else
			cJSON_AddItemToArray(array, json_copy(piece));
	}
}

static void
join(struct deltas *d, cJSON *object, const cJSON *member)
{
	cJSON *old = json_get(object, member->string);

	if (cJSON_IsNull(member) || (old != NULL && is_empty(member)))
		return;
	if (old == NULL || cJSON_IsNull(old) || is_name(member->string))
		json_set(object, member->string, json_copy(member));
	else if (cJSON_IsString(old) && cJSON_IsString(member))
		append(d, old, member->valuestring);
	else if (cJSON_IsArray(old) && cJSON_IsArray(member))
		join_array(d, old, member);
	else if (cJSON_IsObject(old) && cJSON_IsObject(member))
		join_all(d, old, member);
	else if (cJSON_IsNumber(old) || cJSON_IsBool(old))
		json_set(object, member->string, json_copy(member));
}

void
deltas_add(struct deltas *d, const cJSON *member)
{
	if (cJSON_IsNull(member))
		return;
	if (d->object == NULL)
		d->object = cJSON_CreateObject();
	join(d, d->object, member);
}

size_t
deltas_held(const struct deltas *d)
{
	size_t held = 0;

	for (size_t i = 0; i < d->n; i++)
		held += d->growing[i].text.len;
	return held;
}

cJSON *
deltas_take(struct deltas *d)
{
	cJSON *object = d->object;

	for (size_t i = 0; i < d->n; i++)
		cJSON_SetValuestring(
		    d->growing[i].string, buf_str(&d->growing[i].text));
	d->object = NULL;
	deltas_release(d);
	return object;
}

void
deltas_release(struct deltas *d)
{
	for (size_t i = 0; i < d->n; i++)
		buf_release(&d->growing[i].text);
	free(d->growing);
	cJSON_Delete(d->object);
	*d = (struct deltas){0};
}
