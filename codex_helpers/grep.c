/* grep: the lines of files that match a pattern */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "grep.args.h"
#include "system/crew.h"
#include "system/walk.h"
#include "text/hunt.h"
#include "text/matches.h"
#include <stdlib.h>
#include <string.h>

/* What the workers leave for each run of files. */
struct chunk {
	struct buf items; /* JSON, with commas between */
	struct error e;
};

static struct args a;
static struct result r;
static struct strv files, patterns;
static struct walk w;
static struct hunt hunts[CREW_MAX];
static struct walk_skipped skipped[CREW_MAX];
static size_t *counts; /* of each file's lines that match */
static struct chunk *chunks;
static bool at_once; /* the workers write the answer's items */

static int
hunt_flags(void)
{
	return (a.literal ? HUNT_LITERAL : 0) | (a.word ? HUNT_WORD : 0) |
	       (a.ignore_case ? HUNT_IGNORE_CASE : 0) |
	       (a.smart_case ? HUNT_SMART_CASE : 0) |
	       (a.multiline ? HUNT_MULTILINE : 0);
}

static void
start_hunts(unsigned threads)
{
	struct error e = {0};

	strv_add(&patterns, a.pattern);
	for (size_t i = 0; i < a.patterns.n; i++)
		strv_add(&patterns, a.patterns.v[i]);
	if (hunt_make(&hunts[0], &patterns, hunt_flags(), &e) < 0)
		tool_fail_with(&e);
	for (unsigned i = 1; i < threads; i++)
		hunt_twin(&hunts[i], &hunts[0]);
}

/*
 * Appends a match. One that may alone exceed the limit keeps what is around
 * it, and loses its context: the rest is left to the result module.
 */
static void
add_match(struct matches *m, const struct hits *h, struct buf *b)
{
	size_t from = b->len, most = (size_t)a.max_tokens, len;
	struct matches tight = *m;

	matches_add(m, h, b);
	len = b->len - from;
	if (most == 0 || len < most ||
	    result_tokens(b->data + from, len) + 40 <= most)
		return;
	buf_truncate(b, from);
	tight.before = tight.after = 0;
	tight.cut = true;
	if (tight.width == 0 || tight.width > most)
		tight.width = most;
	matches_add(&tight, h, b);
}

/* A file that is being searched, piece by piece. */
struct search {
	struct matches m;
	long n;    /* matches */
	size_t at; /* where in the items they begin */
};

/*
 * Searches a piece; appends its matches to b where that is given. -1 with an
 * error.
 */
static int
search(struct search *s, const struct walk_visit *v, const struct hunt *hunt,
    struct buf *b, struct error *e)
{
	long most = a.files_only ? 1 : a.max_count;
	struct hits h;
	int found = 1;

	if (v->is_first)
		*s = (struct search){
		    .m = {.path = v->path,
			.before = a.has_before ? a.before : a.context,
			.after = a.has_after ? a.after : a.context,
			.width = (size_t)a.max_columns},
		    .at = b ? b->len : 0};
	s->m.s = v->text;
	s->m.len = v->len;
	hunt_begin(hunt, &h, v->text, v->len, v->is_ascii);
	while ((most == 0 || s->n < most) && (found = hits_next(&h, e)) > 0) {
		if (b != NULL)
			add_match(&s->m, &h, b);
		s->n++;
	}
	if (b != NULL && !v->is_last)
		matches_rest(&s->m);
	return found < 0 ? -1 : 0;
}

static bool
visit(const struct walk_visit *v, unsigned worker)
{
	static struct search searches[CREW_MAX];
	struct search *s = &searches[worker];
	struct chunk *c = &chunks[v->i / WALK_CHUNK];
	struct buf *items = at_once ? &c->items : NULL;

	if (v->why != NULL) {
		walk_skip(&skipped[worker], v->why);
		/* it looked like a text at first */
		if (items != NULL && !v->is_first)
			buf_truncate(items, s->at);
		counts[v->i] = 0;
		return true;
	}
	if (search(s, v, &hunts[worker], items, &c->e) < 0)
		return false;
	counts[v->i] = (size_t)s->n;
	return true;
}

/* Takes the items that the workers wrote, as they are. */
static void
take_items(size_t n)
{
	cJSON *raw;

	for (size_t i = 0; i < n; i++) {
		if (chunks[i].items.len == 0)
			continue;
		raw = cJSON_CreateRaw("");
		cJSON_free(raw->valuestring);
		raw->valuestring = buf_detach(&chunks[i].items);
		result_add(&r, raw);
	}
}

/* The matches of one file again, for an answer that does not hold all. */
static void
add_matches(size_t i)
{
	static struct buf text;
	struct buf items = {0};
	struct walk_visit v = {
	    .path = files.v[i], .is_first = true, .is_last = true};
	struct search s;
	cJSON *list, *item;

	if (r.full || r.seen + counts[i] <= r.skip) {
		r.seen += counts[i];
		return;
	}
	v.why = walk_read(v.path, &text);
	v.text = buf_str(&text);
	v.len = text.len;
	buf_addc(&items, '[');
	if (v.why == NULL)
		search(&s, &v, &hunts[0], &items, NULL);
	buf_addc(&items, ']');
	list = json_parse(buf_str(&items), items.len, NULL);
	while ((item = cJSON_DetachItemFromArray(list, 0)) != NULL)
		result_add(&r, item);
	cJSON_Delete(list);
	buf_release(&items);
}

static void
add_file(size_t i)
{
	cJSON *item;

	if (a.files_only) {
		result_add(&r, json_new_path(files.v[i]));
		return;
	}
	item = cJSON_CreateObject();
	json_add_path(item, "path", files.v[i]);
	json_add_long(item, "count", (long)counts[i]);
	result_add(&r, item);
}

static const char *
list_name(void)
{
	return a.files_only ? "paths" : a.count ? "counts" : "matches";
}

/* The first file's failure, whichever worker met one first. */
static void
fail_as_one(size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (chunks[i].e.code != ERROR_NONE)
			tool_fail_with(&chunks[i].e);
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	unsigned threads;
	size_t n;

	tool_args(&a, &args_desc, argc, argv);
	threads = a.threads ? (unsigned)a.threads : crew_size();
	start_hunts(threads);
	w = (struct walk){.paths = &a.paths,
	    .include = &a.include,
	    .exclude = &a.exclude,
	    .threads = threads};
	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) &&
	    walk_list(&w, &files, &e) < 0)
		tool_fail_with(&e);
	at_once = a.max_tokens == 0 && a.skip == 0 && !a.files_only && !a.count;
	counts = xcalloc(files.n + 1, sizeof(*counts));
	n = (files.n + WALK_CHUNK - 1) / WALK_CHUNK;
	chunks = xcalloc(n + 1, sizeof(*chunks));
	walk_each(&(struct walk_tour){.files = &files,
	    .threads = threads,
	    .whole = a.multiline || a.context || a.before || a.after,
	    .visit = visit});
	fail_as_one(n);
	result_list(&r, list_name(), a.max_tokens, a.skip);
	if (at_once)
		take_items(n);
	for (size_t i = 0; i < files.n && !at_once; i++)
		if (counts[i] > 0)
			a.files_only || a.count ? add_file(i) : add_matches(i);
	for (unsigned i = 0; i < threads; i++) {
		walk_skipped_add(&w.skipped, &skipped[i]);
		hunt_release(&hunts[threads - 1 - i]);
	}
	walk_skipped_tell(&w.skipped, r.details);
	tool_answer_list(&r);
}
