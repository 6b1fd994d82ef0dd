/* result_fit: as much of a list as fits its limit */
#include "contract/result_fit.h"
#include "base/json.h"
#include <string.h>

/* The first item while it is cut inside: the parts that change by that. */
struct cutting {
	struct result *r;
	struct result_answer *a;
	const char *name; /* of the string that is cut */
	size_t len;
	long before; /* bytes left out of longer strings */
	struct counted_part string, text;
};

static void
put(struct result_answer *a, struct counted_part part)
{
	a->parts[a->n++] = part;
}

static void
put_plain(struct result_answer *a, const struct buf *b)
{
	put(a, counted_plain(buf_str(b), b->len));
}

/* What is left for a next answer behind n items, if anything is. */
static void
put_left(struct result_answer *a, const struct result *r, size_t n)
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
put_text(struct result_answer *a, const struct result *r, size_t n,
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
compose(struct result_answer *a, const struct result *r, size_t n,
    const struct cutting *cut)
{
	a->n = 0;
	if (cut != NULL) {
		put_plain(a, &a->head);
		put(a, cut->string);
		put_plain(a, &a->tail);
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
	struct buf *tail = &cut->a->tail, *to = &cut->a->head;
	const cJSON *m;

	buf_truncate(to, 0);
	buf_truncate(tail, 0);
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
		to = tail;
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
 * Cuts the first item's strings, the longest first, until the answer fits.
 * Else *least is what it would need.
 */
static bool
cut_first(struct cutting *cut, size_t *least)
{
	struct result *r = cut->r;
	struct counted *json = &cut->a->cut;
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
count_fitting(const struct result *r, struct result_answer *a)
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

int
result_fit(struct result_answer *a, struct result *r, struct error *e)
{
	struct cutting cut = {.r = r, .a = a};
	size_t least = compose(a, r, r->n, NULL), n;

	if (r->max_tokens == 0 || least <= (size_t)r->max_tokens)
		return 0;
	n = r->n > 0 ? count_fitting(r, a) : 0;
	if (n > 0 || r->n > 0)
		least = compose(a, r, n > 0 ? n : 1, NULL);
	if (n > 0)
		return 0;
	if (r->n > 0 && cJSON_IsObject(r->first)) {
		if (r->kept[0].section < RESULT_NO_SECTION)
			cut.text = section_at(r, r->kept[0].section, 1);
		if (cut_first(&cut, &least))
			return 0;
	}
	return result_refuse(r->max_tokens, least, e);
}

void
result_answer_release(struct result_answer *a)
{
	buf_release(&a->left);
	buf_release(&a->head);
	buf_release(&a->tail);
	counted_release(&a->cut);
}
