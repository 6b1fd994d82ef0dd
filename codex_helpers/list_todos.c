/* list_todos: the TODO, FIXME and XXX notes in comments */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "list_todos.args.h"
#include "system/git.h"
#include "system/walk.h"
#include "text/comments.h"
#include "text/pattern.h"
#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <time.h>

/* Above this many notes in a file, git is asked for all its lines. */
#define MAX_RANGES 500

static struct args a;
static struct result r;
static struct strv files;
static struct pattern *pattern;
static struct buf buffer;

static struct pattern *
compile_tags(void)
{
	struct buf text = {0};
	struct error e = {0};
	struct pattern *p;

	buf_adds(&text, "\\b(?:");
	for (size_t i = 0; i < a.tags.n; i++)
		buf_addf(&text, "%s%s", i ? "|" : "", a.tags.v[i]);
	buf_adds(&text, ")\\b");
	p = pattern_compile(buf_str(&text), PATTERN_JIT, &e);
	if (p == NULL)
		tool_fail_with(&e);
	buf_release(&text);
	return p;
}

static bool
find_tag(size_t from, size_t to, size_t *start, size_t *end)
{
	struct error e = {0};
	int found =
	    pattern_find(pattern, buf_str(&buffer), to, from, start, end, &e);

	if (found < 0)
		tool_fail_with(&e);
	return found > 0;
}

/* The part of a comment that is on one line, without its decoration. */
static cJSON *
new_text(size_t from, size_t to)
{
	const char *s = buffer.data;

	while (from < to && (isspace((unsigned char)s[from]) ||
				strchr("*/#!-;%", s[from]) != NULL))
		from++;
	while (from < to &&
	       (isspace((unsigned char)s[to - 1]) || s[to - 1] == '*'))
		to--;
	return json_new_string(s + from, to - from);
}

/* The notes of the comment from..to, one for each line that has a tag. */
static void
add_notes(cJSON *notes, const char *path, size_t from, size_t to, long *line,
    size_t *counted)
{
	const char *s = buffer.data, *nl;
	size_t start, end, left, right;
	cJSON *note;

	while (from < to && find_tag(from, to, &start, &end)) {
		nl = memrchr(s + from, '\n', start - from);
		left = nl ? (size_t)(nl - s) + 1 : from;
		nl = memchr(s + end, '\n', to - end);
		right = nl ? (size_t)(nl - s) : to;
		for (; *counted < start; ++*counted)
			*line += s[*counted] == '\n';
		note = cJSON_CreateObject();
		cJSON_AddItemToObject(
		    note, "path", json_new_string(path, strlen(path)));
		json_add_long(note, "line", *line);
		cJSON_AddItemToObject(
		    note, "tag", json_new_string(s + start, end - start));
		cJSON_AddItemToObject(note, "text", new_text(left, right));
		cJSON_AddItemToArray(notes, note);
		from = right;
	}
}

/* Most files have no tag at all, and need no look at their comments. */
static bool
may_have_notes(void)
{
	for (size_t i = 0; i < a.tags.n; i++)
		if (memmem(buffer.data, buffer.len, a.tags.v[i],
			strlen(a.tags.v[i])) != NULL)
			return true;
	return false;
}

static cJSON *
notes_of(const char *path, const struct language *language)
{
	struct comments c = {language->syntax, buf_str(&buffer), buffer.len, 0};
	cJSON *notes = cJSON_CreateArray();
	size_t start, end, counted = 0;
	long line = 1;

	if (buffer.len == 0 || !may_have_notes())
		return notes;
	while (comments_next(&c, &start, &end))
		add_notes(notes, path, start, end, &line, &counted);
	return notes;
}

static void
set_author(cJSON *notes, long line, const char *author, long seconds)
{
	long days = (long)(time(NULL) - seconds) / 86400;
	cJSON *note;

	cJSON_ArrayForEach(note, notes) {
		if (json_long(note, "line", 0) != line)
			continue;
		json_set(
		    note, "author", json_new_string(author, strlen(author)));
		json_set(note, "age_days", json_new_long(days));
	}
}

/* Reads `git blame --line-porcelain`: of each line, a head and the line. */
static void
read_blame(cJSON *notes, char *text)
{
	const char *author = "";
	long line = 0, seconds = 0;
	char *next, *space;
	bool head = true, committed = false;

	for (; *text; text = next) {
		next = text + strcspn(text, "\n");
		if (*next == '\n')
			*next++ = '\0';
		if (*text == '\t') {
			if (committed)
				set_author(notes, line, author, seconds);
			head = true;
		} else if (head) {
			committed = strspn(text, "0") < 40;
			space = strchr(text, ' ');
			line = space ? strtol(strchr(space + 1, ' '), NULL, 10)
				     : 0;
			head = false;
		} else if (strncmp(text, "author ", 7) == 0) {
			author = text + 7;
		} else if (strncmp(text, "author-time ", 12) == 0) {
			parse_long(text + 12, 0, LONG_MAX, &seconds);
		}
	}
}

/* Who wrote each note. A file that git does not know has no authors. */
static void
blame(cJSON *notes, const char *path)
{
	struct strv args = {0};
	struct buf out = {0};
	struct error e = {0};
	const cJSON *note;

	strv_addl(&args, "blame", "--line-porcelain", NULL);
	if (cJSON_GetArraySize(notes) <= MAX_RANGES) {
		cJSON_ArrayForEach(note, notes) {
			long line = json_long(note, "line", 1);

			strv_addf(&args, "-L%ld,%ld", line, line);
		}
	}
	strv_addl(&args, "--", path, NULL);
	if (git_run(&args, false, &out, &e) == 0 && out.len > 0)
		read_blame(notes, out.data);
	else if (e.code != ERROR_NONE && e.code != ERROR_COMMAND_FAILED)
		tool_fail_with(&e);
	error_release(&e);
	buf_release(&out);
	strv_release(&args);
}

static void
add_file(const char *path, const struct language *language)
{
	cJSON *notes = notes_of(path, language), *note;
	size_t n = (size_t)cJSON_GetArraySize(notes);

	if (a.blame && n > 0 && !r.full && r.seen + n > r.skip)
		blame(notes, path);
	while ((note = notes->child) != NULL) {
		cJSON_DetachItemViaPointer(notes, note);
		result_add(&r, note);
	}
	cJSON_Delete(notes);
}

static void
count_skipped(const char *why)
{
	cJSON *skipped = json_get(r.details, "skipped");

	if (skipped == NULL)
		skipped = cJSON_AddObjectToObject(r.details, "skipped");
	json_set(skipped, why, json_new_long(json_long(skipped, why, 0) + 1));
}

int
main(int argc, char **argv)
{
	const struct language *language;
	const char *why;
	struct error e = {0};

	tool_args(&a, &args_desc, argc, argv);
	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) && a.tags.n > 0 &&
	    walk_files(
		&a.paths, &(struct strv){0}, &(struct strv){0}, &files, &e) < 0)
		tool_fail_with(&e);
	pattern = compile_tags();
	result_list(&r, "todos", a.max_tokens, a.skip);
	for (size_t i = 0; i < files.n; i++) {
		language = language_of(files.v[i]);
		if (language == NULL || language->syntax == NULL)
			continue;
		why = walk_read(files.v[i], &buffer);
		if (why == NULL)
			add_file(files.v[i], language);
		else if (*why != '\0')
			count_skipped(why);
	}
	pattern_free(pattern);
	tool_answer_list(&r);
}
