/* result_list: lists within a token limit */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include <stdlib.h>
#include <string.h>

#define NO_SECTION RESULT_SECTIONS

/* What was counted when an item had been added; its text is in a section. */
struct result_kept {
	struct count list, text;
	size_t section;
};

/* The parts of an answer in their order. */
struct answer {
	struct counted_part parts[6 + 2 * RESULT_SECTIONS];
	size_t n;
	struct buf left;
};

/* The first item while it is cut inside: the parts that change by that. */
struct cutting {
	struct result *r;
	const char *name; /* of the string that is cut */
	size_t len;
	long before; /* bytes left out of longer strings */
	struct buf head, tail;
	struct counted_part string, text;
	struct answer *a;
};

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
	if (section < NO_SECTION)
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
	if (section < NO_SECTION)
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
	return result_add_to(r, item, NO_SECTION, "", 0);
}

int
result_refuse(long max_tokens, size_t least, struct error *e)
{
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "max_tokens %ld is too small: this answer needs at least %zu",
	    max_tokens, least);
}

static void
put(struct answer *a, struct counted_part part)
{
	a->parts[a->n++] = part;
}

static void
put_plain(struct answer *a, const struct buf *b)
{
	put(a, counted_plain(buf_str(b), b->len));
}

/* What is left for a next answer behind n items, if anything is. */
static void
put_left(struct answer *a, const struct result *r, size_t n)
{
	buf_truncate(&a->left, 0);
	if (r->more || r->skip + n < r->seen)
		buf_addf(&a->left,
		    ",\"truncated\":true,\"total\":%zu%s,\"next\":{\"skip\":"
		    "%zu}",
		    r->seen, r->more ? ",\"total_is_exact\":false" : "",
		    r->skip + n);
	put_plain(a, &a->left);
}

/* A section as it was when n items were kept. */
static struct counted_part
section_at(const struct result *r, size_t section, size_t n)
{
	while (n > 0 && r->kept[n - 1].section != section)
		n--;
	return counted_part(&r->sections[section].text,
	    n > 0 ? r->kept[n - 1].text : (struct count){0});
}

static void
put_text(struct answer *a, const struct result *r, size_t n,
    const struct cutting *cut)
{
	struct counted_part text;

	put_plain(a, &r->head);
	for (size_t i = 0; i < r->n_sections; i++) {
		text = section_at(r, i, n);
		if (cut != NULL && i == r->kept[0].section)
			text = cut->text;
		if (text.count.len == 0)
			continue;
		put_plain(a, &r->sections[i].heading);
		put(a, text);
	}
	put(a, counted_plain("\"", 1));
}

/* The answer with n items, or with the first one as it is cut. */
static size_t
compose(struct answer *a, const struct result *r, size_t n,
    const struct cutting *cut)
{
	a->n = 0;
	if (cut != NULL) {
		put_plain(a, &cut->head);
		put(a, cut->string);
		put_plain(a, &cut->tail);
	} else {
		put(a, counted_part(
			   &r->list, n > 0 ? r->kept[n - 1].list : r->start));
	}
	put(a, counted_part(&r->members, r->members.count));
	put_left(a, r, n);
	if (r->text_name != NULL)
		put_text(a, r, n, cut);
	put(a, counted_plain("}", 1));
	return counted_sum(a->parts, a->n);
}

/* Prints the first item around the string that is cut. */
static void
print_around(struct cutting *cut)
{
	const struct result *r = cut->r;
	struct buf *to = &cut->head;
	const cJSON *m;

	buf_truncate(&cut->tail, 0);
	buf_truncate(&cut->head, 0);
	buf_add(to, r->list.text.data, r->start.len);
	cJSON_ArrayForEach(m, r->first) {
		if (r->text_name && strcmp(m->string, r->text_name) == 0)
			continue;
		buf_addc(to, m == r->first->child ? '{' : ',');
		json_print_string(to, m->string, strlen(m->string));
		buf_addc(to, ':');
		if (strcmp(m->string, cut->name) != 0) {
			json_print(to, m);
			continue;
		}
		buf_addc(to, '"');
		to = &cut->tail;
		buf_addc(to, '"');
	}
	buf_addc(to, '}');
}

static size_t
total_with(void *of, struct counted_part part, size_t kept)
{
	struct cutting *cut = of;
	const char *text = cut->r->text_name;

	if (text != NULL && strcmp(cut->name, text) == 0)
		cut->text = part;
	else
		cut->string = part;
	json_set(cut->r->first, "bytes_left_out",
	    json_new_long(cut->before + (long)(cut->len - kept)));
	print_around(cut);
	return compose(cut->a, cut->r, 1, cut);
}

/* The longest string of an item, by its bytes. */
static cJSON *
longest_string(cJSON *item)
{
	cJSON *best = NULL, *m;
	size_t len = 0;

	cJSON_ArrayForEach(m, item) {
		if (!cJSON_IsString(m) || strcmp(m->string, "path") == 0 ||
		    strlen(m->valuestring) <= len)
			continue;
		best = m;
		len = strlen(m->valuestring);
	}
	return best;
}

/*
 * Cuts the first item's strings, the longest first, until the answer fits;
 * json is for what is kept of the last. Else *least is what it would need.
 */
static bool
cut_first(struct cutting *cut, struct counted *json, size_t *least)
{
	struct result *r = cut->r;
	size_t max = (size_t)r->max_tokens, cost;
	cJSON *string;
	long kept;

	json_set(r->first, "cut", cJSON_CreateTrue());
	cut->before = json_long(r->first, "bytes_left_out", 0);
	while ((string = longest_string(r->first)) != NULL) {
		cut->name = string->string;
		cut->len = strlen(string->valuestring);
		kept = counted_cut(
		    json, string->valuestring, cut->len, max, total_with, cut);
		cost = total_with(cut, counted_part(json, json->count),
		    kept < 0 ? 0 : (size_t)kept);
		if (cost <= max)
			return true;
		*least = cost < *least ? cost : *least;
		cut->before += (long)cut->len;
		string->valuestring[0] = '\0';
		counted_release(json);
		cut->string = counted_plain("", 0);
	}
	return false;
}

/* How many items fit, when not all do. */
static size_t
count_fitting(const struct result *r, struct answer *a)
{
	size_t low = 0, high = r->n, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (compose(a, r, middle, NULL) <= (size_t)r->max_tokens)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static int
fit(struct result *r, struct cutting *cut, struct counted *json,
    struct error *e)
{
	struct answer *a = cut->a;
	size_t least = compose(a, r, r->n, NULL), n;

	if (r->max_tokens == 0 || least <= (size_t)r->max_tokens)
		return 0;
	n = r->n > 0 ? count_fitting(r, a) : 0;
	if (n > 0 || r->n > 0)
		least = compose(a, r, n > 0 ? n : 1, NULL);
	if (n > 0)
		return 0;
	if (r->n > 0 && cJSON_IsObject(r->first)) {
		if (r->kept[0].section < NO_SECTION)
			cut->text = section_at(r, r->kept[0].section, 1);
		if (cut_first(cut, json, &least))
			return 0;
	}
	return result_refuse(r->max_tokens, least, e);
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
	struct answer a = {0};
	struct cutting cut = {.r = r, .a = &a};
	struct counted json = {0};
	int status;

	result_members(&r->members, r->details);
	status = fit(r, &cut, &json, e);
	if (status == 0)
		result_parts(line, !r->failed, a.parts, a.n);
	counted_release(&json);
	buf_release(&cut.head);
	buf_release(&cut.tail);
	buf_release(&a.left);
	release(r);
	return status;
}
