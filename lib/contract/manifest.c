/* manifest: the catalogue of helpers, functions.json */
#include "contract/manifest.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "contract/schema.h"
#include "system/own.h"
#include "system/root.h"
#include "system/share.h"
#include "text/nearest.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANIFEST_MAX = 16 << 20 }; /* bytes; far above any real catalogue */

/* Contract 10: what the rest of us takes for granted of an entry. */
static const char entry_schema[] =
    "{\"type\":\"object\",\"required\":[\"name\",\"description\"],"
    "\"properties\":{"
    "\"name\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{1,64}$\"},"
    "\"description\":{\"type\":\"string\"},"
    "\"parameters\":{\"type\":\"object\",\"properties\":{"
    "\"properties\":{\"type\":\"object\"},"
    "\"required\":{\"$ref\":\"#/$defs/names\"}}},"
    "\"x-operands\":{\"$ref\":\"#/$defs/names\"},"
    "\"x-flags\":{\"$ref\":\"#/$defs/objects\"},"
    "\"x-grants\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
    "\"enum\":[\"read\",\"write\",\"run\",\"network\"]}},"
    "\"x-programs\":{\"$ref\":\"#/$defs/names\"},"
    "\"x-owns\":{\"$ref\":\"#/$defs/names\"},"
    "\"x-pipe\":{\"$ref\":\"#/$defs/names\"},"
    "\"x-timeout\":{\"type\":\"number\",\"exclusiveMinimum\":0},"
    "\"x-examples\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"required\":[\"arguments\"],"
    "\"properties\":{\"arguments\":{\"type\":\"object\"}}}},"
    "\"x-command\":{\"type\":\"string\",\"minLength\":1}},"
    "\"$defs\":{"
    "\"names\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
    "\"objects\":{\"type\":\"object\","
    "\"additionalProperties\":{\"type\":\"object\"}}}}";

/* The first of its operands that is no property, or NULL. */
static const char *
unknown_operand(const cJSON *entry)
{
	const cJSON *properties =
	    json_get(json_get(entry, "parameters"), "properties");
	const cJSON *flags = json_get(entry, "x-flags"), *operand;

	cJSON_ArrayForEach(operand, json_get(entry, "x-operands")) {
		if (!json_get(properties, operand->valuestring) &&
		    !json_get(flags, operand->valuestring))
			return operand->valuestring;
	}
	return NULL;
}

static int
check_entry(struct schema *schema, const cJSON *entry, const char *path,
    struct error *e)
{
	const char *name = json_string(entry, "name"), *operand;
	struct error inner = {0};

	if (schema_check(schema, entry, &inner) < 0) {
		error_set(e, inner.code, "%s: the entry '%s': %s", path,
		    name ? name : "", inner.message);
		error_release(&inner);
		return -1;
	}
	operand = unknown_operand(entry);
	if (operand != NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%s: the entry '%s': '%s' of x-operands is no property",
		    path, name, operand);
	for (const cJSON *m = entry->prev; m->next != NULL; m = m->prev)
		if (strcmp(json_string(m, "name"), name) == 0)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s: two entries are named '%s'", path, name);
	return 0;
}

static int
check_entries(const cJSON *entries, const char *path, struct error *e)
{
	struct schema *schema;
	const cJSON *entry;
	cJSON *json;
	int status;

	if (!cJSON_IsArray(entries))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the manifest '%s' is no array", path);
	status = json_check_arguments(entries, e);
	json = json_parse(entry_schema, strlen(entry_schema), NULL);
	schema = schema_compile(json, e);
	cJSON_ArrayForEach(entry, entries) {
		if (status == 0)
			status = check_entry(schema, entry, path, e);
	}
	schema_free(schema);
	cJSON_Delete(json);
	return status;
}

/* The entries in the text of a manifest; NULL when it is none. */
static cJSON *
parse_entries(
    const struct buf *text, const char *path, bool ours, struct error *e)
{
	struct error inner = {0};
	cJSON *entries = json_parse(buf_str(text), text->len, &inner);

	if (entries == NULL) {
		error_set(e, inner.code, "the manifest '%s': %s", path,
		    inner.message);
		error_release(&inner);
		return NULL;
	}
	/* ours was checked when the headers were made of it */
	if (ours || check_entries(entries, path, e) == 0)
		return entries;
	cJSON_Delete(entries);
	return NULL;
}

static cJSON *
read_entries(const char *path, bool ours, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct buf text = {0};
	cJSON *entries = NULL;
	struct stat st;

	if (fd < 0) {
		error_errno(e, "cannot open the manifest '%s'", path);
		return NULL;
	}
	if (root_read_fd(fd, path, MANIFEST_MAX, &text, &st, e) == 0)
		entries = parse_entries(&text, path, ours, e);
	close(fd);
	buf_release(&text);
	return entries;
}

int
manifest_load(struct manifest *m, const char *path, struct error *e)
{
	char *ours = path ? NULL : share_path("functions.json");
	char *copy = xstrdup(path ? path : ours);

	m->entries = read_entries(path ? path : ours, path == NULL, e);
	/* absolute: a helper is started with the root as its folder */
	m->folder = m->entries ? xrealpath(dirname(copy)) : NULL;
	free(copy);
	free(ours);
	if (m->folder != NULL)
		return 0;
	if (m->entries != NULL)
		error_errno(e, "cannot find the folder of the manifest");
	manifest_release(m);
	return -1;
}

static int
add_entry(struct manifest *m, cJSON *entry, const char *folder,
    const char *path, struct error *e)
{
	const char *name = json_string(entry, "name");
	const char *command = json_string(entry, "x-command");
	char *program;

	if (manifest_find(m, name) != NULL || command == NULL) {
		error_set(e, ERROR_INVALID_ARGUMENTS, "%s: '%s' %s", path, name,
		    command ? "is already the name of a helper"
			    : "has no x-command to run");
		cJSON_Delete(entry);
		return -1;
	}
	program = command[0] == '/' ? xstrdup(command)
				    : xasprintf("%s/%s", folder, command);
	json_set(entry, "x-command", cJSON_CreateString(program));
	free(program);
	json_set(entry, "x-project", cJSON_CreateTrue());
	cJSON_AddItemToArray(m->entries, entry);
	return 0;
}

int
manifest_add_project(struct manifest *m, struct error *e)
{
	static const char path[] = ".codex/functions.json";
	char *folder = xasprintf("%s/.codex", root_path());
	cJSON *entries = NULL;
	struct buf text = {0};
	int result = own_read("functions.json", MANIFEST_MAX, &text, e);

	if (result == 0) {
		entries = parse_entries(&text, path, false, e);
		result = entries ? 0 : -1;
	}
	while (result == 0 && entries->child != NULL)
		result = add_entry(m,
		    cJSON_DetachItemViaPointer(entries, entries->child), folder,
		    path, e);
	cJSON_Delete(entries);
	buf_release(&text);
	free(folder);
	return result < 0 ? -1 : 0;
}

void
manifest_release(struct manifest *m)
{
	cJSON_Delete(m->entries);
	free(m->folder);
	*m = (struct manifest){0};
}

const cJSON *
manifest_find(const struct manifest *m, const char *name)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, m->entries) {
		if (strcmp(json_string(entry, "name"), name) == 0)
			return entry;
	}
	return NULL;
}

const char *
manifest_nearest(const struct manifest *m, const char *name)
{
	struct nearest best = {.name = name};
	const cJSON *entry;

	cJSON_ArrayForEach(entry, m->entries)
		nearest_offer(&best, json_string(entry, "name"));
	return best.found;
}

bool
manifest_reads_only(const cJSON *entry)
{
	const cJSON *grants = json_get(entry, "x-grants"), *grant;

	cJSON_ArrayForEach(grant, grants) {
		if (!cJSON_IsString(grant) ||
		    strcmp(grant->valuestring, "read") != 0)
			return false;
	}
	/* an entry that does not say what it does may do anything */
	return cJSON_IsArray(grants);
}

char *
manifest_program(const struct manifest *m, const cJSON *entry)
{
	const char *command = json_string(entry, "x-command");

	if (command == NULL)
		return share_helper(json_string(entry, "name"));
	if (command[0] == '/')
		return xstrdup(command);
	return xasprintf("%s/%s", m->folder, command);
}

static cJSON *
bare_entry(const cJSON *entry)
{
	cJSON *bare = cJSON_CreateObject();
	const cJSON *m;

	cJSON_ArrayForEach(m, entry) {
		if (strncmp(m->string, "x-", 2) != 0)
			cJSON_AddItemToObject(bare, m->string, json_copy(m));
	}
	return bare;
}

cJSON *
manifest_for_api(const cJSON *entry, enum manifest_api api)
{
	cJSON *bare = bare_entry(entry), *tool;

	if (api == API_FUNCTIONS)
		return bare;
	/* strict is said in both: its default differs between the two */
	cJSON_AddFalseToObject(bare, "strict");
	if (api == API_CHAT) {
		tool = cJSON_CreateObject();
		cJSON_AddStringToObject(tool, "type", "function");
		cJSON_AddItemToObject(tool, "function", bare);
		return tool;
	}
	cJSON_AddStringToObject(bare, "type", "function");
	return bare;
}
