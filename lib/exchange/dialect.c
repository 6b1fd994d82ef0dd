/* dialect: what the requests of both APIs have in common */
#include "exchange/dialect.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

const struct dialect *
dialect_by_name(const char *name)
{
	static const struct dialect *const all[] = {
	    &dialect_responses, &dialect_chat, &dialect_functions};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

/* Members of `over` replace those of `body`; objects are merged. */
static void
merge(cJSON *body, const cJSON *over)
{
	const cJSON *member;
	cJSON *old;

	cJSON_ArrayForEach(member, over) {
		old = json_get(body, member->string);
		if (cJSON_IsObject(old) && cJSON_IsObject(member))
			merge(old, member);
		else
			json_set(body, member->string, json_copy(member));
	}
}

cJSON *
dialect_request(const struct dialect *d, const struct ask *a)
{
	cJSON *body = d->request(a);

	merge(body, a->options);
	return body;
}

static void
set_option(cJSON *options, const char *name, cJSON *value)
{
	const char *dot = strchr(name, '.');
	char *first;
	cJSON *inner;

	if (dot == NULL) {
		json_set(options, name, value);
		return;
	}
	first = xstrndup(name, (size_t)(dot - name));
	inner = json_get(options, first);
	if (!cJSON_IsObject(inner)) {
		inner = cJSON_CreateObject();
		json_set(options, first, inner);
	}
	set_option(inner, dot + 1, value);
	free(first);
}

static int
add_option(cJSON *options, const char *word, struct error *e)
{
	static const char *const ours[] = {
	    "functions", "input", "messages", "model", "stream", "tools"};
	const char *equals = strchr(word, '=');
	struct error ignored = {0};
	cJSON *value;
	char *name;

	if (utf8_valid(word, strlen(word)) < strlen(word))
		return error_set(
		    e, ERROR_INVALID_ARGUMENTS, "-o is given no UTF-8");
	if (equals == NULL || equals == word)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "-o takes KEY=VALUE, not '%s'", word);
	name = xstrndup(word, (size_t)(equals - word));
	value = json_parse(equals + 1, strlen(equals + 1), &ignored);
	if (value == NULL)
		value = json_new_string(equals + 1, strlen(equals + 1));
	set_option(options, name, value);
	error_release(&ignored);
	free(name);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (json_get(options, ours[i]) != NULL)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "-o cannot set '%s': there are other flags for it",
			    ours[i]);
	return 0;
}

cJSON *
dialect_options(const struct strv *words, struct error *e)
{
	cJSON *options = cJSON_CreateObject();

	for (size_t i = 0; i < words->n; i++)
		if (add_option(options, words->v[i], e) < 0) {
			cJSON_Delete(options);
			return NULL;
		}
	return options;
}

cJSON *
dialect_tools(const struct ask *a, enum manifest_api api)
{
	cJSON *tools;
	const cJSON *entry;

	if (cJSON_GetArraySize(a->tools) == 0)
		return NULL;
	tools = cJSON_CreateArray();
	cJSON_ArrayForEach(entry, a->tools) {
		cJSON_AddItemToArray(tools, manifest_for_api(entry, api));
	}
	return tools;
}

static bool
is_mode(const char *choice)
{
	return strcmp(choice, "auto") == 0 || strcmp(choice, "none") == 0 ||
	       strcmp(choice, "required") == 0;
}

static cJSON *
choice_of(const char *choice, enum manifest_api api)
{
	cJSON *one, *function;

	if (is_mode(choice))
		return cJSON_CreateString(choice);
	one = function = cJSON_CreateObject();
	if (api != API_FUNCTIONS)
		cJSON_AddStringToObject(one, "type", "function");
	if (api == API_CHAT)
		function = cJSON_AddObjectToObject(one, "function");
	cJSON_AddStringToObject(function, "name", choice);
	return one;
}

void
dialect_add_choice(cJSON *body, const struct ask *a, enum manifest_api api)
{
	if (cJSON_GetArraySize(a->tools) == 0)
		return; /* without tools an API refuses to hear of them */
	if (a->choice != NULL)
		cJSON_AddItemToObject(body,
		    api == API_FUNCTIONS ? "function_call" : "tool_choice",
		    choice_of(a->choice, api));
	if (a->one_call && api != API_FUNCTIONS)
		cJSON_AddFalseToObject(body, "parallel_tool_calls");
}

static bool
is_offered(const struct ask *a, const char *name)
{
	const cJSON *tool;

	cJSON_ArrayForEach(tool, a->tools) {
		if (strcmp(json_string(tool, "name"), name) == 0)
			return true;
	}
	return false;
}

static int
check_choice(const struct dialect *d, const struct ask *a, struct error *e)
{
	if (strcmp(a->choice, "auto") == 0 || strcmp(a->choice, "none") == 0)
		return 0;
	if (strcmp(a->choice, "required") == 0) {
		if (d->api == API_FUNCTIONS)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "--api functions cannot require a call; "
			    "--tool-choice NAME can");
		if (cJSON_GetArraySize(a->tools) > 0)
			return 0;
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--tool-choice required, but no helper is offered");
	}
	if (is_offered(a, a->choice))
		return 0;
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "--tool-choice is auto, none, required or a helper that is "
	    "offered, not '%s'",
	    a->choice);
	return error_hint(e, "-T names what is offered");
}

int
dialect_check(const struct dialect *d, const struct ask *a, struct error *e)
{
	static const char *const efforts[] = {
	    "none", "minimal", "low", "medium", "high", "xhigh", "max"};
	bool known = a->effort == NULL;

	if (utf8_valid(a->model, strlen(a->model)) < strlen(a->model))
		return error_set(
		    e, ERROR_INVALID_ARGUMENTS, "the model's name is no UTF-8");
	for (size_t i = 0; i < sizeof(efforts) / sizeof(efforts[0]); i++)
		known = known || strcmp(a->effort, efforts[i]) == 0;
	if (!known)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--reasoning-effort is none, minimal, low, medium, high, "
		    "xhigh or max, not '%s'",
		    a->effort);
	return a->choice ? check_choice(d, a, e) : 0;
}

cJSON *
dialect_format(const struct ask *a)
{
	cJSON *format = cJSON_CreateObject();

	cJSON_AddStringToObject(format, "name", a->schema_name);
	cJSON_AddBoolToObject(format, "strict", a->schema_strict);
	cJSON_AddItemToObject(format, "schema", json_copy(a->schema));
	return format;
}
