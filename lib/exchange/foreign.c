/* foreign: a project's own helper is confined to what its entry grants */
#include "exchange/foreign.h"
#include "base/alloc.h"
#include "base/json.h"
#include "system/toolchains.h"
#include <stdlib.h>
#include <string.h>

static bool
grants(const cJSON *entry, const char *what)
{
	const cJSON *grant;

	cJSON_ArrayForEach(grant, json_get(entry, "x-grants"))
		if (strcmp(grant->valuestring, what) == 0)
			return true;
	return false;
}

int
foreign_confine(struct confine *c, const cJSON *entry,
    struct process_options *o, struct strv *env, struct error *e)
{
	const char *program = o->argv[0];
	char *folder;

	if (!json_true(entry, "x-project"))
		return 0;
	*c = (struct confine){.write = grants(entry, "write"),
	    .network = grants(entry, "network") ? CONFINE_ONLINE
		       : grants(entry, "run")   ? CONFINE_LOOPBACK
						: CONFINE_OFFLINE};
	folder = xstrndup(program, (size_t)(strrchr(program, '/') - program));
	strv_add(&c->reads, program);
	toolchains_allow(&c->reads, folder);
	free(folder);
	if (confine_prepare(c, e) < 0) {
		confine_release(c);
		return -1;
	}
	confine_environment(c, env);
	o->confine = c->mode == CONFINE_NOT ? NULL : c;
	return 0;
}

int
foreign_finish(struct confine *c, const char *name, struct error *e)
{
	struct strv changed = {0};
	int status = 0;

	confine_finish(c, &changed);
	if (changed.n > 0) {
		status = error_set(e, ERROR_POLICY_DENIED,
		    "'%s' changed %s, which is reserved and was put back", name,
		    changed.v[0]);
		error_path(e, changed.v[0]);
	}
	strv_release(&changed);
	confine_release(c);
	return status;
}
