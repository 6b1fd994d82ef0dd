/* result_list: lists within a token limit */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include "contract/result_fit.h"
#include <stdlib.h>
#include <string.h>

void
result_list(struct result *r, const char *key, long max_tokens, long skip)
{
	*r = (struct result){.max_tokens = max_tokens, .skip = (size_t)skip};
	r->details = cJSON_CreateObject();
	buf_addf(&r->list.text, "{\"%s\":[", key);
	counted_grow(&r->list);
	r->start = r->list.count;
}

void
result_text(struct result *r, const char *name, const char *head)
{
	r->text_name = name;
	buf_addf(&r->head, ",\"%s\":\"", name);
	counted_string(&r->head, head, strlen(head));
}

void
result_section(struct result *r, const char *heading)
{
	counted_string(
	    &r->sections[r->n_sections++].heading, heading, strlen(heading));
}

static void
note_kept(struct result *r, size_t section)
{
	struct result_kept *kept;

	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->kept = xreallocarray(r->kept, r->room, sizeof(*r->kept));
	}
	kept = &r->kept[r->n++];
	*kept = (struct result_kept){.list = r->list.count, .section = section};
	if (section < RESULT_NO_SECTION)
		kept->text = r->sections[section].text.count;
}

/* Appends to a section, and to the item that may be cut inside. */
static void
add_text(struct result *r, cJSON *item, size_t section, cJSON *string)
{
	const char *s = string->valuestring;
	struct counted *to = &r->sections[section].text;

	counted_string(&to->text, s, strlen(s));
	counted_grow(to);
	r->full = to->count.tokens > (size_t)r->max_tokens;
	cJSON_AddItemToObject(item, r->text_name, string);
}

bool
result_add_to(
    struct result *r, cJSON *item, size_t section, const char *s, size_t len)
{
	r->seen++;
	if (r->seen <= r->skip || r->full) {
		cJSON_Delete(item);
		return !r->full;
	}
	if (r->n > 0)
		buf_addc(&r->list.text, ',');
	json_print(&r->list.text, item);
	counted_grow(&r->list);
	if (section < RESULT_NO_SECTION)
		add_text(r, item, section, json_new_string(s, len));
	r->full |= r->list.count.tokens > (size_t)r->max_tokens;
	r->full &= r->max_tokens > 0;
	note_kept(r, section);
	if (r->n == 1)
		r->first = item;
	else
		cJSON_Delete(item);
	return !r->full;
}

bool
result_add(struct result *r, cJSON *item)
{
	return result_add_to(r, item, RESULT_NO_SECTION, "", 0);
}

int
result_refuse(long max_tokens, size_t least, struct error *e)
{
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "max_tokens %ld is too small: this answer needs at least %zu",
	    max_tokens, least);
}

void
result_members(struct counted *c, const cJSON *details)
{
	struct buf *b = &c->text;
	const cJSON *m;

	buf_addc(b, ']');
	cJSON_ArrayForEach(m, details) {
		buf_addc(b, ',');
		json_print_string(b, m->string, strlen(m->string));
		buf_addc(b, ':');
		json_print(b, m);
	}
	counted_grow(c);
}

static void
release(struct result *r)
{
	for (size_t i = 0; i < r->n_sections; i++) {
		buf_release(&r->sections[i].heading);
		counted_release(&r->sections[i].text);
	}
	counted_release(&r->list);
	counted_release(&r->members);
	buf_release(&r->head);
	free(r->kept);
	cJSON_Delete(r->first);
	cJSON_Delete(r->details);
}

int
result_finish(struct result *r, struct buf *line, struct error *e)
{
	struct result_answer a = {0};
	int status;

	result_members(&r->members, r->details);
	status = result_fit(&a, r, e);
	if (status == 0)
		result_parts(line, !r->failed, a.parts, a.n);
	result_answer_release(&a);
	release(r);
	return status;
}
