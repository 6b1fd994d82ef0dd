/* git_diff: changes as a unified diff, cut between files. */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "git_diff.args.h"
#include "system/git.h"
#include "system/root.h"
#include "text/diff.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* HEAD, or the empty tree in a repository that has no commit yet. */
static char *
find_head(struct error *e)
{
	struct buf out = {0};
	char *commit = git_commit("HEAD", e);

	if (commit != NULL || e->code != ERROR_NOT_FOUND)
		return commit;
	if (git_runl(&out, e, "hash-object", "-t", "tree", "/dev/null", NULL) <
	    0)
		return NULL;
	buf_truncate(&out, strcspn(out.data, "\n"));
	return buf_detach(&out);
}

/* What is neither in the tree now nor in the base is a wrong name. */
static void
check_paths(const struct args *a, const char *base)
{
	struct error e = {0};
	struct buf none = {0};
	char *object;
	int fd;

	for (size_t i = 0; i < a->paths.n; i++) {
		fd = root_open(a->paths.v[i], O_PATH | O_NOFOLLOW, &e);
		if (fd >= 0) {
			close(fd);
			continue;
		}
		object = xasprintf("%s:./%s", base, a->paths.v[i]);
		if (e.code != ERROR_NOT_FOUND ||
		    git_runl(&none, NULL, "cat-file", "-e", object, NULL) < 0)
			tool_fail_with(&e);
		free(object);
		error_release(&e);
	}
}

static int
run_diff(
    const struct args *a, const char *base, struct buf *out, struct error *e)
{
	const char *prefix = git_prefix(e);
	struct strv args = {0};
	int status;

	if (prefix == NULL)
		return -1;
	strv_addl(&args, "diff", "--src-prefix=a/", "--dst-prefix=b/", NULL);
	strv_addf(&args, "-U%ld", a->context);
	if (*prefix != '\0')
		strv_add(&args, "--relative");
	if (a->staged)
		strv_add(&args, "--cached");
	strv_addl(&args, base, "--", NULL);
	for (size_t i = 0; i < a->paths.n; i++)
		strv_add(&args, a->paths.v[i]);
	status = git_run(&args, false, out, e);
	strv_release(&args);
	return status;
}

/* Lines added and removed over all files, on whatever page they are. */
struct total {
	long added, removed;
};

static cJSON *
stat_of(const struct diff_file *f, struct total *total)
{
	cJSON *stat = cJSON_CreateObject();
	long added = 0, removed = 0;

	for (size_t i = 0; i < f->n; i++) {
		for (size_t j = 0; j < f->hunks[i].n; j++) {
			added += f->hunks[i].lines[j].kind == '+';
			removed += f->hunks[i].lines[j].kind == '-';
		}
	}
	total->added += added;
	total->removed += removed;
	cJSON_AddItemToObject(
	    stat, "path", json_new_string(f->path, strlen(f->path)));
	json_add_long(stat, "added", added);
	json_add_long(stat, "removed", removed);
	if (f->binary)
		cJSON_AddTrueToObject(stat, "binary");
	return stat;
}

/*
 * What no patch of ours may hold, such as a name with a control character,
 * is shown all the same: by the name in its header, with the reason.
 */
static cJSON *
stat_unread(const char *text, const struct error *e)
{
	cJSON *stat = cJSON_CreateObject();
	const char *name = text + strlen("diff --git ");

	cJSON_AddItemToObject(
	    stat, "path", json_new_string(name, strcspn(name, "\n")));
	cJSON_AddItemToObject(
	    stat, "note", json_new_string(e->message, strlen(e->message)));
	return stat;
}

/* contract 6: a change of .codex is named, what it says is its owners'. */
static bool
withhold(cJSON *stat, const struct diff_file *f)
{
	if (!root_is_reserved(f->path) && !root_is_reserved(f->old_path))
		return false;
	cJSON_AddStringToObject(
	    stat, "note", "lies in .codex or .codex-log: not shown");
	return true;
}

/* One file's part; its text is put into the one `diff` by join_diff. */
static void
add_section(struct result *r, struct total *total, const char *text, size_t len)
{
	struct error e = {0};
	struct diff d = {0};
	cJSON *item;

	if (diff_parse(&d, text, len, &e) == 0) {
		item = stat_of(&d.files[0], total);
		if (withhold(item, &d.files[0]))
			len = 0;
	} else {
		item = stat_unread(text, &e);
	}
	diff_release(&d);
	error_release(&e);
	cJSON_AddItemToObject(item, "diff", json_new_string(text, len));
	result_add(r, item);
}

static bool
begins(const char *line, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - line) >= n && memcmp(line, word, n) == 0;
}

/* Each header begins a section: within hunks no line begins like one. */
static void
add_sections(struct result *r, struct total *total, const struct buf *out)
{
	const char *line = buf_str(out), *end = line + out->len;
	const char *start = NULL, *next;

	for (; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		/* a conflict is git_status's to tell, and no part of a diff */
		if (!begins(line, end, "diff --git ") &&
		    !begins(line, end, "* Unmerged path "))
			continue;
		if (start != NULL)
			add_section(r, total, start, (size_t)(line - start));
		start = *line == 'd' ? line : NULL;
	}
	if (start != NULL)
		add_section(r, total, start, (size_t)(end - start));
}

/* Moves the files' texts into one, which costs no more than they did. */
static void
join_diff(struct result *r)
{
	struct buf diff = {0};
	cJSON *item;

	cJSON_ArrayForEach(item, r->items) {
		buf_adds(&diff, json_string(item, "diff"));
		cJSON_DeleteItemFromObject(item, "diff");
	}
	cJSON_AddStringToObject(r->details, "diff", buf_str(&diff));
	buf_release(&diff);
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct total total = {0};
	struct result r;
	struct buf out = {0};
	struct error e = {0};
	char *base, *summary;

	tool_args(&a, &args_desc, argc, argv);
	base = a.base ? git_base(a.base, &e) : find_head(&e);
	if (base == NULL)
		tool_fail_with(&e);
	check_paths(&a, base);
	if (run_diff(&a, base, &out, &e) < 0)
		tool_fail_with(&e);
	result_list(&r, "stat", a.max_tokens, a.skip);
	add_sections(&r, &total, &out);
	buf_release(&out);
	summary = xasprintf("%zu file%s changed since %s: %ld line%s "
			    "added, %ld removed",
	    r.seen, plural((long)r.seen), a.base ? a.base : "HEAD", total.added,
	    plural(total.added), total.removed);
	cJSON_AddItemToObject(r.details, "base", json_new_string(base, 12));
	cJSON_AddItemToObject(
	    r.details, "summary", json_new_string(summary, strlen(summary)));
	free(base);
	free(summary);
	if (result_finish(&r, &e) < 0)
		tool_fail_with(&e);
	join_diff(&r);
	tool_answer(true, r.details);
}
