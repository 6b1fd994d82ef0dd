/* change: several files replaced or removed together, all of them or none */
#include "base/alloc.h"
#include "system/above.h"
#include "system/change_read.h"
#include "system/journal.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* Of the root, from change_begin() to the end of the process. */
static struct journal journal;

static int
pick_name(char name[40], const char *what)
{
	unsigned long long random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -1;
	snprintf(name, 40, ".codex-%s-%016llx", what, random);
	return 0;
}

/* Tells a file from another that took its name; of none it is empty. */
static void
identify(int folder, const char *name, char text[64])
{
	struct stat st;

	text[0] = '\0';
	/* no inode number: some file systems change it with a first link */
	if (name[0] != '\0' &&
	    fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		snprintf(text, 64, "%llx %llx %lx",
		    (unsigned long long)st.st_size,
		    (unsigned long long)st.st_mtim.tv_sec,
		    (unsigned long)st.st_mtim.tv_nsec);
}

/* Writes the new content beside. */
static int
write_beside(struct change *c, bool there)
{
	int fd = openat(c->folder, c->new,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, c->mode);
	int status, number;

	if (fd < 0)
		return -1;
	status = there ? fchmod(fd, c->mode) : 0;
	if (status == 0)
		status = write_all(fd, c->data, c->len);
	if (status == 0)
		status = fsync(fd);
	number = errno;
	if (close(fd) < 0 && status == 0)
		return -1;
	errno = number;
	return status;
}

/* Whether others wrote the file after it was read. */
static bool
is_other(const struct stat *now, const struct stat *seen)
{
	return seen->st_nlink > 0 &&
	       (now->st_ino != seen->st_ino || now->st_size != seen->st_size ||
		   now->st_mtim.tv_sec != seen->st_mtim.tv_sec ||
		   now->st_mtim.tv_nsec != seen->st_mtim.tv_nsec);
}

/* Gets one change ready; nothing that has a name is touched. */
static int
stage(struct change *c, struct error *e)
{
	struct stat st;
	bool there;

	c->folder = above_open(c->path);
	if (c->folder < 0)
		return change_refused(c->path, "write", e);
	there = fstatat(c->folder, above_name(c->path), &st,
		    AT_SYMLINK_NOFOLLOW) == 0;
	if (there && c->create)
		return change_refuse_present(c->path, e);
	if (!there && !c->create)
		return change_refused(c->path, "replace", e);
	if (there && !S_ISREG(st.st_mode)) {
		error_set(
		    e, ERROR_NOT_A_FILE, "'%s' is no regular file", c->path);
		return error_path(e, c->path);
	}
	if (there && is_other(&st, &c->seen)) {
		error_set(e, ERROR_NOT_FOUND,
		    "'%s' was changed by others meanwhile; nothing was written",
		    c->path);
		return error_path(e, c->path);
	}
	identify(c->folder, above_name(c->path), c->before);
	if (c->remove)
		return 0;
	if (write_beside(c, there || c->mode & 07000) < 0 ||
	    fsync(c->folder) < 0)
		return change_refused(c->path, "write", e);
	identify(c->folder, c->new, c->after);
	return 0;
}

/* The old file under another name, so that it can be brought back. */
static int
keep_old(struct change *c)
{
	const char *name = above_name(c->path);

	c->kept = linkat(c->folder, name, c->folder, c->old, 0) == 0 ||
		  renameat(c->folder, name, c->folder, c->old) == 0;
	return c->kept ? 0 : -1;
}

static int
make(struct change *c)
{
	const char *name = above_name(c->path);

	if (c->done)
		return 0;
	if (!c->create && !c->kept && keep_old(c) < 0)
		return -1;
	if (c->remove) {
		c->done = unlinkat(c->folder, name, 0) == 0 || errno == ENOENT;
		return c->done ? 0 : -1;
	}
	/* a name that appeared meanwhile is nobody's to replace */
	if (c->create)
		c->done = renameat2(c->folder, c->new, c->folder, name,
			      RENAME_NOREPLACE) == 0;
	else
		c->done = renameat(c->folder, c->new, c->folder, name) == 0;
	return c->done ? 0 : -1;
}

static void
undo(struct change *c)
{
	const char *name = above_name(c->path);

	if (c->kept) {
		/* two names of one file: rename leaves both */
		if (renameat(c->folder, c->old, c->folder, name) == 0)
			unlinkat(c->folder, c->old, 0);
	} else if (c->done && c->create) {
		unlinkat(c->folder, name, 0);
	}
	if (!c->done && c->new[0] != '\0')
		unlinkat(c->folder, c->new, 0);
}

static int
make_all(struct change *c, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (make(&c[i]) < 0)
			return change_refused(
			    c[i].path, c[i].remove ? "remove" : "write", e);
	for (size_t i = 0; i < n; i++)
		fsync(c[i].folder);
	return 0;
}

static void
finish(struct change *c, size_t n, bool good)
{
	for (size_t i = n; i-- > 0;) {
		if (!good)
			undo(&c[i]);
		else if (c[i].kept)
			unlinkat(c[i].folder, c[i].old, 0);
		close(c[i].folder);
		if (good && c[i].remove)
			above_remove(c[i].path, (size_t)-1);
		if (!good)
			above_remove(c[i].path, c[i].made);
	}
}

/* What of a change the killed process did; false if others did more. */
static bool
inspect(struct change *c)
{
	char now[64], new[64], old[64], *folder = above_folder(c->path);
	bool absent, ready, undo = journal.phase == JOURNAL_UNDONE;

	c->folder = root_open_plain(folder, O_RDONLY | O_DIRECTORY);
	free(folder);
	identify(c->folder, above_name(c->path), now);
	identify(c->folder, c->new, new);
	identify(c->folder, c->old, old);
	absent = now[0] == '\0';
	c->kept = old[0] != '\0';
	c->done = new[0] == '\0' && strcmp(now, c->after) == 0;
	ready = strcmp(now, c->before) == 0 || (absent && c->kept);
	return c->done || (ready && (undo || c->remove || new[0] != '\0'));
}

/* Files that others changed meanwhile stay; what lies beside them goes. */
static void
leave(struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c[i].kept && !c[i].remove)
			renameat2(c[i].folder, c[i].old, c[i].folder,
			    above_name(c[i].path), RENAME_NOREPLACE);
		if (c[i].kept)
			unlinkat(c[i].folder, c[i].old, 0);
		if (c[i].new[0] != '\0')
			unlinkat(c[i].folder, c[i].new, 0);
		close(c[i].folder);
	}
}

static int
recover(struct change *c, size_t n, const char **told, struct error *e)
{
	bool ours = true, forward = journal.phase == JOURNAL_COMMITTED;

	for (size_t i = 0; i < n; i++)
		ours = inspect(&c[i]) && ours;
	if (journal.phase == JOURNAL_STAGED) {
		/* nothing took its name: only what lies beside goes */
		for (size_t i = 0; i < n; i++)
			c[i].done = false;
		ours = true;
	}
	if (ours && forward && make_all(c, n, e) < 0)
		return error_hint(e,
		    "an earlier patch was interrupted; it must be finished "
		    "before another one");
	if (ours)
		finish(c, n, forward);
	else
		leave(c, n);
	journal_clear(&journal);
	*told = !ours     ? "an earlier patch was interrupted and its files "
			    "changed since: they stay as they are"
		: forward ? "an earlier patch was interrupted: it is finished "
			    "now"
			  : "an earlier patch was interrupted: nothing of it "
			    "remains";
	return 0;
}

int
change_begin(const char **told, struct error *e)
{
	sigset_t all, before;
	int status = 0;

	*told = NULL;
	if (journal_open(&journal, e) < 0)
		return -1;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (journal.phase != JOURNAL_EMPTY)
		status = recover(journal.c, journal.n, told, e);
	else if (journal.text.len > 0)
		journal_clear(&journal);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(journal.c);
	buf_release(&journal.text);
	return status;
}

/* Says in the journal which files will lie beside. */
static int
announce(struct change *c, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		if (change_check(c[i].path, e) < 0)
			return -1;
		c[i].folder = -1;
		c[i].made = above_missing(c[i].path);
		if ((!c[i].remove && pick_name(c[i].new, "new") < 0) ||
		    (!c[i].create && pick_name(c[i].old, "old") < 0))
			return change_refused(c[i].path, "write", e);
	}
	return journal_enter(&journal, JOURNAL_STAGED, c, n, e);
}

/* What out_of_memory() has to undo, and who goes on then. */
static struct {
	struct change *c;
	size_t staged;
	void (*failed)(void);
} begun;

/* Nothing below asks for memory. */
static void
out_of_memory(void)
{
	finish(begun.c, begun.staged, false);
	journal_clear(&journal);
	begun.failed();
}

static int
commit(struct change *c, size_t n, struct error *e)
{
	size_t staged = 0;
	int status = 0;

	begun.c = c;
	begun.failed = alloc_failed;
	alloc_failed = out_of_memory;
	while (staged < n && status == 0) {
		begun.staged = staged + 1;
		status = stage(&c[staged++], e);
	}
	if (status == 0)
		status = journal_enter(&journal, JOURNAL_COMMITTED, c, n, e);
	if (status == 0) {
		status = make_all(c, n, e);
		if (status < 0)
			journal_enter(&journal, JOURNAL_UNDONE, c, n, NULL);
	}
	alloc_failed = begun.failed;
	finish(c, staged, status == 0);
	journal_clear(&journal);
	return status;
}

int
change_commit(struct change *c, size_t n, struct error *e)
{
	sigset_t all, before;
	int status;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	status = announce(c, n, e);
	if (status == 0)
		status = commit(c, n, e);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}
