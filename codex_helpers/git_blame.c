/* git_blame: which commit each line of a file is from */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "git_blame.args.h"
#include "system/git.h"
#include "system/root.h"
#include "text/zoned.h"
#include <stdlib.h>
#include <string.h>

static struct args a;
static struct error error;

/* A commit, described where git names it first. */
struct origin {
	char hash[13];
	char *author, *subject, date[ZONED_MAX];
	long time;
	struct origin *next;
};

/* Lines in a row that are from one commit. */
struct run {
	struct origin *origin;
	long first, last;
	struct buf text;
};

static struct origin *origins;

static struct origin *
find_origin(const char *hash)
{
	struct origin *o = origins;

	while (o != NULL && strncmp(o->hash, hash, 12) != 0)
		o = o->next;
	if (o != NULL)
		return o;
	o = xcalloc(1, sizeof(*o));
	memcpy(o->hash, hash, 12);
	o->next = origins;
	return origins = o;
}

/* A header line: its name, a blank, its value. */
static void
read_header(struct origin *o, char *line)
{
	char *value = strchr(line, ' ');

	if (value == NULL)
		return;
	*value++ = '\0';
	if (strcmp(line, "author") == 0)
		o->author = xstrdup(value);
	else if (strcmp(line, "author-time") == 0)
		o->time = strtol(value, NULL, 10);
	else if (strcmp(line, "author-tz") == 0)
		zoned_date(o->date, o->time, value);
	else if (strcmp(line, "summary") == 0)
		o->subject = xstrdup(value);
}

static void
end_run(struct result *r, struct run *run)
{
	const struct origin *o = run->origin;
	cJSON *item;

	if (o == NULL)
		return;
	item = cJSON_CreateObject();
	json_add_long(item, "start_line", run->first);
	json_add_long(item, "end_line", run->last);
	if (strspn(o->hash, "0") == strlen(o->hash)) {
		cJSON_AddTrueToObject(item, "uncommitted");
	} else {
		json_add_string(item, "hash", o->hash);
		json_add_string(item, "author", o->author ? o->author : "");
		json_add_string(item, "date", o->date);
		json_add_string(item, "subject", o->subject ? o->subject : "");
	}
	if (a.text)
		cJSON_AddItemToObject(item, "text",
		    json_new_string(buf_str(&run->text), run->text.len));
	result_add(r, item);
	buf_truncate(&run->text, 0);
	run->origin = NULL;
}

static void
add_line(struct result *r, struct run *run, struct origin *o, long line,
    const char *text, size_t len)
{
	if (run->origin != o) {
		end_run(r, run);
		run->origin = o;
		run->first = line;
	}
	run->last = line;
	if (a.text)
		buf_add(&run->text, text, len);
}

/*
 * `HASH THEN NOW [LINES]`, headers where the commit is new, and the line
 * behind a tab. The text of a header is cut into pieces.
 */
static void
read_blame(struct result *r, struct buf *out)
{
	char *line = out->data, *end = out->data + out->len, *next;
	struct origin *o = NULL;
	struct run run = {0};
	long now = 0;

	for (; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		if (*line == '\t') {
			add_line(r, &run, o, now, line + 1,
			    (size_t)(next - line - 1));
			o = NULL;
			continue;
		}
		next[-1] = '\0';
		if (o != NULL) {
			read_header(o, line);
			continue;
		}
		o = find_origin(line);
		line = strchr(line, ' ');
		now = line ? strtol(strchrnul(line + 1, ' '), NULL, 10) : 0;
	}
	end_run(r, &run);
	buf_release(&run.text);
}

/* What git says of a file that it does not know, or that is shorter. */
static noreturn void
fail(const struct error *why)
{
	const char *text = why->message;

	if (strstr(text, "no such path") != NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "git tracks no file '%s'%s%s; git_status lists what is "
		    "untracked",
		    a.path, a.revision ? " in " : "",
		    a.revision ? a.revision : "");
	if (strstr(text, " has only ") != NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS, "%s", text);
	error = *why;
	tool_fail_with(&error);
}

static void
run_blame(struct buf *out)
{
	struct strv args = {0};
	struct error why = {0};

	strv_addl(&args, "blame", "--porcelain", NULL);
	if (a.ignore_whitespace)
		strv_add(&args, "-w");
	if (a.has_end_line)
		strv_addf(&args, "-L%ld,%ld", a.start_line, a.end_line);
	else if (a.start_line > 1) /* an empty file has not even line 1 */
		strv_addf(&args, "-L%ld,", a.start_line);
	if (a.revision != NULL) {
		char *hash = git_commit(a.revision, &error);

		if (hash == NULL)
			tool_fail_with(&error);
		strv_take(&args, hash);
	}
	strv_addl(&args, "--", a.path, NULL);
	if (git_run(&args, false, out, &why) < 0)
		fail(&why);
	strv_release(&args);
}

int
main(int argc, char *argv[])
{
	struct result r;
	struct buf out = {0};
	char *text;

	tool_args(&a, &args_desc, argc, argv);
	tool_must(root_check(a.path, &error), &error);
	run_blame(&out);
	result_list(&r, "lines", a.max_tokens, a.skip);
	json_add_path(r.details, "path", a.path);
	if (out.len > 0)
		read_blame(&r, &out);
	text = xasprintf("%zu run%s of lines", r.seen, plural((long)r.seen));
	json_add_string(r.details, "summary", text);
	free(text);
	buf_release(&out);
	tool_answer_list(&r);
}
