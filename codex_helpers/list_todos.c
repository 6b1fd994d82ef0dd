/* list_todos: the TODO, FIXME and XXX notes in comments and strings */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "list_todos.args.h"
#include "system/crew.h"
#include "system/git.h"
#include "system/walk.h"
#include "text/bytes.h"
#include "text/comments.h"
#include "text/language.h"
#include "text/zoned.h"
#include <ctype.h>
#include <limits.h>
#include <string.h>

/* Above this many notes in a file, git is asked for all its lines. */
#define MAX_RANGES 500

static struct args a;
static struct result r;
static struct strv files; /* of languages with comments */
static cJSON **notes;     /* of each file; NULL: none */
static struct walk_skipped skipped[CREW_MAX];

/* What a worker is at. */
struct source {
	struct comments c;
	cJSON *notes;
	const char *path;
	size_t counted; /* bytes before which lines were counted */
	long line;
};

/* A tag as it stands in the text. */
struct tag {
	size_t start, end;
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The first whole word `word` in from..to of the text. */
static bool
find_word(const struct comments *c, size_t from, size_t to, const char *word,
    struct tag *tag)
{
	size_t len = strlen(word);
	const char *s = c->text, *at = s + from;

	for (; (at = memmem(at, to - (size_t)(at - s), word, len)); at++) {
		tag->start = (size_t)(at - s);
		tag->end = tag->start + len;
		if ((tag->start == 0 || !is_word(at[-1])) &&
		    (tag->end == c->len || !is_word(at[len])))
			return true;
	}
	return false;
}

/* The first tag of any kind. */
static bool
find_tag(const struct comments *c, size_t from, size_t to, struct tag *tag)
{
	struct tag found;
	bool any = false;

	for (size_t i = 0; i < a.tags.n; i++) {
		if (!find_word(c, from, to, a.tags.v[i], &found))
			continue;
		*tag = found;
		to = found.start;
		any = true;
	}
	return any;
}

/* The part of a comment that is on one line, without its decoration. */
static cJSON *
new_text(const char *s, size_t from, size_t to)
{
	while (from < to && (isspace((unsigned char)s[from]) ||
				strchr("*/#!-;%", s[from]) != NULL))
		from++;
	while (from < to &&
	       (isspace((unsigned char)s[to - 1]) || s[to - 1] == '*'))
		to--;
	return json_new_string(s + from, to - from);
}

/*
 * Strings speak of tags, too: what is a note begins a line of the string and
 * goes on like one, "TODO: ..." or "TODO(ann) ...".
 */
static bool
is_note(const struct comments *c, size_t left, size_t right, struct tag tag)
{
	if (!c->is_string)
		return true;
	while (left < tag.start && isspace((unsigned char)c->text[left]))
		left++;
	return left == tag.start && tag.end < right &&
	       (c->text[tag.end] == ':' || c->text[tag.end] == '(');
}

/* Who is named in parentheses right behind the tag. */
static void
add_owner(cJSON *note, const char *s, size_t from, size_t right)
{
	const char *close = NULL;

	if (from < right && s[from] == '(')
		close = memchr(s + from, ')', right - from);
	if (close != NULL && close > s + from + 1)
		cJSON_AddItemToObject(note, "owner",
		    json_new_string(
			s + from + 1, (size_t)(close - s) - from - 1));
}

static void
add_note(struct source *f, size_t left, size_t right, struct tag tag)
{
	cJSON *note = cJSON_CreateObject();
	const char *s = f->c.text;

	f->line += (long)bytes_lines(s + f->counted, tag.start - f->counted);
	f->counted = tag.start;
	json_add_path(note, "path", f->path);
	json_add_long(note, "line", f->line);
	cJSON_AddItemToObject(
	    note, "tag", json_new_string(s + tag.start, tag.end - tag.start));
	add_owner(note, s, tag.end, right);
	cJSON_AddItemToObject(note, "text", new_text(s, left, right));
	cJSON_AddItemToArray(f->notes, note);
}

/* The notes in from..to, one for each line that has a tag. */
static void
add_notes(struct source *f, size_t from, size_t to)
{
	const char *s = f->c.text, *nl;
	size_t left, right;
	struct tag tag = {0};

	for (; from < to && find_tag(&f->c, from, to, &tag); from = right) {
		nl = memrchr(s + from, '\n', tag.start - from);
		left = nl ? (size_t)(nl - s) + 1 : from;
		nl = memchr(s + tag.end, '\n', to - tag.end);
		right = nl ? (size_t)(nl - s) : to;
		if (is_note(&f->c, left, right, tag))
			add_note(f, left, right, tag);
	}
}

/* Most files have no tag at all, and need no look at their comments. */
static bool
may_have_notes(const char *text, size_t len)
{
	for (size_t i = 0; i < a.tags.n; i++)
		if (memmem(text, len, a.tags.v[i], strlen(a.tags.v[i])))
			return true;
	return false;
}

static bool
visit(const struct walk_visit *v, unsigned worker)
{
	struct source f = {.path = v->path, .line = 1};
	size_t start, end;

	if (v->why != NULL && *v->why != '\0')
		walk_skip(&skipped[worker], v->why);
	if (v->why != NULL || !may_have_notes(v->text, v->len))
		return true;
	f.c = (struct comments){.syntax = language_of(v->path)->syntax,
	    .text = v->text,
	    .len = v->len,
	    .strings = true};
	notes[v->i] = f.notes = cJSON_CreateArray();
	while (comments_next(&f.c, &start, &end))
		add_notes(&f, start, end);
	return true;
}

static void
set_author(cJSON *list, long line, const char *author, const char *date)
{
	cJSON *note;

	cJSON_ArrayForEach(note, list) {
		if (json_long(note, "line", 0) != line)
			continue;
		json_set(
		    note, "author", json_new_string(author, strlen(author)));
		json_set(note, "date", json_new_string(date, strlen(date)));
	}
}

/* Reads `git blame --line-porcelain`: of each line, a head and the line. */
static void
read_blame(cJSON *list, char *text)
{
	char date[ZONED_MAX] = "";
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
				set_author(list, line, author, date);
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
		} else if (strncmp(text, "author-tz ", 10) == 0) {
			zoned_date(date, seconds, text + 10);
		}
	}
}

/* Who wrote each note. A file that git does not know has no authors. */
static void
blame(cJSON *list, const char *path)
{
	struct strv args = {0};
	struct buf out = {0};
	struct error e = {0};
	const cJSON *note;

	strv_addl(&args, "blame", "--line-porcelain", NULL);
	if (cJSON_GetArraySize(list) <= MAX_RANGES) {
		cJSON_ArrayForEach(note, list) {
			long line = json_long(note, "line", 1);

			strv_addf(&args, "-L%ld,%ld", line, line);
		}
	}
	strv_addl(&args, "--", path, NULL);
	if (git_run(&args, false, &out, &e) == 0 && out.len > 0)
		read_blame(list, out.data);
	else if (e.code != ERROR_NONE && e.code != ERROR_COMMAND_FAILED)
		tool_fail_with(&e);
	error_release(&e);
	buf_release(&out);
	strv_release(&args);
}

static void
add_file(const char *path, cJSON *list)
{
	size_t n = (size_t)cJSON_GetArraySize(list);
	cJSON *note;

	if (a.blame && n > 0 && !r.full && r.seen + n > r.skip)
		blame(list, path);
	while (list != NULL && (note = list->child) != NULL) {
		cJSON_DetachItemViaPointer(list, note);
		result_add(&r, note);
	}
	cJSON_Delete(list);
}

/* The files to look at: those of whose language comments are known. */
static void
list_sources(struct walk *w)
{
	const struct language *language;
	struct strv all = {0};
	struct error e = {0};

	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) && a.tags.n > 0)
		tool_must(walk_list(w, &all, &e), &e);
	for (size_t i = 0; i < all.n; i++) {
		language = language_of(all.v[i]);
		if (language != NULL && language->syntax != NULL)
			strv_add(&files, all.v[i]);
	}
	strv_release(&all);
}

int
main(int argc, char **argv)
{
	struct strv none = {0};
	struct walk w = {.paths = &a.paths, .include = &none, .exclude = &none};

	tool_args(&a, &args_desc, argc, argv);
	list_sources(&w);
	notes = xcalloc(files.n, sizeof(cJSON *));
	walk_each(&(struct walk_tour){
	    .files = &files, .whole = true, .visit = visit});
	result_list(&r, "todos", a.max_tokens, a.skip);
	for (size_t i = 0; i < files.n; i++)
		add_file(files.v[i], notes[i]);
	for (unsigned i = 0; i < CREW_MAX; i++)
		walk_skipped_add(&w.skipped, &skipped[i]);
	walk_skipped_tell(&w.skipped, r.details);
	tool_answer_list(&r);
}
