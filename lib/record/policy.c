/* policy: the rules a change is judged by, and the judging of lines */
#include "record/policy.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/rules.h"
#include "system/own.h"
#include "text/glob.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define POLICY_MAX ((size_t)1 << 20) /* bytes */

static const char *const level_names[] = {
    [POLICY_OFF] = "off",
    [POLICY_NOTE] = "note",
    [POLICY_WARNING] = "warning",
    [POLICY_ERROR] = "error",
};

const char *
policy_level_name(enum policy_level level)
{
	return level_names[level];
}

bool
policy_level_by_name(const char *name, enum policy_level *level)
{
	for (int i = POLICY_OFF; i <= POLICY_ERROR; i++)
		if (strcmp(name, level_names[i]) == 0) {
			*level = (enum policy_level)i;
			return true;
		}
	return false;
}

static struct rule *
find_rule(const struct policy *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return &p->rules[i];
	return NULL;
}

bool
policy_has_rule(const struct policy *p, const char *id)
{
	return find_rule(p, id) != NULL;
}

static void
rule_release(struct rule *r)
{
	free(r->id);
	free(r->message);
	strv_release(&r->paths);
	strv_release(&r->except);
	if (r->added != NULL)
		pattern_free(r->added);
	if (r->removed != NULL)
		pattern_free(r->removed);
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		rule_release(&p->rules[i]);
	free(p->rules);
	free(p);
}

/* Adds the words of a list that spaces separate. */
static void
add_words(struct strv *to, const char *list)
{
	size_t n;

	for (; list != NULL && *list != '\0'; list += n + (list[n] == ' ')) {
		n = strcspn(list, " ");
		strv_take(to, xstrndup(list, n));
	}
}

static void
add_rule(struct policy *p, const struct rule *r)
{
	p->rules = xreallocarray(p->rules, p->n + 1, sizeof(*p->rules));
	p->rules[p->n++] = *r;
}

static int
compile(struct pattern **to, const char *text, struct error *e)
{
	if (text == NULL)
		return 0;
	*to = pattern_compile(text, 0, e);
	return *to == NULL ? -1 : 0;
}

static int
add_builtin(struct policy *p, struct error *e)
{
	for (const struct builtin_rule *b = builtin_rules; b->id; b++) {
		struct rule r = {.level = b->level, .check = b->check};

		r.id = xstrdup(b->id);
		r.message = b->message ? xstrdup(b->message) : NULL;
		add_words(&r.paths, b->paths);
		add_words(&r.except, b->except);
		if (compile(&r.added, b->added, e) < 0 ||
		    compile(&r.removed, b->removed, e) < 0) {
			rule_release(&r);
			return -1;
		}
		add_rule(p, &r);
	}
	return 0;
}

__attribute__((format(printf, 2, 3))) static int
bad(struct error *e, const char *fmt, ...)
{
	struct buf why = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&why, fmt, ap);
	va_end(ap);
	error_set(e, ERROR_INVALID_ARGUMENTS, "policy: %s", buf_str(&why));
	buf_release(&why);
	return -1;
}

/* -1 for a member that is none of names. */
static int
check_keys(const cJSON *object, const char *where, const char *const *names,
    struct error *e)
{
	const cJSON *m;
	size_t i;

	if (!cJSON_IsObject(object))
		return bad(e, "%s is no object", where);
	cJSON_ArrayForEach(m, object) {
		for (i = 0; names[i] && strcmp(names[i], m->string) != 0; i++)
			;
		if (names[i] == NULL)
			return bad(
			    e, "unknown key '%s' in %s", m->string, where);
	}
	return 0;
}

static int
read_globs(struct strv *to, const cJSON *rule, const char *key, const char *id,
    struct error *e)
{
	const cJSON *list = json_get(rule, key), *item;

	if (list != NULL && !cJSON_IsArray(list))
		return bad(e, "'%s' of rule '%s' is no array", key, id);
	cJSON_ArrayForEach(item, list) {
		if (!cJSON_IsString(item))
			return bad(e,
			    "'%s' of rule '%s' holds what is no "
			    "string",
			    key, id);
		strv_add(to, item->valuestring);
	}
	return 0;
}

static int
read_pattern(struct pattern **to, const cJSON *rule, const char *key,
    const char *id, struct error *e)
{
	struct error why = {0};

	if (json_get(rule, key) == NULL)
		return 0;
	if (json_string(rule, key) == NULL)
		return bad(e, "'%s' of rule '%s' is no string", key, id);
	if (compile(to, json_string(rule, key), &why) == 0)
		return 0;
	bad(e, "'%s' of rule '%s': %s", key, id, why.message);
	error_release(&why);
	return -1;
}

static int
read_rule(struct rule *r, const cJSON *json, struct error *e)
{
	static const char *const keys[] = {"id", "level", "paths", "except",
	    "added", "removed", "message", NULL};
	const char *id = json_string(json, "id");
	const char *level = json_string(json, "level");
	const char *message = json_string(json, "message");

	if (check_keys(json, "a rule", keys, e) < 0)
		return -1;
	if (id == NULL || *id == '\0' || level == NULL || message == NULL)
		return bad(e, "a rule needs the strings id, level and message");
	r->id = xstrdup(id);
	r->message = xstrdup(message);
	if (!policy_level_by_name(level, &r->level))
		return bad(e,
		    "'%s' is no level of rule '%s'; use error, "
		    "warning, note or off",
		    level, id);
	if (read_globs(&r->paths, json, "paths", id, e) < 0 ||
	    read_globs(&r->except, json, "except", id, e) < 0)
		return -1;
	if (read_pattern(&r->added, json, "added", id, e) < 0 ||
	    read_pattern(&r->removed, json, "removed", id, e) < 0)
		return -1;
	if (r->paths.n == 0 && r->added == NULL && r->removed == NULL)
		return bad(e, "rule '%s' needs paths, added or removed", id);
	return 0;
}

static int
read_rules(struct policy *p, const cJSON *list, struct error *e)
{
	const cJSON *json;
	struct rule *old;

	if (list != NULL && !cJSON_IsArray(list))
		return bad(e, "'rules' is no array");
	cJSON_ArrayForEach(json, list) {
		struct rule r = {0};

		if (read_rule(&r, json, e) < 0) {
			rule_release(&r);
			return -1;
		}
		old = find_rule(p, r.id);
		if (old == &p->rules[0]) {
			rule_release(&r);
			return bad(e, "'%s' cannot be replaced", old->id);
		}
		if (old == NULL) {
			add_rule(p, &r);
			continue;
		}
		rule_release(old);
		*old = r;
	}
	return 0;
}

static int
read_levels(struct policy *p, const cJSON *levels, struct error *e)
{
	const cJSON *m;
	struct rule *r;

	if (levels != NULL && !cJSON_IsObject(levels))
		return bad(e, "'levels' is no object");
	cJSON_ArrayForEach(m, levels) {
		r = find_rule(p, m->string);
		if (r == NULL)
			return bad(
			    e, "'levels' names no rule: '%s'", m->string);
		if (r == &p->rules[0])
			return bad(e, "'%s' cannot be changed", r->id);
		if (!cJSON_IsString(m) ||
		    !policy_level_by_name(m->valuestring, &r->level))
			return bad(e,
			    "the level of '%s' is none of error, "
			    "warning, note and off",
			    m->string);
	}
	return 0;
}

static int
read_limit(const cJSON *limits, const char *key, long *to, struct error *e)
{
	const cJSON *m = json_get(limits, key);

	if (m != NULL && (!json_is_integer(m, to) || *to < 1))
		return bad(e, "the limit '%s' is no positive integer", key);
	return 0;
}

static int
read_file(struct policy *p, const cJSON *json, struct error *e)
{
	static const char *const keys[] = {"rules", "levels", "limits", NULL};
	static const char *const limit_keys[] = {
	    "line_bytes", "removed_lines", NULL};
	const cJSON *limits = json_get(json, "limits");

	if (json_check_arguments(json, e) < 0 ||
	    check_keys(json, "the policy", keys, e) < 0 ||
	    (limits && check_keys(limits, "'limits'", limit_keys, e) < 0))
		return -1;
	if (read_limit(limits, "line_bytes", &p->line_bytes, e) < 0 ||
	    read_limit(limits, "removed_lines", &p->removed_lines, e) < 0)
		return -1;
	if (read_rules(p, json_get(json, "rules"), e) < 0)
		return -1;
	return read_levels(p, json_get(json, "levels"), e);
}

struct policy *
policy_read(const char *json, size_t len, struct error *e)
{
	struct policy *p = xcalloc(1, sizeof(*p));
	cJSON *tree = NULL;

	p->line_bytes = 5000;
	p->removed_lines = 400;
	if (add_builtin(p, e) < 0)
		goto fail;
	if (json == NULL)
		return p;
	tree = json_parse(json, len, e);
	if (tree == NULL || read_file(p, tree, e) < 0)
		goto fail;
	cJSON_Delete(tree);
	return p;
fail:
	cJSON_Delete(tree);
	policy_free(p);
	return NULL;
}

struct policy *
policy_load(struct error *e)
{
	struct policy *p = NULL;
	struct buf text = {0};
	int status = own_read("policy.json", POLICY_MAX, &text, e);

	if (status >= 0)
		p = policy_read(status ? NULL : buf_str(&text), text.len, e);
	buf_release(&text);
	return p;
}

bool
change_next(struct change *c)
{
	const struct diff_hunk *h;

	if (c->at != NULL && c->at->kind == '+')
		c->line++;
	for (; c->hunk < c->f->n; c->hunk++, c->next = 0) {
		h = &c->f->hunks[c->hunk];
		/* "+4,0" is behind line 4; all others begin at their line */
		if (c->next == 0)
			c->line = h->new_start + (h->new_count == 0);
		for (; c->next < h->n; c->line++) {
			c->at = &h->lines[c->next++];
			if (c->at->kind != ' ')
				return true;
		}
	}
	return false;
}

void
judge_add(struct judge *j, const struct rule *rule, const struct diff_file *f,
    long line, enum policy_level level, const char *message)
{
	struct findings *found = j->found;
	struct finding *at;

	if (level == POLICY_OFF)
		return;
	found->v = xreallocarray(found->v, found->n + 1, sizeof(*found->v));
	at = &found->v[found->n++];
	*at = (struct finding){.rule = rule->id, .level = level};
	at->path = xstrdup(f->path);
	at->line = f->change == DIFF_DELETE ? 0 : line;
	at->message = xstrdup(message ? message : rule->message);
}

static bool
any_matches(const struct strv *globs, const char *path)
{
	for (size_t i = 0; i < globs->n; i++)
		if (glob_match(globs->v[i], path))
			return true;
	return false;
}

/* A rename is judged by both of its names. */
static bool
covers(const struct rule *r, const struct diff_file *f)
{
	const char *paths[] = {f->path, f->old_path};

	for (size_t i = 0; i < 2; i++)
		if ((r->paths.n == 0 || any_matches(&r->paths, paths[i])) &&
		    !any_matches(&r->except, paths[i]))
			return true;
	return false;
}

/* A pattern that gives up on a line has not said that the line is good. */
static bool
hits(struct pattern *p, const struct diff_line *l)
{
	size_t start, end;

	return p != NULL &&
	       pattern_find(p, l->text, l->len, 0, &start, &end, NULL) != 0;
}

static void
judge_lines(struct judge *j, const struct rule *r, const struct diff_file *f)
{
	struct change c = {.f = f};

	while (change_next(&c))
		if (hits(c.at->kind == '+' ? r->added : r->removed, c.at))
			judge_add(j, r, f, c.line, r->level, NULL);
}

static void
judge_file(struct judge *j, const struct diff_file *f)
{
	for (size_t i = 0; i < j->policy->n; i++) {
		const struct rule *r = &j->policy->rules[i];

		if (r->level == POLICY_OFF || !covers(r, f))
			continue;
		if (r->check != NULL)
			r->check(j, r, f);
		else if (r->added != NULL || r->removed != NULL)
			judge_lines(j, r, f);
		else
			judge_add(j, r, f, 0, r->level, NULL);
	}
}

void
policy_judge(
    const struct policy *p, const struct diff *d, struct findings *found)
{
	struct judge j = {.policy = p, .diff = d, .found = found};

	for (size_t i = 0; i < d->n; i++)
		judge_file(&j, &d->files[i]);
}

void
findings_release(struct findings *found)
{
	for (size_t i = 0; i < found->n; i++) {
		free(found->v[i].path);
		free(found->v[i].message);
	}
	free(found->v);
	*found = (struct findings){0};
}

cJSON *
findings_json(const struct findings *found)
{
	cJSON *list = cJSON_CreateArray(), *item;

	for (size_t i = 0; i < found->n; i++) {
		const struct finding *f = &found->v[i];

		item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "path", f->path);
		if (f->line > 0)
			json_add_long(item, "line", f->line);
		cJSON_AddStringToObject(item, "rule", f->rule);
		cJSON_AddStringToObject(
		    item, "level", policy_level_name(f->level));
		cJSON_AddStringToObject(item, "message", f->message);
		cJSON_AddItemToArray(list, item);
	}
	return list;
}

size_t
findings_count(const struct findings *found, enum policy_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		n += found->v[i].level == level;
	return n;
}
