/* compare: two sessions, step by step */
#include "record/compare.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/strv.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX ((size_t)16 << 20) /* beyond it nothing is aligned */

/* A step is one string, "kind\ntext". */
static void
add_step(struct strv *steps, const char *kind, const char *text)
{
	strv_addf(steps, "%s\n%s", kind, text);
}

/* The texts of a message, joined; what is no text, by its type. */
static void
add_content(struct buf *b, const cJSON *content)
{
	const cJSON *part;
	const char *text;

	if (cJSON_IsString(content))
		buf_adds(b, content->valuestring);
	cJSON_ArrayForEach(part, content) {
		text = json_string(part, "text");
		if (text == NULL)
			text = json_string(part, "refusal");
		if (text != NULL)
			buf_adds(b, text);
		else
			buf_addf(b, "[%s]",
			    json_string(part, "type")
				? json_string(part, "type")
				: "?");
	}
}

static void
add_item(struct strv *steps, const cJSON *item)
{
	const char *role = json_string(item, "role");
	const char *name = json_string(item, "name");
	const char *args = json_string(item, "arguments");
	const char *output = json_string(item, "output");
	struct buf b = {0};

	if (json_is(item, "type", "message")) {
		add_content(&b, json_get(item, "content"));
		add_step(steps, role ? role : "message", buf_str(&b));
	} else if (json_is(item, "type", "function_call")) {
		buf_addf(&b, "%s %s", name ? name : "?", args ? args : "");
		add_step(steps, "call", buf_str(&b));
	} else if (json_is(item, "type", "function_call_output")) {
		add_step(steps, "result", output ? output : "");
	}
	buf_release(&b);
}

/* A call that codex-run made; those of a model are among the items. */
static void
add_call(struct strv *steps, const cJSON *event)
{
	const char *name = json_string(event, "name");
	char *args = json_text(json_get(event, "arguments"));
	struct buf b = {0};

	buf_addf(&b, "%s %s", name ? name : "?", args);
	add_step(steps, "call", buf_str(&b));
	add_step(steps, "result",
	    json_true(event, "success") ? "success" : "no success");
	buf_release(&b);
	free(args);
}

static bool
has_call(const cJSON *events, const char *id)
{
	const cJSON *v, *item;

	cJSON_ArrayForEach(v, events) {
		cJSON_ArrayForEach(item, json_get(v, "items"))
			if (id != NULL && json_is(item, "call_id", id))
				return true;
	}
	return false;
}

static int
read_steps(struct strv *steps, const struct session *s, struct error *e)
{
	cJSON *events = session_read(s, e);
	const cJSON *v, *item;

	if (events == NULL)
		return -1;
	cJSON_ArrayForEach(v, events) {
		cJSON_ArrayForEach(item, json_get(v, "items"))
			add_item(steps, item);
		if (json_is(v, "type", "call") &&
		    !has_call(events, json_string(v, "call_id")))
			add_call(steps, v);
	}
	cJSON_Delete(events);
	return 0;
}

static void
tell(cJSON *list, const char *in, const char *step)
{
	cJSON *item = cJSON_CreateObject();
	size_t kind = strcspn(step, "\n");
	const char *text = step + kind + 1;

	cJSON_AddStringToObject(item, "in", in);
	cJSON_AddItemToObject(item, "kind", json_new_string(step, kind));
	cJSON_AddItemToObject(
	    item, "text", json_new_string(text, strlen(text)));
	cJSON_AddItemToArray(list, item);
}

/* Two runs of steps; longest[i * (nb + 1) + j] is that of their ends. */
struct pair {
	char **a, **b;
	size_t na, nb;
	unsigned *longest;
};

/* The length of the longest common subsequence of each two ends. */
static void
measure(struct pair *p)
{
	size_t width = p->nb + 1;
	unsigned *l, down, right;

	if (p->nb > 0 && p->na > CELLS_MAX / width)
		return;
	p->longest = xcalloc((p->na + 1) * width, sizeof(*p->longest));
	for (size_t i = p->na; i-- > 0;) {
		for (size_t j = p->nb; j-- > 0;) {
			l = &p->longest[i * width + j];
			down = l[width];
			right = l[1];
			if (strcmp(p->a[i], p->b[j]) == 0)
				*l = l[width + 1] + 1;
			else
				*l = down > right ? down : right;
		}
	}
}

/* Tells both as one list; returns how many steps they share. */
static long
merge(struct pair *p, cJSON *list)
{
	size_t width = p->nb + 1, i = 0, j = 0;
	const unsigned *l = p->longest;
	long common = 0;

	while (i < p->na || j < p->nb) {
		if (i < p->na && j < p->nb && strcmp(p->a[i], p->b[j]) == 0) {
			tell(list, "both", p->a[i]);
			common++;
			i++;
			j++;
		} else if (i < p->na && (j == p->nb || l == NULL ||
					    l[(i + 1) * width + j] >=
						l[i * width + j + 1])) {
			tell(list, "a", p->a[i++]);
		} else {
			tell(list, "b", p->b[j++]);
		}
	}
	return common;
}

cJSON *
compare_sessions(
    const struct session *a, const struct session *b, struct error *e)
{
	struct strv x = {0}, y = {0};
	struct pair p;
	cJSON *result = NULL, *steps;
	long common;

	if (read_steps(&x, a, e) < 0 || read_steps(&y, b, e) < 0)
		goto out;
	p = (struct pair){.a = x.v, .b = y.v, .na = x.n, .nb = y.n};
	measure(&p);
	result = cJSON_CreateObject();
	steps = cJSON_CreateArray();
	common = merge(&p, steps);
	cJSON_AddStringToObject(result, "a", a->id);
	cJSON_AddStringToObject(result, "b", b->id);
	cJSON_AddBoolToObject(
	    result, "equal", (size_t)common == x.n && (size_t)common == y.n);
	json_add_long(result, "common", common);
	cJSON_AddItemToObject(result, "steps", steps);
	free(p.longest);
out:
	strv_release(&x);
	strv_release(&y);
	return result;
}

void
compare_print(struct buf *out, const cJSON *comparison)
{
	struct buf line = {0};
	const cJSON *step;

	cJSON_ArrayForEach(step, json_get(comparison, "steps")) {
		buf_truncate(&line, 0);
		buf_addf(&line, "%c %s: %s",
		    json_is(step, "in", "a")   ? '-'
		    : json_is(step, "in", "b") ? '+'
					       : ' ',
		    json_string(step, "kind"), json_string(step, "text"));
		visible(out, buf_str(&line), line.len, false);
		buf_addc(out, '\n');
	}
	buf_release(&line);
}
