/* confine: the sandbox of the programs that are started */
#include "system/confine.h"
#include "base/alloc.h"
#include "system/keeper.h"
#include "system/landlock.h"
#include "system/privileges.h"
#include "system/root.h"
#include "system/scratch.h"
#include "system/seccomp.h"
#include "system/toolchains.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define READS (LANDLOCK_RUN | LANDLOCK_READ | LANDLOCK_LIST)
#define USES  (LANDLOCK_READ | LANDLOCK_OVERWRITE | LANDLOCK_CONTROL)
#define WRITES                                                                 \
	(READS | USES | LANDLOCK_REMOVE | LANDLOCK_MAKE | LANDLOCK_MAKE_SPECIAL)

static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full",
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

/* What is there of the device nodes and links that every program expects. */
static void
add_devices(struct views *s)
{
	static const char *const links[][2] = {{"/dev/fd", "/proc/self/fd"},
	    {"/dev/stdin", "/proc/self/fd/0"},
	    {"/dev/stdout", "/proc/self/fd/1"},
	    {"/dev/stderr", "/proc/self/fd/2"}, {"/dev/ptmx", "pts/ptmx"}};

	for (size_t i = 0; devices[i] != NULL; i++)
		views_add(s, VIEW_DEVICE, devices[i]);
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		views_add_new(s, VIEW_LINK, links[i][0], links[i][1]);
	views_add_new(s, VIEW_PTS, "/dev/pts", NULL);
	views_add_new(s, VIEW_TMPFS, "/dev/shm", NULL);
}

/* The root, with what is reserved in it (contract 6) held back. */
static void
add_root(struct views *s, bool write)
{
	static const char *const reserved[] = {".git", ".codex", ".codex-log"};
	char *path;
	struct stat st;

	views_add(s, write ? VIEW_WRITE : VIEW_READ, root_path());
	for (size_t i = 0; i < 3; i++) {
		path = xasprintf("%s/%s", root_path(), reserved[i]);
		if (lstat(path, &st) == 0 && !S_ISLNK(st.st_mode))
			views_add(s, VIEW_GUARD, path);
		free(path);
	}
}

static void
add_views(struct confine *c)
{
	struct views *s = &c->views;

	for (size_t i = 0; i < c->reads.n; i++)
		views_add(s, VIEW_READ, c->reads.v[i]);
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
	c->cache = scratch_cache();
	add_views(c);
	c->landlock = landlock_level();
	if (has_namespaces(c))
		c->mode = CONFINE_NAMESPACES;
	else if (c->landlock >= 2)
		c->mode = CONFINE_LANDLOCK;
	else
		return lacks(c, e);
	if (make_folders(c, e) < 0)
		return -1;
	add_writes(c);
	if (!c->write)
		return 0;
	return guard_note(&c->guard, c->mode == CONFINE_LANDLOCK, e);
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

static int
allow_all(struct landlock *l, const struct strv *paths, uint64_t rights)
{
	for (size_t i = 0; i < paths->n; i++)
		if (landlock_allow_path(l, paths->v[i], rights) < 0 &&
		    errno != EACCES)
			return -1;
	return 0;
}

/* In namespaces, what is there at all can be read. */
static int
restrict_files(const struct confine *c)
{
	bool all = c->mode == CONFINE_NAMESPACES;
	struct landlock l;

	landlock_begin(&l, all || c->network == CONFINE_ONLINE);
	if (l.fd < 0)
		return -1;
	for (size_t i = 0; devices[i] != NULL; i++)
		if (landlock_allow_path(&l, devices[i], USES) < 0)
			return -1;
	if (landlock_allow_path(&l, "/dev/ptmx", USES) < 0 ||
	    landlock_allow_path(&l, "/dev/pts", USES | LANDLOCK_LIST) < 0 ||
	    landlock_allow_path(&l, "/proc", LANDLOCK_READ | LANDLOCK_LIST) < 0)
		return -1;
	if (all ? landlock_allow_path(&l, "/", READS) < 0 ||
		      landlock_allow_path(&l, "/tmp", WRITES) < 0 ||
		      landlock_allow_path(&l, "/var/tmp", WRITES) < 0
		: allow_all(&l, &c->reads, READS) < 0)
		return -1;
	if (landlock_allow_path(&l, root_path(), c->write ? WRITES : READS) <
		0 ||
	    allow_all(&l, &c->writes, WRITES) < 0)
		return -1;
	return landlock_enforce(&l);
}

/*
 * In the child that becomes the program. Landlock below ABI 2 would forbid
 * to move a file between folders; namespaces hold without it.
 */
static int
give_up_rights(const struct confine *c)
{
	bool alone = c->mode == CONFINE_LANDLOCK;

	setsid();
	privileges_limit();
	if (c->landlock >= 2 && restrict_files(c) < 0)
		return -1;
	if (privileges_drop(!alone) < 0 || seccomp_restrict(SECCOMP_RUN) < 0)
		return -1;
	if (!alone)
		return 0;
	if (c->network != CONFINE_ONLINE && privileges_no_sockets() < 0)
		return -1;
	return c->landlock < 3 ? privileges_no_truncate() : 0;
}

static void
release_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * Outside of the sandbox, until all in it has ended. If our parent has ended
 * before, what it would have done then is ours to do.
 */
static noreturn void
keep(const struct confine *c, pid_t child, pid_t all)
{
	struct strv changed = {0};
	bool alone;
	int status = keeper_stay(child, all, &alone);

	if (alone) {
		guard_restore(&c->guard, &changed);
		if (c->scratch != NULL)
			scratch_remove(AT_FDCWD, c->scratch);
	}
	_exit(status);
}

/* The first process of the PID namespace: forks the second, and stays. */
static int
begin_namespace(const struct confine *c, int alive)
{
	struct pollfd parent = {.fd = alive, .events = POLLIN};
	pid_t pid;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (poll(&parent, 1, 0) != 0)
		_exit(128 + SIGKILL); /* it is dead already */
	if (namespaces_settle(&c->ns) < 0 || privileges_drop(true) < 0)
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0) {
		release_signals();
		return give_up_rights(c);
	}
	close_range(3, ~0U, 0);
	keeper_stay_first(pid);
}

static int
enter_namespaces(const struct confine *c, int report)
{
	int alive[2];
	pid_t pid;

	if (pipe2(alive, O_CLOEXEC) < 0 || namespaces_enter(&c->ns) < 0)
		return -1;
	keeper_hold_signals();
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0) {
		close(alive[1]);
		return begin_namespace(c, alive[0]);
	}
	close(report);
	keep(c, pid, pid); /* alive[1] ends with us */
}

static int
enter_landlock(const struct confine *c, int report)
{
	pid_t pid, keeper = getpid();

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	keeper_hold_signals();
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid > 0) {
		close(report);
		keep(c, pid, -pid);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)
		_exit(128 + SIGKILL);
	release_signals();
	return give_up_rights(c);
}

int
confine_enter(const struct confine *c, int report)
{
	switch (c->mode) {
	case CONFINE_NAMESPACES:
		return enter_namespaces(c, report);
	case CONFINE_LANDLOCK:
		return enter_landlock(c, report);
	case CONFINE_NOT:
		break;
	}
	return 0;
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
