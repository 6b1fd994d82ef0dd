/* depfile_npm: package.json (docs.npmjs.com, "package.json") */
#include "base/alloc.h"
#include "base/json.h"
#include "text/depfile.h"
#include <string.h>

static const struct {
	const char *member, *scope;
} groups[] = {
    {"dependencies", "runtime"},
    {"devDependencies", "dev"},
    {"optionalDependencies", "optional"},
    {"peerDependencies", "peer"},
};

/* The strings of a text that is known to be JSON, one after the other. */
struct strings {
	const char *at;
	long line;
};

/* Moves behind the next string; its line is that of its quotes. */
static void
next_string(struct strings *s)
{
	for (; *s->at != '"'; s->at++)
		s->line += *s->at == '\n';
	for (s->at++; *s->at != '"'; s->at++)
		s->at += *s->at == '\\';
	s->at++;
}

static const char *
scope_of(const char *member)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (strcmp(groups[i].member, member) == 0)
			return groups[i].scope;
	return NULL;
}

/*
 * The tree has no lines, but the text has its strings in the same order.
 * A scope is of a member of the whole.
 */
static void
read_value(struct depfile *d, struct strings *s, const cJSON *value, int depth,
    const char *scope)
{
	const cJSON *member;

	if (cJSON_IsString(value)) {
		next_string(s);
		return;
	}
	cJSON_ArrayForEach(member, value) {
		if (cJSON_IsObject(value))
			next_string(s);
		if (depth == 1 && scope != NULL && cJSON_IsString(member))
			depfile_add(
			    d, &(struct dependency){"npm", member->string,
				   member->valuestring, scope, s->line});
		read_value(d, s, member, depth + 1,
		    depth == 0 && cJSON_IsObject(member)
			? scope_of(member->string)
			: NULL);
	}
}

/* A member of the wrong shape would otherwise be lost without a word. */
static int
check_shapes(const cJSON *package, struct error *e)
{
	const cJSON *group, *one;

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		group = json_get(package, groups[i].member);
		if (group != NULL && !cJSON_IsObject(group))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "'%s' is no object", groups[i].member);
		cJSON_ArrayForEach(one, group) {
			if (!cJSON_IsString(one))
				return error_set(e, ERROR_INVALID_ARGUMENTS,
				    "the version of '%s' is no string",
				    one->string);
		}
	}
	return 0;
}

int
depfile_npm(struct depfile *d, const char *text, struct error *e)
{
	cJSON *package = json_parse(text, strlen(text), e);
	int result = -1;

	if (package == NULL)
		return -1;
	if (cJSON_IsObject(package)) {
		read_value(d, &(struct strings){text, 1}, package, 0, NULL);
		result = check_shapes(package, e);
	} else
		depfile_wrong(e, 1, "it is no object");
	cJSON_Delete(package);
	return result;
}
