/* tool: the start, the arguments and the one way out of every program */
#include "contract/tool.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/arguments.h"
#include "contract/help.h"
#include "contract/manifest.h"
#include "system/process.h"
#include "system/root.h"
#include "system/sandbox.h"
#include "system/share.h"
#include "system/waiting.h"
#include "text/visible.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The result lines of a process that has no memory, or no token table. */
#define NO_MEMORY                                                              \
	"{\"success\":false,\"details\":{\"error\":{\"code\":\"internal\","    \
	"\"message\":\"out of memory\"}},\"tokens\":13}\n"
#define NO_TABLE                                                               \
	"{\"success\":false,\"details\":{\"error\":{\"code\":\"internal\","    \
	"\"message\":\"no token table\"}},\"tokens\":13}\n"

/* What describes the process, and lives until it exits. */
static struct {
	const char *name;
	cJSON *entry, *args, *given;
	struct input in;
	bool upstream_truncated;
} tool = {.name = "codex"};

static void
out_of_memory(void)
{
	char line[128];
	int n =
	    snprintf(line, sizeof(line), "%.99s: out of memory\n", tool.name);

	process_kill_all();
	write_all(STDERR_FILENO, line, (size_t)n);
	write_all(STDOUT_FILENO, NO_MEMORY, strlen(NO_MEMORY));
	_exit(2);
}

/* A closed descriptor must not become a file that we open and write to. */
static void
fill_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY) < 0)
			_exit(2);
}

static void
on_signal(int number)
{
	process_kill_all();
	signal(number, SIG_DFL);
	raise(number);
}

void
tool_start(const char *name)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction old;

	tool.name = name;
	alloc_failed = out_of_memory;
	alloc_use_in_cjson();
	fill_descriptors();
	for (size_t i = 0; i < 3; i++) {
		sigaction(numbers[i], NULL, &old);
		/* what nohup or a shell's & ignores stays ignored */
		if (old.sa_handler != SIG_IGN)
			signal(numbers[i], on_signal);
	}
}

const char *
tool_name(void)
{
	return tool.name;
}

static void
vwarn(const char *fmt, va_list ap)
{
	struct buf text = {0}, line = {0};

	buf_vaddf(&text, fmt, ap);
	buf_addf(&line, "%s: ", tool.name);
	visible(&line, buf_str(&text), text.len, false);
	buf_addc(&line, '\n');
	waiting_clear();
	write_all(STDERR_FILENO, line.data, line.len);
	buf_release(&text);
	buf_release(&line);
}

void
tool_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
}

void
tool_tell(const struct error *e)
{
	tool_warn(
	    "%s%s%s", e->message, e->hint ? "; " : "", e->hint ? e->hint : "");
}

noreturn void
tool_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
	write_all(STDOUT_FILENO, NO_TABLE, strlen(NO_TABLE));
	exit(2);
}

/*
 * A terminal or /dev/null is everybody's: whoever locks that would stop
 * strangers.
 */
static bool
can_lock_output(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 &&
	       (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) ||
		   S_ISSOCK(st.st_mode));
}

/*
 * Locks standard output against the other processes that write to it. A
 * POSIX record lock belongs to the process, so it holds also between those
 * that inherited the one open file from xargs or a shell.
 */
static void
lock_output(short type)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET};

	while (fcntl(STDOUT_FILENO, F_SETLKW, &lock) < 0 && errno == EINTR)
		;
}

void
tool_write(const char *text, size_t len)
{
	int failed, number;
	bool lock = can_lock_output();

	waiting_clear();
	waiting_printed(len > 0 && text[len - 1] != '\n');
	/* short lines too: one must not get into the middle of a long one */
	if (lock)
		lock_output(F_WRLCK);
	failed = write_all(STDOUT_FILENO, text, len);
	number = errno;
	if (lock)
		lock_output(F_UNLCK);
	if (failed == 0)
		return;
	if (number != EPIPE)
		tool_warn(
		    "cannot write to standard output: %s", strerror(number));
	exit(2);
}

void
tool_text(const char *text, size_t len)
{
	struct buf safe = {0};

	if (!isatty(STDOUT_FILENO)) {
		tool_write(text, len);
		return;
	}
	visible(&safe, text, len, true);
	tool_write(buf_str(&safe), safe.len);
	buf_release(&safe);
}

void
tool_line(const char *text)
{
	char *line = xasprintf("%s\n", text);

	tool_write(line, strlen(line));
	free(line);
}

void
tool_print(bool success, const cJSON *details)
{
	struct buf line = {0};

	result_line(&line, success, details);
	tool_write(line.data, line.len);
	buf_release(&line);
}

noreturn void
tool_exit(int status)
{
	waiting_clear();
	/* what close() has to say of a file on NFS or a full quota */
	if (close(STDOUT_FILENO) < 0 && errno != EBADF) {
		tool_warn(
		    "cannot write to standard output: %s", strerror(errno));
		exit(2);
	}
	cJSON_Delete(tool.args);
	cJSON_Delete(tool.given);
	input_release(&tool.in);
	cJSON_Delete(tool.entry);
	exit(status);
}

noreturn void
tool_fail_with(struct error *e)
{
	cJSON *details = result_error(e);
	int status = error_status(e->code, e->signal);

	tool_tell(e);
	tool_print(false, details);
	cJSON_Delete(details);
	error_release(e);
	tool_exit(status);
}

void
tool_must(int result, struct error *e)
{
	if (result < 0)
		tool_fail_with(e);
}

noreturn void
tool_fail(enum error_code code, const char *fmt, ...)
{
	struct error e = {0};
	struct buf message = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&message, fmt, ap);
	va_end(ap);
	error_set(&e, code, "%s", buf_str(&message));
	buf_release(&message);
	tool_fail_with(&e);
}

noreturn void
tool_answer(bool success, cJSON *details)
{
	if (tool.upstream_truncated)
		json_set(details, "upstream_truncated", cJSON_CreateTrue());
	tool_print(success, details);
	cJSON_Delete(details);
	tool_exit(success ? 0 : 1);
}

noreturn void
tool_answer_list(struct result *r)
{
	struct error e = {0};

	if (tool.upstream_truncated)
		json_set(r->details, "upstream_truncated", cJSON_CreateTrue());
	if (result_finish(r, &e) == 0) {
		tool.upstream_truncated = false;
		tool_answer(true, r->details);
	}
	cJSON_Delete(r->details);
	tool_fail_with(&e);
}

bool
tool_given(const char *name)
{
	const cJSON *value = json_get(tool.args, name);
	const cJSON *property = json_get(
	    json_get(json_get(tool.entry, "parameters"), "properties"), name);
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
			tool.upstream_truncated = true;
	}
	if (tool.upstream_truncated)
		tool_warn("what came through the pipe was cut short upstream");
}

bool
tool_upstream_truncated(void)
{
	return tool.upstream_truncated;
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
	strv_addl(&args, program, tool.name, NULL);
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
		buf_addf(&out, "%s %s\n", tool.name, VERSION);
	else if (flags->help)
		help_of_helper(&out, tool.entry);
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
	const char *what = arguments_need_input(tool.entry, tool.given)
			       ? NULL
			       : "arguments or result lines";

	/* with a flag of this name a helper reads it itself, as it is */
	if (left_alone || getenv("CODEX_NO_STDIN") != NULL ||
	    json_true(tool.given, "stdin") ||
	    !arguments_want_input(tool.entry, tool.given))
		return;
	if (input_read(&tool.in, what, &e) < 0 || input_parse(&tool.in, &e) < 0)
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
	    .name = tool.name,
	    .write = lists(entry, "x-grants", "write"),
	    .git = lists(entry, "x-programs", "git"),
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
join(const char *entry, int argc, char **argv, bool restricted)
{
	struct arguments_flags flags = {0};
	struct error e = {0};

	tool_start(tool.name); /* memory may be out before the name is known */
	tool.entry = json_parse(entry, strlen(entry), NULL);
	tool.name = json_string(tool.entry, "name");
	tool.given = arguments_from_argv(tool.entry, argc, argv, &flags, &e);
	if (tool.given == NULL)
		tool_fail_with(&e);
	if (flags.help || flags.version || flags.schema)
		answer_about_itself(&flags, entry);
	become_logged(argv);
	if (root_set(flags.root, &e) < 0 ||
	    arguments_person_paths(tool.given, &e) < 0)
		tool_fail_with(&e);
	if (restricted)
		give_up_rights(tool.entry);
	read_input(flags.no_stdin);
	tool_pass_failures(
	    &tool.in, !manifest_reads_only(tool.entry), flags.keep_going);
	note_truncation(&tool.in);
	tool.args = arguments_join(tool.entry, tool.given, &tool.in, &e);
	tool.given = NULL;
	if (tool.args == NULL)
		tool_fail_with(&e);
	return tool.args;
}

const cJSON *
tool_join(const char *entry, int argc, char **argv)
{
	return join(entry, argc, argv, false);
}

void
tool_args(void *args, const struct tool_desc *desc, int argc, char **argv)
{
	close_range(STDERR_FILENO + 1, ~0U, 0); /* nobody's but the parent's */
	memset(args, 0, desc->size);
	fill(args, desc->fields, join(desc->entry, argc, argv, true));
}
