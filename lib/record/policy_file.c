/* policy_file: what a project's .codex/policy.json adds to the rules */
#include "base/alloc.h"
#include "base/json.h"
#include "record/rules.h"
#include <string.h>

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
		strv_take(to, rule_fold(item->valuestring));
	}
	return 0;
}

/* The pattern is compiled here to say what is wrong with it. */
static int
read_pattern(char **text, struct pattern **to, const cJSON *rule,
    const char *key, const char *id, struct error *e)
{
	struct error why = {0};

	if (json_get(rule, key) == NULL)
		return 0;
	if (json_string(rule, key) == NULL)
		return bad(e, "'%s' of rule '%s' is no string", key, id);
	*text = xstrdup(json_string(rule, key));
	*to = pattern_compile(*text, PATTERN_MULTILINE | PATTERN_JIT, &why);
	if (*to != NULL)
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
	r->compiled = xcalloc(2, sizeof(struct pattern *));
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
	if (read_pattern(&r->added, &r->compiled[0], json, "added", id, e) <
		0 ||
	    read_pattern(&r->removed, &r->compiled[1], json, "removed", id, e) <
		0)
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
		old = policy_rule(p, r.id);
		if (old == &p->rules[0]) {
			rule_release(&r);
			return bad(e, "'%s' cannot be replaced", old->id);
		}
		if (old == NULL) {
			p->rules = xreallocarray(
			    p->rules, p->n + 1, sizeof(*p->rules));
			p->rules[p->n++] = r;
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
		r = policy_rule(p, m->string);
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
read_owners(struct policy *p, const cJSON *owners, struct error *e)
{
	const cJSON *m, *name;
	struct buf names = {0};
	struct owner *o;

	if (owners != NULL && !cJSON_IsObject(owners))
		return bad(e, "'owners' is no object");
	cJSON_ArrayForEach(m, owners) {
		p->owners = xreallocarray(
		    p->owners, p->n_owners + 1, sizeof(*p->owners));
		o = &p->owners[p->n_owners++];
		*o = (struct owner){.glob = rule_fold(m->string)};
		cJSON_ArrayForEach(name, m) {
			if (!cJSON_IsString(name))
				break;
			buf_addf(&names, "%s%s", names.len ? " " : "",
			    name->valuestring);
		}
		o->names = buf_detach(&names);
		if (!cJSON_IsArray(m) || name != NULL)
			return bad(e,
			    "the owners of '%s' are no array of strings",
			    m->string);
	}
	return 0;
}

int
policy_add_file(struct policy *p, const cJSON *json, struct error *e)
{
	static const char *const keys[] = {
	    "rules", "levels", "limits", "owners", NULL};
	static const char *const limit_keys[] = {
	    "line_bytes", "path_bytes", "removed_lines", "removed_files", NULL};
	const cJSON *limits = json_get(json, "limits");

	if (json_check_arguments(json, e) < 0 ||
	    check_keys(json, "the policy", keys, e) < 0 ||
	    (limits && check_keys(limits, "'limits'", limit_keys, e) < 0))
		return -1;
	if (read_limit(limits, "line_bytes", &p->line_bytes, e) < 0 ||
	    read_limit(limits, "path_bytes", &p->path_bytes, e) < 0 ||
	    read_limit(limits, "removed_lines", &p->removed_lines, e) < 0 ||
	    read_limit(limits, "removed_files", &p->removed_files, e) < 0)
		return -1;
	if (read_owners(p, json_get(json, "owners"), e) < 0 ||
	    read_rules(p, json_get(json, "rules"), e) < 0)
		return -1;
	return read_levels(p, json_get(json, "levels"), e);
}
