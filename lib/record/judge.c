/* judge: the policy's rules that need more than a pattern */
#include "base/alloc.h"
#include "base/num.h"
#include "base/utf8.h"
#include "record/redact.h"
#include "record/rules.h"
#include "system/root.h"
#include "text/glob.h"
#include "text/secrets.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool
has_type(const struct diff_file *f, unsigned type)
{
	return (f->old_mode & DIFF_MODE_TYPE) == type ||
	       (f->new_mode & DIFF_MODE_TYPE) == type;
}

/* Case and the forms that other file systems take for `.git`. */
static bool
is_alias_of_git(const char *path)
{
	size_t len, n;

	for (; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		for (n = len; n > 0 && strchr(". ", path[n - 1]); n--)
			;
		if ((n == 4 && strncasecmp(path, ".git", 4) == 0) ||
		    (n == 5 && strncasecmp(path, "git~1", 5) == 0))
			return true;
	}
	return false;
}

void
check_protected(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	const char *paths[] = {f->path, f->old_path};

	for (size_t i = 0; i < 2; i++)
		if (root_is_reserved(paths[i]) || is_alias_of_git(paths[i])) {
			judge_add(j, rule, f, 0, rule->level, NULL);
			return;
		}
}

static bool
starts_with_shebang(const struct diff_file *f)
{
	const struct diff_line *l;

	if (f->change != DIFF_CREATE || f->n == 0 || f->hunks[0].n == 0)
		return false;
	l = &f->hunks[0].lines[0];
	return l->len > 2 && memcmp(l->text, "#!", 2) == 0;
}

void
check_mode(struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	if (f->new_mode == 0100755 && f->old_mode != 0100755 &&
	    !starts_with_shebang(f))
		judge_add(j, rule, f, 0, rule->level, NULL);
}

/* The target that a symbolic link is given; NULL if it is not shown. */
static char *
link_target(const struct diff_file *f)
{
	struct change c = {.f = f};

	while (change_next(&c))
		if (c.at->kind == '+')
			return xstrndup(c.at->text, c.at->len);
	return NULL;
}

static bool
leads_outside(const char *from, const char *target)
{
	size_t folder = (size_t)(base_name(from) - from);
	char *joined, *path;
	bool outside;

	if (*target == '/' || *target == '\0')
		return true;
	joined = xasprintf("%.*s%s", (int)folder, from, target);
	path = root_normalise(joined, NULL);
	outside = path == NULL || root_is_reserved(path);
	free(joined);
	free(path);
	return outside;
}

static void
judge_link(struct judge *j, const struct rule *rule, const struct diff_file *f,
    bool wanted)
{
	char *target;
	bool outside;

	if ((f->new_mode & DIFF_MODE_TYPE) != DIFF_MODE_SYMLINK)
		return;
	target = link_target(f);
	outside = target == NULL ? f->change == DIFF_COPY || f->n > 0
				 : leads_outside(f->path, target);
	free(target);
	if (outside == wanted)
		judge_add(j, rule, f, 0, rule->level, NULL);
}

void
check_symlink(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	judge_link(j, rule, f, false);
}

void
check_symlink_outside(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	judge_link(j, rule, f, true);
}

void
check_submodule(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	if (has_type(f, DIFF_MODE_MODULE) ||
	    strcmp(base_name(f->path), ".gitmodules") == 0)
		judge_add(j, rule, f, 0, rule->level, NULL);
}

void
check_binary(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	if (f->binary && f->change != DIFF_DELETE)
		judge_add(j, rule, f, 0, rule->level, NULL);
}

bool
rule_is_test(const char *path)
{
	static const char *const globs[] = {"**/{test,tests,spec,__tests__}/**",
	    "*{_test,_spec,.test,.spec}.*", "test_*.*", "*Test.java",
	    "*Tests.cs", "*.bats"};

	if (glob_match("**/{fixtures,testdata}/**", path))
		return false;
	for (size_t i = 0; i < sizeof(globs) / sizeof(*globs); i++)
		if (glob_match(globs[i], path))
			return true;
	return false;
}

void
check_tests_deleted(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	if (f->change == DIFF_DELETE && rule_is_test(f->path))
		judge_add(j, rule, f, 0, rule->level, NULL);
}

/* Whether a line asserts something or begins a test. */
static bool
is_assertion(const struct diff_line *l)
{
	static const char *const words[] = {"assert", "ASSERT", "Assert",
	    "expect", "EXPECT", "should", "@test", "@Test", "def test",
	    "func Test", "#[test]", "#[tokio::test]", "it(", "test(", "t.Error",
	    "t.Fatal", "CHECK(", "REQUIRE(", "TEST(", "TEST_F("};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (memmem(l->text, l->len, words[i], strlen(words[i])))
			return true;
	return false;
}

void
check_tests_removed(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	struct change c = {.f = f};
	long added = 0, removed = 0, line = 0;
	char *message;

	if (f->change == DIFF_DELETE || !rule_is_test(f->old_path))
		return;
	while (change_next(&c)) {
		if (!is_assertion(c.at))
			continue;
		added += c.at->kind == '+';
		removed += c.at->kind == '-';
		if (c.at->kind == '-' && line == 0)
			line = c.line;
	}
	if (removed <= added)
		return;
	message = xasprintf("removes %ld line%s that test something and "
			    "adds %ld",
	    removed, plural(removed), added);
	judge_add(j, rule, f, line, rule->level, message);
	free(message);
}

/* Speaks once, of the whole diff, at its first file. */
void
check_large_deletion(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	long added = 0, removed = 0, gone = 0;
	char *message;

	if (f != j->diff->files)
		return;
	for (size_t i = 0; i < j->diff->n; i++) {
		struct change c = {.f = &j->diff->files[i]};

		gone += c.f->change == DIFF_DELETE;
		while (change_next(&c)) {
			added += c.at->kind == '+';
			removed += c.at->kind == '-';
		}
	}
	if (gone < 10 &&
	    (removed < j->policy->removed_lines || removed < 2 * added))
		return;
	message = xasprintf("the change removes %ld line%s and %ld file%s, and "
			    "adds %ld line%s",
	    removed, plural(removed), gone, plural(gone), added, plural(added));
	judge_add(j, rule, f, 0, rule->level, message);
	free(message);
}

/* Lock files, each with the manifests that may explain its change. */
static const char *const locks[][3] = {
    {"package-lock.json", "package.json"},
    {"npm-shrinkwrap.json", "package.json"},
    {"yarn.lock", "package.json"},
    {"pnpm-lock.yaml", "package.json", "pnpm-workspace.yaml"},
    {"Cargo.lock", "Cargo.toml"},
    {"go.sum", "go.mod"},
    {"poetry.lock", "pyproject.toml"},
    {"uv.lock", "pyproject.toml"},
    {"pdm.lock", "pyproject.toml"},
    {"Pipfile.lock", "Pipfile"},
    {"Gemfile.lock", "Gemfile"},
    {"composer.lock", "composer.json"},
    {"mix.lock", "mix.exs"},
    {"flake.lock", "flake.nix"},
};

static bool
changes_a(const struct diff *d, const char *name)
{
	for (size_t i = 0; name != NULL && i < d->n; i++)
		if (strcmp(base_name(d->files[i].path), name) == 0)
			return true;
	return false;
}

void
check_lock_file(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	for (size_t i = 0; i < sizeof(locks) / sizeof(*locks); i++)
		if (strcmp(base_name(f->path), locks[i][0]) == 0 &&
		    !changes_a(j->diff, locks[i][1]) &&
		    !changes_a(j->diff, locks[i][2]))
			judge_add(j, rule, f, 0, rule->level, NULL);
}

/*
 * The rule that finds a secret in the text: one of a documented form before
 * one that is secret only perhaps. NULL when none does.
 */
static const struct secret_rule *
secret_in(const char *text, size_t len)
{
	struct secrets found = {0};
	static const struct secret_rule own = {.id = "environment"};
	const struct secret_rule *worst = NULL;

	secrets_find(&found, text, len, 1);
	for (size_t i = 0; i < found.n; i++) {
		if (found.v[i].placeholder)
			continue;
		if (worst == NULL || found.v[i].rule->level < worst->level)
			worst = found.v[i].rule;
	}
	secrets_release(&found);
	if ((worst == NULL || worst->level != SECRET_ERROR) &&
	    redact_holds_own(text, len))
		return &own;
	return worst;
}

static void
judge_secrets(struct judge *j, const struct rule *rule,
    const struct diff_file *f, enum secret_level level)
{
	struct change c = {.f = f};
	const struct secret_rule *found;
	char *message;

	while (change_next(&c)) {
		if (c.at->kind != '+' ||
		    (found = secret_in(c.at->text, c.at->len)) == NULL ||
		    found->level != level ||
		    strcmp(found->id, "private-key") == 0)
			continue;
		message =
		    xasprintf("adds what looks like a secret (%s)", found->id);
		judge_add(j, rule, f, c.line, rule->level, message);
		free(message);
	}
}

void
check_secret(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	judge_secrets(j, rule, f, SECRET_ERROR);
}

void
check_possible_secret(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	judge_secrets(j, rule, f, SECRET_WARNING);
}

void
check_private_key(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	struct change c = {.f = f};
	const char *begin;
	size_t rest;

	while (change_next(&c)) {
		if (c.at->kind != '+')
			continue;
		begin = memmem(c.at->text, c.at->len, "-----BEGIN ", 11);
		if (begin == NULL)
			continue;
		rest = c.at->len - (size_t)(begin - c.at->text);
		if (memmem(begin, rest, "PRIVATE KEY", 11))
			judge_add(j, rule, f, c.line, rule->level, NULL);
	}
}

/* Whether cp is written in a script, or an emoji, that uses joiners. */
static bool
uses_joiners(uint32_t cp)
{
	return (cp >= 0x600 && cp <= 0x6FF) || (cp >= 0x900 && cp <= 0xDFF) ||
	       (cp >= 0x1F000 && cp <= 0x1FAFF) ||
	       (cp >= 0x2600 && cp <= 0x27BF) || cp == 0xFE0F;
}

/*
 * A character that shows nothing but changes what a reader sees: direction
 * controls, zero width, tags. 0 when the line has none.
 */
static uint32_t
invisible_in(const struct diff_line *l, bool first)
{
	uint32_t cp, last = 0;
	size_t n;

	for (size_t i = 0; i < l->len; i += n, last = cp) {
		n = utf8_decode(l->text + i, l->len - i, &cp);
		if (n == 0) {
			n = 1;
			cp = 0;
		}
		if (cp < 0x61C || (cp == 0xFEFF && i == 0 && first) ||
		    ((cp == 0x200C || cp == 0x200D) && uses_joiners(last)))
			continue;
		if (cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
		    (cp >= 0x202A && cp <= 0x202E) ||
		    (cp >= 0x2060 && cp <= 0x2069) || cp == 0xFEFF ||
		    (cp >= 0xE0000 && cp <= 0xE007F))
			return cp;
	}
	return 0;
}

void
check_invisible(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	struct change c = {.f = f};
	char *message;
	uint32_t cp;

	while (change_next(&c)) {
		if (c.at->kind != '+' ||
		    (cp = invisible_in(c.at, c.line == 1)) == 0)
			continue;
		message = xasprintf("adds the invisible character U+%04X, "
				    "which can hide what the code does",
		    (unsigned)cp);
		judge_add(j, rule, f, c.line, rule->level, message);
		free(message);
	}
}

void
check_long_line(
    struct judge *j, const struct rule *rule, const struct diff_file *f)
{
	struct change c = {.f = f};
	char *message;

	while (change_next(&c)) {
		if (c.at->kind != '+' ||
		    (long)c.at->len <= j->policy->line_bytes)
			continue;
		message = xasprintf("adds a line of %zu bytes, too long to be "
				    "read by a person",
		    c.at->len);
		judge_add(j, rule, f, c.line, rule->level, message);
		free(message);
	}
}
