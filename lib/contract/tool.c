/* tool: the start, the output and the one way out of every program */
#include "contract/tool.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "system/process.h"
#include "system/waiting.h"
#include "text/visible.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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

static const char *program = "codex";

static void
out_of_memory(void)
{
	char line[128];
	int n = snprintf(line, sizeof(line), "%.99s: out of memory\n", program);

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

	program = name;
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
	return program;
}

static void
vwarn(const char *fmt, va_list ap)
{
	struct buf text = {0}, line = {0};

	buf_vaddf(&text, fmt, ap);
	buf_addf(&line, "%s: ", program);
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
	exit(status);
}

static bool talks;

void
tool_talk(void)
{
	talks = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
}

noreturn void
tool_fail_with(struct error *e)
{
	cJSON *details = result_error(e);
	int status = error_status(e->code, e->signal);

	tool_tell(e);
	if (!talks)
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

static void
add_truncation(cJSON *details)
{
	if (tool_upstream_truncated())
		json_set(details, "upstream_truncated", cJSON_CreateTrue());
}

size_t
tool_prepare(struct buf *line, bool success, cJSON *details)
{
	size_t tokens;

	add_truncation(details);
	tokens = result_line(line, success, details);
	cJSON_Delete(details);
	return tokens;
}

noreturn void
tool_answer_line(struct buf *line, bool success)
{
	tool_write(line->data, line->len);
	buf_release(line);
	tool_exit(success ? 0 : 1);
}

noreturn void
tool_answer(bool success, cJSON *details)
{
	struct buf line = {0};

	tool_prepare(&line, success, details);
	tool_answer_line(&line, success);
}

noreturn void
tool_answer_list(struct result *r)
{
	bool success = !r->failed;
	struct error e = {0};
	struct buf line = {0};

	add_truncation(r->details);
	tool_must(result_finish(r, &line, &e), &e);
	tool_answer_line(&line, success);
}

noreturn void
tool_answer_lines(struct lines *l)
{
	struct error e = {0};
	struct buf line = {0};

	if (l->details == NULL)
		l->details = cJSON_CreateObject();
	add_truncation(l->details);
	tool_must(lines_finish(l, &line, &e), &e);
	tool_answer_line(&line, true);
}

noreturn void
tool_answer_output(bool success, cJSON *details, const struct output *o,
    const char *list, long max_tokens)
{
	struct error e = {0};
	struct buf line = {0};

	add_truncation(details);
	tool_must(
	    output_finish(&line, success, details, o, list, max_tokens, &e),
	    &e);
	tool_answer_line(&line, success);
}
