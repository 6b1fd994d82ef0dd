/* depfile_toml: Cargo.toml, pyproject.toml and Pipfile */
#include "base/alloc.h"
#include "base/json.h"
#include "text/depfile.h"
#include "text/toml.h"
#include <stdlib.h>
#include <string.h>

/* A table's member that is a table (or an array), whatever else is there. */
static const cJSON *
get(const cJSON *table, const char *name)
{
	return json_get(table, name);
}

static bool
is_true(const cJSON *table, const char *name)
{
	return json_is(table, name, "true");
}

/*
 * NAME = "version", or a table that has it; where it has none, what says
 * where it comes from. Lent.
 */
static const char *
version_of(const cJSON *value)
{
	static const char *const from[] = {
	    "version", "git", "path", "url", "file", NULL};
	const char *found = NULL;

	if (cJSON_IsString(value))
		return value->valuestring;
	for (size_t i = 0; from[i] != NULL && found == NULL; i++)
		found = json_string(value, from[i]);
	if (found == NULL && is_true(value, "workspace"))
		found = "workspace";
	return found;
}

/* A table of NAME = version; of the same name there may be several. */
static void
add_table(struct depfile *d, const char *ecosystem, const cJSON *table,
    const char *scope)
{
	const cJSON *value, *one;
	const char *name;

	cJSON_ArrayForEach(value, table) {
		/* Poetry has the interpreter among the packages */
		if (strcmp(value->string, "python") == 0)
			continue;
		one = cJSON_IsArray(value) ? value->child : value;
		for (; one != NULL; one = one->next) {
			name = json_string(one, "package");
			depfile_add(d,
			    &(struct dependency){ecosystem,
				(char *)(name ? name : value->string),
				(char *)version_of(one),
				is_true(one, "optional") ? "optional" : scope,
				value->valueint});
			if (one == value)
				break;
		}
	}
}

static void
add_cargo(struct depfile *d, const cJSON *table)
{
	add_table(d, "cargo", get(table, "dependencies"), "runtime");
	add_table(d, "cargo", get(table, "dev-dependencies"), "dev");
	add_table(d, "cargo", get(table, "dev_dependencies"), "dev");
	add_table(d, "cargo", get(table, "build-dependencies"), "build");
	add_table(d, "cargo", get(table, "build_dependencies"), "build");
}

static int
by_line(const void *a, const void *b)
{
	long x = ((const struct dependency *)a)->line;
	long y = ((const struct dependency *)b)->line;

	return (x > y) - (x < y);
}

/* Reads the text, calls add() with it, and puts what it found in order. */
static int
read_toml(struct depfile *d, const char *text, struct error *e,
    int (*add)(struct depfile *, const cJSON *, struct error *))
{
	cJSON *root = toml_parse(text, e);
	int result;

	if (root == NULL)
		return -1;
	result = add(d, root, e);
	if (d->n > 0)
		qsort(d->v, d->n, sizeof(*d->v), by_line);
	cJSON_Delete(root);
	return result;
}

static int
read_cargo(struct depfile *d, const cJSON *root, struct error *e)
{
	const char *name = json_string(get(root, "package"), "name");
	const cJSON *target;

	(void)e;
	add_cargo(d, root);
	cJSON_ArrayForEach(target, get(root, "target"))
		add_cargo(d, target);
	add_table(
	    d, "cargo", get(get(root, "workspace"), "dependencies"), "managed");
	if (name != NULL)
		d->package = xstrdup(name);
	return 0;
}

int
depfile_cargo(struct depfile *d, const char *text, struct error *e)
{
	return read_toml(d, text, e, read_cargo);
}

/* An array of requirements, or a table of such arrays. */
static void
add_requirements(
    struct depfile *d, const cJSON *list, const char *scope, struct error *e)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list) {
		if (cJSON_IsArray(one))
			add_requirements(d, one,
			    scope ? scope : depfile_scope(one->string), e);
		else if (cJSON_IsString(one) &&
			 !depfile_pep508(d, one->valuestring,
			     scope ? scope : "optional", one->valueint))
			depfile_wrong(
			    e, one->valueint, "it is no requirement (PEP 508)");
	}
}

static void
add_poetry(struct depfile *d, const cJSON *poetry)
{
	const cJSON *group;

	add_table(d, "pypi", get(poetry, "dependencies"), "runtime");
	add_table(d, "pypi", get(poetry, "dev-dependencies"), "dev");
	cJSON_ArrayForEach(group, get(poetry, "group"))
		add_table(d, "pypi", get(group, "dependencies"),
		    depfile_scope(group->string));
}

static int
read_pyproject(struct depfile *d, const cJSON *root, struct error *e)
{
	const cJSON *project = get(root, "project"), *tool = get(root, "tool");

	add_requirements(d, get(project, "dependencies"), "runtime", e);
	add_requirements(d, get(project, "optional-dependencies"), NULL, e);
	add_requirements(d, get(root, "dependency-groups"), NULL, e);
	add_requirements(
	    d, get(get(root, "build-system"), "requires"), "build", e);
	add_requirements(d, get(get(tool, "uv"), "dev-dependencies"), "dev", e);
	add_requirements(
	    d, get(get(tool, "pdm"), "dev-dependencies"), "dev", e);
	add_poetry(d, get(tool, "poetry"));
	return e->code == ERROR_NONE ? 0 : -1;
}

int
depfile_pyproject(struct depfile *d, const char *text, struct error *e)
{
	return read_toml(d, text, e, read_pyproject);
}

static int
read_pipfile(struct depfile *d, const cJSON *root, struct error *e)
{
	(void)e;
	add_table(d, "pypi", get(root, "packages"), "runtime");
	add_table(d, "pypi", get(root, "dev-packages"), "dev");
	return 0;
}

int
depfile_pipfile(struct depfile *d, const char *text, struct error *e)
{
	return read_toml(d, text, e, read_pipfile);
}
