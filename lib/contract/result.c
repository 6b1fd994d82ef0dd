/* result: result lines */
#include "contract/result.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "system/encodings.h"
#include <stdlib.h>
#include <string.h>

/* The encoding that CODEX_ENCODING selects, mapped at the first use. */
static const struct encoding *
encoding(void)
{
	static const struct encoding *open;
	const char *name = getenv("CODEX_ENCODING");
	struct error e = {0};

	if (open != NULL)
		return open;
	if (name == NULL || *name == '\0')
		name = "o200k_base";
	if (strcmp(name, "o200k_base") != 0 &&
	    strcmp(name, "cl100k_base") != 0) {
		unsetenv("CODEX_ENCODING"); /* for the failure's own tokens */
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "CODEX_ENCODING is neither o200k_base nor cl100k_base");
	}
	open = encoding_named(name, &e);
	if (open == NULL)
		tool_die("no token table: %s", e.message);
	return open;
}

size_t
result_tokens(const char *text, size_t len)
{
	return tokens_count(encoding(), text, len);
}

size_t
result_parts(
    struct buf *line, bool success, const struct counted_part *parts, size_t n)
{
	size_t tokens = counted_sum(parts, n);

	buf_addf(
	    line, "{\"success\":%s,\"details\":", success ? "true" : "false");
	for (size_t i = 0; i < n; i++)
		buf_add(line, parts[i].text, parts[i].count.len);
	buf_addf(line, ",\"tokens\":%zu}\n", tokens);
	return tokens;
}

size_t
result_line(struct buf *line, bool success, const cJSON *details)
{
	struct buf text = {0};
	struct counted_part whole;
	size_t tokens;

	json_print(&text, details);
	whole = counted_plain(text.data, text.len);
	tokens = result_parts(line, success, &whole, 1);
	buf_release(&text);
	return tokens;
}

cJSON *
result_error(const struct error *e)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *error = cJSON_AddObjectToObject(details, "error");
	const char *message = e->message ? e->message : "";

	cJSON_AddStringToObject(error, "code", error_name(e->code));
	cJSON_AddItemToObject(
	    error, "message", json_new_string(message, strlen(message)));
	if (e->path != NULL)
		json_add_path(error, "path", e->path);
	if (e->hint != NULL)
		cJSON_AddItemToObject(
		    error, "hint", json_new_string(e->hint, strlen(e->hint)));
	if (e->signal != 0)
		json_add_long(error, "signal", e->signal);
	return details;
}

bool
result_is(const cJSON *v)
{
	return cJSON_GetArraySize(v) == 3 &&
	       cJSON_IsBool(json_get(v, "success")) &&
	       cJSON_IsObject(json_get(v, "details")) &&
	       cJSON_IsNumber(json_get(v, "tokens"));
}

bool
result_failed(const cJSON *v)
{
	return cJSON_IsObject(json_get(json_get(v, "details"), "error"));
}

int
result_status(const cJSON *v)
{
	const cJSON *error = json_get(json_get(v, "details"), "error");
	const char *code = json_string(error, "code");
	enum error_code known;
	long number;

	if (json_true(v, "success") && !cJSON_IsObject(error))
		return 0;
	known = code ? error_by_name(code) : ERROR_NONE;
	number = json_long(error, "signal", 0);
	if (known == ERROR_NONE)
		return 1;
	return error_status(
	    known, number > 0 && number < 128 ? (int)number : 0);
}

size_t
result_cost(const cJSON *details)
{
	char *text = json_text(details);
	size_t n = result_tokens(text, strlen(text));

	free(text);
	return n;
}
