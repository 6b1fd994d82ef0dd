/* changelog: the commits between two revisions as a changelog's section. */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "changelog.args.h"
#include "contract/tool.h"
#include "system/git.h"
#include "text/commit.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In the order of keepachangelog.com. */
static const char *const sections[] = {
    "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"};

#define N_SECTIONS (sizeof(sections) / sizeof(*sections))

static void
add_part(cJSON *object, const char *name, const char *s, size_t len)
{
	cJSON_AddItemToObject(object, name, json_new_string(s, len));
}

static size_t
section_of(const struct commit_heading *h)
{
	size_t i = 0;

	while (strcmp(sections[i], h->section) != 0)
		i++;
	return i;
}

/* One commit; returns whether it breaks something. */
static bool
add_commit(
    struct result *r, const char *hash, const char *subject, const char *body)
{
	struct commit_heading h = commit_heading(subject);
	cJSON *item = cJSON_CreateObject();
	char *note = commit_breaking(body);
	struct buf line = {0};

	h.breaking |= note != NULL;
	if (h.breaking && h.section == NULL)
		h.section = "Changed";
	add_part(item, "hash", hash, 12);
	add_part(item, "type", h.type_len ? h.type : "other",
	    h.type_len ? h.type_len : 5);
	if (h.scope != NULL)
		add_part(item, "scope", h.scope, h.scope_len);
	json_add_string(item, "subject", h.subject);
	cJSON_AddBoolToObject(item, "breaking", h.breaking);
	buf_adds(&line, h.breaking ? "- **Breaking:** " : "- ");
	if (h.scope != NULL)
		buf_addf(&line, "**%.*s:** ", (int)h.scope_len, h.scope);
	buf_addf(&line, "%s (%.12s)\n", h.subject, hash);
	if (note != NULL)
		buf_addf(&line, "  %s\n", note);
	if (h.section == NULL)
		result_add(r, item);
	else
		result_add_to(r, item, section_of(&h), line.data, line.len);
	buf_release(&line);
	free(note);
	return h.breaking;
}

/* `## [Unreleased]`, or with a version the day of the last commit. */
static char *
make_heading(const char *version, const char *to)
{
	struct buf day = {0};
	struct error e = {0};
	char *heading;

	if (strcasecmp(version, "unreleased") == 0)
		return xstrdup("## [Unreleased]\n");
	if (git_runl(&day, &e, "log", "-1", "--format=%cs", to, NULL) < 0)
		tool_fail_with(&e);
	heading = xasprintf("## [%s] - %s", version, buf_str(&day));
	buf_release(&day);
	return heading;
}

/*
 * The commit after which to start: the given one, or the last tag before
 * `to` (not on it: a tagged release's changes are those since the one
 * before). *name is what to call it; NULL: from the first commit on.
 */
static char *
find_start(const struct args *a, const char *to, char **name)
{
	struct error e = {0};
	struct buf tag = {0};
	char *commit, *before;

	if (a->from != NULL) {
		*name = xstrdup(a->from);
		commit = git_commit(a->from, &e);
		if (commit == NULL)
			tool_fail_with(&e);
		return commit;
	}
	before = xasprintf("%s^", to);
	*name = NULL;
	commit = NULL;
	if (git_runl(&tag, NULL, "describe", "--tags", "--abbrev=0", before,
		NULL) == 0) {
		buf_truncate(&tag, tag.len - 1);
		*name = buf_detach(&tag);
		before = (free(before), xasprintf("refs/tags/%s", *name));
		commit = git_commit(before, NULL);
	}
	free(before);
	buf_release(&tag);
	return commit;
}

/* The fields of each commit, each ended by a NUL. */
static void
read_log(const char *start, const char *to, struct buf *out)
{
	struct error e = {0};
	const char *prefix = git_prefix(&e);
	struct strv args = {0};

	strv_addl(&args, "log", "-z", "--topo-order", "--no-merges",
	    "--format=%H%x00%s%x00%b", to, NULL);
	if (start != NULL)
		strv_addf(&args, "^%s", start);
	if (prefix != NULL && *prefix != '\0') /* the root's commits only */
		strv_addl(&args, "--", ".", NULL);
	if (prefix == NULL || git_run(&args, false, out, &e) < 0)
		tool_fail_with(&e);
	strv_release(&args);
}

static size_t
add_commits(struct result *r, const struct buf *log)
{
	const char *hash, *subject, *body, *end = buf_str(log) + log->len;
	size_t breaking = 0;

	for (hash = buf_str(log); hash < end; hash = body + strlen(body) + 1) {
		subject = hash + strlen(hash) + 1;
		body = subject + strlen(subject) + 1;
		breaking += add_commit(r, hash, subject, body);
	}
	return breaking;
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct result r;
	struct buf log = {0};
	struct error e = {0};
	char *start, *to, *name, *heading, *text;
	size_t breaking;

	tool_args(&a, &args_desc, argc, argv);
	to = git_commit(a.to, &e);
	if (to == NULL)
		tool_fail_with(&e);
	start = find_start(&a, to, &name);
	heading = make_heading(a.heading, to);
	read_log(start, to, &log);
	result_list(&r, "commits", a.max_tokens, a.skip);
	result_text(&r, "text", heading);
	for (size_t i = 0; i < N_SECTIONS; i++) {
		text = xasprintf("\n### %s\n\n", sections[i]);
		result_section(&r, text);
		free(text);
	}
	breaking = add_commits(&r, &log);
	text = xasprintf("%zu commit%s%s%s, %zu breaking", r.seen,
	    plural((long)r.seen), name ? " since " : "", name ? name : "",
	    breaking);
	json_add_string(r.details, "summary", text);
	free(text);
	free(heading);
	free(start);
	free(name);
	free(to);
	buf_release(&log);
	tool_answer_list(&r);
}
