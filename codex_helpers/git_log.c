/* git_log: which commits there are, and what they touched */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "git_log.args.h"
#include "system/git.h"
#include <stdlib.h>
#include <string.h>

/* A NUL, six fields that each end in one, then the files if asked for. */
#define FORMAT "--format=%x00%H%x00%P%x00%aN%x00%aI%x00%s%x00%b%x00"
enum {
	TOKENS_LEAST = 12, /* that a commit costs */
	FILES_MOST = 100   /* of one commit: an item is not to be endless */
};

/* git's answer: strings that each end in a NUL. */
struct log {
	const char *at, *end;
};

static struct args a;
static struct error error;

/* The commit of a revision, so that none is taken for an option or a path. */
static void
add_range(struct strv *args)
{
	char *to = git_commit(a.to, &error), *from;

	if (to == NULL)
		tool_fail_with(&error);
	strv_take(args, to);
	if (a.from == NULL)
		return;
	from = git_commit(a.from, &error);
	if (from == NULL)
		tool_fail_with(&error);
	strv_addf(args, "^%s", from);
	free(from);
}

/*
 * Within a limit of tokens no more is asked for than could fit: a history
 * may have a million commits.
 */
static long
most_commits(void)
{
	long most = a.has_max_count ? a.max_count : 0, fit;

	if (a.max_tokens == 0)
		return most;
	fit = a.skip + a.max_tokens / TOKENS_LEAST + 1;
	return most > 0 && most < fit ? most : fit;
}

/* git takes a bare day for this moment of it: the whole of it is meant. */
static void
add_day(struct strv *args, const char *flag, const char *when, const char *time)
{
	if (when != NULL)
		strv_addf(args, "%s=%s%s", flag, when,
		    strlen(when) == strlen("2026-01-31") && when[4] == '-'
			? time
			: "");
}

static void
read_log(struct buf *out, long most)
{
	const char *prefix = git_prefix(&error);
	struct strv args = {0};

	strv_addl(&args, "log", "-z", "--fixed-strings", "--regexp-ignore-case",
	    NULL);
	strv_add(&args, FORMAT);
	if (a.files)
		strv_addl(&args, "--numstat", "--relative",
		    "--diff-merges=first-parent", NULL);
	if (a.follow)
		strv_add(&args, "--follow");
	if (most > 0)
		strv_addf(&args, "--max-count=%ld", most);
	if (a.author != NULL)
		strv_addf(&args, "--author=%s", a.author);
	if (a.message != NULL)
		strv_addf(&args, "--grep=%s", a.message);
	if (a.contains != NULL)
		strv_addf(&args, "-S%s", a.contains);
	add_day(&args, "--since", a.since, "T00:00:00");
	add_day(&args, "--until", a.until, "T23:59:59");
	add_range(&args);
	strv_add(&args, "--");
	for (size_t i = 0; i < a.paths.n; i++)
		strv_add(&args, a.paths.v[i]);
	if (a.paths.n == 0 && prefix != NULL && *prefix != '\0')
		strv_add(&args, "."); /* the root's commits only */
	if (prefix == NULL || git_run(&args, false, out, &error) < 0)
		tool_fail_with(&error);
	strv_release(&args);
}

static const char *
next(struct log *log)
{
	const char *text = log->at;

	if (text >= log->end)
		return "";
	log->at += strlen(text) + 1;
	return text;
}

/* `added TAB removed TAB path`; of a rename two paths stand behind. */
static cJSON *
new_file(struct log *log, const char *record)
{
	cJSON *file = cJSON_CreateObject();
	const char *tab = strchrnul(record, '\t'), *from = "", *path;
	long added = strtol(record, NULL, 10), removed = strtol(tab, NULL, 10);

	path = strchrnul(tab + (*tab != '\0'), '\t');
	path += *path != '\0';
	if (*path == '\0') {
		from = next(log);
		path = next(log);
	}
	json_add_path(file, "path", path);
	if (*from != '\0')
		json_add_path(file, "from", from);
	if (*record == '-') {
		cJSON_AddTrueToObject(file, "binary");
		return file;
	}
	json_add_long(file, "added", added);
	json_add_long(file, "removed", removed);
	return file;
}

/* The files stand behind an empty string, the first after a newline. */
static void
add_files(cJSON *item, struct log *log)
{
	const char *record;
	cJSON *files;
	long n = 0;

	next(log);
	if (!a.files)
		return;
	files = cJSON_AddArrayToObject(item, "files");
	if (log->at >= log->end || *log->at != '\n')
		return;
	log->at++;
	while (*(record = next(log)) != '\0') {
		cJSON *file = new_file(log, record);

		if (n++ < FILES_MOST)
			cJSON_AddItemToArray(files, file);
		else
			cJSON_Delete(file);
	}
	if (n > FILES_MOST)
		json_add_long(item, "total_files", n);
}

static cJSON *
new_commit(struct log *log)
{
	cJSON *item = cJSON_CreateObject();
	const char *hash, *parents, *author, *date, *body;
	size_t len;

	while (*(hash = next(log)) == '\0' && log->at < log->end)
		; /* what separates the commits */
	parents = next(log);
	author = next(log);
	date = next(log);

	cJSON_AddItemToObject(
	    item, "hash", json_new_string(hash, strnlen(hash, 12)));
	json_add_string(item, "date", date);
	json_add_string(item, "author", author);
	json_add_string(item, "subject", next(log));
	body = next(log);
	for (len = strlen(body); len > 0 && body[len - 1] == '\n';)
		len--;
	if (a.body && len > 0)
		cJSON_AddItemToObject(item, "body", json_new_string(body, len));
	if (strchr(parents, ' ') != NULL)
		cJSON_AddTrueToObject(item, "merge");
	add_files(item, log);
	return item;
}

int
main(int argc, char *argv[])
{
	struct result r;
	struct buf out = {0};
	struct log log;
	char *text;
	long most;

	tool_args(&a, &args_desc, argc, argv);
	if (a.follow && a.paths.n != 1)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "follow needs one file in paths, and there are %zu",
		    a.paths.n);
	most = most_commits();
	read_log(&out, most);
	log = (struct log){buf_str(&out), buf_str(&out) + out.len};
	result_list(&r, "commits", a.max_tokens, a.skip);
	while (log.at < log.end)
		result_add(&r, new_commit(&log));
	r.more = (long)r.seen == most && most != a.max_count;
	text = xasprintf("%zu commit%s%s", r.seen, plural((long)r.seen),
	    r.more ? " and more" : "");
	json_add_string(r.details, "summary", text);
	free(text);
	buf_release(&out);
	tool_answer_list(&r);
}
