/* practice: the learner's copy of an exercise */
#include "course/practice.h"
#include "base/alloc.h"
#include "base/strv.h"
#include "system/ignored.h"
#include "system/process.h"
#include "system/scratch.h"
#include "system/state.h"
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREPARE 60.0 /* seconds that making a start may take */

static bool
has(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

/* The practice folder that is in this one, or is this one under another name,
 * to which `practice` is a symbolic link; NULL. */
static char *
practice_at(const char *folder)
{
	char *below = xasprintf("%s/practice", folder);

	if (has(below, "progress.json"))
		return below;
	free(below);
	return has(folder, "progress.json") && has(folder, ".lock")
		   ? xstrdup(folder)
		   : NULL;
}

char *
practice_find(void)
{
	char *here = xrealpath("."), *above = xstrdup(here ? here : "."),
	     *slash, *found = practice_at(above);

	while (found == NULL && (slash = strrchr(above, '/')) != NULL) {
		*slash = '\0';
		found = practice_at(above);
	}
	if (found == NULL)
		found = xasprintf("%s/practice", here ? here : ".");
	free(above);
	free(here);
	return found;
}

char *
practice_folder(
    const char *practice, const struct course *c, const struct exercise *x)
{
	return xasprintf(
	    "%s/%s/%s", practice, course_module_of(c, x)->name, x->id);
}

bool
practice_exists(const char *folder)
{
	struct stat st;

	return stat(folder, &st) == 0 && S_ISDIR(st.st_mode);
}

int
practice_make_above(const char *path)
{
	char *folder = xstrdup(path);
	int status = state_make_folders(folder, 0777);

	free(folder);
	return status;
}

/* Removes what starts that were killed have left beside the folder. */
static void
remove_leftovers(const char *folder)
{
	const char *slash = strrchr(folder, '/'), *rest;
	char *above = xstrndup(folder, (size_t)(slash - folder)), *end, *path;
	size_t len = strlen(slash + 1);
	DIR *dir = xopendir(above);
	const struct dirent *f;
	long pid;

	while (dir != NULL && (f = readdir(dir)) != NULL) {
		rest = f->d_name + len;
		if (strncmp(f->d_name, slash + 1, len) != 0 || *rest != '.')
			continue;
		pid = strtol(rest + 1, &end, 10);
		if (pid <= 0 || strcmp(end, ".new") != 0 ||
		    kill((pid_t)pid, 0) == 0 || errno != ESRCH)
			continue; /* another's, or of one that is at work */
		path = xasprintf("%s/%s", above, f->d_name);
		scratch_remove(AT_FDCWD, path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
	free(above);
}

/* The course's `prepare` makes a folder that is not there. */
static int
prepare(const struct course *c, const char *from, const char *folder,
    struct error *e)
{
	char *script = xasprintf("%s/exercises/prepare", c->dir);
	char *argv[] = {
	    (char *)"sh", script, (char *)from, (char *)folder, NULL};
	struct process p = {0};
	const struct process_options o = {.argv = argv, .timeout = PREPARE};
	int status = process_run(&p, &o, e);

	if (status == 0 && p.status != 0)
		status = error_set(e, ERROR_COMMAND_FAILED,
		    "cannot prepare '%s': %.*s; codex-learn doctor says what "
		    "is missing",
		    from, (int)strcspn(buf_str(&p.err), "\n"), buf_str(&p.err));
	process_release(&p);
	free(script);
	return status;
}

int
practice_make(const char *folder, const struct course *c, const char *from,
    struct error *e)
{
	char *new = xasprintf("%s.%ld.new", folder, (long)getpid());
	int status = 0;

	remove_leftovers(folder);
	if (practice_exists(folder)) {
		free(new);
		return 0;
	}
	if (practice_make_above(folder) < 0)
		status = error_errno(e, "cannot make the folder '%s'", folder);
	else
		status = prepare(c, from, new, e);
	if (status == 0 && rename(new, folder) < 0)
		status = error_errno(e, "cannot make the folder '%s'", folder);
	if (status < 0)
		scratch_remove(AT_FDCWD, new);
	free(new);
	return status;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* What the learner wrote in a folder. */
struct tree {
	FTS *fts;
	struct rules *made; /* the folder's .gitignore names what runs made */
	size_t below;       /* where in a path what they look at begins */
};

static struct tree
open_tree(const char *folder)
{
	char *paths[] = {(char *)folder, NULL};
	struct tree t = {.below = strlen(folder) + 1};
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	t.fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (fd >= 0) {
		t.made = rules_read(fd, "", NULL);
		close(fd);
	}
	return t;
}

static void
close_tree(struct tree *t)
{
	if (t->fts != NULL)
		fts_close(t->fts);
	rules_free(t->made);
}

static bool
is_made(const struct tree *t, const FTSENT *f)
{
	char *path;
	bool is;

	if (strcmp(f->fts_name, ".git") == 0 ||
	    strcmp(f->fts_name, ".codex-log") == 0)
		return true;
	if (t->made == NULL || f->fts_level == 0)
		return false;
	path = xasprintf(
	    "%s%s", f->fts_path + t->below, f->fts_info == FTS_D ? "/" : "");
	is = rules_ignore(t->made, path);
	free(path);
	return is;
}

/* The next file of the learner's; what git, logs and runs made is left out. */
static FTSENT *
next_file(const struct tree *t)
{
	FTSENT *f;

	while (t->fts != NULL && (f = fts_read(t->fts)) != NULL)
		if (is_made(t, f))
			fts_set(t->fts, f, FTS_SKIP);
		else if (f->fts_info == FTS_F || f->fts_info == FTS_SL)
			return f;
	return NULL;
}

static void
hash_file(struct sha256_ctx *ctx, const FTSENT *f, const char *name)
{
	unsigned char chunk[65536];
	ssize_t n;
	int fd = f->fts_info == FTS_F
		     ? open(f->fts_accpath, O_RDONLY | O_CLOEXEC | O_NOCTTY)
		     : -1;

	sha256_update(ctx, strlen(name) + 1, (const uint8_t *)name);
	sha256_update(ctx, sizeof(f->fts_statp->st_size),
	    (const uint8_t *)&f->fts_statp->st_size);
	while (fd >= 0 && (n = read(fd, chunk, sizeof(chunk))) > 0)
		sha256_update(ctx, (size_t)n, chunk);
	if (fd >= 0)
		close(fd);
}

void
practice_hash(const char *folder, char hex[SHA256_HEX + 1])
{
	struct sha256_ctx ctx;
	struct tree tree;
	const FTSENT *f;

	hex[0] = '\0';
	if (!practice_exists(folder))
		return;
	tree = open_tree(folder);
	sha256_init(&ctx);
	while ((f = next_file(&tree)) != NULL)
		hash_file(&ctx, f, f->fts_path + strlen(folder));
	if (tree.fts != NULL)
		sha256_end(&ctx, hex);
	close_tree(&tree);
}

unsigned long
practice_mark(const char *folder)
{
	struct tree tree = open_tree(folder);
	unsigned long mark = 5381; /* Bernstein's, times 33 */
	const FTSENT *f;

	while ((f = next_file(&tree)) != NULL) {
		const struct stat *st = f->fts_statp;

		for (const char *p = f->fts_path; *p != '\0'; p++)
			mark = mark * 33 + (unsigned char)*p;
		mark = mark * 33 + (unsigned long)st->st_size;
		mark = mark * 33 + (unsigned long)st->st_mtim.tv_sec;
		mark = mark * 33 + (unsigned long)st->st_mtim.tv_nsec;
		mark = mark * 33 + (unsigned long)st->st_ino;
	}
	close_tree(&tree);
	return mark;
}
