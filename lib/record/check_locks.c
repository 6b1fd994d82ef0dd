/* check_locks: rules about lock files */
#include "base/alloc.h"
#include "record/judge.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

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

/* Whether `sha512-` or its like ends at s: what follows is base64. */
static bool
names_hash(const char *start, const char *s)
{
	size_t n = 0;

	if (s == start || s[-1] != '-')
		return false;
	while (s - n - 1 > start && isdigit((unsigned char)s[-(long)n - 2]))
		n++;
	return n > 0 && s - n - 1 - start >= 3 &&
	       memcmp(s - n - 4, "sha", 3) == 0;
}

/*
 * Length of a checksum at s, or 0: hexadecimal digits, and base64 only behind
 * the name of its hash, since a long path has the same letters.
 */
static size_t
checksum(const char *start, const char *s, const char *end)
{
	bool base64 = names_hash(start, s);
	size_t n = 0;

	while (s + n < end && (isxdigit((unsigned char)s[n]) ||
				  (base64 && (isalnum((unsigned char)s[n]) ||
						 strchr("+/=", s[n])))))
		n++;
	return n >= (base64 ? 16 : 32) &&
		       (base64 || s + n == end || !isalnum((unsigned char)s[n]))
		   ? n
		   : 0;
}

/* Length of a version at s, such as 1.2.3-rc1 or v1.0, or 0. */
static size_t
version(const char *s, const char *end)
{
	size_t n = 0;

	if (!isdigit((unsigned char)s[*s == 'v' && end - s > 1]))
		return 0;
	while (s + n < end &&
	       (isalnum((unsigned char)s[n]) || strchr("._+-", s[n])))
		n++;
	return memchr(s, '.', n) ? n : 0;
}

/* A line without its versions, which are counted, and checksums. */
static char *
without_versions(const struct diff_line *l, size_t *versions)
{
	const char *s = l->text, *end = l->text + l->len;
	struct buf b = {0};
	size_t n;

	for (; s < end; s += n) {
		bool inside = s > l->text &&
			      (isalnum((unsigned char)s[-1]) || s[-1] == '_');

		n = inside ? 0 : version(s, end);
		*versions += n > 0;
		n = n || inside ? n : checksum(l->text, s, end);
		buf_addc(&b, n ? '0' : *s);
		n += n == 0;
	}
	return buf_detach(&b);
}

/* Whether a line that stays begins the entry of another package. */
static bool
begins_entry(const struct diff_line *l)
{
	size_t len = l->len;

	while (len > 0 && isspace((unsigned char)l->text[len - 1]))
		len--;
	return l->kind == ' ' &&
	       (len == 0 || l->text[len - 1] == '{' || l->text[len - 1] == ':');
}

/*
 * Whether an entry, which ends before `end`, takes another version in place of
 * the one that was there: but for versions and checksums both sides say the
 * same, and no checksum changes without its version. Also if nothing changes.
 */
static bool
is_update(const struct diff_line *l, const struct diff_line *end)
{
	struct strv lines[2] = {0};
	size_t versions = 0;
	bool same;

	for (; l < end; l++)
		if (l->kind != ' ')
			strv_take(&lines[l->kind == '+'],
			    without_versions(l, &versions));
	strv_sort_unique(&lines[0]);
	strv_sort_unique(&lines[1]);
	same = lines[0].n == lines[1].n && (versions > 0 || lines[0].n == 0);
	for (size_t i = 0; i < lines[0].n && same; i++)
		same = strcmp(lines[0].v[i], lines[1].v[i]) == 0;
	strv_release(&lines[0]);
	strv_release(&lines[1]);
	return same;
}

static bool
are_updates_in(const struct diff_hunk *h)
{
	const struct diff_line *l = h->lines, *end = l + h->n, *entry;

	while (l < end) {
		entry = l++;
		while (l < end && !begins_entry(l))
			l++;
		if (!is_update(entry, l))
			return false;
	}
	return true;
}

/* go.sum follows from versions in go.mod: alone it updates nothing. */
static bool
are_updates(const struct subject *s)
{
	const struct diff_file *f = s->file;

	for (size_t i = 0; i < f->n; i++)
		if (!are_updates_in(&f->hunks[i]))
			return false;
	return f->n > 0 && strcmp(rule_base_name(s->path), "go.sum") != 0;
}

static void
judge_lock(struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (are_updates(s))
		judge_add(j, rule, s, NULL,
		    rule->level > POLICY_NOTE ? POLICY_NOTE : rule->level,
		    "takes other versions of what is locked, and nothing else");
	else
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

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
			judge_lock(j, rule, s);
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
