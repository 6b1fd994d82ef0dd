/* check_files: rules about paths, modes, links and what is not shown */
#include "base/alloc.h"
#include "base/utf8.h"
#include "record/judge.h"
#include "system/root.h"
#include "text/glob.h"
#include <stdlib.h>
#include <string.h>

static bool
has_type(const struct diff_file *f, unsigned type)
{
	return (f->old_mode & DIFF_MODE_TYPE) == type ||
	       (f->new_mode & DIFF_MODE_TYPE) == type;
}

/* Characters that HFS+ leaves out of names: git's utf8.c has the same. */
static bool
is_ignored_by_hfs(uint32_t cp)
{
	return (cp >= 0x200c && cp <= 0x200f) ||
	       (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x206a && cp <= 0x206f) || cp == 0xfeff;
}

void
check_protected(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (root_is_reserved(s->file->path) ||
	    root_is_reserved(s->file->old_path))
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* What Windows takes for a device, whatever its extension. */
static bool
is_device(const char *name)
{
	size_t len = strcspn(name, ".");

	while (len > 0 && name[len - 1] == ' ')
		len--;
	if (len == 3)
		return !strncmp(name, "con", 3) || !strncmp(name, "prn", 3) ||
		       !strncmp(name, "aux", 3) || !strncmp(name, "nul", 3);
	return len == 4 &&
	       (!strncmp(name, "com", 3) || !strncmp(name, "lpt", 3)) &&
	       name[3] >= '1' && name[3] <= '9';
}

/* What is odd about a component, or NULL. */
static const char *
odd_name(const char *name, size_t len)
{
	uint32_t cp;
	size_t n;

	if (is_device(name))
		return "is a device on Windows";
	if (strchr(". ", name[len - 1]))
		return "ends with a dot or a blank, which Windows drops";
	if (*name == ' ' || *name == '-')
		return "begins with a blank or a dash, as an option does";
	for (size_t i = 0; i < len; i += n) {
		n = utf8_decode(name + i, len - i, &cp);
		if (n == 0)
			return "is no UTF-8";
		if (cp < 0x20 || cp == 0x7f || (cp >= 0x80 && cp < 0xa0))
			return "holds a control character";
		if (cp < 0x80 && strchr("<>:\"|?*\\", (int)cp))
			return "holds a character that Windows forbids";
		if (is_ignored_by_hfs(cp) || cp == 0x200b ||
		    (cp >= 0x2060 && cp <= 0x2069) || cp == 0x61c)
			return "holds an invisible character";
		if (cp >= 0x300 && cp <= 0x36f)
			return "is not composed: another name looks the same";
	}
	return NULL;
}

static const char *
odd_path(const struct judge *j, const char *path)
{
	const char *why;
	char *name;
	size_t len;

	if (strlen(path) > (size_t)j->policy->path_bytes)
		return "is longer than the policy's limit path_bytes";
	for (; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		name = xstrndup(path, len);
		why = odd_name(name, len);
		free(name);
		if (why != NULL)
			return why;
	}
	return NULL;
}

void
check_odd_path(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	enum diff_change change = s->file->change;
	const char *why = NULL;

	if (change != DIFF_CREATE && change != DIFF_RENAME &&
	    change != DIFF_COPY)
		return;
	why = odd_path(j, s->path);
	if (why == NULL && judge_collides(j, s->path))
		why = "is the same as another one where capitals do not count";
	if (why != NULL)
		judge_take(
		    j, rule, s, NULL, xasprintf("has a path that %s", why));
}

static bool
starts_with_shebang(const struct subject *s)
{
	return s->file->change == DIFF_CREATE && s->added.n > 0 &&
	       s->added.text.len > 2 &&
	       memcmp(s->added.text.data, "#!", 2) == 0;
}

void
check_mode(struct judge *j, const struct rule *rule, const struct subject *s)
{
	const struct diff_file *f = s->file;

	if (f->new_mode != 0100755 || f->old_mode == 0100755 ||
	    starts_with_shebang(s))
		return;
	if (f->change == DIFF_CREATE &&
	    rule_in("**/{bin,scripts,tools}/**", s->path))
		return;
	judge_add(j, rule, s, NULL, rule->level, NULL);
}

static bool
leads_outside(const char *from, const char *target)
{
	size_t folder = (size_t)(rule_base_name(from) - from);
	char *joined, *path;
	bool outside;

	if (*target == '/' || *target == '\0' || *target == '~')
		return true;
	joined = xasprintf("%.*s%s", (int)folder, from, target);
	path = root_normalise(joined, NULL);
	outside = path == NULL || root_is_reserved(path);
	free(joined);
	free(path);
	return outside;
}

static void
judge_link(struct judge *j, const struct rule *rule, const struct subject *s,
    bool wanted)
{
	const struct diff_file *f = s->file;
	bool outside = f->change == DIFF_COPY || f->n > 0;
	char *target;

	if ((f->new_mode & DIFF_MODE_TYPE) != DIFF_MODE_SYMLINK)
		return;
	if (s->added.n > 0) {
		target = xstrndup(
		    s->v[s->added.line[0]].text, s->v[s->added.line[0]].len);
		outside = leads_outside(f->path, target);
		free(target);
	}
	if (outside == wanted)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

void
check_symlink(struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_link(j, rule, s, false);
}

void
check_symlink_outside(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_link(j, rule, s, true);
}

void
check_submodule(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (has_type(s->file, DIFF_MODE_MODULE) ||
	    strcmp(rule_base_name(s->path), ".gitmodules") == 0)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

void
check_program(struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (s->file->binary && s->file->change != DIFF_DELETE)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

void
check_binary(struct judge *j, const struct rule *rule, const struct subject *s)
{
	check_program(j, rule, s);
}

/* What says that it is text, or a program's source, and is not shown. */
void
check_unread(struct judge *j, const struct rule *rule, const struct subject *s)
{
	static const char pointer[] = "version https://git-lfs.github.com/";
	static const char source[] =
	    "*.{c,h,cc,cpp,hpp,js,mjs,cjs,jsx,ts,tsx,py,rb,go,rs,java,kt,cs,"
	    "swift,php,pl,lua,sh,bash,sql,yml,yaml,json,toml,ini,cfg,conf,md,"
	    "txt,xml,html,css,tf,mk,cmake,gradle} makefile dockerfile";

	if (s->file->change == DIFF_DELETE)
		return;
	if (s->file->binary && rule_in(source, s->path))
		judge_add(j, rule, s, NULL, rule->level,
		    "is text by its name and binary in the diff: its content "
		    "was not judged");
	if (s->added.text.len > sizeof(pointer) &&
	    memcmp(s->added.text.data, pointer, sizeof(pointer) - 1) == 0)
		judge_add(j, rule, s, NULL,
		    rule->level > POLICY_WARNING ? POLICY_WARNING : rule->level,
		    "is kept elsewhere by Git LFS: its content was not judged");
}

/* Whom a path in lower case belongs to; "" when nobody is named. */
static const char *
owners_of(const struct policy *p, const char *path)
{
	for (size_t i = p->n_owners; i-- > 0;)
		if (glob_match(p->owners[i].glob, path))
			return p->owners[i].names;
	return "";
}

/* What leaves its owners' folder was theirs. */
void
check_owners(struct judge *j, const struct rule *rule, const struct subject *s)
{
	const char *now = owners_of(j->policy, s->path);
	const char *before = owners_of(j->policy, s->old_path);

	if (*now != '\0')
		judge_take(j, rule, s, NULL, xasprintf("belongs to %s", now));
	if (*before != '\0' && strcmp(before, now) != 0)
		judge_take(
		    j, rule, s, NULL, xasprintf("belonged to %s", before));
}

void
check_vendored(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (!j->by_hand && s->file->change == DIFF_MODIFY &&
	    rule_is_generated(j->policy, s->path))
		judge_add(j, rule, s, NULL, rule->level, NULL);
}
