/* sections: a diff of git's, file by file, as the answer of a helper */
#include "record/sections.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "system/git.h"
#include "system/root.h"
#include "text/diff.h"
#include "text/diff_name.h"
#include <stdlib.h>
#include <string.h>

static int
run_diff(const struct sections_of *what, struct buf *out, struct error *e)
{
	const char *prefix = git_prefix(e);
	struct strv args = {0};
	int status;

	if (prefix == NULL)
		return -1;
	strv_addl(&args, "diff", "--src-prefix=a/", "--dst-prefix=b/", NULL);
	strv_addf(&args, "-U%ld", what->context);
	if (*prefix != '\0')
		strv_add(&args, "--relative");
	if (what->staged)
		strv_add(&args, "--cached");
	strv_add(&args, what->base);
	if (what->target != NULL)
		strv_add(&args, what->target);
	strv_add(&args, "--");
	for (size_t i = 0; i < what->paths->n; i++)
		strv_add(&args, what->paths->v[i]);
	status = git_run(&args, false, out, e);
	strv_release(&args);
	return status;
}

static cJSON *
stat_of(const struct diff_file *f, struct sections *s)
{
	cJSON *stat = cJSON_CreateObject();
	long added = 0, removed = 0;

	for (size_t i = 0; i < f->n; i++) {
		for (size_t j = 0; j < f->hunks[i].n; j++) {
			added += f->hunks[i].lines[j].kind == '+';
			removed += f->hunks[i].lines[j].kind == '-';
		}
	}
	s->added += added;
	s->removed += removed;
	json_add_path(stat, "path", f->path);
	json_add_long(stat, "added", added);
	json_add_long(stat, "removed", removed);
	if (f->binary)
		cJSON_AddTrueToObject(stat, "binary");
	return stat;
}

/* The name in `a/NAME b/NAME`, quoted or not; of a rename all of it. */
static char *
name_in(const char *header)
{
	size_t len = strcspn(header, "\n"), half = len / 2, used;
	char *name;

	if (*header == '"') {
		name = diff_name_unquote(header, len, &used);
		if (name != NULL && strlen(name) > 2)
			memmove(name, name + 2, strlen(name + 2) + 1);
		return name ? name : xstrndup(header, len);
	}
	if (len > 5 && header[half] == ' ' &&
	    memcmp(header + 2, header + half + 3, half - 2) == 0)
		return xstrndup(header + 2, half - 2);
	return xstrndup(header, len);
}

/*
 * What no patch of ours may hold, such as a name with a control character,
 * is shown all the same: by the name in its header, with the reason.
 */
static cJSON *
stat_unread(const char *text, const struct error *e)
{
	cJSON *stat = cJSON_CreateObject();
	char *name = name_in(text + strlen("diff --git "));

	json_add_path(stat, "path", name);
	json_add_string(stat, "note", e->message);
	free(name);
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

/* One file's part: its figures, and its text for `diff`. */
static void
add_section(struct sections *s, const char *text, size_t len)
{
	struct error e = {0};
	struct diff d = {0};
	cJSON *item;

	if (diff_parse(&d, text, len, &e) == 0) {
		item = stat_of(&d.files[0], s);
		if (withhold(item, &d.files[0]))
			len = 0;
	} else {
		item = stat_unread(text, &e);
		/* whatever its name is, it may lie there */
		if (strcasestr(json_string(item, "path"), ".codex") != NULL)
			len = 0;
	}
	diff_release(&d);
	error_release(&e);
	result_add_to(&s->r, item, 0, text, len);
}

static bool
begins(const char *line, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - line) >= n && memcmp(line, word, n) == 0;
}

/* Each header begins a section: within hunks no line begins like one. */
static void
add_sections(struct sections *s, const struct buf *out)
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
			add_section(s, start, (size_t)(line - start));
		start = *line == 'd' ? line : NULL;
	}
	if (start != NULL)
		add_section(s, start, (size_t)(end - start));
}

void
sections_begin(struct sections *s, long max_tokens, long skip)
{
	result_list(&s->r, "stat", max_tokens, skip);
	result_text(&s->r, "diff", "");
	result_section(&s->r, "");
}

int
sections_read(
    struct sections *s, const struct sections_of *what, struct error *e)
{
	struct buf out = {0};
	int status = run_diff(what, &out, e);

	if (status == 0)
		add_sections(s, &out);
	buf_release(&out);
	return status;
}

void
sections_summary(struct sections *s, const char *what)
{
	char *text = xasprintf("%zu file%s changed %s: %ld line%s "
			       "added, %ld removed",
	    s->r.seen, plural((long)s->r.seen), what, s->added,
	    plural(s->added), s->removed);

	cJSON_AddItemToObject(
	    s->r.details, "summary", json_new_string(text, strlen(text)));
	free(text);
}
