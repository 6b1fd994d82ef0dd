/* pieces: take result lines apart into labelled pieces of text */
#include "contract/pieces.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/result.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A member whose JSON is longer than this is a piece of its own. */
enum { SMALL = 240 };

/* Lines start..end of a file, which a piece holds. */
struct region {
	char *path;
	long start, end;
};

struct maker {
	struct pieces *to;
	struct region *regions;
	size_t n_regions;
	size_t result; /* the line that is taken apart */
	bool failed;
	struct buf facts;
};

/* Labels are one line, whatever a file is called. */
static void
one_line(char *s)
{
	for (; *s != '\0'; s++)
		if (iscntrl((unsigned char)*s))
			*s = '?';
}

/* Takes name and text. */
static void
add(struct maker *m, char *name, struct buf *text, bool tail)
{
	struct piece *p;

	m->to->v = xreallocarray(m->to->v, m->to->n + 1, sizeof(*m->to->v));
	p = &m->to->v[m->to->n++];
	one_line(name);
	*p = (struct piece){.result = m->result,
	    .failed = m->failed,
	    .name = name,
	    .len = text->len,
	    .tail = tail};
	p->text = buf_detach(text);
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
	buf_addc(b, ':');
}

/* An item of a list on one line: `path:line:column: text rule=...`. */
static void
add_item(struct buf *b, const cJSON *item)
{
	const char *path = json_string(item, "path");
	const cJSON *m;

	if (path == NULL || strpbrk(path, "\r\n") != NULL) {
		add_value(b, item);
		buf_addc(b, '\n');
		return;
	}
	add_position(b, item);
	cJSON_ArrayForEach(m, item) {
		if (strcmp(m->string, "path") == 0 ||
		    strcmp(m->string, "line") == 0 ||
		    strcmp(m->string, "column") == 0)
			continue;
		buf_addc(b, ' ');
		if (strcmp(m->string, "text") != 0 &&
		    strcmp(m->string, "message") != 0)
			buf_addf(b, "%s=", m->string);
		add_value(b, m);
	}
	buf_addc(b, '\n');
}

static bool
is_held(const struct maker *m, const char *path, long line)
{
	for (size_t i = 0; i < m->n_regions; i++)
		if (line >= m->regions[i].start && line <= m->regions[i].end &&
		    strcmp(m->regions[i].path, path) == 0)
			return true;
	return false;
}

static void
add_region(struct maker *m, const char *path, long start, struct buf *text)
{
	long end = start - 1;

	for (const char *s = text->data; (s = strchr(s, '\n')); s++)
		end++;
	if (text->data[text->len - 1] != '\n')
		end++;
	m->regions =
	    xreallocarray(m->regions, m->n_regions + 1, sizeof(*m->regions));
	m->regions[m->n_regions++] =
	    (struct region){.path = xstrdup(path), .start = start, .end = end};
	add(m, xasprintf("%s lines %ld-%ld", path, start, end), text, false);
}

/* The parts of a file's text that no earlier piece holds. */
static void
take_file(struct maker *m, const cJSON *file)
{
	const char *path = json_string(file, "path"), *end;
	const char *at = json_string(file, "text");
	long line = json_long(file, "start_line", 1), start = line;
	struct buf part = {0};

	for (; *at != '\0'; at = end, line++) {
		end = strchr(at, '\n');
		end = end ? end + 1 : at + strlen(at);
		if (!is_held(m, path, line)) {
			if (part.len == 0)
				start = line;
			buf_add(&part, at, (size_t)(end - at));
		} else if (part.len > 0) {
			add_region(m, path, start, &part);
		}
	}
	if (part.len > 0)
		add_region(m, path, start, &part);
}

static bool
is_file(const cJSON *item)
{
	return json_string(item, "path") != NULL &&
	       json_string(item, "text") != NULL &&
	       json_long(item, "start_line", 0) > 0;
}

static void
take_list(struct maker *m, const cJSON *list)
{
	struct buf text = {0};
	const cJSON *item;
	size_t n = 0;

	cJSON_ArrayForEach(item, list) {
		if (is_file(item)) {
			take_file(m, item);
			continue;
		}
		add_item(&text, item);
		n++;
	}
	if (n > 0)
		add(m,
		    xasprintf(
			"%s, %zu item%s", list->string, n, plural((long)n)),
		    &text, false);
}

static void
take_string(struct maker *m, const cJSON *v)
{
	struct buf text = {0};
	bool tail = strcmp(v->string, "diff") != 0;

	buf_adds(&text, v->valuestring);
	add(m, xstrdup(v->string), &text, tail);
}

static bool
holds_files(const cJSON *list)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list) {
		if (is_file(item))
			return true;
	}
	return false;
}

static void
take_member(struct maker *m, const cJSON *v)
{
	struct buf json = {0};
	bool small;

	json_print(&json, v);
	small = json.len <= SMALL &&
		!(cJSON_IsString(v) && strchr(v->valuestring, '\n')) &&
		!holds_files(v);
	buf_release(&json);
	if (!small && cJSON_IsArray(v)) {
		take_list(m, v);
	} else if (!small && cJSON_IsString(v)) {
		take_string(m, v);
	} else {
		buf_addf(&m->facts, "%s: ", v->string);
		add_value(&m->facts, v);
		buf_addc(&m->facts, '\n');
	}
}

/* Small members first: they say what the long ones are about. */
static void
take_line(struct maker *m, const cJSON *line)
{
	const cJSON *from = json_get(line, "details"), *v;
	const char *code = NULL;
	size_t first = m->to->n;
	struct piece facts;

	if (result_failed(line)) {
		from = json_get(from, "error");
		code = json_string(from, "code");
	}
	cJSON_ArrayForEach(v, from) {
		if (code == NULL || strcmp(v->string, "code") != 0)
			take_member(m, v);
	}
	if (m->facts.len == 0 && m->to->n > first)
		return;
	if (m->facts.len == 0)
		buf_adds(&m->facts, "no details\n");
	add(m,
	    code ? xasprintf("error %s", code)
		 : xstrdup(m->failed ? "answer: no" : "answer"),
	    &m->facts, false);
	facts = m->to->v[m->to->n - 1];
	memmove(&m->to->v[first + 1], &m->to->v[first],
	    (m->to->n - 1 - first) * sizeof(facts));
	m->to->v[first] = facts;
}

static void
mark_repeats(struct pieces *p)
{
	for (size_t i = 1; i < p->n; i++)
		for (size_t j = 0; j < i && p->v[i].same_as == 0; j++)
			if (p->v[i].len == p->v[j].len &&
			    p->v[i].failed == p->v[j].failed &&
			    p->v[j].same_as == 0 &&
			    strcmp(p->v[i].name, p->v[j].name) == 0 &&
			    memcmp(p->v[i].text, p->v[j].text, p->v[i].len) ==
				0)
				p->v[i].same_as = p->v[j].result;
}

void
pieces_of(struct pieces *p, const cJSON *lines)
{
	struct maker m = {.to = p};
	const cJSON *line;

	*p = (struct pieces){.results = (size_t)cJSON_GetArraySize(lines)};
	for (int failed = 1; failed >= 0; failed--) {
		m.failed = failed;
		m.result = 0;
		cJSON_ArrayForEach(line, lines) {
			m.result++;
			if (json_true(line, "success") != m.failed)
				take_line(&m, line);
		}
	}
	mark_repeats(p);
	for (size_t i = 0; i < m.n_regions; i++)
		free(m.regions[i].path);
	free(m.regions);
}

void
pieces_release(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].name);
		free(p->v[i].text);
	}
	free(p->v);
	*p = (struct pieces){0};
}
