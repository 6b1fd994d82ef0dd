/* confine: the sandbox of the programs that are started */
#include "base/alloc.h"
#include "system/confine_views.h"
#include "system/landlock.h"
#include "system/repository.h"
#include "system/root.h"
#include "system/scratch.h"
#include "system/toolchains.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *
confine_mode_name(const struct confine *c)
{
	static const char *const names[] = {
	    "none", "kept", "landlock", "namespaces"};

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

	landlock_begin(&l, 0, true);
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
	c->cache = scratch_cache();
	confine_add_views(c);
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
		confine_add_entries(c);
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
