/* limiter: one rate for all processes of a user */
#include "exchange/limiter.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "contract/tool.h"
#include "exchange/retry.h"
#include "system/clock.h"
#include "system/interrupt.h"
#include "system/state.h"
#include "system/waiting.h"
#include "text/sha256.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define FILE_MAX 4096
#define PATIENCE 3     /* seconds of waiting of which nothing is said */
#define LOCKED   0.002 /* seconds between two looks at another's lock */

/* What the file holds: moments from which on a request may go. */
struct moments {
	double request; /* by the count of requests */
	double token;   /* by that of tokens */
	double hold;    /* by the server's word */
};

int
limiter_open(
    struct limiter *l, long rpm, long tpm, const char *who, struct error *e)
{
	char hex[SHA256_HEX + 1];

	*l = (struct limiter){.per_request = rpm > 0 ? 60.0 / (double)rpm : 0,
	    .per_token = tpm > 0 ? 60.0 / (double)tpm : 0};
	sha256_hex(who, strlen(who), hex);
	l->path = state_path("limits", hex);
	if (l->path == NULL)
		return error_set(e, ERROR_NOT_AVAILABLE,
		    "no state folder: neither XDG_STATE_HOME nor HOME is set");
	if (state_make_folders(l->path, 0700) == 0)
		return 0;
	error_errno(e, "cannot make the folders above '%s'", l->path);
	return error_hint(
	    e, "set XDG_STATE_HOME to a folder that can be written");
}

void
limiter_release(struct limiter *l)
{
	free(l->path);
	*l = (struct limiter){0};
}

/* The moments of another boot mean nothing. */
static void
read_boot(struct buf *id)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (buf_read(id, fd, FILE_MAX) == 0 && id->len > 0)
		buf_truncate(id, id->len - 1);
	close(fd);
}

static double
moment(const cJSON *json, const char *name)
{
	const cJSON *n = json_get(json, name);

	return cJSON_IsNumber(n) ? n->valuedouble : 0;
}

/* A file that is new, of another boot or damaged says nothing. */
static void
read_moments(int fd, struct moments *m)
{
	struct buf text = {0}, boot = {0};
	const char *of;
	cJSON *json;

	*m = (struct moments){0};
	read_boot(&boot);
	json = buf_read(&text, fd, FILE_MAX) == 0
		   ? json_parse(buf_str(&text), text.len, NULL)
		   : NULL;
	of = json_string(json, "boot");
	if (of != NULL && strcmp(of, buf_str(&boot)) == 0)
		*m = (struct moments){.request = moment(json, "request"),
		    .token = moment(json, "token"),
		    .hold = moment(json, "hold")};
	cJSON_Delete(json);
	buf_release(&text);
	buf_release(&boot);
}

/* In one piece and always as long, so that a kill leaves the old or the new. */
static int
write_moments(int fd, const struct moments *m)
{
	struct buf text = {0}, boot = {0};
	int status = 0;

	read_boot(&boot);
	buf_addf(&text,
	    "{\"boot\":\"%s\",\"request\":%20.6f,\"token\":%20.6f,"
	    "\"hold\":%20.6f}\n",
	    buf_str(&boot), m->request, m->token, m->hold);
	if (pwrite(fd, text.data, text.len, 0) != (ssize_t)text.len ||
	    ftruncate(fd, (off_t)text.len) < 0)
		status = -1;
	buf_release(&text);
	buf_release(&boot);
	return status;
}

/*
 * Opens and locks the file; the lock ends with the descriptor, and so with
 * the process. Looks again and again, since a process that is stopped while
 * it holds the lock must not stop us beyond our deadline. -1 sets errno.
 */
static int
lock_file(const struct limiter *l, double deadline)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(l->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -1;
	while (fcntl(fd, F_OFD_SETLK, &lock) < 0) {
		if ((errno == EAGAIN || errno == EACCES) &&
		    (deadline <= 0 || clock_now() < deadline) &&
		    interrupt_sleep(LOCKED))
			continue;
		close(fd);
		errno = EWOULDBLOCK;
		return -1;
	}
	return fd;
}

static double
later(double a, double b)
{
	return a > b ? a : b;
}

/* Counts the request if it may go now; else the moment from which it may. */
static double
reserve(const struct limiter *l, int fd, long tokens, int *status)
{
	struct moments m;
	double now = clock_now(), ready;

	read_moments(fd, &m);
	ready = m.hold;
	if (l->per_request > 0)
		ready = later(ready, m.request);
	if (l->per_token > 0)
		ready = later(ready, m.token);
	if (ready > now)
		return ready;
	m.request = now + l->per_request;
	m.token = later(m.token, now) + (double)tokens * l->per_token;
	*status = write_moments(fd, &m);
	return 0;
}

/* Of those who wait for the same moment, not all look at once. */
static double
jitter(void)
{
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	return 0.01 * (double)random / 4294967296.0;
}

static int
fail_late(struct limiter *l, double wait, struct error *e)
{
	char moment[RETRY_MOMENT];

	l->at = time(NULL) + (time_t)ceil(wait);
	retry_moment(l->at, moment);
	error_set(e, ERROR_RATE_LIMITED,
	    "the next request may go in %.1f s, which --timeout does not "
	    "leave",
	    wait);
	return error_hint(e, "come back after %s", moment);
}

static int
fail_file(const struct limiter *l, struct error *e)
{
	if (interrupt_number() == 0 && errno == EWOULDBLOCK)
		return error_set(e, ERROR_RATE_LIMITED,
		    "another process keeps '%s' locked", l->path);
	if (interrupt_number() == 0)
		return error_errno(
		    e, "cannot keep to the rate in '%s'", l->path);
	error_set(
	    e, ERROR_KILLED, "interrupted by signal %d", interrupt_number());
	e->signal = interrupt_number();
	return -1;
}

int
limiter_enter(struct limiter *l, long tokens, double deadline, struct error *e)
{
	double ready, wait;
	bool told = false;
	int fd, status = 0;

	for (;;) {
		fd = lock_file(l, deadline);
		if (fd < 0)
			return fail_file(l, e);
		ready = reserve(l, fd, tokens, &status);
		if (status < 0)
			fail_file(l, e);
		close(fd);
		if (ready <= 0 || status < 0)
			return status;
		wait = ready - clock_now();
		if (deadline > 0 && ready >= deadline)
			return fail_late(l, wait, e);
		if (wait > PATIENCE && !told && !waiting_is_on())
			tool_warn("waiting for the rate limit, %.0f s", wait);
		told = told || wait > PATIENCE;
		if (!waiting_sleep(wait + jitter(), "the rate limit"))
			return fail_file(l, e);
	}
}

/* Best effort: what cannot be told to others still holds for us. */
static void
change(const struct limiter *l, long tokens, double hold)
{
	int fd = lock_file(l, clock_now() + 1);
	struct moments m;

	if (fd < 0)
		return;
	read_moments(fd, &m);
	m.token += (double)tokens * l->per_token;
	m.hold = later(m.hold, hold);
	write_moments(fd, &m);
	close(fd);
}

void
limiter_correct(const struct limiter *l, long tokens)
{
	if (l->per_token > 0 && tokens != 0)
		change(l, tokens, 0);
}

void
limiter_hold(const struct limiter *l, double seconds)
{
	change(l, 0, clock_now() + seconds);
}
