/* genargs: make NAME.args.h for each entry of functions.json (build time) */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Usage: genargs FUNCTIONS.JSON FOLDER. The struct args of an entry has a
 * typed member for each property (tool.h says which), so that a helper that
 * names a property its entry lacks does not compile. A header is replaced
 * only when its text changes.
 */

static const struct {
	const char *json, *c, *tool;
} types[] = {
    {"boolean", "bool ", "TOOL_BOOL"},
    {"integer", "long ", "TOOL_INTEGER"},
    {"number", "double ", "TOOL_NUMBER"},
    {"string", "const char *", "TOOL_STRING"},
};

static void
die(const char *name, const char *property, const char *what)
{
	fprintf(stderr, "genargs: functions.json: %s.%s: %s\n", name,
	    property ? property : "", what);
	exit(1);
}

static int
scalar_type(const cJSON *property)
{
	const char *type = json_string(property, "type");

	for (int i = 0; type != NULL && i < 4; i++)
		if (strcmp(types[i].json, type) == 0)
			return i;
	return -1;
}

static bool
has_flag(const cJSON *property)
{
	int type = scalar_type(property);

	return type >= 0 && type < 3 && json_get(property, "default") == NULL;
}

/* One member of the struct, and its row of the table of fields. */
static void
add_scalar(
    const char *of, const cJSON *p, struct buf *members, struct buf *rows)
{
	int type = scalar_type(p);

	buf_addf(members, "\t%s%s;\n", types[type].c, p->string);
	buf_addf(rows, "\t{.name = \"%s\", .type = %s, ", p->string,
	    types[type].tool);
	buf_addf(rows, ".offset = offsetof(struct %s, %s), ", of, p->string);
	if (has_flag(p)) {
		buf_addf(members, "\tbool has_%s;\n", p->string);
		buf_addf(rows, ".has_offset = offsetof(struct %s, has_%s)},\n",
		    of, p->string);
	} else {
		buf_adds(rows, ".has_offset = SIZE_MAX},\n");
	}
}

static void
add_objects(const char *name, const cJSON *p, struct buf *types_text,
    struct buf *members, struct buf *rows)
{
	const cJSON *inner = json_get(json_get(p, "items"), "properties"), *q;
	struct buf inner_members = {0}, inner_rows = {0};
	char *of = xasprintf("args_%s", p->string);

	cJSON_ArrayForEach(q, inner) {
		if (scalar_type(q) < 0)
			die(name, q->string, "only flat objects are supported");
		add_scalar(of, q, &inner_members, &inner_rows);
	}
	buf_addf(types_text,
	    "struct %s {\n%s};\n\n"
	    "static const struct tool_field %s_fields[] = {\n%s\t{.name = "
	    "NULL},"
	    "\n};\n\n",
	    of, buf_str(&inner_members), of, buf_str(&inner_rows));
	buf_addf(members, "\tstruct %s *%s;\n\tsize_t n_%s;\n", of, p->string,
	    p->string);
	buf_addf(rows,
	    "\t{.name = \"%s\", .type = TOOL_OBJECTS, "
	    ".offset = offsetof(struct args, %s), "
	    ".count_offset = offsetof(struct args, n_%s), "
	    ".has_offset = SIZE_MAX, .fields = %s_fields, "
	    ".size = sizeof(struct %s)},\n",
	    p->string, p->string, p->string, of, of);
	buf_release(&inner_members);
	buf_release(&inner_rows);
	free(of);
}

static void
add_property(const char *name, const cJSON *p, struct buf *types_text,
    struct buf *members, struct buf *rows)
{
	const char *type = json_string(p, "type");
	const cJSON *items = json_get(p, "items");

	if (json_string(p, "description") == NULL)
		die(name, p->string, "has no description");
	if (scalar_type(p) >= 0) {
		add_scalar("args", p, members, rows);
		return;
	}
	if (type == NULL || strcmp(type, "array") != 0)
		die(name, p->string, "has a type that genargs does not know");
	if (json_get(items, "properties") != NULL) {
		add_objects(name, p, types_text, members, rows);
		return;
	}
	if (scalar_type(items) != 3)
		die(name, p->string,
		    "is an array of neither strings nor objects");
	buf_addf(members, "\tstruct strv %s;\n", p->string);
	buf_addf(rows,
	    "\t{.name = \"%s\", .type = TOOL_STRINGS, "
	    ".offset = offsetof(struct args, %s), .has_offset = SIZE_MAX},\n",
	    p->string, p->string);
}

/* What would surprise a user of the flags or of the API. */
static void
lint(const cJSON *entry, const char *name, const cJSON *parameters)
{
	static const char *const taken[] = {"help", "version", "schema", "root",
	    "no_stdin", "keep_going", "list", NULL};
	const cJSON *properties = json_get(parameters, "properties"), *p;

	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") !=
		strlen(name) ||
	    strlen(name) > 64)
		die(name, NULL, "a name is snake_case of at most 64 letters");
	if (json_string(entry, "description") == NULL)
		die(name, NULL, "has no description");
	if (!cJSON_IsFalse(json_get(parameters, "additionalProperties")))
		die(name, NULL, "must say additionalProperties: false");
	for (size_t i = 0; taken[i]; i++)
		if (json_get(properties, taken[i]) != NULL)
			die(name, taken[i], "is a flag of every helper");
	cJSON_ArrayForEach(p, json_get(parameters, "required")) {
		if (json_get(properties, p->valuestring) == NULL)
			die(name, p->valuestring, "is required but not there");
	}
	cJSON_ArrayForEach(p, json_get(entry, "x-flags")) {
		if (json_get(properties, p->string) != NULL)
			die(name, p->string, "is both a flag and a property");
	}
	cJSON_ArrayForEach(p, json_get(entry, "x-operands")) {
		if (json_get(properties, p->valuestring) == NULL)
			die(name, p->valuestring,
			    "is an operand but not there");
	}
}

static void
add_c_string(struct buf *b, const char *s)
{
	buf_adds(b, "\t\"");
	for (size_t n = 0; *s != '\0'; s++, n++) {
		if (n == 70) {
			buf_adds(b, "\"\n\t\"");
			n = 0;
		}
		if (*s == '"' || *s == '\\')
			buf_addc(b, '\\');
		buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

static void
make_header(struct buf *out, const cJSON *entry, const char *name)
{
	const cJSON *parameters = json_get(entry, "parameters"), *p;
	struct buf types_text = {0}, members = {0}, rows = {0};
	char *text = json_text(entry);

	lint(entry, name, parameters);
	cJSON_ArrayForEach(p, json_get(parameters, "properties"))
		add_property(name, p, &types_text, &members, &rows);
	cJSON_ArrayForEach(p, json_get(entry, "x-flags"))
		add_property(name, p, &types_text, &members, &rows);
	buf_addf(out,
	    "/* made by genargs from functions.json: the arguments of %s */\n"
	    "#include \"contract/tool.h\"\n#include <stddef.h>\n"
	    "#include <stdint.h>\n\n%sstruct args {\n%s};\n\n"
	    "static const struct tool_field args_fields[] = {\n%s"
	    "\t{.name = NULL},\n};\n\n"
	    "static const struct tool_desc args_desc = {\n.fields = "
	    "args_fields,\n.size = sizeof(struct args),\n.name = \"%s\",\n"
	    ".entry =\n",
	    name, buf_str(&types_text), buf_str(&members), buf_str(&rows),
	    name);
	add_c_string(out, text);
	buf_adds(out, ",\n};\n");
	buf_release(&types_text);
	buf_release(&members);
	buf_release(&rows);
	free(text);
}

static void
read_file(const char *path, struct buf *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && buf_read(b, fd, 1 << 28) == 0) {
		close(fd);
		return;
	}
	fprintf(stderr, "genargs: %s: %s\n", path, strerror(errno));
	exit(1);
}

static void
replace_if_changed(const char *path, const struct buf *text)
{
	struct buf old = {0};
	char *tmp = xasprintf("%s.new", path);
	bool same;
	int fd;

	if (access(path, F_OK) == 0)
		read_file(path, &old);
	same =
	    old.len == text->len && memcmp(old.data, text->data, old.len) == 0;
	if (!same) {
		fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (fd < 0 || write_all(fd, text->data, text->len) < 0 ||
		    close(fd) < 0 || rename(tmp, path) < 0) {
			fprintf(
			    stderr, "genargs: %s: %s\n", path, strerror(errno));
			exit(1);
		}
	}
	buf_release(&old);
	free(tmp);
}

int
main(int argc, char *argv[])
{
	struct buf text = {0}, header = {0};
	struct error e = {0};
	const cJSON *entry;
	cJSON *manifest;

	if (argc != 3)
		return 2;
	alloc_use_in_cjson();
	read_file(argv[1], &text);
	manifest = json_parse(text.data, text.len, &e);
	if (manifest == NULL) {
		fprintf(stderr, "genargs: %s: %s\n", argv[1], e.message);
		return 1;
	}
	cJSON_ArrayForEach(entry, manifest) {
		const char *name = json_string(entry, "name");
		char *path;

		if (name == NULL)
			die("", "name", "an entry has none");
		path = xasprintf("%s/%s.args.h", argv[2], name);
		make_header(&header, entry, name);
		replace_if_changed(path, &header);
		buf_truncate(&header, 0);
		free(path);
	}
	cJSON_Delete(manifest);
	buf_release(&text);
	buf_release(&header);
	return 0;
}
