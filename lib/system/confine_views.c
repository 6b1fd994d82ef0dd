/* confine_views: what a confined program sees of the file system */
#include "system/confine_views.h"
#include "base/alloc.h"
#include "system/repository.h"
#include "system/root.h"
#include "system/toolchains.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const confine_devices[] = {"/dev/null", "/dev/zero", "/dev/full",
    "/dev/random", "/dev/urandom", "/dev/tty", NULL};

/* What is there of the device nodes and links that every program expects. */
static void
add_devices(struct views *s)
{
	static const char *const links[][2] = {{"/dev/fd", "/proc/self/fd"},
	    {"/dev/stdin", "/proc/self/fd/0"},
	    {"/dev/stdout", "/proc/self/fd/1"},
	    {"/dev/stderr", "/proc/self/fd/2"}, {"/dev/ptmx", "pts/ptmx"}};

	for (size_t i = 0; confine_devices[i] != NULL; i++)
		views_add(s, VIEW_DEVICE, confine_devices[i]);
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		views_add_new(s, VIEW_LINK, links[i][0], links[i][1]);
	views_add_new(s, VIEW_PTS, "/dev/pts", NULL);
	views_add_new(s, VIEW_TMPFS, "/dev/shm", NULL);
}

/* git's folders, where they lie outside of the root. */
static void
add_repository(struct strv *reads)
{
	const struct repository *r = repository_of_root(NULL);

	if (r == NULL || r->top == NULL)
		return;
	strv_addl(reads, r->link, r->folder, r->common, NULL);
	for (size_t i = 0; i < r->alternates.n; i++)
		strv_add(reads, r->alternates.v[i]);
	for (size_t i = 0; i < r->includes.n; i++)
		strv_add(reads, r->includes.v[i]);
}

static bool
is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && path[n] == '/';
}

/* Whether a path is one of them; or, with below, one is below it. */
static bool
is_among(const char *path, const char *const *hidden, bool below)
{
	for (; *hidden != NULL; hidden++)
		if (below ? is_below(*hidden, path)
			  : strcmp(*hidden, path) == 0)
			return true;
	return false;
}

/*
 * Landlock cannot except anything from a folder that is read, so what is in
 * it is allowed one by one.
 */
static void
add_except(struct confine *c, const char *folder, const char *const *hidden)
{
	DIR *dir = xopendir(folder);
	const struct dirent *d;
	char *path;

	strv_add(&c->lists, folder);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		path = xasprintf("%s/%s", folder, d->d_name);
		if (is_among(path, hidden, true))
			add_except(c, path, hidden);
		else if (!is_among(path, hidden, false))
			strv_add(&c->reads, path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
}

/* What Landlock allows one by one: of /etc, of a root that is only read. */
void
confine_add_entries(struct confine *c)
{
	char *logs = xasprintf("%s/.codex-log", root_path());
	const char *hidden[] = {logs, NULL};

	add_except(c, "/etc", toolchains_hidden);
	if (!c->write)
		add_except(c, root_path(), hidden);
	free(logs);
}

/* What is there, and is to be seen by nobody. */
static void
hide(struct views *s, const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode))
		views_add(
		    s, S_ISDIR(st.st_mode) ? VIEW_HIDDEN : VIEW_EMPTY, path);
}

/* The root, with what is reserved in it (contract 6) held back. */
static void
add_root(struct views *s, bool write)
{
	static const char *const reserved[] = {".git", ".codex", NULL};
	const struct strv *inside = repository_inside();
	char *path;
	struct stat st;

	views_add(s, write ? VIEW_WRITE : VIEW_READ, root_path());
	for (size_t i = 0; reserved[i] != NULL; i++) {
		path = xasprintf("%s/%s", root_path(), reserved[i]);
		if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode))
			views_add(s, VIEW_GUARD, path);
		free(path);
	}
	for (size_t i = 0; i < inside->n; i++) {
		path = xasprintf("%s/%s", root_path(), inside->v[i]);
		views_add(s, VIEW_GUARD, path);
		free(path);
	}
	path = xasprintf("%s/.codex-log", root_path());
	hide(s, path);
	free(path);
}

void
confine_add_views(struct confine *c)
{
	struct views *s = &c->views;

	toolchains_readable(&c->reads);
	add_repository(&c->reads);
	for (size_t i = 0; i < c->reads.n; i++)
		views_add(s, VIEW_READ, c->reads.v[i]);
	views_add(s, VIEW_READ, "/etc");
	for (size_t i = 0; toolchains_hidden[i] != NULL; i++)
		hide(s, toolchains_hidden[i]);
	if (c->network == CONFINE_ONLINE)
		views_add(s, VIEW_READ, "/run/systemd/resolve");
	add_devices(s);
	views_add_new(s, VIEW_TMPFS, "/tmp", NULL);
	views_add_new(s, VIEW_TMPFS, "/var/tmp", NULL);
	views_add_new(s, VIEW_FOLDER, "/run", NULL);
	views_add_new(s, VIEW_FOLDER, "/tmp/home", NULL);
	if (c->cache != NULL)
		views_add(s, VIEW_WRITE, c->cache);
	add_root(s, c->write);
	views_arrange(s);
	c->ns = (struct namespaces){
	    .views = s->v,
	    .n = s->n,
	    .base = root_path(),
	    .host_network = c->network == CONFINE_ONLINE,
	    .loopback = c->network == CONFINE_LOOPBACK,
	};
	snprintf(c->ns.uid_map, sizeof(c->ns.uid_map), "%u %u 1",
	    (unsigned)geteuid(), (unsigned)geteuid());
	snprintf(c->ns.gid_map, sizeof(c->ns.gid_map), "%u %u 1",
	    (unsigned)getegid(), (unsigned)getegid());
}
