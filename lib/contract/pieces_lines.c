/* pieces_lines: take result lines apart into labelled pieces of text */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/pieces_list.h"
#include "contract/result.h"
#include <string.h>

/* Bytes: a member with longer JSON is a piece of its own. */
enum { SMALL = 240 };

/* About as long as its JSON; beyond SMALL it does not matter how long. */
static size_t
size_of(const cJSON *v)
{
	size_t n = v->string ? strlen(v->string) + 4 : 1;
	const cJSON *m;

	if (cJSON_IsString(v))
		return n + strlen(v->valuestring) + 2;
	if (!cJSON_IsArray(v) && !cJSON_IsObject(v))
		return n + 5;
	cJSON_ArrayForEach(m, v) {
		if (n <= SMALL)
			n += size_of(m);
	}
	return n;
}

static bool
is_small(const cJSON *v)
{
	if (cJSON_IsString(v) && strchr(v->valuestring, '\n') != NULL)
		return false;
	return size_of(v) <= SMALL &&
	       !(cJSON_IsArray(v) && list_has_regions(v));
}

static void
add_large(struct pieces *to, const struct piece *like, const cJSON *v)
{
	struct buf json = {0};
	struct piece *p;

	if (cJSON_IsArray(v)) {
		list_add(to, like, v);
		return;
	}
	p = pieces_add(to, like);
	p->name = xstrdup(v->string);
	if (cJSON_IsString(v)) {
		p->text = v->valuestring;
		p->len = strlen(p->text);
		p->firm = strcmp(v->string, "diff") == 0;
		p->tail = !p->firm;
		return;
	}
	json_print(&json, v);
	piece_take(p, &json);
}

/* The small members, one a line. */
static void
add_small(struct pieces *to, const struct piece *like, const cJSON *from,
    const char *code)
{
	struct buf text = {0};
	struct piece *p;
	const cJSON *v;

	cJSON_ArrayForEach(v, from) {
		if (!is_small(v) || (code && strcmp(v->string, "code") == 0))
			continue;
		buf_addf(&text, "%s: ", v->string);
		list_add_value(&text, v);
		buf_addc(&text, '\n');
	}
	if (text.len == 0 && from != NULL && from->child != NULL)
		return;
	p = pieces_add(to, like);
	p->name = code ? xasprintf("error %s", code)
		       : xstrdup(like->failed ? "answer: no" : "answer");
	piece_take(p, &text);
}

/* Small members first: they say what the long ones are about. */
static void
add_line(struct pieces *to, const struct piece *like, const cJSON *line)
{
	const cJSON *from = json_get(line, "details"), *v;
	const char *code = NULL;

	if (result_failed(line)) {
		from = json_get(from, "error");
		code = json_string(from, "code");
	}
	add_small(to, like, from, code);
	cJSON_ArrayForEach(v, from) {
		if (!is_small(v))
			add_large(to, like, v);
	}
}

void
pieces_add_lines(struct pieces *p, const cJSON *lines)
{
	struct piece like = {.rank = RANK_OTHER, .text = ""};
	const cJSON *line, *details;

	cJSON_ArrayForEach(line, lines) {
		details = json_get(line, "details");
		like.result++;
		like.helper = result_helper(details);
		like.failed = !json_true(line, "success");
		like.rank = RANK_OTHER;
		if (cJSON_GetArraySize(json_get(details, "findings")) > 0)
			like.rank = RANK_FINDINGS;
		if (like.failed)
			like.rank = RANK_FAILED;
		add_line(p, &like, line);
	}
}
