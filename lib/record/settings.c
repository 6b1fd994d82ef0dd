/* settings: what a project asks of the sandbox of its tests */
#include "record/settings.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/trust.h"
#include "system/root.h"
#include "system/toolchains.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int
wrong(struct error *e, const char *what)
{
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`sandbox` in .codex/config.json: %s", what);
}

static int
take_network(struct confine *c, const cJSON *value, struct error *e)
{
	static const char *const names[] = {"none", "loopback", "all"};

	for (size_t i = 0; i < 3 && cJSON_IsString(value); i++) {
		if (strcmp(value->valuestring, names[i]) != 0)
			continue;
		c->network = (enum confine_network)i;
		return 0;
	}
	return wrong(e, "`network` is none, loopback or all");
}

static int
take_strings(struct strv *to, const cJSON *list, struct error *e)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list) {
		if (!cJSON_IsString(item))
			break;
		strv_add(to, item->valuestring);
	}
	if (cJSON_IsArray(list) && item == NULL)
		return 0;
	return wrong(e, "`environment` and `read` are arrays of strings");
}

/* `~/` is the user's home; what keys lie below is not granted. */
static int
take_folders(struct confine *c, const cJSON *list, struct error *e)
{
	struct strv folders = {0};
	const char *home = getenv("HOME");
	int status = take_strings(&folders, list, e);
	size_t before;
	char *path;

	for (size_t i = 0; i < folders.n && status == 0; i++) {
		path = strncmp(folders.v[i], "~/", 2) == 0 && home
			   ? xasprintf("%s%s", home, folders.v[i] + 1)
			   : xstrdup(folders.v[i]);
		before = c->reads.n;
		toolchains_allow(&c->reads, path);
		if (c->reads.n == before)
			status = error_set(e, ERROR_POLICY_DENIED,
			    "the sandbox cannot read '%s', which is missing or "
			    "holds a home folder or keys",
			    path);
		free(path);
	}
	strv_release(&folders);
	return status;
}

static int
take(struct confine *c, struct strv *names, const cJSON *settings,
    struct error *e)
{
	const cJSON *m;
	int status = 0;

	if (!cJSON_IsObject(settings))
		return wrong(e, "it is no object");
	cJSON_ArrayForEach(m, settings) {
		if (strcmp(m->string, "network") == 0)
			status = take_network(c, m, e);
		else if (strcmp(m->string, "environment") == 0)
			status = take_strings(names, m, e);
		else if (strcmp(m->string, "read") == 0)
			status = take_folders(c, m, e);
		else
			status = wrong(
			    e, "it has `network`, `environment` and `read`");
		if (status < 0)
			return -1;
	}
	return 0;
}

int
settings_find(const char *key, const char *what, cJSON **value, struct error *e)
{
	struct trust t = {0};
	struct stat st;
	cJSON *item;

	*value = NULL;
	if (fstatat(root_fd(), ".codex/config.json", &st, 0) < 0)
		return 0;
	if (trust_read(&t, e) < 0)
		return -1;
	cJSON_ArrayForEach(item, t.items) {
		if (*value == NULL)
			*value = cJSON_DetachItemFromObject(item, key);
	}
	trust_release(&t);
	if (*value == NULL || trust_check(what, e) == 0)
		return 0;
	cJSON_Delete(*value);
	return -1;
}

int
settings_apply(struct confine *c, struct strv *names, struct error *e)
{
	cJSON *settings;
	int status;

	if (settings_find("sandbox", "the setting `sandbox`", &settings, e) < 0)
		return -1;
	status = settings ? take(c, names, settings, e) : 0;
	cJSON_Delete(settings);
	return status;
}
