/* template: Mustache without HTML escaping */
#include "text/template.h"
#include "base/alloc.h"
#include "base/json.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 32 }; /* of sections, and of partials in partials */

struct token {
	char kind;        /* 't' text; 'v' variable; else '#' '^' '/' '!' '>' */
	const char *text; /* of a text token, lent from the template */
	size_t len;
	char *name;    /* of a tag */
	size_t indent; /* of a standalone partial: bytes before it, at text */
	size_t line;
};

struct tokens {
	struct token *v;
	size_t n;
};

/* What is being rendered: the values in reach, innermost last. */
struct scope {
	const cJSON *stack[MAX_DEPTH];
	size_t depth;
	int partial_depth;
	const struct template_partials *partials;
	struct buf *out;
	struct error *error;
};

static struct token *
push(struct tokens *t, char kind)
{
	t->v = xreallocarray(t->v, t->n + 1, sizeof(*t->v));
	t->v[t->n] = (struct token){.kind = kind};
	return &t->v[t->n++];
}

static void
release(struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].name);
	free(t->v);
}

static char *
trimmed(const char *s, size_t len)
{
	while (len > 0 && isspace((unsigned char)*s)) {
		s++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	return xstrndup(s, len);
}

/*
 * A section, comment or partial tag alone on its line takes the line with
 * it: returns where the text goes on behind the line, or NULL. *before is
 * the length of the white space in front.
 */
static const char *
standalone(const char *text, const char *tag, const char *end, size_t *before)
{
	const char *start = tag;

	while (start > text && (start[-1] == ' ' || start[-1] == '\t'))
		start--;
	if (start > text && start[-1] != '\n')
		return NULL;
	while (*end == ' ' || *end == '\t')
		end++;
	if (end[0] == '\r' && end[1] == '\n')
		end++;
	if (*end != '\n' && *end != '\0')
		return NULL;
	*before = (size_t)(tag - start);
	return *end == '\n' ? end + 1 : end;
}

static int
bad_tag(struct error *e, size_t line, const char *what, const char *name)
{
	return error_set(
	    e, ERROR_INVALID_ARGUMENTS, "line %zu: %s '%s'", line, what, name);
}

/* Reads the tag at p ("{{"); returns where it ends, or NULL. */
static const char *
read_tag(struct tokens *t, const char *p, size_t line, struct error *e)
{
	bool triple = p[2] == '{';
	const char *name = p + 2, *end = strstr(name, triple ? "}}}" : "}}");
	struct token *tag;

	if (end == NULL) {
		bad_tag(e, line, "a tag is not closed:", "{{");
		return NULL;
	}
	tag = push(t, 'v');
	tag->line = line;
	if (triple || *name == '&') {
		name++;
	} else if (*name != '\0' && strchr("#^/!>=", *name)) {
		tag->kind = *name++;
	}
	tag->name = trimmed(name, (size_t)(end - name));
	if (tag->kind == '=') {
		bad_tag(e, line, "delimiters cannot be changed:", tag->name);
		return NULL;
	}
	if (tag->kind != '!' &&
	    (*tag->name == '\0' || strpbrk(tag->name, " \t\n{}") != NULL)) {
		bad_tag(e, line, "this is no name:", tag->name);
		return NULL;
	}
	return end + (triple ? 3 : 2);
}

static size_t
count_lines(const char *from, const char *to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += *from == '\n';
	return n;
}

static int
tokenize(struct tokens *t, const char *text, struct error *e)
{
	const char *p = text, *tag, *end, *next;
	size_t line = 1, before;
	struct token *piece;

	for (;;) {
		tag = strstr(p, "{{");
		piece = push(t, 't');
		piece->text = p;
		piece->len = tag ? (size_t)(tag - p) : strlen(p);
		if (tag == NULL)
			return 0;
		line += count_lines(p, tag);
		end = read_tag(t, tag, line, e);
		if (end == NULL)
			return -1;
		piece = &t->v[t->n - 2];
		next = t->v[t->n - 1].kind == 'v'
			   ? NULL
			   : standalone(text, tag, end, &before);
		if (next != NULL) {
			piece->len -= before;
			t->v[t->n - 1].text = tag - before;
			t->v[t->n - 1].indent = before;
		}
		line += count_lines(tag, next ? next : end);
		p = next ? next : end;
	}
}

/* The value of a name, dotted or not, or "." for the innermost. */
static const cJSON *
look_up(const struct scope *s, const char *name)
{
	char *first = xstrndup(name, strcspn(name, "."));
	const char *rest = strchr(name, '.');
	const cJSON *v = NULL;

	if (strcmp(name, ".") == 0)
		v = s->stack[s->depth - 1];
	for (size_t i = s->depth; v == NULL && i > 0; i--)
		v = json_get(s->stack[i - 1], first);
	free(first);
	while (v != NULL && rest != NULL && rest[1] != '\0') {
		first = xstrndup(rest + 1, strcspn(rest + 1, "."));
		v = json_get(v, first);
		free(first);
		rest = strchr(rest + 1, '.');
	}
	return v;
}

/* What Mustache calls a non-false value, and not an empty list. */
static bool
is_truthy(const cJSON *v)
{
	if (v == NULL || cJSON_IsNull(v) || cJSON_IsFalse(v))
		return false;
	if (cJSON_IsArray(v))
		return v->child != NULL;
	return !cJSON_IsString(v) || v->valuestring[0] != '\0';
}

static void
add_value(struct buf *out, const cJSON *v)
{
	if (cJSON_IsString(v))
		buf_adds(out, v->valuestring);
	else if (!cJSON_IsNull(v))
		json_print(out, v);
}

/* The index of the tag that closes the section at v[open], or 0. */
static size_t
closing(const struct tokens *t, size_t open)
{
	size_t depth = 0;

	for (size_t i = open; i < t->n; i++) {
		if (t->v[i].kind == '#' || t->v[i].kind == '^')
			depth++;
		if (t->v[i].kind == '/' && --depth == 0)
			return strcmp(t->v[i].name, t->v[open].name) ? 0 : i;
	}
	return 0;
}

static int render(
    struct scope *s, const struct tokens *t, size_t from, size_t to);

static int
render_in(struct scope *s, const struct tokens *t, size_t from, size_t to,
    const cJSON *value)
{
	int result;

	if (s->depth == MAX_DEPTH)
		return error_set(s->error, ERROR_INVALID_ARGUMENTS,
		    "sections are nested deeper than %d", MAX_DEPTH);
	s->stack[s->depth++] = value;
	result = render(s, t, from, to);
	s->depth--;
	return result;
}

static int
render_section(
    struct scope *s, const struct tokens *t, size_t open, size_t close)
{
	const cJSON *v = look_up(s, t->v[open].name), *item;
	bool inverted = t->v[open].kind == '^';

	if (v == NULL)
		return bad_tag(
		    s->error, t->v[open].line, "no value for", t->v[open].name);
	if (is_truthy(v) == inverted)
		return 0;
	if (inverted || !cJSON_IsArray(v))
		return render_in(s, t, open + 1, close, v);
	cJSON_ArrayForEach(item, v) {
		if (render_in(s, t, open + 1, close, item) < 0)
			return -1;
	}
	return 0;
}

/* A copy of text with `indent` bytes of white space before each line. */
static char *
indented(const char *text, const char *space, size_t indent)
{
	struct buf b = {0};
	size_t len;

	while (*text != '\0') {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		buf_add(&b, space, indent);
		buf_add(&b, text, len);
		text += len;
	}
	return buf_detach(&b);
}

static int
render_partial(struct scope *s, const struct token *tag)
{
	const struct template_partials *p = s->partials;
	const char *text = p ? p->find(p->context, tag->name) : NULL;
	struct tokens inner = {0};
	char *copy;
	int result;

	if (text == NULL)
		return bad_tag(s->error, tag->line, "no partial", tag->name);
	if (s->partial_depth == MAX_DEPTH)
		return bad_tag(s->error, tag->line,
		    "partials are nested too deeply:", tag->name);
	copy = indented(text, tag->text, tag->indent);
	s->partial_depth++;
	result = tokenize(&inner, copy, s->error);
	if (result == 0)
		result = render(s, &inner, 0, inner.n);
	s->partial_depth--;
	release(&inner);
	free(copy);
	return result;
}

static int
render_variable(struct scope *s, const struct token *tag)
{
	const cJSON *v = look_up(s, tag->name);

	if (v == NULL)
		return bad_tag(s->error, tag->line, "no value for", tag->name);
	add_value(s->out, v);
	return 0;
}

static int
render(struct scope *s, const struct tokens *t, size_t from, size_t to)
{
	const struct token *tag;
	size_t close;
	int result = 0;

	for (size_t i = from; i < to && result == 0; i++) {
		tag = &t->v[i];
		switch (tag->kind) {
		case 't':
			buf_add(s->out, tag->text, tag->len);
			break;
		case 'v':
			result = render_variable(s, tag);
			break;
		case '>':
			result = render_partial(s, tag);
			break;
		case '#':
		case '^':
			close = closing(t, i);
			if (close == 0 || close >= to)
				return bad_tag(s->error, tag->line,
				    "this section is not closed:", tag->name);
			result = render_section(s, t, i, close);
			i = close;
			break;
		case '/':
			return bad_tag(s->error, tag->line,
			    "nothing is open that this closes:", tag->name);
		}
	}
	return result;
}

int
template_render(struct buf *out, const char *text, const cJSON *values,
    const struct template_partials *partials, struct error *e)
{
	struct scope s = {.partials = partials, .out = out, .error = e};
	struct tokens t = {0};
	int result = tokenize(&t, text, e);

	s.stack[s.depth++] = values;
	if (result == 0)
		result = render(&s, &t, 0, t.n);
	release(&t);
	return result;
}

int
template_names(struct strv *names, const char *text, struct error *e)
{
	struct tokens t = {0};
	int result = tokenize(&t, text, e);

	for (size_t i = 0; result == 0 && i < t.n; i++)
		if (strchr("v#^", t.v[i].kind) && !strv_has(names, t.v[i].name))
			strv_add(names, t.v[i].name);
	release(&t);
	return result;
}
