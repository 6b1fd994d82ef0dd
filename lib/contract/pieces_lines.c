/* pieces_lines: take result lines apart into labelled pieces of text */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/pieces.h"
#include "contract/result.h"
#include <stdlib.h>
#include <string.h>

/* Bytes: a member with longer JSON is a piece of its own. */
enum { SMALL = 240 };

/* The result line that is taken apart. */
struct maker {
	struct pieces *to;
	struct piece like; /* what all its pieces have in common */
	struct buf facts;
};

static struct piece *
add(struct maker *m, char *name)
{
	struct piece *p = pieces_add(m->to);
	size_t place = p->place;

	*p = m->like;
	p->place = place;
	p->name = name;
	return p;
}

static void
set_own(struct piece *p, struct buf *text)
{
	p->len = text->len;
	p->text = p->own = buf_detach(text);
}

/* The helper that alone has this member, where there is one. */
static const char *
helper_of(const cJSON *details)
{
	static const struct {
		const char *member, *helper;
	} known[] = {{"files", "read_file"}, {"matches", "grep"},
	    {"todos", "list_todos"}, {"changes", "git_status"},
	    {"stat", "git_diff"}, {"failures", "run_tests"},
	    {"coverage", "coverage"}, {"linters", "lint"},
	    {"commits", "changelog"}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (cJSON_IsArray(json_get(details, known[i].member)))
			return known[i].helper;
	return NULL;
}

/* A scalar as a person would write it, anything else as JSON. */
static void
add_value(struct buf *b, const cJSON *v)
{
	if (cJSON_IsString(v) && strpbrk(v->valuestring, "\r\n") == NULL)
		buf_adds(b, v->valuestring);
	else
		json_print(b, v);
}

static void
add_position(struct buf *b, const cJSON *item)
{
	static const char *const parts[] = {"line", "column"};

	buf_adds(b, json_string(item, "path"));
	for (size_t i = 0; i < 2; i++)
		if (json_long(item, parts[i], 0) > 0)
			buf_addf(b, ":%ld", json_long(item, parts[i], 0));
}

/* Whether it has the lines around it, so that its region is a piece. */
static bool
has_context(const cJSON *item)
{
	return json_string(item, "path") && json_string(item, "text") &&
	       json_long(item, "line", 0) > 0 && !json_true(item, "cut") &&
	       cJSON_IsArray(json_get(item, "before")) &&
	       cJSON_IsArray(json_get(item, "after"));
}

static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

/* An item of a list on one line: `path:line:column: text rule=...`. */
static void
add_item(struct buf *b, const cJSON *item)
{
	static const char *const position[] = {"path", "line", "column", NULL};
	static const char *const region[] = {"text", "before", "after", NULL};
	static const char *const prose[] = {"text", "message", NULL};
	const char *path = json_string(item, "path"), *colon = ":";
	bool apart = has_context(item);
	const cJSON *m;

	if (path == NULL || strpbrk(path, "\r\n") != NULL) {
		add_value(b, item);
		buf_addc(b, '\n');
		return;
	}
	add_position(b, item);
	cJSON_ArrayForEach(m, item) {
		if (is_one_of(m->string, position) ||
		    (apart && is_one_of(m->string, region)))
			continue;
		buf_addf(b, "%s ", colon);
		colon = "";
		if (!is_one_of(m->string, prose))
			buf_addf(b, "%s=", m->string);
		add_value(b, m);
	}
	buf_addc(b, '\n');
}

static bool
is_file(const cJSON *item)
{
	return json_string(item, "path") && json_string(item, "text") &&
	       json_long(item, "start_line", 0) > 0;
}

static long
lines_in(const char *s, size_t len)
{
	const char *end = s + len;
	long n = 0;

	for (; s < end && (s = memchr(s, '\n', (size_t)(end - s))); s++)
		n++;
	return n + (len > 0 && end[-1] != '\n');
}

static void
take_file(struct maker *m, const cJSON *file)
{
	struct piece *p = add(m, NULL);

	p->path = json_string(file, "path");
	p->text = json_string(file, "text");
	p->len = strlen(p->text);
	p->first = json_long(file, "start_line", 1);
	p->last = p->first - 1 + lines_in(p->text, p->len);
	p->whole =
	    p->first == 1 && p->last == json_long(file, "total_lines", -1);
}

static void
add_lines(struct buf *b, const cJSON *lines, long skip)
{
	const cJSON *line;

	cJSON_ArrayForEach(line, lines) {
		if (skip-- <= 0 && cJSON_IsString(line))
			buf_addf(b, "%s\n", line->valuestring);
	}
}

/* Lines first..last of a file, put together from several matches. */
struct region {
	const char *path; /* NULL: none yet */
	long first, last;
	struct buf text;
};

static void
end_region(struct maker *m, struct region *r)
{
	struct piece *p;

	if (r->path == NULL)
		return;
	p = add(m, NULL);
	p->path = r->path;
	p->first = r->first;
	p->last = r->last;
	set_own(p, &r->text);
}

/* A match and the lines around it join the region before, if they meet. */
static void
take_context(struct maker *m, const cJSON *item, struct region *r)
{
	const char *path = json_string(item, "path");
	const cJSON *before = json_get(item, "before");
	const cJSON *after = json_get(item, "after");
	long line = json_long(item, "line", 0), skip;
	long first = line - cJSON_GetArraySize(before);
	long last = line + cJSON_GetArraySize(after);

	if (r->path == NULL || strcmp(r->path, path) != 0 || first < r->first ||
	    first > r->last + 1) {
		end_region(m, r);
		*r = (struct region){path, first, first - 1, {0}};
	}
	skip = r->last + 1 - first;
	add_lines(&r->text, before, skip);
	skip -= line - first;
	if (skip <= 0)
		buf_addf(&r->text, "%s\n", json_string(item, "text"));
	add_lines(&r->text, after, skip - 1);
	if (last > r->last)
		r->last = last;
}

/* The items on a line each, but for the texts of files. */
static void
take_list(struct maker *m, const cJSON *list)
{
	struct region region = {0};
	struct buf text = {0};
	const cJSON *item;
	size_t n = 0;

	cJSON_ArrayForEach(item, list) {
		if (is_file(item))
			continue;
		add_item(&text, item);
		n++;
	}
	if (n > 0)
		set_own(add(m, xasprintf("%s, %zu item%s", list->string, n,
				   plural((long)n))),
		    &text);
	cJSON_ArrayForEach(item, list) {
		if (is_file(item))
			take_file(m, item);
		else if (has_context(item))
			take_context(m, item, &region);
	}
	end_region(m, &region);
}

static void
take_member(struct maker *m, const cJSON *v)
{
	struct buf json = {0};
	struct piece *p;

	if (cJSON_IsArray(v)) {
		take_list(m, v);
		return;
	}
	p = add(m, xstrdup(v->string));
	if (cJSON_IsString(v)) {
		p->text = v->valuestring;
		p->len = strlen(p->text);
		p->tail = strcmp(v->string, "diff") != 0;
		return;
	}
	json_print(&json, v);
	set_own(p, &json);
}

/* About as long as its JSON; once it is beyond SMALL no matter how much. */
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
	const cJSON *item;

	if (cJSON_IsString(v) && strchr(v->valuestring, '\n') != NULL)
		return false;
	if (size_of(v) > SMALL)
		return false;
	if (cJSON_IsArray(v))
		cJSON_ArrayForEach(item, v) {
			if (is_file(item) || has_context(item))
				return false;
		}
	return true;
}

/* Small members first: they say what the long ones are about. */
static void
take_line(struct maker *m, const cJSON *line)
{
	const cJSON *from = json_get(line, "details"), *v;
	const char *code = NULL;
	size_t n = m->to->n;

	if (result_failed(line)) {
		from = json_get(from, "error");
		code = json_string(from, "code");
	}
	cJSON_ArrayForEach(v, from) {
		if (!is_small(v) || (code && strcmp(v->string, "code") == 0))
			continue;
		buf_addf(&m->facts, "%s: ", v->string);
		add_value(&m->facts, v);
		buf_addc(&m->facts, '\n');
	}
	if (m->facts.len > 0)
		set_own(add(m, code ? xasprintf("error %s", code)
				    : xstrdup(m->like.failed ? "answer: no"
							     : "answer")),
		    &m->facts);
	cJSON_ArrayForEach(v, from) {
		if (!is_small(v))
			take_member(m, v);
	}
	if (m->to->n == n)
		add(m, xstrdup("no details"));
}

void
pieces_add_lines(struct pieces *p, const cJSON *lines)
{
	struct maker m = {.to = p};
	const cJSON *line, *details;
	size_t n = 0;

	cJSON_ArrayForEach(line, lines) {
		details = json_get(line, "details");
		m.like = (struct piece){.rank = RANK_OTHER,
		    .result = ++n,
		    .failed = !json_true(line, "success"),
		    .helper = helper_of(details),
		    .text = ""};
		if (m.like.failed)
			m.like.rank = RANK_FAILED;
		else if (cJSON_GetArraySize(json_get(details, "findings")) > 0)
			m.like.rank = RANK_FINDINGS;
		take_line(&m, line);
	}
}
