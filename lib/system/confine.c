/* confine: the sandbox of the programs that are started */
#include "system/confine.h"
#include "base/alloc.h"
#include "system/landlock.h"
#include "system/repository.h"
#include "system/root.h"
#include "system/scratch.h"
#include "system/toolchains.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *const confine_devices[] = {"/dev/null", "/dev/zero", "/dev/full",
    "/dev/random", "/dev/urandom", "/dev/tty", NULL};

const char *
confine_mode_name(const struct confine *c)
{
	static const char *const names[] = {"none", "landlock", "namespaces"};

	return names[c->mode];
}

const char *
confine_network_name(const struct confine *c)
{
	static const char *const names[] = {"none", "loopback", "all"};

	if (c->mode == CONFINE_NOT)
		return "all";
	if (c->mode == CONFINE_LANDLOCK && c->network == CONFINE_LOOPBACK)
		return "none";
	return names[c->network];
}

/* What the program may write, beside the root. */
static void
add_writes(struct confine *c)
{
	strv_add(&c->writes, "/dev/shm");
	if (c->cache != NULL)
		strv_add(&c->writes, c->cache);
	if (c->scratch != NULL)
		strv_add(&c->writes, c->scratch);
}

/* Its home and temporary folder, in memory or in one of ours. */
static int
make_folders(struct confine *c, struct error *e)
{
	if (c->mode == CONFINE_LANDLOCK) {
		c->scratch = scratch_make(e);
		if (c->scratch == NULL)
			return -1;
	}
	c->tmp = xasprintf("%s/tmp", c->scratch ? c->scratch : "");
	c->home = xasprintf("%s/home", c->scratch ? c->scratch : c->tmp);
	if (c->cache == NULL)
		c->cache = xasprintf("%s/cache", c->home);
	return 0;
}

/* The kernel's Landlock: 0 for none, 3 for all later than 2. */
static int
landlock_level(void)
{
	struct landlock l;

	landlock_begin(&l, true);
	if (l.fd < 0)
		return 0;
	close(l.fd);
	return l.handled & UINT64_C(1) << 14   ? 3
	       : l.handled & UINT64_C(1) << 13 ? 2
					       : 1;
}

static int
lacks(const struct confine *c, struct error *e)
{
	error_set(e, ERROR_NOT_AVAILABLE,
	    "no sandbox to run programs in: no namespaces here (%s), and %s",
	    c->why,
	    c->landlock == 0
		? "the kernel has no Landlock"
		: "the kernel's Landlock is too old (ABI 1, 2 is needed)");
	return error_hint(e, "let the container make user namespaces, or set "
			     "CODEX_NO_SANDBOX=1 to run without a sandbox");
}

static int
unguarded(const char *folder, struct error *e)
{
	error_set(e, ERROR_POLICY_DENIED,
	    "the git folder '%s' has a name of its own in the root, which only "
	    "namespaces could guard",
	    folder);
	return error_hint(
	    e, "move it: git init --separate-git-dir FOLDER, outside the root");
}

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
static void
add_entries(struct confine *c)
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

static void
add_views(struct confine *c)
{
	struct views *s = &c->views;

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

/* In a child: everything that namespaces need, once. */
static noreturn void
try(const struct namespaces *ns, int report)
{
	int why = 0, status = 0;
	pid_t pid;

	if (namespaces_enter(ns) < 0)
		goto out;
	pid = fork();
	if (pid == 0 && namespaces_settle(ns) == 0)
		_exit(0);
	if (pid > 0 && waitpid(pid, &status, 0) == pid)
		_exit(status == 0 ? 0 : 1);
out:
	why = errno;
	if (write(report, &why, sizeof(why)) < 0)
		_exit(2);
	_exit(1);
}

/*
 * Whether there are namespaces: seen by making them, as containers and
 * security modules each have their own way to forbid them, or half of them.
 */
static bool
has_namespaces(struct confine *c)
{
	int report[2], why = 0, status = -1;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) < 0)
		return false;
	pid = fork();
	if (pid == 0)
		try(&c->ns, report[1]);
	close(report[1]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (read(report[0], &why, sizeof(why)) < 0)
		why = 0;
	close(report[0]);
	c->why = xstrdup(why ? strerror(why) : "they cannot be made");
	return status == 0;
}

int
confine_prepare(struct confine *c, struct error *e)
{
	const char *off = getenv("CODEX_NO_SANDBOX");
	const struct strv *inside = repository_inside();
	char *secret;

	if (off != NULL && strcmp(off, "1") == 0)
		return 0;
	secret = toolchains_secret_below(root_path());
	if (secret != NULL) {
		error_set(e, ERROR_POLICY_DENIED,
		    "the root '%s' holds '%s', which no program may read",
		    root_path(), secret);
		free(secret);
		return error_hint(e, "give a --root below it");
	}
	toolchains_readable(&c->reads);
	add_repository(&c->reads);
	c->cache = scratch_cache();
	add_views(c);
	c->landlock = landlock_level();
	if (has_namespaces(c))
		c->mode = CONFINE_NAMESPACES;
	else if (c->landlock >= 2)
		c->mode = CONFINE_LANDLOCK;
	else
		return lacks(c, e);
	if (c->mode == CONFINE_LANDLOCK && c->write && inside->n > 0)
		return unguarded(inside->v[0], e);
	if (make_folders(c, e) < 0)
		return -1;
	add_writes(c);
	if (c->mode == CONFINE_LANDLOCK)
		add_entries(c);
	return !c->write
		   ? 0
		   : guard_note(&c->guard, c->mode == CONFINE_LANDLOCK, e);
}

/* Replaces what env has of the name. */
static void
set(struct strv *env, const char *name, const char *value)
{
	size_t len = strlen(name);
	char *line = xasprintf("%s=%s", name, value);

	for (size_t i = 0; i < env->n; i++)
		if (strncmp(env->v[i], line, len + 1) == 0) {
			free(env->v[i]);
			env->v[i] = line;
			return;
		}
	strv_take(env, line);
}

void
confine_environment(const struct confine *c, struct strv *env)
{
	static const char *const caches[][2] = {{"XDG_CACHE_HOME", ""},
	    {"GOCACHE", "/go-build"}, {"CCACHE_DIR", "/ccache"},
	    {"npm_config_cache", "/npm"}, {"PIP_CACHE_DIR", "/pip"},
	    {"YARN_CACHE_FOLDER", "/yarn"}, {"SCCACHE_DIR", "/sccache"},
	    {"RUFF_CACHE_DIR", "/ruff"}};
	char *path;

	if (c->mode == CONFINE_NOT)
		return;
	toolchains_environment(env);
	set(env, "HOME", c->home);
	set(env, "TMPDIR", c->tmp);
	for (size_t i = 0; i < sizeof(caches) / sizeof(*caches); i++) {
		path = xasprintf("%s%s", c->cache, caches[i][1]);
		set(env, caches[i][0], path);
		free(path);
	}
}

void
confine_finish(struct confine *c, struct strv *changed)
{
	guard_restore(&c->guard, changed);
}

void
confine_release(struct confine *c)
{
	guard_release(&c->guard);
	strv_release(&c->reads);
	strv_release(&c->writes);
	strv_release(&c->lists);
	views_release(&c->views);
	if (c->scratch != NULL)
		scratch_remove(AT_FDCWD, c->scratch);
	free(c->scratch);
	free(c->home);
	free(c->tmp);
	free(c->cache);
	free(c->why);
	*c = (struct confine){0};
}
