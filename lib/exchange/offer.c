/* offer: the helpers that a model is offered, by consent */
#include "exchange/offer.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/trust.h"
#include <stdlib.h>
#include <string.h>

int
offer_load(
    struct manifest *all, const char *path, struct strv *notes, struct error *e)
{
	struct error why = {0};
	int ours;

	if (manifest_load(all, path, e) < 0)
		return -1;
	ours = cJSON_GetArraySize(all->entries);
	if (path != NULL)
		return 0;
	if (manifest_add_project(all, e) < 0)
		return -1;
	if (cJSON_GetArraySize(all->entries) == ours ||
	    trust_check("a helper", &why) == 0)
		return 0;
	strv_addf(notes, "%s%s%s", why.message, why.hint ? "; " : "",
	    why.hint ? why.hint : "");
	error_release(&why);
	while (cJSON_GetArraySize(all->entries) > ours)
		cJSON_DeleteItemFromArray(all->entries, ours);
	return 0;
}

static int
check_name(const struct manifest *all, const char *name, struct error *e)
{
	const char *near;

	if (manifest_find(all, name) != NULL)
		return 0;
	near = manifest_nearest(all, name);
	if (near != NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "no helper '%s'; did you mean '%s'?", name, near);
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "no helper '%s'; codex-run --list shows them", name);
}

static void
split_names(struct strv *out, const struct strv *names)
{
	const char *p;
	size_t n;

	for (size_t i = 0; i < names->n; i++)
		for (p = names->v[i]; *p != '\0'; p += n + (p[n] == ',')) {
			n = strcspn(p, ",");
			if (n > 0)
				strv_take(out, xstrndup(p, n));
		}
}

static bool
is_offered(const cJSON *entry, const struct strv *named, const cJSON *helpers,
    enum approval_mode approval)
{
	const char *name = json_string(entry, "name");
	bool reads = manifest_reads_only(entry);

	if (!reads && approval == APPROVAL_NEVER)
		return false;
	if (strv_has(named, name))
		return true;
	if (named->n > 0 && !strv_has(named, "all"))
		return false;
	if (!reads && approval == APPROVAL_NAMED)
		return false;
	return cJSON_GetArraySize(helpers) == 0 || json_holds(helpers, name);
}

/* What was asked for and is not offered is told. */
static void
note_left_out(const char *name, const struct strv *named, const cJSON *helpers,
    enum approval_mode approval, struct strv *notes)
{
	bool all = named->n == 0 || strv_has(named, "all");

	if (!strv_has(named, name) && !(all && json_holds(helpers, name)))
		return;
	if (approval == APPROVAL_NEVER)
		strv_addf(notes,
		    "%s may write or start programs: with --approve never it "
		    "is not offered",
		    name);
	else
		strv_addf(notes,
		    "%s may write or start programs: it is offered only with "
		    "-T %s",
		    name, name);
}

static int
check_all(const struct manifest *all, const struct strv *named,
    const cJSON *helpers, struct error *e)
{
	const cJSON *item;

	for (size_t i = 0; i < named->n; i++)
		if (strcmp(named->v[i], "all") != 0 &&
		    strcmp(named->v[i], "none") != 0 &&
		    check_name(all, named->v[i], e) < 0)
			return -1;
	cJSON_ArrayForEach(item, helpers) {
		if (!cJSON_IsString(item))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "'helpers' must be names of helpers");
		if (check_name(all, item->valuestring, e) < 0)
			return -1;
	}
	return 0;
}

static void
choose(struct manifest *out, const struct manifest *all,
    const struct strv *named, const cJSON *helpers, enum approval_mode approval,
    struct strv *notes)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, all->entries) {
		if (is_offered(entry, named, helpers, approval))
			cJSON_AddItemToArray(out->entries, json_copy(entry));
		else
			note_left_out(json_string(entry, "name"), named,
			    helpers, approval, notes);
	}
}

int
offer_select(struct manifest *out, const struct manifest *all,
    const struct strv *names, const cJSON *helpers, enum approval_mode approval,
    struct strv *notes, struct error *e)
{
	struct strv named = {0};
	int status;

	split_names(&named, names);
	*out = (struct manifest){
	    .entries = cJSON_CreateArray(), .folder = xstrdup(all->folder)};
	status = check_all(all, &named, helpers, e);
	if (status == 0)
		choose(out, all, &named, helpers, approval, notes);
	strv_release(&named);
	return status;
}
