/* git: runs git so that the repository's configuration can run nothing */
#include "system/git.h"
#include "base/alloc.h"
#include "system/environ.h"
#include "system/process.h"
#include "system/repository.h"
#include "system/root.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define GIT_TIMEOUT 60
#define GIT_OUTPUT  ((size_t)256 << 20)

/* The work tree that the root lies in; it describes the process. */
static struct {
	bool known;
	char *top, *folder, *common, *prefix;
	struct strv env;
} repo;

static const char *const allowed[] = {"PATH", "HOME", "LANG", "TERM", "TMPDIR",
    "USER", "LOGNAME", "XDG_CONFIG_HOME", "LD_LIBRARY_PATH", NULL};

static const char *const fixed[] = {
    "LC_ALL=C", /* messages that do not depend on the user's language */
    "GIT_OPTIONAL_LOCKS=0", "GIT_LITERAL_PATHSPECS=1", "GIT_NO_LAZY_FETCH=1",
    "GIT_ALLOW_PROTOCOL=", /* a git too old for the one before: no fetch */
    "GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_GLOBAL=/dev/null", "GIT_ATTR_NOSYSTEM=1"};

/* What runs programs, then what changes output that we read. */
static const char *const config[][2] = {{"core.fsmonitor", "false"},
    {"core.hooksPath", "/dev/null"}, {"core.pager", "cat"},
    {"log.showSignature", "false"}, {"submodule.recurse", "false"},
    {"color.ui", "false"}, {"color.diff", "false"}, {"core.quotePath", "false"},
    {"diff.noprefix", "false"}, {"diff.mnemonicPrefix", "false"},
    {"diff.orderFile", "/dev/null"}, {"diff.relative", "false"},
    {"diff.renames", "true"}, {"diff.submodule", "short"},
    {"diff.suppressBlankEmpty", "false"}, {"diff.interHunkContext", "0"},
    {"diff.autoRefreshIndex", "false"}, {"blame.ignoreRevsFile", ""},
    {"i18n.logOutputEncoding", "UTF-8"}};

/*
 * Options of commands that have no configuration, or whose configuration a
 * file in the tree (.gitmodules, .gitattributes) would override.
 */
static const struct {
	const char *command;
	const char *options[4];
} hardened[] = {
    {"diff", {"--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty"}},
    {"log", {"--no-ext-diff", "--no-textconv", "--no-show-signature"}},
    {"show", {"--no-ext-diff", "--no-textconv", "--no-show-signature"}},
    {"status", {"--ignore-submodules=dirty"}},
    {"blame", {"--no-textconv"}},
};

/*
 * Configuration goes through the environment, where a name may hold any
 * byte: with -c, a filter named "a=b" could not be named.
 */
static void
add_config(size_t *n, const char *name, const char *value)
{
	strv_addf(&repo.env, "GIT_CONFIG_KEY_%zu=%s", *n, name);
	strv_addf(&repo.env, "GIT_CONFIG_VALUE_%zu=%s", *n, value);
	*n += 1;
}

static void
set_env(const struct buf *filters, const char *index)
{
	const char *name, *end = buf_str(filters) + filters->len;
	size_t n = 0;

	strv_release(&repo.env);
	environ_allow(&repo.env, allowed);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		strv_add(&repo.env, fixed[i]);
	for (size_t i = 0; i < sizeof(config) / sizeof(*config); i++)
		add_config(&n, config[i][0], config[i][1]);
	add_config(&n, "safe.directory", root_path());
	for (name = buf_str(filters); name < end; name += strlen(name) + 1) {
		bool required = strcmp(strrchr(name, '.'), ".required") == 0;

		add_config(&n, name, required ? "false" : "");
	}
	strv_addf(&repo.env, "GIT_CONFIG_COUNT=%zu", n);
	if (index != NULL)
		strv_addf(&repo.env, "GIT_INDEX_FILE=%s", index);
}

static int
fail(const struct process *p, const char *command, struct error *e)
{
	const char *line = buf_str(&p->err);

	if (p->timed_out)
		return error_set(e, ERROR_TIMEOUT,
		    "git %s took longer than %d seconds", command, GIT_TIMEOUT);
	if (p->cut_bytes > 0)
		return error_set(e, ERROR_TOO_LARGE,
		    "git %s printed more than %zu bytes", command, GIT_OUTPUT);
	if (p->broken)
		return error_set(e, ERROR_COMMAND_FAILED,
		    "what git %s printed cannot be read", command);
	if (strncmp(line, "fatal: ", 7) == 0)
		line += 7;
	if (*line == '\0')
		return error_set(e, ERROR_COMMAND_FAILED,
		    "git %s ended with status %d", command, p->status);
	return error_set(e, ERROR_COMMAND_FAILED, "git %s: %.*s", command,
	    (int)strcspn(line, "\n"), line);
}

/* Runs a ready argv; the exit status, or -1 when that is above `most`. */
static int
run(const struct strv *argv, int most, struct buf *out, struct error *e)
{
	struct process p;
	struct process_options o = {.argv = argv->v,
	    .env = repo.env.v,
	    .dir = root_path(),
	    .timeout = GIT_TIMEOUT,
	    .max_output = GIT_OUTPUT};
	int status = -1;

	if (process_run(&p, &o, e) < 0) {
		if (e != NULL && e->code == ERROR_NOT_AVAILABLE)
			error_hint(e, "install the package git");
		else if (e != NULL) /* sandbox.c allows no interpreter */
			error_hint(e, "git itself must come before any "
				      "script of that name in PATH");
	} else if (p.status > most || p.timed_out || p.broken ||
		   p.cut_bytes > 0) {
		fail(&p, argv->v[1], e);
	} else {
		status = p.status;
		buf_add(out, buf_str(&p.out), p.out.len);
	}
	process_release(&p);
	return status;
}

/* Whether path is folder or lies in it. */
static bool
lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '\0' || path[n] == '/' || n == 1);
}

/* Takes the next line out of *text as a new string. */
static char *
next_line(const char **text)
{
	size_t n = strcspn(*text, "\n");
	char *line = xstrndup(*text, n);

	*text += n + ((*text)[n] == '\n');
	return line;
}

/*
 * What git finds must be what we found: a configuration of a file's or an
 * environment's own may lead it elsewhere.
 */
static int
check_place(const struct repository *r, struct error *e)
{
	char *top = xrealpath(repo.top);
	bool good = top != NULL && r->top != NULL && strcmp(top, r->top) == 0 &&
		    strcmp(repo.folder, r->folder) == 0;

	free(top);
	if (good)
		return 0;
	return error_set(e, ERROR_OUTSIDE_ROOT,
	    "the git folder '%s' is not this work tree's", repo.folder);
}

/* Passes on why there is no work tree. */
static int
fail_place(struct error *why, struct error *e)
{
	const char *text = why->message ? why->message : "";

	if (strstr(text, "not a git repository") != NULL ||
	    strstr(text, "in a work tree") != NULL) {
		error_set(e, ERROR_NOT_FOUND,
		    "the root '%s' is in no git work tree", root_path());
		error_hint(e, "run git init there, or name another --root");
	} else {
		error_set(e, why->code, "%s", text);
		if (why->hint != NULL)
			error_hint(e, "%s", why->hint);
	}
	error_release(why);
	return -1;
}

static int
find_top(const struct repository *r, struct error *e)
{
	struct strv argv = {0};
	struct buf out = {0};
	struct error why = {0};
	const char *text;
	int status;

	strv_addl(&argv, "git", "rev-parse", "--path-format=absolute",
	    "--show-toplevel", "--git-dir", "--git-common-dir", "--show-prefix",
	    NULL);
	status = run(&argv, 0, &out, &why);
	strv_release(&argv);
	if (status < 0) {
		buf_release(&out);
		return fail_place(&why, e);
	}
	text = buf_str(&out);
	repo.top = next_line(&text);
	repo.folder = next_line(&text);
	repo.common = next_line(&text);
	repo.prefix = next_line(&text);
	buf_release(&out);
	return check_place(r, e);
}

static void
forget(void)
{
	free(repo.top);
	free(repo.folder);
	free(repo.common);
	free(repo.prefix);
	repo.top = repo.folder = repo.common = repo.prefix = NULL;
}

/*
 * The index that a hook of `git commit -a` or `git commit FILE` must look
 * at: kept if it lies in the git folder. GIT_DIR and GIT_WORK_TREE could
 * only say again what git finds by itself from the root.
 */
static char *
find_index(void)
{
	const char *given = getenv("GIT_INDEX_FILE");
	char *path, *real, *kept = NULL;

	if (given == NULL)
		return NULL;
	path = *given == '/' ? xstrdup(given)
			     : xasprintf("%s/%s", repo.top, given);
	real = xrealpath(path);
	if (real != NULL &&
	    (lies_in(real, repo.folder) || lies_in(real, repo.common)))
		kept = xstrdup(real);
	free(real);
	free(path);
	return kept;
}

/* Fills repo; afterwards only the work of git_run itself is left. */
static int
discover(struct error *e)
{
	struct buf filters = {0};
	struct strv argv = {0};
	const struct repository *r = repository_of_root(e);
	char *index;
	int status;

	if (repo.known)
		return 0;
	set_env(&filters, NULL);
	if (r == NULL || find_top(r, e) < 0) {
		forget();
		return -1;
	}
	strv_addl(&argv, "git", "config", "--null", "--name-only",
	    "--get-regexp", "^filter\\..*\\.(clean|smudge|process|required)$",
	    NULL);
	status = run(&argv, 1, &filters, e);
	strv_release(&argv);
	if (status < 0) {
		buf_release(&filters);
		forget();
		return -1;
	}
	index = find_index();
	set_env(&filters, index);
	free(index);
	buf_release(&filters);
	repo.known = true;
	return 0;
}

static void
harden(struct strv *argv, const char *command)
{
	for (size_t i = 0; i < sizeof(hardened) / sizeof(*hardened); i++)
		if (strcmp(command, hardened[i].command) == 0)
			for (const char *const *o = hardened[i].options; *o;
			     o++)
				strv_add(argv, *o);
}

/*
 * Drops the headers of files that were only touched: a plain git diff finds
 * out that they are unchanged by rewriting the index, which is not ours to
 * do. No line but a header begins with these words in a patch.
 */
static void
drop_touched(struct buf *out, size_t from)
{
	static const char word[] = "diff --git ";
	char *to = out->data + from, *end = out->data + out->len, *next;
	size_t n = sizeof(word) - 1;

	for (char *line = to; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		if (strncmp(line, word, n) == 0 &&
		    (next == end || strncmp(next, word, n) == 0))
			continue;
		memmove(to, line, (size_t)(next - line));
		to += next - line;
	}
	buf_truncate(out, (size_t)(to - out->data));
}

int
git_run(
    const struct strv *args, bool allow_one, struct buf *out, struct error *e)
{
	struct strv argv = {0};
	size_t from = out->len;
	int status;

	if (discover(e) < 0)
		return -1;
	strv_addl(&argv, "git", args->v[0], NULL);
	harden(&argv, args->v[0]);
	for (size_t i = 1; i < args->n; i++)
		strv_add(&argv, args->v[i]);
	status = run(&argv, allow_one, out, e);
	strv_release(&argv);
	if (strcmp(args->v[0], "diff") == 0 && out->len > from)
		drop_touched(out, from);
	return status;
}

int
git_runl(struct buf *out, struct error *e, ...)
{
	struct strv args = {0};
	const char *arg;
	va_list ap;
	int status;

	va_start(ap, e);
	while ((arg = va_arg(ap, const char *)) != NULL)
		strv_add(&args, arg);
	va_end(ap);
	status = git_run(&args, false, out, e);
	strv_release(&args);
	return status;
}

const char *
git_prefix(struct error *e)
{
	return discover(e) < 0 ? NULL : repo.prefix;
}

static char *
no_commit(struct error *e)
{
	error_set(e, ERROR_NOT_FOUND, "this repository has no commit yet");
	error_hint(e, "make the first one, then ask again");
	return NULL;
}

char *
git_commit(const char *revision, struct error *e)
{
	struct strv args = {0};
	struct buf out = {0};
	const char *slash = strchr(revision, '/');
	int status;

	strv_addl(&args, "rev-parse", "--verify", "--quiet", "--end-of-options",
	    NULL);
	strv_addf(&args, "%s^{commit}", revision);
	status = git_run(&args, true, &out, e);
	strv_release(&args);
	if (status == 0) {
		buf_truncate(&out, out.len - 1);
		return buf_detach(&out);
	}
	buf_release(&out);
	if (status < 0)
		return NULL;
	if (strcmp(revision, "HEAD") == 0)
		return no_commit(e);
	error_set(e, ERROR_NOT_FOUND, "no revision '%s' in this repository",
	    revision);
	if (slash != NULL)
		error_hint(e,
		    "git fetch %.*s %s; in CI, check out with fetch-depth: 0",
		    (int)(slash - revision), revision, slash + 1);
	else
		error_hint(e, "a shallow clone lacks older commits: in CI, "
			      "check out with fetch-depth: 0");
	return NULL;
}

char *
git_base(const char *base, struct error *e)
{
	size_t n = strlen(base);
	struct buf out = {0};
	char *given, *commit;

	if (n < 4 || strcmp(base + n - 3, "...") != 0)
		return git_commit(base, e);
	given = xstrndup(base, n - 3);
	commit = git_commit(given, e);
	free(given);
	if (commit == NULL)
		return NULL;
	if (git_runl(&out, e, "merge-base", commit, "HEAD", NULL) < 0) {
		error_set(e, ERROR_NOT_FOUND,
		    "no merge base of '%.*s' and HEAD", (int)n - 3, base);
		error_hint(e, "a shallow clone lacks it: git fetch "
			      "--unshallow; in CI, check out with "
			      "fetch-depth: 0");
		free(commit);
		return NULL;
	}
	free(commit);
	buf_truncate(&out, strcspn(out.data, "\n"));
	return buf_detach(&out);
}

char *
git_empty_tree(struct error *e)
{
	struct buf out = {0};

	if (git_runl(&out, e, "hash-object", "-t", "tree", "/dev/null", NULL) <
	    0)
		return NULL;
	buf_truncate(&out, strcspn(buf_str(&out), "\n"));
	return buf_detach(&out);
}
