#ifndef CONTRACT_TOOL_H
#define CONTRACT_TOOL_H

#include "base/error.h"
#include "base/strv.h"
#include "contract/input.h"
#include "contract/lines.h"
#include "contract/output.h"
#include "contract/result.h"
#include <stdbool.h>
#include <stdnoreturn.h>

/*
 * The skeleton of every program and helper: its start, its arguments, its
 * one way out. Only this module writes to standard output and exits.
 */

/* A property of a helper's `struct args`, made from functions.json. */
enum tool_type {
	TOOL_BOOL,    /* bool */
	TOOL_INTEGER, /* long */
	TOOL_NUMBER,  /* double */
	TOOL_STRING,  /* const char *, NULL when not given; enums too */
	TOOL_STRINGS, /* struct strv */
	TOOL_OBJECTS, /* struct args_NAME *, and size_t n_NAME */
};

struct tool_field {
	const char *name;
	enum tool_type type;
	size_t offset;
	size_t count_offset; /* of n_NAME (TOOL_OBJECTS) */
	size_t has_offset;   /* of has_NAME; SIZE_MAX when there is none */
	const struct tool_field *fields; /* of an object, up to a NULL name */
	size_t size;                     /* of an object */
};

struct tool_desc {
	const char *name;
	const char *entry; /* the manifest entry, JSON */
	const struct tool_field *fields;
	size_t size; /* of struct args */
};

/*
 * A helper's start: --help, --version and --schema answer and exit; the
 * root is opened; arguments are joined from the schema's defaults, standard
 * input, flags and operands, checked, and put into args (struct args, whose
 * strings live until exit; what nobody gave is zero). Path properties (`path`,
 * `paths`, `path` in `locations`) are normalised. Failed upstream lines are
 * passed on. Whatever is wrong is printed as a result line, and the process
 * exits.
 */
void tool_args(void *args, const struct tool_desc *desc, int argc, char **argv);
/*
 * The same for a helper that another program runs (codex-run): the joined
 * and checked arguments, lent until exit.
 */
const cJSON *tool_join(
    const char *name, const char *entry, int argc, char **argv);
/* Whether what came through the pipe was cut short upstream. */
bool tool_upstream_truncated(void);
/* Whether anyone gave a property another value than its default. */
bool tool_given(const char *name);

/*
 * A program's start: its name for messages, allocation, and signals: on
 * SIGINT, SIGTERM and SIGHUP children are killed and the signal raised again.
 */
void tool_start(const char *name);
const char *tool_name(void);
/*
 * For a program that talks to a person: where both streams are a terminal, a
 * failure is told in words, without its result line.
 */
void tool_talk(void);

/*
 * The ways out. Each writes what must be written, flushes and exits.
 * A failure prints its result line and one line on standard error.
 */
noreturn void tool_fail(enum error_code code, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
noreturn void tool_fail_with(struct error *e);
/* Goes on, or fails with e where result is -1. */
void tool_must(int result, struct error *e);
/* Prints the result, taking details; status 0 or 1. */
noreturn void tool_answer(bool success, cJSON *details);
/*
 * The same in two steps, where the answer's tokens decide what is done:
 * appends its line, taking details, and returns them; then prints it.
 */
size_t tool_prepare(struct buf *line, bool success, cJSON *details);
noreturn void tool_answer_line(struct buf *line, bool success);
/* End a list, or lines, and print them; or fail: the limit is too small. */
noreturn void tool_answer_list(struct result *r);
noreturn void tool_answer_lines(struct lines *l);
/* Takes details; see contract/output.h. */
noreturn void tool_answer_output(bool success, cJSON *details,
    const struct output *o, const char *list, long max_tokens);
/* Exits with status, or 2 when standard output could not be written. */
noreturn void tool_exit(int status);

/*
 * Writes whole lines to standard output at once, under a lock, so that no
 * others get between. A full disk ends the program with 2, a closed pipe
 * silently.
 */
void tool_write(const char *text, size_t len);
/* The same with text of others, which must not steer a terminal. */
void tool_text(const char *text, size_t len);
/* The same with a newline behind it. */
void tool_line(const char *text);
/* Prints one result line and goes on. Does not take details. */
void tool_print(bool success, const cJSON *details);
/* One line on standard error: "name: text", control characters visible. */
void tool_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same of an error's message and hint. */
void tool_tell(const struct error *e);

/*
 * For what is too broken to count tokens: prints a constant `internal` line
 * and the message on standard error; exits 2.
 */
noreturn void tool_die(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
/*
 * Passes lines from upstream on (contract 4) and exits, if one failed (or,
 * for a program that writes or runs, says no) and keep_going is not set.
 */
void tool_pass_failures(const struct input *in, bool writes, bool keep_going);

#endif
