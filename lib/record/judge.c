/* judge: a diff against the rules, file by file */
#include "record/judge.h"
#include "base/alloc.h"
#include "text/glob.h"
#include "text/hits.h"
#include <stdlib.h>
#include <string.h>

const char *
rule_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A glob's last characters, if they are themselves, must be the path's. */
static bool
may_match(const char *glob, const char *path)
{
	size_t g = strlen(glob), p = strlen(path);

	while (g > 0 && p > 0 && !strchr("*?[]{}\\/", glob[g - 1]))
		if (glob[--g] != path[--p])
			return false;
	return true;
}

/* Whether a glob changes what those before it say: one with a ! takes back. */
static bool
takes(const char *glob, const char *path, bool found)
{
	glob += found;
	return found == (glob[-found] == '!') && may_match(glob, path) &&
	       glob_match(glob, path);
}

bool
rule_any_glob(const struct strv *globs, const char *path)
{
	bool found = false;

	for (size_t i = 0; i < globs->n; i++)
		if (takes(globs->v[i], path, found))
			found = !found;
	return found;
}

bool
rule_in(const char *globs, const char *path)
{
	char glob[256];
	bool found = false;
	size_t n;

	for (; *globs != '\0'; globs += n + (globs[n] == ' ')) {
		n = strcspn(globs, " ");
		if (n >= sizeof(glob))
			abort();
		memcpy(glob, globs, n);
		glob[n] = '\0';
		if (takes(glob, path, found))
			found = !found;
	}
	return found;
}

bool
rule_is_test(const char *path)
{
	return rule_in("**/{test,tests,spec,specs,__tests__,t}/** "
		       "*{_test,_tests,_spec,.test,.spec}.* test_*.* "
		       "*test.java *tests.cs *.bats conftest.py",
		   path) &&
	       !rule_in("**/{fixtures,fixture,testdata,__snapshots__}/** "
			"*.{png,jpg,gif,snap,md,json,yml,yaml,lock}",
		   path);
}

bool
rule_is_generated(const struct policy *p, const char *path)
{
	return rule_in("vendor/** **/vendor/** **/node_modules/** "
		       "**/third_party/** **/dist/** *.min.js *.min.css "
		       "*.pb.go *_pb2.py *.pb.cc *.pb.h *_generated.* "
		       "*.generated.* zz_generated.* *.g.dart *.designer.cs",
		   path) ||
	       rule_any_glob(&p->generated, path) ||
	       strv_has_sorted(&p->made, path);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **
find(const struct strv *sorted, const char *text)
{
	return sorted->n == 0 ? NULL
			      : bsearch(&text, sorted->v, sorted->n,
				    sizeof(*sorted->v), by_text);
}

bool
judge_changes(const struct judge *j, const char *name)
{
	return strv_has_sorted(&j->names, name);
}

/* As a file or a folder, or with a file where the path has a folder. */
static bool
is_in_tree(const struct strv *names, const char *path)
{
	char *other = xasprintf("%s/", path);
	bool found =
	    strv_has_sorted(names, path) || strv_has_sorted(names, other);

	for (char *c = strchr(other, '/'); c != NULL && !found;
	     c = strchr(c + 1, '/')) {
		*c = '\0';
		found = strv_has_sorted(names, other);
		*c = '/';
	}
	free(other);
	return found;
}

bool
judge_collides(const struct judge *j, const char *path)
{
	char **at = find(&j->paths, path);
	char **end = j->paths.v + j->paths.n;

	if (is_in_tree(&j->policy->names, path))
		return true;
	return at != NULL && ((at > j->paths.v && strcmp(at[-1], path) == 0) ||
				 (at + 1 < end && strcmp(at[1], path) == 0));
}

void
judge_add(struct judge *j, const struct rule *rule, const struct subject *s,
    const struct changed *at, enum policy_level level, const char *message)
{
	struct findings *found = j->found;
	const struct diff_line *allowance = at ? at->allowance : NULL;
	struct finding *f;

	if (level == POLICY_OFF)
		return;
	found->v = xreallocarray(found->v, found->n + 1, sizeof(*found->v));
	f = &found->v[found->n++];
	*f = (struct finding){.rule = rule->id, .level = level};
	f->path = xstrdup(s->file->path);
	if (at != NULL && s->file->change != DIFF_DELETE)
		f->line = at->line;
	f->message = xstrdup(message ? message : rule->message);
	if (allowance != NULL &&
	    allowance_names(allowance->text, allowance->len, rule->id))
		f->allowed = xasprintf("by a comment that was there before: "
				       "codex: allow %s",
		    rule->id);
	if (rule->hint != NULL && !strv_has(&j->hinted, rule->id)) {
		strv_add(&j->hinted, rule->id);
		f->hint = rule->hint;
	}
}

void
judge_take(struct judge *j, const struct rule *rule, const struct subject *s,
    const struct changed *at, char *message)
{
	judge_add(j, rule, s, at, rule->level, message);
	free(message);
}

/* A rename is judged by both of its names. */
static bool
covers(const struct rule *r, const struct subject *s)
{
	const char *paths[] = {s->path, s->old_path};

	for (size_t i = 0; i < 2; i++)
		if ((r->paths.n == 0 || rule_any_glob(&r->paths, paths[i])) &&
		    !rule_any_glob(&r->except, paths[i]))
			return true;
	return false;
}

/* The compiled form is kept in the rule: it is the first use that pays. */
static struct pattern *
compiled(const struct rule *r, bool added)
{
	struct pattern **p = &r->compiled[added ? 0 : 1];

	if (*p == NULL)
		*p = pattern_compile(added ? r->added : r->removed,
		    PATTERN_MULTILINE | PATTERN_JIT, NULL);
	if (*p == NULL)
		abort(); /* a test compiles each of the built-in ones */
	return *p;
}

/* A pattern that gives up on a line has not said that the line is good. */
static void
gives_up(struct judge *j, const struct rule *r, const struct subject *s,
    const struct changed *at)
{
	const struct rule *unread = policy_rule(j->policy, "unread");

	judge_take(j, unread, s, at,
	    xasprintf("is too much for the pattern of the rule '%s'", r->id));
}

bool
judge_counts(
    const struct rule *r, const struct subject *s, const struct changed *at)
{
	return !(r->code && subject_is_comment(s, at->text, at->len)) &&
	       !subject_moved(s, at);
}

static void
judge_side(struct judge *j, const struct rule *r, const struct subject *s,
    const struct side *side, bool added)
{
	const char *text = added ? r->added : r->removed;
	const struct changed *at;
	struct hits h = {0};
	size_t i = 0;
	int found;

	if (text == NULL || side->n == 0)
		return;
	h.pattern = compiled(r, added);
	h.by_line = hits_need_lines(text);
	h.s = side->text.data;
	h.len = side->text.len;
	while ((found = hits_next(&h, NULL)) != 0) {
		while (i + 1 < side->n && side->start[i + 1] <= h.start)
			i++;
		at = &s->v[side->line[i]];
		if (!judge_counts(r, s, at))
			continue;
		if (found < 0)
			gives_up(j, r, s, at);
		else
			judge_add(j, r, s, at, r->level, NULL);
	}
}

bool
rule_matches(const struct rule *rule, const struct changed *at)
{
	size_t start, end;

	return pattern_find(compiled(rule, at->kind == '+'), at->text, at->len,
		   0, &start, &end, NULL) != 0;
}

bool
rule_find(const struct rule *rule, const struct buf *text, size_t from,
    size_t *start, size_t *end)
{
	int found = pattern_find(compiled(rule, true), buf_str(text), text->len,
	    from, start, end, NULL);

	if (found < 0) {
		*start = from;
		*end = text->len;
	}
	return found != 0;
}

static void
judge_file(struct judge *j, const struct subject *s)
{
	for (size_t i = 0; i < j->policy->n; i++) {
		const struct rule *r = &j->policy->rules[i];

		if (r->level == POLICY_OFF || !covers(r, s))
			continue;
		if (r->check != NULL) {
			r->check(j, r, s);
			continue;
		}
		if (r->added == NULL && r->removed == NULL)
			judge_add(j, r, s, NULL, r->level, NULL);
		judge_side(j, r, s, &s->added, true);
		judge_side(j, r, s, &s->removed, false);
	}
}

static void
count_lines(struct judge *j, const struct diff_file *f)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < f->hunks[i].n; k++) {
			j->added += f->hunks[i].lines[k].kind == '+';
			j->removed += f->hunks[i].lines[k].kind == '-';
		}
}

/* What a rule for one file must know of all others. */
static void
survey(struct judge *j)
{
	static const char code[] =
	    "*.{c,h,cc,cpp,cxx,hh,hpp,js,mjs,cjs,jsx,ts,tsx,vue,py,rb,go,rs,"
	    "java,kt,scala,cs,fs,swift,m,mm,php,pl,pm,lua,ex,exs,erl,hs,ml,"
	    "clj,dart,sh,bash,sql,zig,nim,jl,r,tf,y,l}";

	for (size_t i = 0; i < j->diff->n; i++) {
		const struct diff_file *f = &j->diff->files[i];
		char *path = rule_fold(f->path);

		strv_add(&j->names, rule_base_name(path));
		if (f->change != DIFF_DELETE)
			strv_add(&j->paths, path);
		if (!rule_is_generated(j->policy, path)) {
			j->by_hand |= f->change != DIFF_DELETE;
			j->gone += f->change == DIFF_DELETE;
			count_lines(j, f);
		}
		if (!rule_is_test(path) && rule_in(code, path))
			j->code = true;
		free(path);
	}
	strv_sort_unique(&j->names);
	if (j->paths.n > 0)
		qsort(j->paths.v, j->paths.n, sizeof(*j->paths.v), by_text);
}

void
policy_judge(
    const struct policy *p, const struct diff *d, struct findings *found)
{
	struct judge j = {.policy = p, .diff = d, .found = found};
	struct subject s;

	survey(&j);
	for (size_t i = 0; i < d->n; i++) {
		subject_init(&s, &d->files[i]);
		judge_file(&j, &s);
		subject_release(&s);
		j.searched = NULL;
	}
	secrets_release(&j.secrets);
	strv_release(&j.names);
	strv_release(&j.paths);
	strv_release(&j.hinted);
}
