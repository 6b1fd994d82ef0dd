/* sandbox: what a helper that reads or writes files gives up */
#include "system/sandbox.h"
#include "base/alloc.h"
#include "system/landlock.h"
#include "system/process.h"
#include "system/repository.h"
#include "system/root.h"
#include "system/seccomp.h"
#include "system/share.h"
#include "system/state.h"
#include "system/ways.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_ALL   (LANDLOCK_READ | LANDLOCK_LIST)
#define CHANGE_ALL (LANDLOCK_OVERWRITE | LANDLOCK_REMOVE | LANDLOCK_MAKE)

/* Takes path. */
static void
allow(struct landlock *l, char *path, uint64_t rights)
{
	landlock_allow_path(l, path, rights);
	free(path);
}

/* errno of what is there, but could not be opened to be allowed. */
static int failure;

/* Takes fd, which may be -1. */
static void
allow_fd(struct landlock *l, int fd, uint64_t rights)
{
	if (fd < 0) {
		if (errno == EIO || errno == EINTR || errno == EMFILE ||
		    errno == ENFILE || errno == ENOSPC)
			failure = errno;
		return;
	}
	landlock_allow(l, fd, rights);
	close(fd);
}

/*
 * Landlock cannot except what lies in a folder from a rule for that folder:
 * so the root's entries are allowed one by one, and of the root itself only
 * the listing. What takes the name of a file in the root afterwards is a
 * new file, and is not allowed.
 */
static void
allow_entries(struct landlock *l)
{
	int fd = openat(root_fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? xfdopendir(fd) : NULL;
	struct dirent *d;

	if (dir == NULL) {
		failure = errno;
		return;
	}
	landlock_allow(l, fd, LANDLOCK_LIST);
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 ||
		    root_is_reserved(d->d_name) ||
		    (d->d_type != DT_DIR && d->d_type != DT_REG &&
			d->d_type != DT_UNKNOWN))
			continue;
		allow_fd(l,
		    openat(fd, d->d_name, O_PATH | O_NOFOLLOW | O_CLOEXEC),
		    d->d_type == DT_REG ? LANDLOCK_READ : READ_ALL);
	}
	closedir(dir);
}

/* The program that an executable asks the kernel to load it with. */
static char *
loader_of(const char *program)
{
	union {
		ElfW(Ehdr) head;
		char bytes[4096];
	} file;
	ElfW(Phdr) part;
	char *loader = NULL;
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, &file, sizeof(file));

	if (fd >= 0)
		close(fd);
	if (n < (ssize_t)sizeof(file.head) ||
	    memcmp(file.bytes, ELFMAG, SELFMAG) != 0)
		return NULL;
	for (size_t i = 0; i < file.head.e_phnum; i++) {
		size_t at = file.head.e_phoff + i * sizeof(part);

		if (at > (size_t)n - sizeof(part))
			break;
		memcpy(&part, file.bytes + at, sizeof(part));
		if (part.p_type == PT_INTERP && part.p_offset < (size_t)n)
			loader = xstrndup(file.bytes + part.p_offset,
			    (size_t)n - part.p_offset);
	}
	return loader;
}

/* The folders of a list with colons, such as LD_LIBRARY_PATH. */
static void
allow_list(struct landlock *l, const char *list, uint64_t rights)
{
	const char *end;

	for (; list != NULL && *list != '\0'; list = *end ? end + 1 : end) {
		end = strchrnul(list, ':');
		if (*list == '/')
			allow(l, xstrndup(list, (size_t)(end - list)), rights);
	}
}

/* A program with its loader and the libraries; its path, or NULL. */
static char *
allow_program(struct landlock *l, const char *name)
{
	char *found = process_find(name);
	char *path = found ? xrealpath(found) : NULL;
	char *loader = path ? loader_of(path) : NULL;

	free(found);
	if (path == NULL)
		return NULL;
	landlock_allow_path(l, path, LANDLOCK_READ | LANDLOCK_RUN);
	if (loader != NULL)
		allow(l, loader, LANDLOCK_READ | LANDLOCK_RUN);
	allow_list(
	    l, "/lib:/lib64:/usr/lib:/usr/lib64:/usr/local/lib", LANDLOCK_READ);
	allow_list(l, getenv("LD_LIBRARY_PATH"), LANDLOCK_READ);
	allow_list(l, "/etc/ld.so.cache", LANDLOCK_READ);
	allow_list(l, "/dev/null", LANDLOCK_READ | LANDLOCK_OVERWRITE);
	return path;
}

/* git, and the programs of its own that it starts. */
static void
allow_git(struct landlock *l)
{
	char *git = allow_program(l, "git"), *slash;

	if (git == NULL)
		return;
	for (int up = 0; up < 2 && (slash = strrchr(git, '/')); up++)
		*slash = '\0';
	allow(l, xasprintf("%s/lib/git-core", git), READ_ALL | LANDLOCK_RUN);
	allow(
	    l, xasprintf("%s/libexec/git-core", git), READ_ALL | LANDLOCK_RUN);
	allow(l, xasprintf("%s/lib", git), LANDLOCK_READ);
	free(git);
}

/* The user's own ignore rules and attributes, which git reads. */
static void
allow_users(struct landlock *l)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	static const char *const names[] = {"ignore", "attributes"};

	for (size_t i = 0; i < 2; i++) {
		if (config != NULL && *config == '/')
			allow(l, xasprintf("%s/git/%s", config, names[i]),
			    LANDLOCK_READ);
		else if (home != NULL && *home == '/')
			allow(l, xasprintf("%s/.config/git/%s", home, names[i]),
			    LANDLOCK_READ);
	}
}

/* The rules of folders above a root that is below the work tree's top. */
static void
allow_above(struct landlock *l, const char *top)
{
	static const char *const names[] = {".gitignore", ".gitattributes"};
	char *at = xstrdup(root_path()), *slash, *path;

	while (strlen(at) > strlen(top) && (slash = strrchr(at, '/'))) {
		*slash = '\0';
		for (size_t i = 0; i < 2; i++) {
			path = xasprintf("%s/%s", at, names[i]);
			allow_fd(l, open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC),
			    LANDLOCK_READ);
			free(path);
		}
	}
	free(at);
}

/* What is a stranger's is not allowed; git_run() says why. */
static void
allow_repository(struct landlock *l)
{
	const struct repository *r = repository_of_root(NULL);

	if (r == NULL || r->top == NULL)
		return;
	landlock_allow_path(l, r->link, READ_ALL);
	landlock_allow_path(l, r->folder, READ_ALL);
	landlock_allow_path(l, r->common, READ_ALL);
	for (size_t i = 0; i < r->alternates.n; i++)
		landlock_allow_path(l, r->alternates.v[i], READ_ALL);
	for (size_t i = 0; i < r->includes.n; i++)
		landlock_allow_path(l, r->includes.v[i], LANDLOCK_READ);
	allow_above(l, r->top);
	allow_users(l);
}

/* The journal, which is in the user's state folder. */
static void
allow_state(struct landlock *l, const char *name)
{
	char *folder = state_path(name, "");

	if (folder != NULL && state_make_folders(folder, 0700) == 0)
		landlock_allow_path(l, folder,
		    LANDLOCK_READ | LANDLOCK_OVERWRITE | LANDLOCK_MAKE);
	free(folder);
}

/* Through no symbolic link. */
static void
allow_in_root(struct landlock *l, const char *path, uint64_t rights)
{
	allow_fd(l, root_open_plain(path, O_PATH), rights);
}

static void
allow_owned(struct landlock *l, const char *name)
{
	char *path = xasprintf(".codex/%s", name);

	allow_in_root(l, path, LANDLOCK_READ);
	free(path);
}

static void
allow_all(struct landlock *l, const struct sandbox *s)
{
	if (s->write)
		landlock_allow(l, root_fd(), READ_ALL | CHANGE_ALL);
	else
		allow_entries(l);
	for (size_t i = 0; i < s->owned.n; i++)
		allow_owned(l, s->owned.v[i]);
	allow(l, share_path(""), READ_ALL);
	if (s->git) {
		allow_git(l);
		allow_repository(l);
		/* git compares what it tracks there; the root module has it
		 * from no one that asks by name */
		allow_in_root(l, ".codex", READ_ALL);
		allow_in_root(l, ".codex-log/.gitignore", LANDLOCK_READ);
	}
	if (s->ctags)
		free(allow_program(l, "ctags"));
	if (s->write)
		allow_state(l, s->name);
#ifdef __SANITIZE_ADDRESS__
	landlock_allow_path(l, "/proc", READ_ALL);
#endif
}

/* Without a layer: who only reads goes on, who writes must be told to. */
static int
lack(const struct sandbox *s, struct error *e, const char *layer)
{
	const char *told = getenv("CODEX_NO_SANDBOX");
	bool anyway = told != NULL && strcmp(told, "1") == 0;

	error_set(e, ERROR_NOT_AVAILABLE,
	    "this kernel lacks a layer of the sandbox: %s", layer);
	if (!s->write || anyway)
		return 1;
	return error_hint(e, "to write without it, set CODEX_NO_SANDBOX=1");
}

/* What was left to a filter that is not there. */
static void
hold_back(uint64_t rights)
{
	struct landlock l;

	if (rights != 0 && landlock_begin(&l, ~rights, true) == 0)
		landlock_enforce(&l);
}

int
sandbox_enter(const struct sandbox *s, struct error *e)
{
	enum seccomp_kind kind = s->write             ? SECCOMP_WRITE
				 : s->git || s->ctags ? SECCOMP_READ_BY_PROGRAMS
						      : SECCOMP_READ;
	struct landlock l;
	uint64_t free = 0;
	int status = 0;

	repository_inside(); /* afterwards it could not be found */
	/* the filter holds truncating back, but a program that is started has
	 * none of our memory, and may put ways of its own there */
	if (!s->write && seccomp_is_there() && ways_seal() == 0 &&
	    kind == SECCOMP_READ)
		free = LANDLOCK_TRUNCATE;
	landlock_begin(&l, free, false);
	allow_all(&l, s);
	errno = failure;
	if (failure != 0)
		status = error_errno(e, "cannot look at the root");
	else if (l.fd < 0)
		status = lack(s, e, "Landlock");
	else if (l.abi == 1 && s->write)
		status = lack(s, e, "Landlock ABI 2");
	if (status >= 0 && landlock_enforce(&l) < 0)
		status = lack(s, e, "Landlock");
	if (status >= 0 && seccomp_restrict(kind) < 0) {
		status = lack(s, e, "the filter of system calls (seccomp)");
		hold_back(free);
	}
	return status;
}
