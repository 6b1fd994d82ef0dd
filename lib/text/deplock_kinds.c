/* deplock_kinds: the lock files of each ecosystem */
#include "base/alloc.h"
#include "base/json.h"
#include "text/depfile.h"
#include "text/deplock.h"
#include "text/toml.h"
#include "text/yaml.h"
#include <stdlib.h>
#include <string.h>

/*
 * package-lock.json: what lies in a folder's node_modules is what its
 * package.json gets, or else what the root has; deeper ones are others'.
 */
static void
add_npm_package(struct deplock *l, const char *path, const char *version)
{
	const char *in = strstr(path, "node_modules/");
	char *under;

	if (in == NULL || strstr(in + 1, "node_modules/") != NULL)
		return;
	under = xstrndup(path, (size_t)(in - path));
	if (in > path)
		under[in - path - 1] = '\0'; /* its slash */
	deplock_add(l, in + strlen("node_modules/"), under, version);
	free(under);
}

static int
read_npm(struct deplock *l, const char *text, struct error *e)
{
	cJSON *root = json_parse(text, strlen(text), e);
	const cJSON *one;
	const char *version;

	if (root == NULL)
		return -1;
	cJSON_ArrayForEach(one, json_get(root, "packages")) {
		version = json_string(one, "version");
		if (version != NULL && one->string != NULL)
			add_npm_package(l, one->string, version);
	}
	/* of lockfileVersion 1, which has no packages */
	if (json_get(root, "packages") == NULL)
		cJSON_ArrayForEach(one, json_get(root, "dependencies")) {
			version = json_string(one, "version");
			if (version != NULL && one->string != NULL)
				deplock_add(l, one->string, "", version);
		}
	cJSON_Delete(root);
	return 0;
}

/* "NAME@RANGE, NAME@RANGE:" stands above each version. */
static void
add_yarn(struct deplock *l, char *specs, const char *version)
{
	char *next, *range;

	for (; specs != NULL; specs = next) {
		next = strstr(specs, ", ");
		if (next != NULL) {
			*next = '\0';
			next += 2;
		}
		specs += *specs == '"';
		specs[strcspn(specs, "\"")] = '\0';
		range = *specs ? strchr(specs + 1, '@') : NULL;
		if (range == NULL)
			continue;
		*range++ = '\0';
		deplock_add(l, specs, range, version);
		if (strncmp(range, "npm:", 4) == 0)
			deplock_add(l, specs, range + 4, version);
	}
}

static int
read_yarn(struct deplock *l, const char *text, struct error *e)
{
	struct depline at = {.text = text};
	struct buf specs = {0};
	char *s;

	(void)e;
	while (depline_next(&at)) {
		s = at.line.data;
		if (at.line.len > 0 && *s != ' ' && *s != '#') {
			buf_truncate(&specs, 0);
			buf_add(&specs, s, strcspn(s, "\n"));
			if (specs.data[specs.len - 1] == ':')
				buf_truncate(&specs, specs.len - 1);
		} else if (specs.len > 0 &&
			   strncmp(buf_str(&at.line), "  version", 9) == 0) {
			s += 9 + strspn(s + 9, ": \"");
			s[strcspn(s, "\"")] = '\0';
			add_yarn(l, specs.data, s);
			buf_truncate(&specs, 0);
		}
	}
	buf_release(&specs);
	return 0;
}

/* What an importer (or the only one) has: NAME: VERSION or {version}. */
static void
add_importer(struct deplock *l, const char *folder, const cJSON *importer)
{
	static const char *const groups[] = {
	    "dependencies", "devDependencies", "optionalDependencies", NULL};
	const cJSON *one;
	const char *version;
	char *cut;

	for (size_t i = 0; groups[i] != NULL; i++)
		cJSON_ArrayForEach(one, json_get(importer, groups[i])) {
			version = cJSON_IsString(one)
				      ? one->valuestring
				      : json_string(one, "version");
			if (version == NULL)
				continue;
			/* behind it: the peers that it was built with */
			cut = xstrndup(version, strcspn(version, "(_"));
			deplock_add(l, one->string,
			    strcmp(folder, ".") == 0 ? "" : folder, cut);
			free(cut);
		}
}

/* Only what is above the packages: those are many, and all others' too. */
static int
read_pnpm(struct deplock *l, const char *text, struct error *e)
{
	const char *end = strstr(text, "\npackages:");
	cJSON *root =
	    yaml_parse(text, end ? (size_t)(end - text) + 1 : strlen(text), e);
	const cJSON *importer;

	if (root == NULL)
		return -1;
	add_importer(l, ".", root);
	cJSON_ArrayForEach(importer, json_get(root, "importers"))
		if (importer->string != NULL)
			add_importer(l, importer->string, importer);
	cJSON_Delete(root);
	return 0;
}

/* "NAME VERSION": of several versions, the one that a package takes. */
static void
add_chosen(struct deplock *l, const char *package, const cJSON *dependencies)
{
	const cJSON *one;
	char *name, *version;

	cJSON_ArrayForEach(one, dependencies) {
		if (!cJSON_IsString(one))
			continue;
		name = xstrdup(one->valuestring);
		version = strchr(name, ' ');
		if (version != NULL) {
			*version++ = '\0';
			version[strcspn(version, " ")] = '\0';
			deplock_add(l, name, package, version);
		}
		free(name);
	}
}

/* [[package]] of Cargo, Poetry, uv and PDM. */
static int
read_packages(struct deplock *l, const char *text, struct error *e)
{
	cJSON *root = toml_parse(text, e);
	const cJSON *one;
	const char *name, *version;

	if (root == NULL)
		return -1;
	cJSON_ArrayForEach(one, json_get(root, "package")) {
		name = json_string(one, "name");
		version = json_string(one, "version");
		if (name == NULL || version == NULL)
			continue;
		deplock_add(l, name, "", version);
		add_chosen(l, name, json_get(one, "dependencies"));
	}
	cJSON_Delete(root);
	return 0;
}

static int
read_pipenv(struct deplock *l, const char *text, struct error *e)
{
	static const char *const groups[] = {"default", "develop", NULL};
	cJSON *root = json_parse(text, strlen(text), e);
	const cJSON *one;
	const char *version;

	if (root == NULL)
		return -1;
	for (size_t i = 0; groups[i] != NULL; i++)
		cJSON_ArrayForEach(one, json_get(root, groups[i])) {
			version = json_string(one, "version");
			if (version != NULL && one->string != NULL)
				deplock_add(l, one->string, "",
				    version + strspn(version, "="));
		}
	cJSON_Delete(root);
	return 0;
}

/* MODULE VERSION h1:HASH; the line of its go.mod alone locks nothing. */
static int
read_go(struct deplock *l, const char *text, struct error *e)
{
	struct depline at = {.text = text};
	char *version, *hash;

	(void)e;
	while (depline_next(&at)) {
		version = at.line.len > 0 ? strchr(at.line.data, ' ') : NULL;
		hash = version != NULL ? strchr(version + 1, ' ') : NULL;
		if (hash == NULL)
			continue;
		*version++ = *hash = '\0';
		if (strstr(version, "/go.mod") != NULL)
			continue;
		deplock_add(l, at.line.data, version, version);
	}
	return 0;
}

/* Four blanks and "NAME (VERSION)": what has more is of that one. */
static int
read_gems(struct deplock *l, const char *text, struct error *e)
{
	struct depline at = {.text = text};
	char *name, *version;

	(void)e;
	while (depline_next(&at)) {
		if (at.line.len < 5 || strspn(at.line.data, " ") != 4)
			continue;
		name = at.line.data + 4;
		version = strstr(name, " (");
		if (version == NULL)
			continue;
		*version = '\0';
		version += 2;
		version[strcspn(version, ")")] = '\0';
		deplock_add(l, name, "", version);
	}
	return 0;
}

/* GROUP:ARTIFACT:VERSION=CONFIGURATIONS */
static int
read_gradle(struct deplock *l, const char *text, struct error *e)
{
	struct depline at = {.text = text};
	char *version;

	(void)e;
	while (depline_next(&at)) {
		if (at.line.len == 0 || *at.line.data == '#')
			continue;
		at.line.data[strcspn(at.line.data, "=")] = '\0';
		version = strrchr(at.line.data, ':');
		if (version == NULL)
			continue;
		*version++ = '\0';
		deplock_add(l, at.line.data, "", version);
	}
	return 0;
}

const struct deplock_kind *
deplock_kind(size_t i)
{
	static const struct deplock_kind kinds[] = {
	    {"npm", "package-lock.json", read_npm},
	    {"npm", "npm-shrinkwrap.json", read_npm},
	    {"npm", "pnpm-lock.yaml", read_pnpm},
	    {"npm", "yarn.lock", read_yarn},
	    {"cargo", "Cargo.lock", read_packages},
	    {"go", "go.sum", read_go},
	    {"pypi", "uv.lock", read_packages},
	    {"pypi", "poetry.lock", read_packages},
	    {"pypi", "pdm.lock", read_packages},
	    {"pypi", "Pipfile.lock", read_pipenv},
	    {"maven", "gradle.lockfile", read_gradle},
	    {"rubygems", "Gemfile.lock", read_gems},
	};

	return i < sizeof(kinds) / sizeof(*kinds) ? &kinds[i] : NULL;
}
