/* error: the error codes of contract 7, and one struct that carries them */
#include "base/error.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int status;
} codes[] = {
    [ERROR_NONE] = {"", 0},
    [ERROR_INVALID_JSON] = {"invalid_json", 2},
    [ERROR_INVALID_ARGUMENTS] = {"invalid_arguments", 2},
    [ERROR_NOT_FOUND] = {"not_found", 1},
    [ERROR_OUTSIDE_ROOT] = {"outside_root", 1},
    [ERROR_NOT_A_FILE] = {"not_a_file", 1},
    [ERROR_BINARY_FILE] = {"binary_file", 1},
    [ERROR_TOO_LARGE] = {"too_large", 1},
    [ERROR_PERMISSION_DENIED] = {"permission_denied", 1},
    [ERROR_POLICY_DENIED] = {"policy_denied", 1},
    [ERROR_TIMEOUT] = {"timeout", 3},
    [ERROR_KILLED] = {"killed", 128},
    [ERROR_COMMAND_FAILED] = {"command_failed", 1},
    [ERROR_NOT_AVAILABLE] = {"not_available", 1},
    [ERROR_NETWORK] = {"network", 3},
    [ERROR_API_ERROR] = {"api_error", 4},
    [ERROR_RATE_LIMITED] = {"rate_limited", 5},
    [ERROR_BUDGET_EXCEEDED] = {"budget_exceeded", 6},
    [ERROR_SCHEMA_MISMATCH] = {"schema_mismatch", 7},
    [ERROR_REPLAY_MISS] = {"replay_miss", 8},
    [ERROR_INTERNAL] = {"internal", 2},
};

static int
set(struct error *e, enum error_code code, const char *fmt, va_list ap)
{
	struct buf message = {0};

	if (e == NULL)
		return -1;
	buf_vaddf(&message, fmt, ap);
	error_release(e);
	e->code = code;
	e->message = buf_detach(&message);
	return -1;
}

int
error_set(struct error *e, enum error_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(e, code, fmt, ap);
	va_end(ap);
	return -1;
}

int
error_hint(struct error *e, const char *fmt, ...)
{
	struct buf hint = {0};
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	buf_vaddf(&hint, fmt, ap);
	va_end(ap);
	free(e->hint);
	e->hint = buf_detach(&hint);
	return -1;
}

int
error_path(struct error *e, const char *path)
{
	if (e == NULL)
		return -1;
	path = xstrdup(path);
	free(e->path);
	e->path = (char *)path;
	return -1;
}

static enum error_code
code_of_errno(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return ERROR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERROR_PERMISSION_DENIED;
	case EXDEV:
		return ERROR_OUTSIDE_ROOT;
	case EFBIG:
		return ERROR_TOO_LARGE;
	case EISDIR:
		return ERROR_NOT_A_FILE;
	default:
		return ERROR_INTERNAL;
	}
}

int
error_errno(struct error *e, const char *fmt, ...)
{
	int number = errno;
	struct buf message = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&message, fmt, ap);
	va_end(ap);
	error_set(e, code_of_errno(number), "%s: %s", buf_str(&message),
	    strerror(number));
	buf_release(&message);
	return -1;
}

void
error_release(struct error *e)
{
	free(e->message);
	free(e->path);
	free(e->hint);
	*e = (struct error){0};
}

const char *
error_name(enum error_code code)
{
	return codes[code].name;
}

enum error_code
error_by_name(const char *name)
{
	for (size_t i = 1; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i].name, name) == 0)
			return (enum error_code)i;
	return ERROR_NONE;
}

int
error_status(enum error_code code, int signal)
{
	/* a number from a result line may be anything: never a status of 0 */
	if (code == ERROR_KILLED && signal > 0 && signal < 128)
		return 128 + signal;
	return codes[code].status;
}
