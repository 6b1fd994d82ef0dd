/* list_todos: the TODO, FIXME and XXX notes in comments and strings */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "list_todos.args.h"
#include "system/crew.h"
#include "system/git.h"
#include "system/walk.h"
#include "text/blame.h"
#include "text/language.h"
#include "text/notes.h"

/* Above this many notes in a file, git is asked for all its lines. */
#define MAX_RANGES 500

static struct args a;
static struct result r;
static struct strv files; /* of languages with comments */
static cJSON **notes;     /* of each file; NULL: none */
static struct walk_skipped skipped[CREW_MAX];

static cJSON *
new_note(const char *path, const struct note *note)
{
	cJSON *item = cJSON_CreateObject();

	json_add_path(item, "path", path);
	json_add_long(item, "line", note->line);
	cJSON_AddItemToObject(
	    item, "tag", json_new_string(note->tag, note->tag_len));
	if (note->owner != NULL)
		cJSON_AddItemToObject(item, "owner",
		    json_new_string(note->owner, note->owner_len));
	cJSON_AddItemToObject(
	    item, "text", json_new_string(note->text, note->text_len));
	return item;
}

static bool
visit(const struct walk_visit *v, unsigned worker)
{
	struct notes in = {.tags = &a.tags};
	struct note note;

	if (v->why != NULL)
		walk_skip(&skipped[worker], v->why);
	if (v->why != NULL || !notes_possible(&a.tags, v->text, v->len))
		return true;
	in.c = (struct comments){.syntax = language_of(v->path)->syntax,
	    .text = v->text,
	    .len = v->len,
	    .strings = true};
	notes[v->i] = cJSON_CreateArray();
	while (notes_next(&in, &note))
		cJSON_AddItemToArray(notes[v->i], new_note(v->path, &note));
	return true;
}

/* What git says of the lines, in the order of the notes. */
static void
add_authors(cJSON *list, struct buf *out)
{
	struct blame b = {.at = out->data, .end = out->data + out->len};
	cJSON *note = list->child;

	while (blame_next(&b))
		for (; json_long(note, "line", 0) == b.line;
		     note = note->next) {
			if (b.origin->uncommitted)
				continue;
			json_add_string(note, "author", b.origin->author);
			json_add_string(note, "date", b.origin->date);
		}
	blame_release(&b);
}

/* Who wrote each note. A file that git does not know has no authors. */
static void
blame(cJSON *list, const char *path)
{
	struct strv args = {0};
	struct buf out = {0};
	struct error e = {0};
	const cJSON *note;

	strv_addl(&args, "blame", "--porcelain", NULL);
	if (cJSON_GetArraySize(list) <= MAX_RANGES) {
		cJSON_ArrayForEach(note, list) {
			long line = json_long(note, "line", 1);

			strv_addf(&args, "-L%ld,%ld", line, line);
		}
	}
	strv_addl(&args, "--", path, NULL);
	if (git_run(&args, false, &out, &e) == 0 && out.len > 0)
		add_authors(list, &out);
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
