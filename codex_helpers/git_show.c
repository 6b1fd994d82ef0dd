/* git_show: a commit and its change, or a file as it was in one */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "git_show.args.h"
#include "record/sections.h"
#include "system/excerpt.h"
#include "system/git.h"
#include "system/root.h"
#include "text/decode.h"
#include <stdlib.h>
#include <string.h>

static struct args a;
static struct error error;

/* What one call of git says about the commit, in the order of `format`. */
static struct {
	struct buf text;
	const char *hash, *parents, *author, *date, *subject, *body;
} commit;

static struct excerpt_file file; /* as it was */

static void
read_commit(const char *hash)
{
	const char **fields[] = {&commit.hash, &commit.parents, &commit.author,
	    &commit.date, &commit.subject, &commit.body};
	const char *at;

	tool_must(
	    git_runl(&commit.text, &error, "log", "-1",
		"--format=%H%x00%P%x00%an%x00%aI%x00%s%x00%b%x00", hash, NULL),
	    &error);
	at = buf_str(&commit.text);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		*fields[i] = at;
		at += strlen(at) + 1;
	}
}

static void
add(cJSON *details, const char *name, const char *value, size_t len)
{
	if (len > 0)
		cJSON_AddItemToObject(
		    details, name, json_new_string(value, len));
}

static void
add_commit(cJSON *details)
{
	size_t len = strlen(commit.body);

	while (len > 0 && commit.body[len - 1] == '\n')
		len--;
	add(details, "hash", commit.hash, 12);
	add(details, "author", commit.author, strlen(commit.author));
	add(details, "date", commit.date, strlen(commit.date));
	add(details, "subject", commit.subject, strlen(commit.subject));
	add(details, "body", commit.body, len);
	if (strchr(commit.parents, ' ') != NULL)
		cJSON_AddTrueToObject(details, "merge");
}

/* The commit's change: against its first parent, or nothing at all. */
static noreturn void
show_commit(void)
{
	size_t n = strcspn(commit.parents, " ");
	char *base = n ? xstrndup(commit.parents, n) : git_empty_tree(&error);
	struct sections s = {0};
	struct sections_of what = {.base = base,
	    .target = commit.hash,
	    .context = a.context,
	    .paths = &a.paths};

	if (base == NULL)
		tool_fail_with(&error);
	sections_begin(&s, a.max_tokens, a.skip);
	add_commit(s.r.details);
	tool_must(sections_read(&s, &what, &error), &error);
	free(base);
	sections_summary(&s, "in this commit");
	tool_answer_list(&s.r);
}

static void
read_file(void)
{
	char *object = xasprintf("%s:./%s", commit.hash, a.path);
	struct error why = {0};

	tool_must(root_check(a.path, &error), &error);
	if (git_runl(&file.text, &why, "cat-file", "blob", object, NULL) < 0) {
		if (why.code != ERROR_COMMAND_FAILED)
			tool_fail_with(&why);
		error_set(&error, ERROR_NOT_FOUND,
		    "no file '%s' in %.12s; git_log with `paths` shows the "
		    "commits that have it",
		    a.path, commit.hash);
		error_path(&error, a.path);
		tool_fail_with(&error);
	}
	free(object);
	if (!decode_text(&file.text, &file.encoding))
		tool_fail(ERROR_BINARY_FILE,
		    "'%s' is binary: it holds a NUL byte", a.path);
	file.path = xstrdup(a.path);
	excerpt_index(&file);
}

static noreturn void
show_file(void)
{
	struct excerpt part = {.file = &file, .first = 1};
	struct excerpts x = {.v = &part, .n = 1};
	struct lines l = {.x = &x, .max_tokens = a.max_tokens, .skip = a.skip};

	read_file();
	part.first = a.has_start_line ? a.start_line : 1;
	part.last = a.has_end_line && a.end_line < file.n ? a.end_line : file.n;
	if (part.first > 1 && part.first > part.last)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "lines %ld to %ld: '%s' has %ld line%s in %.12s",
		    part.first, a.has_end_line ? a.end_line : part.last, a.path,
		    file.n, plural(file.n), commit.hash);
	part.held = part.last;
	part.at = part.first - 1;
	l.details = cJSON_CreateObject();
	add(l.details, "revision", commit.hash, 12);
	tool_answer_lines(&l);
}

int
main(int argc, char *argv[])
{
	char *hash;

	tool_args(&a, &args_desc, argc, argv);
	hash = git_commit(a.revision, &error);
	if (hash == NULL)
		tool_fail_with(&error);
	read_commit(hash);
	free(hash);
	if (a.path != NULL)
		show_file();
	show_commit();
}
