/* tool_args: the arguments of a helper, from its flags, operands and input */
#include "base/alloc.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/arguments.h"
#include "contract/help.h"
#include "contract/manifest.h"
#include "contract/tool.h"
#include "system/root.h"
#include "system/sandbox.h"
#include "system/share.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What was said to the process: lives until it exits. */
static struct {
	cJSON *entry, *flags, *args;
	struct input in;
	bool upstream_truncated;
} given;

static void
release(void)
{
	cJSON_Delete(given.args);
	cJSON_Delete(given.flags);
	input_release(&given.in);
	cJSON_Delete(given.entry);
}

bool
tool_given(const char *name)
{
	const cJSON *value = json_get(given.args, name);
	const cJSON *property = json_get(
	    json_get(json_get(given.entry, "parameters"), "properties"), name);
	const cJSON *fallback = json_get(property, "default");

	return value != NULL &&
	       (fallback == NULL || !json_equal(value, fallback));
}

static bool
stops_here(const cJSON *line, bool writes)
{
	return result_failed(line) || (writes && !json_true(line, "success"));
}

void
tool_pass_failures(const struct input *in, bool writes, bool keep_going)
{
	const cJSON *line;
	struct buf text = {0};
	int status = 0;
	size_t i = 0;

	if (in->kind != INPUT_RESULTS || keep_going)
		return;
	cJSON_ArrayForEach(line, in->value) {
		if (stops_here(line, writes)) {
			buf_addf(&text, "%s\n", in->lines.v[i]);
			status = status ? status : result_status(line);
		}
		i++;
	}
	if (text.len == 0)
		return;
	tool_write(text.data, text.len);
	buf_release(&text);
	tool_exit(status);
}

static void
note_truncation(const struct input *in)
{
	const cJSON *line, *details;

	if (in->kind != INPUT_RESULTS)
		return;
	cJSON_ArrayForEach(line, in->value) {
		details = json_get(line, "details");
		if (json_true(details, "truncated") ||
		    json_true(details, "upstream_truncated"))
			given.upstream_truncated = true;
	}
	if (given.upstream_truncated)
		tool_warn("what came through the pipe was cut short upstream");
}

bool
tool_upstream_truncated(void)
{
	return given.upstream_truncated;
}

/* contract 9: helpers never log; codex-run does it for them. */
static void
become_logged(char **argv)
{
	const char *session = getenv("CODEX_SESSION");
	char *program;
	struct strv args = {0};

	if (session == NULL || *session == '\0' || getenv("CODEX_RUN") != NULL)
		return;
	program = share_program("codex-run");
	strv_addl(&args, program, tool_name(), NULL);
	for (size_t i = 1; argv[i] != NULL; i++)
		strv_add(&args, argv[i]);
	execv(program, args.v);
	tool_fail(ERROR_NOT_AVAILABLE,
	    "cannot log to session '%s': cannot start '%s': %s", session,
	    program, strerror(errno));
}

static void fill(
    void *args, const struct tool_field *fields, const cJSON *from);

static void
fill_objects(void *args, const struct tool_field *f, const cJSON *list)
{
	size_t n = (size_t)cJSON_GetArraySize(list), i = 0;
	char *objects = xcalloc(n, f->size);
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
		fill(objects + i++ * f->size, f->fields, item);
	memcpy((char *)args + f->offset, &objects, sizeof(objects));
	memcpy((char *)args + f->count_offset, &n, sizeof(n));
}

static void
fill_field(void *args, const struct tool_field *f, const cJSON *v)
{
	char *at = (char *)args + f->offset;
	const cJSON *item;

	switch (f->type) {
	case TOOL_BOOL:
		*(bool *)(void *)at = cJSON_IsTrue(v);
		break;
	case TOOL_INTEGER:
		if (!json_is_integer(v, (long *)(void *)at))
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "the integer '%s' of '%s' does not fit in 64 bits",
			    v->valuestring, f->name);
		break;
	case TOOL_NUMBER:
		*(double *)(void *)at = v->valuedouble;
		break;
	case TOOL_STRING:
		*(const char **)(void *)at = v->valuestring;
		break;
	case TOOL_STRINGS:
		cJSON_ArrayForEach(item, v)
			strv_add((struct strv *)(void *)at, item->valuestring);
		break;
	case TOOL_OBJECTS:
		fill_objects(args, f, v);
		break;
	}
	if (f->has_offset != SIZE_MAX)
		*((bool *)args + f->has_offset) = true;
}

/* The schema was checked: each member has the type that its field says. */
static void
fill(void *args, const struct tool_field *fields, const cJSON *from)
{
	for (const struct tool_field *f = fields; f->name != NULL; f++)
		if (json_get(from, f->name) != NULL)
			fill_field(args, f, json_get(from, f->name));
}

static void
answer_about_itself(const struct arguments_flags *flags, const char *entry)
{
	struct buf out = {0};

	if (flags->version)
		buf_addf(&out, "%s %s\n", tool_name(), VERSION);
	else if (flags->help)
		help_of_helper(&out, given.entry);
	else
		buf_addf(&out, "%s\n", entry);
	tool_write(out.data, out.len);
	buf_release(&out);
	tool_exit(0);
}

/* Standard input, unless it is to be left alone. */
static void
read_input(bool left_alone)
{
	struct error e = {0};
	/* what must have input waits for it without a word */
	const char *what = arguments_need_input(given.entry, given.flags)
			       ? NULL
			       : "arguments or result lines";

	/* with a flag of this name a helper reads it itself, as it is */
	if (left_alone || getenv("CODEX_NO_STDIN") != NULL ||
	    json_true(given.flags, "stdin") ||
	    !arguments_want_input(given.entry, given.flags))
		return;
	if (input_read(&given.in, what, &e) < 0 ||
	    input_parse(&given.in, &e) < 0)
		tool_fail_with(&e);
}

static bool
lists(const cJSON *entry, const char *key, const char *word)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, json_get(entry, key))
		if (strcmp(item->valuestring, word) == 0)
			return true;
	return false;
}

/*
 * Contract 8. Programs of all kinds, which only the helper itself knows, it
 * confines as it starts them.
 */
static void
give_up_rights(const cJSON *entry)
{
	struct sandbox s = {
	    .name = tool_name(),
	    .write = lists(entry, "x-grants", "write"),
	    .git = lists(entry, "x-programs", "git"),
	    .ctags = lists(entry, "x-programs", "ctags"),
	};
	struct error e = {0};
	const cJSON *own;
	int status;

	if (lists(entry, "x-grants", "run"))
		return;
	cJSON_ArrayForEach(own, json_get(entry, "x-owns"))
		strv_add(&s.owned, own->valuestring);
	status = sandbox_enter(&s, &e);
	strv_release(&s.owned);
	if (status < 0)
		tool_fail_with(&e);
	if (status > 0)
		tool_warn("%s", e.message);
	error_release(&e);
}

static const cJSON *
join(
    const char *name, const char *entry, int argc, char **argv, bool restricted)
{
	struct arguments_flags flags = {0};
	struct error e = {0};

	tool_start(name); /* memory may be out at once */
	atexit(release);
	given.entry = json_parse(entry, strlen(entry), NULL);
	given.flags = arguments_from_argv(given.entry, argc, argv, &flags, &e);
	if (given.flags == NULL)
		tool_fail_with(&e);
	if (flags.help || flags.version || flags.schema)
		answer_about_itself(&flags, entry);
	become_logged(argv);
	if (root_set(flags.root, &e) < 0 ||
	    arguments_person_paths(given.flags, &e) < 0)
		tool_fail_with(&e);
	if (restricted)
		give_up_rights(given.entry);
	read_input(flags.no_stdin);
	tool_pass_failures(
	    &given.in, !manifest_reads_only(given.entry), flags.keep_going);
	note_truncation(&given.in);
	given.args = arguments_join(given.entry, given.flags, &given.in, &e);
	given.flags = NULL;
	if (given.args == NULL)
		tool_fail_with(&e);
	return given.args;
}

const cJSON *
tool_join(const char *name, const char *entry, int argc, char **argv)
{
	return join(name, entry, argc, argv, false);
}

void
tool_args(void *args, const struct tool_desc *desc, int argc, char **argv)
{
	close_range(STDERR_FILENO + 1, ~0U, 0); /* nobody's but the parent's */
	memset(args, 0, desc->size);
	fill(args, desc->fields,
	    join(desc->name, desc->entry, argc, argv, true));
}
