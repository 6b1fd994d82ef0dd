/* pieces_list: a list of a result line as pieces */
#include "contract/pieces_list.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include <string.h>

/* No file has a line beyond this: what says so is no region. */
enum { LINE_MOST = 1000000000 };

static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
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

static bool
has_lines_from(const cJSON *item, const char *name)
{
	long line = json_long(item, name, 0);

	return json_string(item, "path") && json_string(item, "text") &&
	       line > 0 && line < LINE_MOST;
}

static bool
is_file(const cJSON *item)
{
	return has_lines_from(item, "start_line");
}

/* A match with the lines around it. */
static bool
has_context(const cJSON *item)
{
	const cJSON *before = json_get(item, "before");

	return has_lines_from(item, "line") && !json_true(item, "cut") &&
	       cJSON_IsArray(before) &&
	       cJSON_IsArray(json_get(item, "after")) &&
	       json_long(item, "line", 0) > cJSON_GetArraySize(before);
}

bool
list_has_regions(const cJSON *list)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list) {
		if (is_file(item) || has_context(item))
			return true;
	}
	return false;
}

/* The members as ` name=value`, prose without its name. */
static void
add_members(struct buf *b, const cJSON *item, const char *const *without)
{
	static const char *const prose[] = {"text", "message", NULL};
	const cJSON *m;

	cJSON_ArrayForEach(m, item) {
		if (is_one_of(m->string, without))
			continue;
		buf_addc(b, ' ');
		if (!is_one_of(m->string, prose))
			buf_addf(b, "%s=", m->string);
		add_value(b, m);
	}
}

/* An item on one line: `path:line:column: text rule=...`. */
static void
add_item(struct buf *b, const cJSON *item)
{
	static const char *const position[] = {"path", "line", "column", NULL};
	static const char *const region[] = {
	    "path", "line", "column", "text", "before", "after", NULL};
	const char *path = json_string(item, "path");

	if (path == NULL || strpbrk(path, "\r\n") != NULL) {
		add_value(b, item);
		return;
	}
	buf_adds(b, path);
	for (size_t i = 1; i < 3; i++)
		if (json_long(item, position[i], 0) > 0)
			buf_addf(b, ":%ld", json_long(item, position[i], 0));
	buf_addc(b, ':');
	add_members(b, item, has_context(item) ? region : position);
}

void
list_add_value(struct buf *b, const cJSON *v)
{
	const cJSON *item;

	if (!cJSON_IsArray(v) || json_string(v->child, "path") == NULL) {
		add_value(b, v);
		return;
	}
	cJSON_ArrayForEach(item, v) {
		buf_addc(b, '\n');
		add_item(b, item);
	}
}

static long
lines_in(const char *s, size_t len)
{
	const char *end = s + len;
	long n = len > 0 && end[-1] != '\n';

	while (s < end && (s = memchr(s, '\n', (size_t)(end - s))) != NULL) {
		n++;
		s++;
	}
	return n;
}

static void
add_file(struct pieces *to, const struct piece *like, const cJSON *file)
{
	static const char *const known[] = {
	    "path", "text", "start_line", "end_line", "total_lines", NULL};
	struct piece *p = pieces_add(to, like);
	struct buf notes = {0};

	p->path = json_string(file, "path");
	p->firm = true;
	p->text = json_string(file, "text");
	p->len = strlen(p->text);
	p->first = json_long(file, "start_line", 1);
	p->last = p->first - 1 + lines_in(p->text, p->len);
	p->whole =
	    p->first == 1 && p->last == json_long(file, "total_lines", -1);
	add_members(&notes, file, known);
	p->name = buf_detach(&notes);
}

/* Lines first..last of a file, put together from several matches. */
struct region {
	const char *path; /* NULL: none yet */
	long first, last;
	struct buf text;
};

static void
end_region(struct pieces *to, const struct piece *like, struct region *r)
{
	struct piece *p;

	if (r->path == NULL)
		return;
	p = pieces_add(to, like);
	p->path = r->path;
	p->firm = true;
	p->first = r->first;
	p->last = r->last;
	piece_take(p, &r->text);
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

static bool
meets(const struct region *r, const char *path, long first)
{
	return r->path != NULL && strcmp(r->path, path) == 0 &&
	       first >= r->first && first <= r->last + 1;
}

/* A match and the lines around it join the region before, if they meet. */
static void
add_context(struct pieces *to, const struct piece *like, const cJSON *item,
    struct region *r)
{
	const char *path = json_string(item, "path");
	const cJSON *before = json_get(item, "before");
	const cJSON *after = json_get(item, "after");
	long line = json_long(item, "line", 0), have;
	long first = line - cJSON_GetArraySize(before);
	long last = line + cJSON_GetArraySize(after);

	if (!meets(r, path, first)) {
		end_region(to, like, r);
		*r = (struct region){path, first, first - 1, {0}};
	}
	have = r->last + 1 - first;
	add_lines(&r->text, before, have);
	have -= line - first;
	if (have <= 0)
		buf_addf(&r->text, "%s\n", json_string(item, "text"));
	add_lines(&r->text, after, have - 1);
	if (last > r->last)
		r->last = last;
}

void
list_add(struct pieces *to, const struct piece *like, const cJSON *list)
{
	struct region region = {0};
	struct buf text = {0};
	struct piece *p;
	const cJSON *item;
	size_t n = 0;

	cJSON_ArrayForEach(item, list) {
		if (is_file(item))
			continue;
		add_item(&text, item);
		buf_addc(&text, '\n');
		n++;
	}
	if (n > 0) {
		p = pieces_add(to, like);
		p->name = xasprintf(
		    "%s, %zu item%s", list->string, n, plural((long)n));
		piece_take(p, &text);
	}
	cJSON_ArrayForEach(item, list) {
		if (is_file(item))
			add_file(to, like, item);
		else if (has_context(item))
			add_context(to, like, item, &region);
	}
	end_region(to, like, &region);
}
