/* grep: the lines of files that match a pattern */
#include "base/json.h"
#include "contract/tool.h"
#include "grep.args.h"
#include "system/search.h"

static struct args a;
static struct result r;
static struct strv files, patterns;
static struct search s;

static int
hunt_flags(void)
{
	return (a.literal ? HUNT_LITERAL : 0) | (a.word ? HUNT_WORD : 0) |
	       (a.ignore_case ? HUNT_IGNORE_CASE : 0) |
	       (a.smart_case ? HUNT_SMART_CASE : 0) |
	       (a.multiline ? HUNT_MULTILINE : 0);
}

/* What an item alone in an answer costs. */
static size_t
cost(const char *item, size_t len)
{
	return result_tokens(item, len) + 40;
}

static void
list_files(struct walk_skipped *skipped)
{
	struct walk w = {.paths = &a.paths,
	    .include = &a.include,
	    .exclude = &a.exclude,
	    .threads = s.threads};
	struct error e = {0};

	/* paths that are given but empty come from a pipe that found none */
	if (a.paths.n > 0 || !tool_given("paths"))
		tool_must(walk_list(&w, &files, &e), &e);
	*skipped = w.skipped;
}

static void
search(void)
{
	struct error e = {0};

	s.threads = a.threads ? (unsigned)a.threads : crew_size();
	strv_add(&patterns, a.pattern);
	for (size_t i = 0; i < a.patterns.n; i++)
		strv_add(&patterns, a.patterns.v[i]);
	tool_must(search_begin(&s, &patterns, hunt_flags(), &e), &e);
	list_files(&s.skipped);
	s.files = &files;
	s.at_once = !a.max_tokens && !a.skip && !a.files_only && !a.count;
	s.each = (struct matches){
	    .before = a.has_before ? a.before : a.context,
	    .after = a.has_after ? a.after : a.context,
	    .width = (size_t)a.max_columns,
	    .most = a.files_only ? 1 : a.max_count,
	    .limit = (size_t)a.max_tokens,
	    .cost = cost,
	};
	tool_must(search_files(&s, &e), &e);
}

/* The items that the workers wrote, as they are. */
static void
add_all(void)
{
	cJSON *raw;
	char *items;

	for (size_t i = 0; i * WALK_CHUNK < files.n; i++) {
		items = search_items(&s, i);
		if (items == NULL)
			continue;
		raw = cJSON_CreateRaw("");
		cJSON_free(raw->valuestring);
		raw->valuestring = items;
		result_add(&r, raw);
	}
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
	json_add_long(item, "count", (long)s.counts[i]);
	result_add(&r, item);
}

/* The matches of one file again, for an answer that does not hold all. */
static void
add_matches(size_t i)
{
	struct buf items = {0};
	cJSON *list, *item;

	if (r.full || r.seen + s.counts[i] <= r.skip) {
		r.seen += s.counts[i];
		return;
	}
	buf_addc(&items, '[');
	search_again(&s, i, &items);
	buf_addc(&items, ']');
	list = json_parse(buf_str(&items), items.len, NULL);
	while ((item = cJSON_DetachItemFromArray(list, 0)) != NULL)
		result_add(&r, item);
	cJSON_Delete(list);
	buf_release(&items);
}

static const char *
list_name(void)
{
	return a.files_only ? "paths" : a.count ? "counts" : "matches";
}

int
main(int argc, char **argv)
{
	tool_args(&a, &args_desc, argc, argv);
	search();
	result_list(&r, list_name(), a.max_tokens, a.skip);
	if (s.at_once)
		add_all();
	for (size_t i = 0; i < files.n && !s.at_once; i++)
		if (s.counts[i] > 0)
			a.files_only || a.count ? add_file(i) : add_matches(i);
	walk_skipped_tell(&s.skipped, r.details);
	search_release(&s);
	tool_answer_list(&r);
}
