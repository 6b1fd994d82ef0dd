/* git_show: a commit and its change, or a file as it was in one */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/fit.h"
#include "contract/tool.h"
#include "git_show.args.h"
#include "record/sections.h"
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

/* The file as it was: its text, and where each line ends. */
static struct {
	struct buf text;
	const char *encoding;
	long first, lines, total;
} file;

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
	result_list(&s.r, "stat", a.max_tokens, a.skip);
	add_commit(s.r.details);
	tool_must(sections_read(&s, &what, &error), &error);
	free(base);
	sections_summary(&s, "in this commit");
	tool_must(sections_finish(&s, &error), &error);
	tool_answer(true, s.r.details);
}

static void
read_file(void)
{
	char *object = xasprintf("%s:./%s", commit.hash, a.path);
	struct error why = {0};

	if (root_is_reserved(a.path))
		tool_fail(ERROR_POLICY_DENIED,
		    "'%s' lies in .git, .codex or .codex-log, which are "
		    "readable only through the programs that own them",
		    a.path);
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
}

/* Where line n + 1 begins, lines being counted from `from` on. */
static size_t
skip_lines(size_t from, long n)
{
	const char *text = buf_str(&file.text), *nl;

	for (; n > 0 && from < file.text.len; n--) {
		nl = memchr(text + from, '\n', file.text.len - from);
		from = nl ? (size_t)(nl + 1 - text) : file.text.len;
	}
	return from;
}

/* The answer that holds n of the lines that were asked for, from skip on. */
static cJSON *
build_file(long n)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *files = cJSON_AddArrayToObject(details, "files");
	cJSON *item = cJSON_CreateObject();
	long first = file.first + a.skip;
	size_t from = skip_lines(0, first - 1), to = skip_lines(from, n);

	add(item, "path", a.path, strlen(a.path));
	json_add_long(item, "start_line", first);
	json_add_long(item, "end_line", first + n - 1);
	json_add_long(item, "total_lines", file.total);
	if (file.encoding != NULL)
		cJSON_AddStringToObject(item, "encoding", file.encoding);
	cJSON_AddItemToObject(item, "text",
	    json_new_string(buf_str(&file.text) + from, to - from));
	add(details, "revision", commit.hash, 12);
	cJSON_AddItemToArray(files, item);
	if (a.skip + n < file.lines) {
		cJSON_AddTrueToObject(details, "truncated");
		json_add_long(details, "total", file.lines);
		json_add_long(cJSON_AddObjectToObject(details, "next"), "skip",
		    a.skip + n);
	}
	return details;
}

static noreturn void
show_file(void)
{
	cJSON *details;
	long last;

	read_file();
	for (size_t at = 0; at < file.text.len; at = skip_lines(at, 1))
		file.total++;
	file.first = a.has_start_line ? a.start_line : 1;
	last =
	    a.has_end_line && a.end_line < file.total ? a.end_line : file.total;
	if (file.first > 1 && file.first > last)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "lines %ld to %ld: '%s' has %ld line%s in %.12s",
		    file.first, a.has_end_line ? a.end_line : last, a.path,
		    file.total, plural(file.total), commit.hash);
	file.lines = last - file.first + 1;
	if (a.skip > file.lines)
		a.skip = file.lines;
	details =
	    fit(build_file, file.lines - a.skip, "files", a.max_tokens, &error);
	if (details == NULL)
		tool_fail_with(&error);
	tool_answer(true, details);
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
