/* library: the learner's own patterns and scenarios */
#include "course/library.h"
#include "base/alloc.h"
#include "contract/tool.h"
#include "course/practice.h"
#include "course/trial.h"
#include "course/view.h"
#include "system/replace.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Shows what another of the course's scripts says of a path. */
static int
inspect(struct desk *d, const char *script, const char *path)
{
	struct trial t = {0};
	bool passed;

	tool_must(trial_run(&t, &d->learner.course, NULL, script, path,
		      desk_seed(d), &d->error),
	    &d->error);
	view_verdict(&d->screen, &t);
	passed = t.passed;
	desk_show(d);
	trial_release(&t);
	return passed ? 0 : 1;
}

int
library_doctor(struct desk *d, char **words)
{
	(void)words;
	return inspect(d, "doctor", d->learner.practice);
}

/* The words of a title with blanks, or as the name of a file. */
static char *
join(char **words, bool as_name)
{
	struct buf b = {0};

	for (; *words != NULL; words++) {
		if (b.len > 0 && !as_name)
			buf_addc(&b, ' ');
		for (const char *p = *words; *p != '\0'; p++)
			if (!as_name)
				buf_addc(&b, *p);
			else if (isalnum((unsigned char)*p))
				buf_addc(&b, (char)tolower((unsigned char)*p));
			else if (b.len > 0 && b.data[b.len - 1] != '-')
				buf_addc(&b, '-');
		if (as_name && b.len > 0 && b.data[b.len - 1] != '-')
			buf_addc(&b, '-');
	}
	if (as_name && b.len > 0)
		buf_truncate(&b, b.len - 1);
	return buf_detach(&b);
}

static void
write_page(struct desk *d, const char *path, const char *text, size_t len)
{
	if (practice_make_above(path) < 0)
		tool_must(error_errno(&d->error, "cannot write '%s'", path),
		    &d->error);
	tool_must(replace_file(path, text, len, 0666, &d->error), &d->error);
}

/* A page that is not there yet: the template with its title. */
static void
begin_page(struct desk *d, const char *path, const char *kind, char **title)
{
	char *template = xasprintf(
	    "%s/exercises/templates/%s.md", d->learner.course.dir, kind);
	char *text = course_read(template, &d->error);
	char *name = text ? strstr(text, "# NAME\n") : NULL;
	struct buf page = {0};
	char *words;

	if (name == NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "there is no kind '%s'; there are pattern and scenario",
		    kind);
	words = join(title, false);
	if (access(path, F_OK) < 0) {
		buf_add(&page, text, (size_t)(name - text));
		buf_addf(&page, "# %s%s", words, name + strlen("# NAME"));
		write_page(d, path, buf_str(&page), page.len);
	}
	buf_release(&page);
	free(words);
	free(text);
	free(template);
}

/* The index, with a link to the page; what else stands there is kept. */
static void
add_to_index(struct desk *d, const char *index, const char *page, char **title)
{
	char *text = course_read(index, NULL), *words = join(title, false);
	char *link = xasprintf("](%s)", page);
	struct buf new = {0};

	if (text == NULL || strstr(text, link) == NULL) {
		buf_adds(&new, text ? text : "# Library\n\n");
		buf_addf(&new, "- [%s%s\n", words, link);
		write_page(d, index, buf_str(&new), new.len);
	}
	buf_release(&new);
	free(link);
	free(words);
	free(text);
}

/* On a terminal the editor takes over. */
static void
edit(const char *path)
{
	const char *editor = getenv("VISUAL");

	if (editor == NULL || editor[0] == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || editor[0] == '\0' || !isatty(STDIN_FILENO) ||
	    !isatty(STDOUT_FILENO))
		return;
	setenv("CODEX_EDITOR", editor, 1);
	/* it may come with arguments, as git's */
	execl("/bin/sh", "sh", "-c", "eval \"exec $CODEX_EDITOR\" '\"$1\"'",
	    "sh", path, (char *)NULL);
	tool_warn("cannot start '%s'", editor);
}

static int
open_page(struct desk *d, const char *kind, char **title)
{
	char *name = join(title, true);
	char *page = xasprintf("%s/%s.md", kind, name);
	char *path = xasprintf("%s/library/%s", d->learner.practice, page);
	char *index = xasprintf("%s/library/index.md", d->learner.practice);

	if (name[0] == '\0')
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "a title needs a letter or a digit");
	begin_page(d, path, kind, title);
	add_to_index(d, index, page, title);
	view_path(&d->screen, "page", path);
	screen_entry(&d->screen, "next",
	    "fill it in; codex-learn document --check FILE");
	desk_show(d);
	edit(path);
	free(index);
	free(path);
	free(page);
	free(name);
	return 0;
}

/* What is in the library, and how to add to it. */
static int
show_index(struct desk *d)
{
	char *index = xasprintf("%s/library/index.md", d->learner.practice);
	char *text = course_read(index, NULL);

	if (text != NULL) {
		screen_add(&d->screen, TONE_PLAIN, text);
		buf_addc(&d->screen.text, '\n');
		view_path(&d->screen, "index", index);
	}
	screen_entry(&d->screen, "next", "codex-learn document pattern TITLE");
	screen_entry(&d->screen, "", "codex-learn document scenario TITLE");
	screen_entry(&d->screen, "", "codex-learn document --check FILE");
	desk_show(d);
	free(text);
	free(index);
	return 0;
}

static int
check_page(struct desk *d, const char *file)
{
	char *path = xrealpath(file);
	int status;

	if (path == NULL)
		tool_must(error_errno(&d->error, "cannot read '%s'", file),
		    &d->error);
	status = inspect(d, "check-page", path);
	free(path);
	return status;
}

int
library_document(struct desk *d, char **words)
{
	if (d->check && words[0] != NULL && words[1] == NULL)
		return check_page(d, words[0]);
	if (!d->check && words[0] == NULL)
		return show_index(d);
	if (d->check || words[1] == NULL || strchr(words[0], '/') != NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "document takes a kind (pattern or scenario) and a title, "
		    "or --check and a file");
	return open_page(d, words[0], words + 1);
}
