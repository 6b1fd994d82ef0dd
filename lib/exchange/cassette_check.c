/* cassette_check: what is wrong with a cassette, line by line */
#include "exchange/cassette_check.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "exchange/cassette.h"
#include "exchange/reduce.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A check under way. */
struct check {
	const char *path;
	struct cassette cassette;
	cJSON *findings;
	long errors, warnings, rules, exchanges;
};

/* Takes message. */
static void
find(struct check *c, size_t line, const char *rule, const char *level,
    char *message)
{
	cJSON *f = cJSON_CreateObject();

	cJSON_AddStringToObject(f, "path", c->path);
	json_add_long(f, "line", (long)line);
	cJSON_AddStringToObject(f, "rule", rule);
	cJSON_AddStringToObject(f, "level", level);
	cJSON_AddItemToObject(
	    f, "message", json_new_string(message, strlen(message)));
	cJSON_AddItemToArray(c->findings, f);
	free(message);
	if (strcmp(level, "error") == 0)
		c->errors++;
	else
		c->warnings++;
}

/* The first string of b that redaction made of another in a, or NULL. */
static const char *
redacted_in(const cJSON *a, const cJSON *b)
{
	const char *found = NULL;

	if (cJSON_IsString(a) && strcmp(a->valuestring, b->valuestring) != 0)
		return b->valuestring;
	a = a->child;
	b = b->child;
	for (; a != NULL && found == NULL; a = a->next, b = b->next)
		found = redacted_in(a, b);
	return found;
}

/* The rule is named behind the mark that a does not have. */
static void
check_secrets(struct check *c, const struct cassette_entry *n)
{
	cJSON *safe = reduce_secrets(n->json);
	const char *text = redacted_in(n->json, safe);
	const char *mark = text ? strstr(text, "[redacted:") : NULL;

	if (mark != NULL) {
		mark += strlen("[redacted:");
		find(c, n->line, "secret", "error",
		    xasprintf("it holds a secret (%.*s); record it anew, or "
			      "replace the secret",
			(int)strcspn(mark, "]"), mark));
	}
	cJSON_Delete(safe);
}

/* Headers that a cassette never needs, and that carry keys. */
static void
check_headers(struct check *c, const struct cassette_entry *n)
{
	static const char *const keys[] = {
	    "authorization", "api-key", "cookie", "set-cookie", "x-api-key"};
	const cJSON *owner = json_get(n->json, n->rule ? "reply" : "response");
	const cJSON *h;

	cJSON_ArrayForEach(h, json_get(owner, "headers")) {
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			if (strcasecmp(h->string, keys[i]) == 0)
				find(c, n->line, "secret", "error",
				    xasprintf(
					"it holds the header `%s`", h->string));
	}
}

static bool
holds(const cJSON *list, const cJSON *value)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, list) {
		if (cJSON_Compare(v, value, true))
			return true;
	}
	return false;
}

/* Whether whatever the later rule answers, the earlier one has answered. */
static bool
hides(const struct cassette_entry *earlier, const struct cassette_entry *later)
{
	const cJSON *when = json_get(later->json, "when");
	const cJSON *condition;

	if (!earlier->rule || json_get(earlier->json, "times") != NULL)
		return false;
	cJSON_ArrayForEach(condition, json_get(earlier->json, "when")) {
		if (!holds(when, condition))
			return false;
	}
	return true;
}

static void
check_reached(struct check *c, const struct cassette_entry *n)
{
	const struct cassette_entry *before = c->cassette.entries;

	if (!n->rule)
		return;
	while (before < n && !hides(before, n))
		before++;
	if (before < n)
		find(c, n->line, "unreachable", "warning",
		    xasprintf("it never answers: the rule in line %zu "
			      "answers whatever it would",
			before->line));
}

static void
check_line(struct check *c, const char *text, size_t len, size_t line)
{
	size_t before = c->cassette.n;
	const struct cassette_entry *n;
	struct error e = {0};

	if (cassette_add(&c->cassette, text, len, line, &e) == -1) {
		find(c, line, e.code == ERROR_INVALID_JSON ? "json" : "form",
		    "error", xstrdup(e.message));
		error_release(&e);
	}
	if (c->cassette.n == before)
		return;
	n = &c->cassette.entries[before];
	c->rules += n->rule;
	c->exchanges += !n->rule;
	check_secrets(c, n);
	check_headers(c, n);
	check_reached(c, n);
}

/* Takes the findings. */
static cJSON *
report(const struct check *c)
{
	cJSON *details = cJSON_CreateObject();
	char *summary =
	    xasprintf("%ld rule%s, %ld exchange%s: %ld error%s, %ld warning%s",
		c->rules, plural(c->rules), c->exchanges, plural(c->exchanges),
		c->errors, plural(c->errors), c->warnings, plural(c->warnings));

	cJSON_AddStringToObject(details, "summary", summary);
	json_add_long(details, "rules", c->rules);
	json_add_long(details, "exchanges", c->exchanges);
	json_add_long(details, "errors", c->errors);
	cJSON_AddItemToObject(details, "findings", c->findings);
	free(summary);
	return details;
}

cJSON *
cassette_check(const char *path, struct error *e)
{
	struct check c = {.path = path};
	struct buf text = {0};
	const char *p, *end, *nl;
	cJSON *details = NULL;
	size_t line = 0;

	if (cassette_read(&text, path, e) == -1)
		goto out;
	c.findings = cJSON_CreateArray();
	end = buf_str(&text) + text.len;
	for (p = buf_str(&text); p < end; p = nl + 1) {
		nl = memchr(p, '\n', end - p);
		nl = nl ? nl : end;
		check_line(&c, p, nl - p, ++line);
	}
	details = report(&c);
out:
	cassette_release(&c.cassette);
	buf_release(&text);
	return details;
}
