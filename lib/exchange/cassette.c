/* cassette: recorded exchanges and scripted rules, read and checked */
#include "exchange/cassette.h"
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/condition.h"
#include "exchange/reduce.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CASSETTE ((size_t)1 << 30)

static int
check_members(const cJSON *o, const char *const *known, struct error *e)
{
	const cJSON *m;
	size_t i;

	cJSON_ArrayForEach(m, o) {
		for (i = 0; known[i] && strcmp(known[i], m->string) != 0; i++)
			;
		if (known[i] == NULL)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "an entry has no member `%s`", m->string);
	}
	return 0;
}

static int
check_rule(const cJSON *rule, struct error *e)
{
	static const char *const known[] = {
	    "when", "reply", "times", "note", NULL};
	const cJSON *when = json_get(rule, "when");
	const cJSON *c;

	if (check_members(rule, known, e) == -1)
		return -1;
	if (!cJSON_IsArray(when))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a rule needs `when`, an array of conditions");
	cJSON_ArrayForEach(c, when) {
		if (condition_check(c, e) == -1)
			return -1;
	}
	if (json_get(rule, "times") && json_long(rule, "times", 0) < 1)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`times` must be an integer of at least 1");
	return reply_check(json_get(rule, "reply"), e);
}

static int
check_exchange(const cJSON *exchange, struct error *e)
{
	static const char *const known[] = {
	    "request", "response", "note", NULL};
	static const char *const of_request[] = {
	    "method", "path", "body", NULL};
	static const char *const of_response[] = {
	    "status", "headers", "body", "events", "broken", NULL};
	const cJSON *request = json_get(exchange, "request");
	const cJSON *response = json_get(exchange, "response");
	long status = json_long(response, "status", 0);

	if (check_members(exchange, known, e) == -1 ||
	    check_members(request, of_request, e) == -1 ||
	    check_members(response, of_response, e) == -1)
		return -1;
	if (!json_string(request, "method") || !json_string(request, "path"))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`request` needs `method` and `path`");
	if (status < 200 || status > 599)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`status` of `response` must be from 200 to 599");
	if (json_get(response, "events") &&
	    !cJSON_IsArray(json_get(response, "events")))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "`events` of `response` must be an array");
	return 0;
}

static int
check_entry(const cJSON *json, bool rule, struct error *e)
{
	if (rule)
		return check_rule(json, e);
	if (json_get(json, "request") && json_get(json, "response"))
		return check_exchange(json, e);
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "an entry has either `when` and `reply`, or `request` and "
	    "`response`");
}

int
cassette_add(struct cassette *c, const char *text, size_t len, size_t line,
    struct error *e)
{
	struct cassette_entry n = {.line = line};

	if (strspn(text, " \t\r") >= len)
		return 0;
	n.json = json_parse(text, len, e);
	if (n.json == NULL)
		return -1;
	n.rule = json_get(n.json, "reply") || json_get(n.json, "when");
	if (check_entry(n.json, n.rule, e) == -1) {
		cJSON_Delete(n.json);
		return -1;
	}
	if (!n.rule)
		n.request = reduce_request(
		    json_get(json_get(n.json, "request"), "body"));
	c->entries = xreallocarray(c->entries, c->n + 1, sizeof(*c->entries));
	c->entries[c->n++] = n;
	return 0;
}

/* Names the place in front of what is wrong there. */
static int
at_line(struct error *e, const char *path, size_t line)
{
	char *message = e->message;

	e->message =
	    xasprintf("cassette '%s' line %zu: %s", path, line, message);
	free(message);
	return -1;
}

static int
read_lines(struct cassette *c, const char *path, const struct buf *text,
    struct error *e)
{
	const char *p = buf_str(text), *end = p + text->len, *nl;
	size_t line = 0;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', end - p);
		if (nl == NULL)
			nl = end;
		if (cassette_add(c, p, nl - p, ++line, e) == -1)
			return at_line(e, path, line);
	}
	return 0;
}

int
cassette_read(struct buf *text, const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd == -1)
		return error_errno(e, "cannot read the cassette '%s'", path);
	r = buf_read(text, fd, MAX_CASSETTE);
	if (r == -1)
		error_errno(e, "cannot read the cassette '%s'", path);
	close(fd);
	return r;
}

int
cassette_load(struct cassette *c, const char *path, struct error *e)
{
	struct error own = {0};
	struct buf text = {0};
	int r;

	e = e ? e : &own;
	r = cassette_read(&text, path, e);
	if (r == 0)
		r = read_lines(c, path, &text, e);
	buf_release(&text);
	error_release(&own);
	return r;
}

void
cassette_release(struct cassette *c)
{
	for (size_t i = 0; i < c->n; i++) {
		cJSON_Delete(c->entries[i].json);
		cJSON_Delete(c->entries[i].request);
	}
	free(c->entries);
	cJSON_Delete(c->run.memory);
	c->run.memory = NULL;
	c->entries = NULL;
	c->n = 0;
}

static void
add_model(cJSON *names, const char *name)
{
	const cJSON *n;

	if (name == NULL)
		return;
	cJSON_ArrayForEach(n, names) {
		if (strcmp(n->valuestring, name) == 0)
			return;
	}
	cJSON_AddItemToArray(names, cJSON_CreateString(name));
}

void
cassette_models(cJSON *names, const struct cassette *c)
{
	const cJSON *w;

	for (size_t i = 0; i < c->n; i++) {
		add_model(names, json_string(c->entries[i].request, "model"));
		cJSON_ArrayForEach(w, json_get(c->entries[i].json, "when")) {
			const char *pointer = json_string(w, "pointer");

			if (pointer && strcmp(pointer, "/model") == 0)
				add_model(names, json_string(w, "equals"));
		}
	}
}
