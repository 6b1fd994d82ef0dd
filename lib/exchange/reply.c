/* reply: what a scripted rule answers, before it takes a dialect's form */
#include "exchange/reply.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include "exchange/fault.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool
is_one_of(const char *s, const char *const *list)
{
	while (*list != NULL && strcmp(s, *list) != 0)
		list++;
	return *list != NULL;
}

static int
check_call(const cJSON *call, struct error *e)
{
	static const char *const known[] = {
	    "name", "arguments", "id", "namespace", NULL};
	const cJSON *member, *arguments = json_get(call, "arguments");

	if (json_string(call, "name") == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "each of `calls` must be an object with a `name`");
	if (arguments != NULL && !cJSON_IsObject(arguments) &&
	    !cJSON_IsString(arguments))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`arguments` of a call must be an object, or its text");
	cJSON_ArrayForEach(member, call) {
		if (!is_one_of(member->string, known))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "a call has no member `%s`", member->string);
	}
	return 0;
}

static int
check_finish(const char *finish, struct error *e)
{
	static const char *const known[] = {
	    "stop", "length", "content_filter", NULL};

	if (finish == NULL || is_one_of(finish, known))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`finish_reason` must be stop, length or content_filter");
}

static int
check_headers(const cJSON *headers, struct error *e)
{
	const cJSON *h;

	cJSON_ArrayForEach(h, headers) {
		if (!cJSON_IsString(h))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the header `%s` must be a string", h->string);
		if (h->valuestring[strcspn(h->valuestring, "\r\n")] ||
		    h->string[strcspn(h->string, " :\r\n")] ||
		    *h->string == '\0')
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the header `%s` cannot be sent", h->string);
	}
	return 0;
}

struct member {
	const char *name;
	int type; /* of cJSON */
};

/* What is said, and how; of faults, fault.c knows. */
static int
check_member(const cJSON *m, struct error *e)
{
	static const struct member known[] = {{"text", cJSON_String},
	    {"refusal", cJSON_String}, {"calls", cJSON_Array},
	    {"finish_reason", cJSON_String}, {"status", cJSON_Number},
	    {"error", cJSON_Object}, {"body", cJSON_String},
	    {"headers", cJSON_Object}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].name, m->string) != 0)
			continue;
		if ((m->type & 0xff) == known[i].type)
			return 0;
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`%s` of a reply is of the wrong type", m->string);
	}
	if (fault_is(m->string))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "a reply has no member `%s`", m->string);
}

static int
check_status(const cJSON *json, struct error *e)
{
	const cJSON *status = json_get(json, "status");
	long n = json_long(json, "status", 0);
	bool fails = json_get(json, "error") || json_get(json, "body");

	if (status == NULL && !fails)
		return 0;
	if (n < 200 || n > 599)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`status` of a reply must be from 200 to 599");
	if (n >= 300 || fails)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "a reply of status %ld needs no `status`; say `text` or `calls`",
	    n);
}

int
reply_check(const cJSON *json, struct error *e)
{
	const cJSON *m;

	if (!cJSON_IsObject(json) || json->child == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`reply` must be an object that says something");
	cJSON_ArrayForEach(m, json) {
		if (check_member(m, e) == -1)
			return -1;
	}
	cJSON_ArrayForEach(m, json_get(json, "calls")) {
		if (check_call(m, e) == -1)
			return -1;
	}
	if (check_finish(json_string(json, "finish_reason"), e) == -1 ||
	    check_headers(json_get(json, "headers"), e) == -1 ||
	    fault_check(json, e) == -1)
		return -1;
	return check_status(json, e);
}

static bool
holds(const cJSON *tools, const char *name)
{
	const cJSON *tool;
	const char *s;

	cJSON_ArrayForEach(tool, tools) {
		s = json_string(tool, "name");
		if (s != NULL && strcmp(s, name) == 0)
			return true;
	}
	return false;
}

/* Codex offers MCP tools in namespaces, and wants them called so. */
static const char *
space_of(const struct asked *a, const char *name)
{
	const cJSON *tool;

	cJSON_ArrayForEach(tool, json_get(a->body, "tools")) {
		if (holds(json_get(tool, "tools"), name))
			return json_string(tool, "name");
	}
	return NULL;
}

static char *
text_of_arguments(const cJSON *arguments)
{
	if (arguments == NULL)
		return xstrdup("{}");
	if (cJSON_IsString(arguments))
		return xstrdup(arguments->valuestring);
	return json_text(arguments);
}

static void
make_call(struct reply_call *c, const cJSON *json, const struct asked *a,
    struct reply_run *run)
{
	const char *id = json_string(json, "id");

	c->name = json_string(json, "name");
	c->id = id ? xstrdup(id) : xasprintf("call_%ld", ++run->calls);
	c->space = json_string(json, "namespace");
	if (c->space == NULL)
		c->space = space_of(a, c->name);
	c->arguments = text_of_arguments(json_get(json, "arguments"));
}

static size_t
count(const char *text)
{
	return text ? result_tokens(text, strlen(text)) : 0;
}

void
reply_make(struct reply *r, const cJSON *json, const struct asked *a,
    struct reply_run *run)
{
	const cJSON *calls = json_get(json, "calls");
	const cJSON *call;

	*r = (struct reply){
	    .number = ++run->replies,
	    .model = a->model ? a->model : "scripted",
	    .text = json_string(json, "text"),
	    .refusal = json_string(json, "refusal"),
	    .finish = json_string(json, "finish_reason"),
	    .prompt_tokens = (long)a->prompt_tokens,
	};
	r->calls = xcalloc(cJSON_GetArraySize(calls), sizeof(*r->calls));
	r->completion_tokens = (long)(count(r->text) + count(r->refusal));
	cJSON_ArrayForEach(call, calls) {
		struct reply_call *c = &r->calls[r->n_calls++];

		make_call(c, call, a, run);
		r->completion_tokens +=
		    (long)(count(c->name) + count(c->arguments));
	}
}

void
reply_release(struct reply *r)
{
	for (size_t i = 0; i < r->n_calls; i++) {
		free(r->calls[i].id);
		free(r->calls[i].arguments);
	}
	free(r->calls);
}
