/* condition: what a scripted rule asks of a request before it answers */
#include "exchange/condition.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include <limits.h>
#include <string.h>

/* Bytes of a result that a message shows. */
#define EXCERPT 120

struct kind {
	const char *name;   /* the member that tells the kind */
	const char *second; /* a further member, or NULL */
	bool second_needed;
	int (*check)(const cJSON *value, struct error *e);
	bool (*holds)(const cJSON *c, const struct asked *a);
	void (*explain)(struct buf *out, const cJSON *c, const struct asked *a);
};

static int
check_string(const cJSON *v, struct error *e)
{
	if (cJSON_IsString(v) && v->valuestring[0] != '\0')
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`%s` must be a string that is not empty", v->string);
}

static int
check_count(const cJSON *v, struct error *e)
{
	long n;

	if (json_is_integer(v, &n) && n >= 0)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`%s` must be a number of tokens", v->string);
}

static int
check_pointer(const cJSON *v, struct error *e)
{
	if (cJSON_IsString(v) &&
	    (v->valuestring[0] == '/' || v->valuestring[0] == '\0'))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`pointer` must be a JSON pointer, as \"/model\"");
}

static bool
has_text(const cJSON *c, const struct asked *a)
{
	return strstr(buf_str(&a->text), json_string(c, "text")) != NULL;
}

static void
explain_text(struct buf *out, const cJSON *c, const struct asked *a)
{
	(void)a;
	buf_addf(out, "the text '%s' is not there", json_string(c, "text"));
}

static bool
lacks_text(const cJSON *c, const struct asked *a)
{
	return strstr(buf_str(&a->text), json_string(c, "no_text")) == NULL;
}

static void
explain_no_text(struct buf *out, const cJSON *c, const struct asked *a)
{
	(void)a;
	buf_addf(out, "the text '%s' is there", json_string(c, "no_text"));
}

/* Whether a pointer's token of len bytes, with ~0 and ~1, spells name. */
static bool
token_is(const char *token, size_t len, const char *name)
{
	const char *end = token + len;

	for (; token < end && *name != '\0'; token++, name++) {
		if (*token != '~' || token + 1 == end) {
			if (*token != *name)
				return false;
			continue;
		}
		if (*name != (*++token == '1' ? '/' : '~'))
			return false;
	}
	return token == end && *name == '\0';
}

static const cJSON *
child(const cJSON *at, const char *token, size_t len)
{
	const cJSON *c;
	char digits[20];
	long n;

	if (cJSON_IsArray(at)) {
		if (len == 0 || len >= sizeof(digits))
			return NULL;
		memcpy(digits, token, len);
		digits[len] = '\0';
		return parse_long(digits, 0, INT_MAX, &n)
			   ? cJSON_GetArrayItem(at, (int)n)
			   : NULL;
	}
	cJSON_ArrayForEach(c, at) {
		if (c->string != NULL && token_is(token, len, c->string))
			return c;
	}
	return NULL;
}

/* RFC 6901, or NULL when nothing is there. */
static const cJSON *
at_pointer(const cJSON *at, const char *pointer)
{
	size_t len;

	while (at != NULL && *pointer == '/') {
		len = strcspn(++pointer, "/");
		at = child(at, pointer, len);
		pointer += len;
	}
	return at;
}

static bool
pointer_equals(const cJSON *c, const struct asked *a)
{
	const cJSON *v = at_pointer(a->body, json_string(c, "pointer"));

	return v != NULL && cJSON_Compare(v, json_get(c, "equals"), true);
}

static void
explain_pointer(struct buf *out, const cJSON *c, const struct asked *a)
{
	const char *pointer = json_string(c, "pointer");
	const cJSON *v = at_pointer(a->body, pointer);

	if (v == NULL) {
		buf_addf(out, "nothing is at %s", pointer);
		return;
	}
	buf_addf(out, "%s is ", pointer);
	json_print(out, v);
	buf_adds(out, ", not ");
	json_print(out, json_get(c, "equals"));
}

/* The nth result of the condition's helper, counted from 0; or NULL. */
static const struct asked_result *
result_of(const cJSON *c, const struct asked *a, size_t n)
{
	const char *name = json_string(c, "result");

	for (size_t i = 0; i < a->n_results; i++)
		if (a->results[i].name != NULL &&
		    strcmp(a->results[i].name, name) == 0 && n-- == 0)
			return &a->results[i];
	return NULL;
}

static bool
has_result(const cJSON *c, const struct asked *a)
{
	const char *text = json_string(c, "contains");
	const struct asked_result *r;

	for (size_t i = 0; (r = result_of(c, a, i)) != NULL; i++)
		if (text == NULL || strstr(r->text, text) != NULL)
			return true;
	return false;
}

static void
explain_result(struct buf *out, const cJSON *c, const struct asked *a)
{
	const char *name = json_string(c, "result");
	const struct asked_result *r, *last = NULL;
	size_t len;

	for (size_t i = 0; (r = result_of(c, a, i)) != NULL; i++)
		last = r;
	if (last == NULL) {
		buf_addf(out, "no result of %s was received", name);
		return;
	}
	len = strlen(last->text);
	buf_addf(out, "no result of %s contains '%s'; the last begins with '",
	    name, json_string(c, "contains"));
	buf_add(out, last->text,
	    len > EXCERPT ? utf8_cut(last->text, len, EXCERPT) : len);
	buf_addc(out, '\'');
}

static bool
is_short(const cJSON *c, const struct asked *a)
{
	return a->tokens <= (size_t)json_long(c, "tokens_at_most", 0);
}

static void
explain_tokens(struct buf *out, const cJSON *c, const struct asked *a)
{
	buf_addf(out, "the request has %zu tokens, more than %ld", a->tokens,
	    json_long(c, "tokens_at_most", 0));
}

static const struct kind kinds[] = {
    {"text", NULL, false, check_string, has_text, explain_text},
    {"no_text", NULL, false, check_string, lacks_text, explain_no_text},
    {"pointer", "equals", true, check_pointer, pointer_equals, explain_pointer},
    {"result", "contains", false, check_string, has_result, explain_result},
    {"tokens_at_most", NULL, false, check_count, is_short, explain_tokens},
};

static const struct kind *
kind_of(const cJSON *c)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (json_get(c, kinds[i].name) != NULL)
			return &kinds[i];
	return NULL;
}

int
condition_check(const cJSON *c, struct error *e)
{
	const struct kind *k = kind_of(c);
	const cJSON *m;

	if (k == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a condition is an object with one of text, no_text, "
		    "pointer, result, tokens_at_most");
	cJSON_ArrayForEach(m, c) {
		if (strcmp(m->string, k->name) != 0 &&
		    (k->second == NULL || strcmp(m->string, k->second) != 0))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "a condition with `%s` has no member `%s`", k->name,
			    m->string);
	}
	m = k->second ? json_get(c, k->second) : NULL;
	if (k->second_needed && m == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a condition with `%s` needs `%s`", k->name, k->second);
	if (m != NULL && k->check == check_string && check_string(m, e) == -1)
		return -1;
	return k->check(json_get(c, k->name), e);
}

bool
condition_holds(const cJSON *c, const struct asked *a)
{
	return kind_of(c)->holds(c, a);
}

void
condition_explain(struct buf *out, const cJSON *c, const struct asked *a)
{
	kind_of(c)->explain(out, c, a);
}
