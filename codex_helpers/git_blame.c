/* git_blame: which commit each line of a file is from */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "git_blame.args.h"
#include "system/git.h"
#include "system/root.h"
#include "text/blame.h"
#include <stdlib.h>
#include <string.h>

static struct args a;
static struct error error;

/* Lines in a row that are from one commit. */
struct run {
	const struct blame_origin *origin;
	long first, last;
	struct buf text;
};

static void
end_run(struct result *r, struct run *run)
{
	const struct blame_origin *o = run->origin;
	cJSON *item;

	if (o == NULL)
		return;
	item = cJSON_CreateObject();
	json_add_long(item, "start_line", run->first);
	json_add_long(item, "end_line", run->last);
	if (o->uncommitted) {
		cJSON_AddTrueToObject(item, "uncommitted");
	} else {
		json_add_string(item, "hash", o->hash);
		json_add_string(item, "author", o->author);
		json_add_string(item, "date", o->date);
		json_add_string(item, "subject", o->subject);
	}
	if (a.text)
		cJSON_AddItemToObject(item, "text",
		    json_new_string(buf_str(&run->text), run->text.len));
	result_add(r, item);
	buf_truncate(&run->text, 0);
	run->origin = NULL;
}

static void
read_blame(struct result *r, struct buf *out)
{
	struct blame b = {.at = out->data, .end = out->data + out->len};
	struct run run = {0};

	while (blame_next(&b)) {
		if (run.origin != b.origin) {
			end_run(r, &run);
			run.origin = b.origin;
			run.first = b.line;
		}
		run.last = b.line;
		if (a.text)
			buf_add(&run.text, b.text, b.len);
	}
	end_run(r, &run);
	buf_release(&run.text);
	blame_release(&b);
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
	if (strstr(text, "no such ref") != NULL && !git_commit("HEAD", &error))
		tool_fail_with(&error);
	error = *why;
	tool_fail_with(&error);
}

static void
run_blame(struct buf *out)
{
	struct strv args = {0};
	struct error why = {0};

	if (a.has_end_line && a.end_line < a.start_line)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "end_line %ld is before start_line %ld", a.end_line,
		    a.start_line);
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
