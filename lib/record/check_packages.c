/* check_packages: rules about lock files and workflows */
#include "base/alloc.h"
#include "record/judge.h"
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Comments alone run nothing. */
void
check_ci(struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool counts = s->n == 0;

	for (size_t i = 0; i < s->n && !counts; i++)
		counts = !line_is_comment(s->v[i].text, s->v[i].len);
	if (counts)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* Without permissions a token has all that the forge gives by default. */
void
check_permissions(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool restricted =
	    s->added.n > 0 &&
	    memmem(s->added.text.data, s->added.text.len, "permissions:", 12);

	for (size_t i = 0; i < s->n; i++) {
		const struct changed *at = &s->v[i];

		if ((at->kind == '-' &&
			(restricted || s->file->change == DIFF_DELETE)) ||
		    !rule_matches(rule, at) || !judge_counts(rule, s, at))
			continue;
		judge_add(j, rule, s, at, rule->level,
		    at->kind == '+'
			? NULL
			: "no longer says what a workflow's token may do");
	}
}

/* Lock files, each with the manifests that may explain its change. */
static const char *const locks[][3] = {
    {"package-lock.json", "package.json"},
    {"npm-shrinkwrap.json", "package.json"},
    {"yarn.lock", "package.json"},
    {"bun.lock", "package.json"},
    {"pnpm-lock.yaml", "package.json", "pnpm-workspace.yaml"},
    {"cargo.lock", "cargo.toml"},
    {"go.sum", "go.mod", "go.work"},
    {"poetry.lock", "pyproject.toml"},
    {"uv.lock", "pyproject.toml"},
    {"pdm.lock", "pyproject.toml"},
    {"pipfile.lock", "pipfile"},
    {"gemfile.lock", "gemfile"},
    {"composer.lock", "composer.json"},
    {"mix.lock", "mix.exs"},
    {"flake.lock", "flake.nix"},
    {"deno.lock", "deno.json", "deno.jsonc"},
};

void
check_lock_file(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (s->file->change == DIFF_DELETE)
		return;
	for (size_t i = 0; i < LENGTH(locks); i++)
		if (strcmp(rule_base_name(s->path), locks[i][0]) == 0 &&
		    !judge_changes(j, locks[i][1]) &&
		    !(locks[i][2] && judge_changes(j, locks[i][2])))
			judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* The host of the first address on a line that says where to get a package. */
static char *
host_in(const char *text, size_t len)
{
	static const char *const words[] = {
	    "resolved", "tarball", "registry", "source", "index-url"};
	const char *url = memmem(text, len, "://", 3);
	size_t left, i;
	char *host, *port;

	for (i = 0; i < LENGTH(words); i++)
		if (memmem(text, len, words[i], strlen(words[i])))
			break;
	if (url == NULL || i == LENGTH(words))
		return NULL;
	url += 3;
	left = (size_t)(text + len - url);
	for (i = 0; i < left && !strchr("/\"'? \t#,", url[i]); i++)
		;
	host = xstrndup(url, i);
	port = strrchr(host, '@');
	if (port != NULL)
		memmove(host, port + 1, strlen(port));
	return host;
}

static bool
is_registry(const char *host)
{
	/* npm's and yarn's are the host `registry` of their domains */
	static const char *const domains[] = {"npmjs.org", "yarnpkg.com"};
	static const char *const known[] = {"npm.pkg.github.com", "npm.jsr.io",
	    "pypi.org", "pypi.python.org", "files.pythonhosted.org",
	    "github.com", "codeload.github.com", "api.github.com", "crates.io",
	    "static.crates.io", "index.crates.io", "rubygems.org",
	    "repo.packagist.org", "packagist.org", "hex.pm", "repo.hex.pm",
	    "proxy.golang.org", "sum.golang.org"};

	if (strncmp(host, "registry.", 9) == 0)
		for (size_t i = 0; i < LENGTH(domains); i++)
			if (strcmp(host + 9, domains[i]) == 0)
				return true;
	for (size_t i = 0; i < LENGTH(known); i++)
		if (strcmp(host, known[i]) == 0)
			return true;
	return false;
}

/* The hosts on lines that were there, in context too: what is known. */
static void
read_hosts(const struct diff_file *f, struct strv *known)
{
	char *host;

	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < f->hunks[i].n; k++) {
			const struct diff_line *l = &f->hunks[i].lines[k];

			host = l->kind == '+' ? NULL : host_in(l->text, l->len);
			if (host != NULL)
				strv_take(known, host);
		}
	strv_sort_unique(known);
}

/* A host that a lock file knew is no news, nor are the public registries. */
static void
judge_hosts(struct judge *j, const struct rule *rule, const struct subject *s)
{
	struct strv known = {0};
	char *host;

	read_hosts(s->file, &known);
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].kind != '+' ||
		    (host = host_in(s->v[i].text, s->v[i].len)) == NULL)
			continue;
		if (!is_registry(host) && !strv_has(&known, host)) {
			judge_take(j, rule, s, &s->v[i],
			    xasprintf(
				"takes a package from another host, %s", host));
			strv_add(&known, host);
		}
		free(host);
	}
	strv_release(&known);
}

void
check_lock_source(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' && rule_matches(rule, &s->v[i]) &&
		    judge_counts(rule, s, &s->v[i]))
			judge_add(j, rule, s, &s->v[i], rule->level,
			    "takes a package from an address without "
			    "protection");
	if (s->file->change == DIFF_MODIFY)
		judge_hosts(j, rule, s);
}

static bool
holds(const struct changed *at, const char *word)
{
	return memmem(at->text, at->len, word, strlen(word)) != NULL;
}

/* Entries that stay and lose what their content is compared with. */
void
check_integrity(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	const struct changed *first = NULL;
	long packages = 0, sums = 0;
	bool was_strong = false;

	for (size_t i = 0; i < s->n; i++) {
		const struct changed *at = &s->v[i];
		long sign = at->kind == '+' ? 1 : -1;
		bool sum = holds(at, "integrity") || holds(at, "checksum = ") ||
			   holds(at, "hash = ") || holds(at, "\"hashes\":");

		packages +=
		    sign * (holds(at, "resolved") || holds(at, "resolution:") ||
			       holds(at, "name = "));
		sums += sign * sum;
		was_strong |= sign < 0 && sum && !holds(at, "sha1-");
		if (sign < 0 && sum && first == NULL)
			first = at;
	}
	if (sums < 0 && sums < packages)
		judge_add(j, rule, s, first, rule->level,
		    "removes checksums of packages that stay");
	for (size_t i = 0; i < s->n && was_strong; i++)
		if (s->v[i].kind == '+' && rule_matches(rule, &s->v[i]) &&
		    judge_counts(rule, s, &s->v[i]))
			judge_add(j, rule, s, &s->v[i], rule->level,
			    "replaces a checksum by SHA-1");
}
