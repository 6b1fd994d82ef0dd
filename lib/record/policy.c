/* policy: the rules a change is judged by */
#include "record/policy.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/rules.h"
#include "system/own.h"
#include <ctype.h>
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

struct rule *
policy_rule(const struct policy *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return &p->rules[i];
	return NULL;
}

bool
policy_has_rule(const struct policy *p, const char *id)
{
	return policy_rule(p, id) != NULL;
}

char *
rule_fold(const char *text)
{
	char *folded = xstrdup(text);

	for (char *c = folded; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return folded;
}

void
rule_release(struct rule *r)
{
	free(r->id);
	free(r->message);
	free(r->added);
	free(r->removed);
	strv_release(&r->paths);
	strv_release(&r->except);
	for (int i = 0; i < 2; i++)
		if (r->compiled != NULL && r->compiled[i] != NULL)
			pattern_free(r->compiled[i]);
	free(r->compiled);
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		rule_release(&p->rules[i]);
	free(p->rules);
	for (size_t i = 0; i < p->n_owners; i++) {
		free(p->owners[i].glob);
		free(p->owners[i].names);
	}
	free(p->owners);
	strv_release(&p->generated);
	strv_release(&p->made);
	strv_release(&p->names);
	free(p);
}

/* Adds the words of a list that spaces separate. */
static void
add_words(struct strv *to, const char *list)
{
	size_t n;
	char *word;

	for (; list != NULL && *list != '\0'; list += n + (list[n] == ' ')) {
		n = strcspn(list, " ");
		word = xstrndup(list, n);
		strv_take(to, rule_fold(word));
		free(word);
	}
}

static void
add_builtin(struct policy *p, const struct builtin_rule *b)
{
	struct rule *r;

	for (; b->id; b++) {
		p->rules = xreallocarray(p->rules, p->n + 1, sizeof(*p->rules));
		r = &p->rules[p->n++];
		*r = (struct rule){.level = b->level,
		    .check = b->check,
		    .hint = b->hint,
		    .code = b->code};
		r->compiled = xcalloc(2, sizeof(struct pattern *));
		r->id = xstrdup(b->id);
		r->message = xstrdup(b->message);
		r->added = b->added ? xstrdup(b->added) : NULL;
		r->removed = b->removed ? xstrdup(b->removed) : NULL;
		add_words(&r->paths, b->paths);
		add_words(&r->except, b->except);
	}
}

struct policy *
policy_read(const char *json, size_t len, struct error *e)
{
	struct policy *p = xcalloc(1, sizeof(*p));
	cJSON *tree = NULL;

	p->line_bytes = 5000;
	p->path_bytes = 200;
	p->removed_lines = 400;
	p->removed_files = 10;
	add_builtin(p, rules_of_files);
	add_builtin(p, rules_of_packages);
	add_builtin(p, rules_of_tests);
	add_builtin(p, rules_of_lines);
	add_builtin(p, rules_of_operations);
	if (json == NULL)
		return p;
	tree = json_parse(json, len, e);
	if (tree == NULL || policy_add_file(p, tree, e) < 0)
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

/* One line of .gitattributes: a glob, then what files that fit it are. */
static void
read_attributes(struct policy *p, char *line)
{
	static const char blanks[] = " \t\r";
	char *save = NULL, *glob = strtok_r(line, blanks, &save), *word;

	if (glob == NULL || *glob == '#')
		return;
	while ((word = strtok_r(NULL, blanks, &save)) != NULL)
		if (strncmp(word, "linguist-generated", 18) == 0 &&
		    strcmp(word + 18, "=false") != 0)
			strv_take(&p->generated, rule_fold(glob));
}

void
policy_attributes(struct policy *p, const char *text)
{
	size_t n;
	char *line;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		line = xstrndup(text, n);
		read_attributes(p, line);
		free(line);
	}
}

cJSON *
policy_describe(const struct policy *p)
{
	cJSON *list = cJSON_CreateArray(), *item;

	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = &p->rules[i];

		item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "rule", r->id);
		cJSON_AddStringToObject(
		    item, "level", policy_level_name(r->level));
		cJSON_AddStringToObject(item, "message", r->message);
		if (r->hint != NULL)
			cJSON_AddStringToObject(item, "hint", r->hint);
		cJSON_AddItemToArray(list, item);
	}
	return list;
}
