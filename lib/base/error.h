#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>

/*
 * What went wrong, in the words of contract 7. A function that can fail
 * takes a struct error, which may be NULL, and returns -1, NULL or false
 * after filling it; it prints nothing. Whoever gives up reports it, once.
 * A zeroed struct error holds none.
 */
enum error_code {
	ERROR_NONE,
	ERROR_INVALID_JSON,
	ERROR_INVALID_ARGUMENTS,
	ERROR_NOT_FOUND,
	ERROR_OUTSIDE_ROOT,
	ERROR_NOT_A_FILE,
	ERROR_BINARY_FILE,
	ERROR_TOO_LARGE,
	ERROR_PERMISSION_DENIED,
	ERROR_POLICY_DENIED,
	ERROR_TIMEOUT,
	ERROR_KILLED,
	ERROR_COMMAND_FAILED,
	ERROR_NOT_AVAILABLE,
	ERROR_NETWORK,
	ERROR_API_ERROR,
	ERROR_RATE_LIMITED,
	ERROR_BUDGET_EXCEEDED,
	ERROR_SCHEMA_MISMATCH,
	ERROR_REPLAY_MISS,
	ERROR_INTERNAL,
};

struct error {
	enum error_code code;
	int signal;    /* with ERROR_KILLED: the signal, else 0 */
	char *message; /* owned, and so are path and hint; each may be NULL */
	char *path;    /* the file concerned, relative to the root */
	char *hint;    /* what to do next */
};

/*
 * Fills e, releasing what it held; returns -1 for the caller to return.
 * The message: lower case, no full stop, what was wrong with what.
 */
__attribute__((format(printf, 3, 4))) int error_set(
    struct error *e, enum error_code code, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) int error_hint(
    struct error *e, const char *fmt, ...);
int error_path(struct error *e, const char *path);
/* The same from errno: ENOENT not_found, EACCES permission_denied ... */
__attribute__((format(printf, 2, 3))) int error_errno(
    struct error *e, const char *fmt, ...);
void error_release(struct error *e);

/* "not_found" and the like; the code by its name, or ERROR_NONE. */
const char *error_name(enum error_code code);
enum error_code error_by_name(const char *name);
/* The exit status of contract 7 (2 for internal, 128+n for killed). */
int error_status(enum error_code code, int signal);

#endif
