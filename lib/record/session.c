/* session: a log of events, each chained to the one before */
#include "record/session.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "base/strv.h"
#include "record/redact.h"
#include "system/root.h"
#include "text/sha256.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SUM_LEN 16 /* of a line's own check sum, hexadecimal digits */
#define LOG_MAX ((size_t)4 << 30)

/*
 * A line:
 * {"prev":HASH,"seq":N,"time":...,"type":...,...,"sum":SUM}
 * prev chains it to the bytes of the line before (without its newline); seq
 * counts lines, so that a missing one is told from an altered one; sum is
 * over the line's own bytes before it, so that a flipped bit is found where
 * it is, in the last line too.
 */
static const char no_hash[] = "0000000000000000000000000000000000000000"
			      "000000000000000000000000";
static const char id_form[] = "s-dddddddd-dddddd-xxxxxx";

/* Says why the log could not be written and what helps (contract 9). */
static int
cannot_write(struct error *e, const char *what, const char *name)
{
	if (errno == EFBIG) /* a limit on file size is a full disk of its own */
		error_set(e, ERROR_INTERNAL, "cannot %s '%s': %s", what, name,
		    strerror(errno));
	else
		error_errno(e, "cannot %s '%s'", what, name);
	return error_hint(e, "set CODEX_LOG_DIR to a folder that can be "
			     "written, or use --no-log");
}

/* Where the logs are: the folder to start from and its name there. */
static const char *
log_folder(int *at, int *flags)
{
	const char *dir = getenv("CODEX_LOG_DIR");

	*flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	*at = AT_FDCWD;
	if (dir != NULL && *dir != '\0')
		return dir;
	*at = root_fd();
	*flags |= O_NOFOLLOW; /* what a repository brings along leads nowhere */
	return ".codex-log";
}

static char *
path_of(const char *id)
{
	const char *dir = getenv("CODEX_LOG_DIR");
	char *folder, *path;

	if (dir != NULL && *dir != '\0')
		folder = xstrdup(dir);
	else
		folder = xasprintf("%s/.codex-log", root_path());
	path = xasprintf(
	    "%s/%.4s/%.2s/%.2s/%s.jsonl", folder, id + 2, id + 6, id + 8, id);
	free(folder);
	return path;
}

static bool
is_id(const char *id)
{
	for (size_t i = 0; i < sizeof(id_form); i++) {
		if (id_form[i] == 'd' && isdigit((unsigned char)id[i]))
			continue;
		if (id_form[i] == 'x' && isxdigit((unsigned char)id[i]))
			continue;
		if (id_form[i] != id[i])
			return false;
	}
	return true;
}

/* A folder below another, made if asked for, never through a link. */
static int
step_into(int at, const char *name, int flags, bool make)
{
	if (make && mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(at, name, flags);
}

static int
ignore_itself(int folder)
{
	int fd = openat(folder, ".gitignore",
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int status;

	if (fd < 0)
		return errno == EEXIST ? 0 : -1;
	status = write_all(fd, "*\n", 2);
	close(fd);
	return status;
}

/* The folder of an id's day; -1 sets errno. */
static int
open_day(const char *id, bool make)
{
	static const int start[] = {2, 6, 8}, length[] = {4, 2, 2};
	char name[5];
	int at, flags, up, fd;

	const char *dir = log_folder(&at, &flags);

	fd = step_into(at, dir, flags, make);
	if (fd >= 0 && make && ignore_itself(fd) < 0) {
		close(fd);
		return -1;
	}
	for (int i = 0; i < 3 && fd >= 0; i++) {
		snprintf(name, sizeof(name), "%.*s", length[i], id + start[i]);
		up = fd;
		fd = step_into(up, name, flags | O_NOFOLLOW, make);
		if (make && fd >= 0)
			fsync(up);
		close(up);
	}
	return fd;
}

/* Opens a session's file beside its day's other files; -1 sets errno. */
static int
open_in_day(const char *id, const char *suffix, int flags)
{
	int day = open_day(id, flags & O_CREAT), fd;
	char *name = xasprintf("%s.%s", id, suffix);
	struct stat st;

	fd = day < 0 ? -1
		     : openat(day, name,
			   flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		fd = -1;
		errno = EINVAL;
	}
	if (fd >= 0 && (flags & O_CREAT))
		fsync(day);
	if (day >= 0)
		close(day);
	free(name);
	return fd;
}

/* Locks the open file, not the process: threads and children count too. */
static int
lock(int fd, short type)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET};

	while (fcntl(fd, F_OFD_SETLKW, &l) < 0)
		if (errno != EINTR)
			return -1;
	return 0;
}

/* The end of a log: its last whole line, and what was torn behind it. */
struct tail {
	off_t size;      /* of the whole lines */
	struct buf line; /* the last of them, without its newline */
	struct buf torn;
};

static int
read_back(int fd, off_t from, size_t len, struct buf *b)
{
	ssize_t n;

	for (buf_truncate(b, 0); b->len < len; b->len += (size_t)n) {
		n = pread(fd, buf_room(b, len - b->len), len - b->len,
		    from + (off_t)b->len);
		if (n <= 0)
			return -1;
	}
	return 0;
}

static int
read_tail(int fd, struct tail *t)
{
	struct stat st;
	struct buf b = {0};
	const char *text, *end, *start;
	off_t from;

	if (fstat(fd, &st) < 0)
		return -1;
	for (off_t window = 1 << 16;; window *= 4) {
		from = st.st_size > window ? st.st_size - window : 0;
		if (read_back(fd, from, (size_t)(st.st_size - from), &b) < 0) {
			buf_release(&b);
			return -1;
		}
		text = buf_str(&b);
		end = memrchr(text, '\n', b.len);
		start = end ? memrchr(text, '\n', (size_t)(end - text)) : NULL;
		if (start != NULL || from == 0)
			break;
	}
	start = start ? start + 1 : text;
	if (end != NULL)
		buf_add(&t->line, start, (size_t)(end - start));
	end = end ? end + 1 : text;
	buf_add(&t->torn, end, b.len - (size_t)(end - text));
	t->size = st.st_size - (off_t)t->torn.len;
	buf_release(&b);
	return 0;
}

static void
tail_release(struct tail *t)
{
	buf_release(&t->line);
	buf_release(&t->torn);
}

/* Whether a line's own sum holds. */
static bool
sum_holds(const char *line, size_t len)
{
	size_t end = strlen(",\"sum\":\"") + SUM_LEN + strlen("\"}");
	char hash[SHA256_HEX + 1];

	if (len < end || memcmp(line + len - end, ",\"sum\":\"", 8) != 0 ||
	    memcmp(line + len - 2, "\"}", 2) != 0)
		return false;
	sha256_hex(line, len - end, hash);
	return memcmp(line + len - 2 - SUM_LEN, hash, SUM_LEN) == 0;
}

/* Redacts each string and name of a tree; numbers hold no secrets. */
static void
redact_string(char **s)
{
	struct buf out = {0};

	redact(&out, *s, strlen(*s));
	free(*s);
	*s = buf_detach(&out);
}

void
session_redact(cJSON *value)
{
	if (cJSON_IsString(value))
		redact_string(&value->valuestring);
	if (value->string != NULL)
		redact_string(&value->string);
	for (cJSON *c = value->child; c != NULL; c = c->next)
		session_redact(c);
}

static void
print_time(struct buf *b, const struct timespec *t)
{
	struct tm tm;
	char text[32];

	gmtime_r(&t->tv_sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	buf_addf(b, "%s.%03ldZ", text, t->tv_nsec / 1000000);
}

/* Appends the event as the line after one with this hash and seq. */
static void
print_line(struct buf *b, const char *prev, long seq, const cJSON *event)
{
	size_t start = b->len;
	struct timespec now;
	char hash[SHA256_HEX + 1];
	const cJSON *c;

	clock_gettime(CLOCK_REALTIME, &now);
	buf_addf(b, "{\"prev\":\"%s\",\"seq\":%ld,\"time\":\"", prev, seq);
	print_time(b, &now);
	buf_adds(b, "\",\"type\":");
	json_print(b, json_get(event, "type"));
	cJSON_ArrayForEach(c, event) {
		if (strcmp(c->string, "type") == 0 ||
		    strcmp(c->string, "prev") == 0 ||
		    strcmp(c->string, "seq") == 0 ||
		    strcmp(c->string, "time") == 0 ||
		    strcmp(c->string, "sum") == 0)
			continue;
		buf_addc(b, ',');
		json_print_string(b, c->string, strlen(c->string));
		buf_addc(b, ':');
		json_print(b, c);
	}
	sha256_hex(b->data + start, b->len - start, hash);
	buf_addf(b, ",\"sum\":\"%.*s\"}\n", SUM_LEN, hash);
}

/*
 * Writes at the end `at`, all or nothing, and to the disk. A limit on file
 * size (ulimit -f) is a full disk like any other, no reason to die.
 */
static int
write_whole(int fd, off_t at, const struct buf *b)
{
	const struct timespec now = {0};
	sigset_t limit, old;
	ssize_t n;
	int error;

	sigemptyset(&limit);
	sigaddset(&limit, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &limit, &old);
	n = pwrite(fd, b->data, b->len, at);
	error = n < 0 ? errno : ENOSPC;
	if (n < 0 && error == EFBIG)
		sigtimedwait(&limit, NULL, &now);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (n == (ssize_t)b->len) {
		if (fdatasync(fd) == 0)
			return 0;
		error = errno;
	}
	if (ftruncate(fd, at) == 0)
		fdatasync(fd);
	errno = error;
	return -1;
}

/*
 * Keeps what a killed writer left half-written in ID.torn. In the log it is
 * overwritten by the event that tells of it: who is killed here tells next
 * time, and has it there twice.
 */
static int
keep_aside(const char *id, const struct tail *t)
{
	int aside = open_in_day(id, "torn", O_WRONLY | O_CREAT | O_APPEND);
	int status = -1;

	if (aside < 0)
		return -1;
	if (write_all(aside, t->torn.data, t->torn.len) == 0 &&
	    write_all(aside, "\n", 1) == 0 && fdatasync(aside) == 0)
		status = 0;
	close(aside);
	return status;
}

static cJSON *
healed_event(const char *id, size_t bytes)
{
	cJSON *event = cJSON_CreateObject();
	char *name = xasprintf("%s.torn", id);

	cJSON_AddStringToObject(event, "type", "healed");
	json_add_long(event, "bytes", (long)bytes);
	cJSON_AddStringToObject(event, "moved_to", name);
	free(name);
	return event;
}

/* The hash and the number that the next line builds on; false if damaged. */
static bool
tail_link(const struct tail *t, char prev[SHA256_HEX + 1], long *seq)
{
	const char *p =
	    t->line.data + strlen("{\"prev\":\"\",\"seq\":") + SHA256_HEX;
	char number[24];

	*seq = 0;
	memcpy(prev, no_hash, sizeof(no_hash));
	if (t->size == 0)
		return true;
	if (!sum_holds(t->line.data, t->line.len))
		return false;
	snprintf(
	    number, sizeof(number), "%.*s", (int)strspn(p, "0123456789"), p);
	sha256_hex(t->line.data, t->line.len, prev);
	return parse_long(number, 1, LONG_MAX - 2, seq);
}

/* Adds the event behind what the locked file holds; -1 sets errno. */
static int
append_locked(struct session *s, int fd, const cJSON *event)
{
	struct tail t = {0};
	struct buf b = {0};
	char prev[SHA256_HEX + 1];
	cJSON *healed;
	long seq;
	int status = -1;

	if (read_tail(fd, &t) < 0)
		goto out;
	errno = EBADMSG;
	if (!tail_link(&t, prev, &seq))
		goto out;
	if (t.torn.len > 0) {
		if (keep_aside(s->id, &t) < 0)
			goto out;
		healed = healed_event(s->id, t.torn.len);
		print_line(&b, prev, ++seq, healed);
		cJSON_Delete(healed);
		sha256_hex(b.data, b.len - 1, prev);
	}
	print_line(&b, prev, seq + 1, event);
	status = write_whole(fd, t.size, &b);
	if (status == 0 && t.torn.len > b.len)
		status = ftruncate(fd, t.size + (off_t)b.len);
	if (status == 0)
		s->healed += t.torn.len;
	if (status < 0 && t.torn.len > 0) {
		int error = errno; /* as it was, to be healed another time */
		write_whole(fd, t.size, &t.torn);
		errno = error;
	}
out:
	buf_release(&b);
	tail_release(&t);
	return status;
}

int
session_append(struct session *s, cJSON *event, struct error *e)
{
	int fd, status = -1;

	session_redact(event);
	fd = open_in_day(s->id, "jsonl", O_RDWR);
	if (fd >= 0 && lock(fd, F_WRLCK) == 0)
		status = append_locked(s, fd, event);
	if (status < 0 && errno == EBADMSG) {
		error_set(e, ERROR_COMMAND_FAILED,
		    "the last line of the log '%s' is damaged", s->path);
		error_hint(e,
		    "look with codex-log verify %s, go on in a new "
		    "session: codex-log new",
		    s->id);
	} else if (status < 0) {
		cannot_write(e, "write the log", s->path);
	}
	if (fd >= 0)
		close(fd); /* and with it goes the lock */
	cJSON_Delete(event);
	return status;
}

/* Time down to the millisecond, so that ids sort, and 14 random bits. */
static void
new_id(char id[sizeof(id_form)])
{
	struct timespec now;
	struct tm tm;
	uint16_t random;
	char stamp[32];

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = (uint16_t)getpid();
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	snprintf(id, sizeof(id_form), "s-%.15s-%06lx", stamp,
	    (unsigned long)(now.tv_nsec / 1000000) << 14 | (random & 0x3fff));
}

static cJSON *
first_event(const char *id)
{
	const char *thread = getenv("CODEX_THREAD_ID");
	cJSON *event = cJSON_CreateObject();

	cJSON_AddStringToObject(event, "type", "session");
	cJSON_AddStringToObject(event, "id", id);
	cJSON_AddStringToObject(event, "version", VERSION);
	if (thread != NULL) /* joins this log to the Codex CLI's rollout */
		cJSON_AddStringToObject(event, "codex_thread_id", thread);
	return event;
}

int
session_create(struct session *s, struct error *e)
{
	char id[sizeof(id_form)];
	int fd;

	do {
		new_id(id);
		fd = open_in_day(id, "jsonl", O_RDWR | O_CREAT | O_EXCL);
	} while (fd < 0 && errno == EEXIST);
	s->id = xstrdup(id);
	s->path = path_of(id);
	if (fd < 0) {
		cannot_write(e, "make the log", s->path);
		session_release(s);
		return -1;
	}
	close(fd);
	if (session_append(s, first_event(id), e) == 0)
		return 0;
	unlink(s->path);
	session_release(s);
	return -1;
}

void
session_release(struct session *s)
{
	free(s->id);
	free(s->path);
	*s = (struct session){0};
}

/* Adds the ids below a folder (closed on return): YYYY, MM, DD, files. */
static void
ids_below(int fd, int depth, struct strv *ids)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	DIR *dir = fdopendir(fd);
	struct dirent *d;
	size_t len;
	int below;

	if (dir == NULL) {
		close(fd);
		return;
	}
	while ((d = readdir(dir)) != NULL) {
		len = strlen(d->d_name);
		if (depth == 3 && len > 6 &&
		    strcmp(d->d_name + len - 6, ".jsonl") == 0) {
			d->d_name[len - 6] = '\0';
			if (is_id(d->d_name))
				strv_add(ids, d->d_name);
		} else if (depth < 3 && isdigit((unsigned char)*d->d_name)) {
			below = openat(dirfd(dir), d->d_name, flags);
			if (below >= 0)
				ids_below(below, depth + 1, ids);
		}
	}
	closedir(dir);
}

void
session_ids(struct strv *ids)
{
	int at, flags;
	const char *dir = log_folder(&at, &flags);
	int fd = openat(at, dir, flags);

	if (fd < 0)
		return;
	ids_below(fd, 0, ids);
	strv_sort_unique(ids);
}

static int
no_session(const char *id, struct error *e)
{
	if (strcmp(id, "latest") == 0) {
		error_set(e, ERROR_NOT_FOUND, "there is no session yet");
		return error_hint(e, "codex-log new opens one");
	}
	error_set(e, ERROR_NOT_FOUND, "no session '%s'", id);
	return error_hint(e, "codex-log list shows the sessions, codex-log new "
			     "opens one");
}

int
session_open(struct session *s, const char *id, struct error *e)
{
	struct strv ids = {0};
	int fd = -1, status;

	if (strcmp(id, "latest") == 0) {
		session_ids(&ids);
		id = ids.n > 0 ? ids.v[ids.n - 1] : id;
	}
	errno = ENOENT;
	if (is_id(id))
		fd = open_in_day(id, "jsonl", O_RDONLY);
	if (fd >= 0) {
		close(fd);
		s->id = xstrdup(id);
		s->path = path_of(id);
		status = 0;
	} else if (errno == ENOENT) {
		status = no_session(id, e);
	} else {
		status = error_errno(e, "cannot open the log of '%s'", id);
	}
	strv_release(&ids);
	return status;
}

/* The whole log as no writer is just changing it. */
static int
read_log(const struct session *s, struct buf *b, struct error *e)
{
	int fd = open_in_day(s->id, "jsonl", O_RDONLY);

	if (fd < 0 || lock(fd, F_RDLCK) < 0 || buf_read(b, fd, LOG_MAX) < 0) {
		error_errno(e, "cannot read the log '%s'", s->path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	close(fd);
	return 0;
}

char *
session_head(const struct session *s, struct error *e)
{
	int fd = open_in_day(s->id, "jsonl", O_RDONLY);
	struct tail t = {0};
	char hash[SHA256_HEX + 1];
	bool read = fd >= 0 && lock(fd, F_RDLCK) == 0 && read_tail(fd, &t) == 0;

	if (!read)
		error_errno(e, "cannot read the log '%s'", s->path);
	if (fd >= 0)
		close(fd);
	if (read && t.size > 0)
		sha256_hex(t.line.data, t.line.len, hash);
	else
		memcpy(hash, no_hash, sizeof(hash));
	tail_release(&t);
	return read ? xstrdup(hash) : NULL;
}

/* The lines of a log, one after the other. */
struct lines {
	const char *p, *end;
	const char *line; /* the current one, without its newline */
	size_t len;
	size_t n;  /* its number, from 1 */
	bool torn; /* it has no newline */
};

static bool
next_line(struct lines *l)
{
	const char *newline;

	if (l->p == l->end)
		return false;
	newline = memchr(l->p, '\n', (size_t)(l->end - l->p));
	l->line = l->p;
	l->torn = newline == NULL;
	l->len = (size_t)((l->torn ? l->end : newline) - l->p);
	l->p = l->torn ? l->end : newline + 1;
	l->n++;
	return true;
}

/* Whether a later line carries this number. */
static bool
comes_later(struct lines l, long seq)
{
	bool found = false;
	cJSON *json;

	while (!found && next_line(&l)) {
		json = json_parse(l.line, l.len, NULL);
		found = json_long(json, "seq", 0) == seq;
		cJSON_Delete(json);
	}
	return found;
}

/* What is wrong with a line that is whole by itself, or NULL. */
static char *
wrong_link(const struct lines *l, const cJSON *json, const char *prev,
    const char *before)
{
	const char *link = json_string(json, "prev");
	long seq = json_long(json, "seq", 0), n = (long)l->n;

	if (link == NULL || seq < 1)
		return xasprintf("line %ld was altered: it lacks its place", n);
	if (seq > n && comes_later(*l, n))
		return xasprintf("line %ld is out of order: it is number %ld, "
				 "number %ld comes later",
		    n, seq, n);
	if (seq > n)
		return xasprintf(
		    "line %ld: %ld before it were deleted", n, seq - n);
	if (strcmp(link, prev) == 0 && seq == n)
		return NULL;
	if (n > 1 && strcmp(link, before) == 0)
		return xasprintf("line %ld was inserted", n - 1);
	if (seq < n)
		return xasprintf(
		    "line %ld was inserted: it is number %ld", n, seq);
	if (n == 1)
		return xasprintf("line 1: what was before it is missing");
	return xasprintf("line %ld was altered: its hash is not what line %ld "
			 "was chained to",
	    n - 1, n);
}

/*
 * Checks the current line against the hash of the last one and of the one
 * before that. NULL, or what is wrong; the caller frees.
 */
static char *
wrong_line(const struct lines *l, const char *prev, const char *before)
{
	cJSON *json;
	char *wrong;

	if (l->torn)
		return xasprintf("line %zu is torn: it does not end", l->n);
	json = json_parse(l->line, l->len, NULL);
	if (!cJSON_IsObject(json))
		wrong = xasprintf("line %zu is no JSON object", l->n);
	else if (!sum_holds(l->line, l->len))
		wrong = xasprintf("line %zu was altered", l->n);
	else
		wrong = wrong_link(l, json, prev, before);
	cJSON_Delete(json);
	return wrong;
}

int
session_verify(
    const struct session *s, size_t *lines, char head[65], struct error *e)
{
	struct buf b = {0};
	struct lines l = {0};
	char before[SHA256_HEX + 1];
	char *wrong = NULL;

	memcpy(head, no_hash, sizeof(no_hash));
	memcpy(before, no_hash, sizeof(no_hash));
	if (read_log(s, &b, e) < 0) {
		buf_release(&b);
		return -1;
	}
	l.p = b.data;
	l.end = b.data + b.len;
	while (wrong == NULL && next_line(&l)) {
		wrong = wrong_line(&l, head, before);
		memcpy(before, head, sizeof(before));
		sha256_hex(l.line, l.len, head);
	}
	*lines = l.n;
	if (wrong == NULL && l.n == 0)
		wrong = xstrdup("it is empty");
	buf_release(&b);
	if (wrong == NULL)
		return 0;
	error_set(e, ERROR_COMMAND_FAILED, "the log of '%s' does not hold: %s",
	    s->id, wrong);
	free(wrong);
	return -1;
}

long
session_find(const struct session *s, const char *hash, struct error *e)
{
	struct buf b = {0};
	struct lines l = {0};
	char hex[SHA256_HEX + 1];
	long found = read_log(s, &b, e);

	l.p = b.data;
	l.end = b.data + b.len;
	while (found == 0 && next_line(&l)) {
		sha256_hex(l.line, l.len, hex);
		if (strcmp(hex, hash) == 0)
			found = (long)l.n;
	}
	buf_release(&b);
	return found;
}

/* What stands for a line that cannot be read. */
static cJSON *
damaged_event(const struct lines *l)
{
	cJSON *event = cJSON_CreateObject();

	cJSON_AddStringToObject(event, "type", "damaged");
	json_add_long(event, "line", (long)l->n);
	cJSON_AddItemToObject(event, "text", json_new_string(l->line, l->len));
	return event;
}

cJSON *
session_read(const struct session *s, struct error *e)
{
	struct buf b = {0};
	struct lines l = {0};
	cJSON *events = NULL, *event;

	if (read_log(s, &b, e) < 0)
		goto out;
	events = cJSON_CreateArray();
	l.p = b.data;
	l.end = b.data + b.len;
	while (next_line(&l)) {
		event = json_parse(l.line, l.len, NULL);
		if (!cJSON_IsObject(event)) {
			cJSON_Delete(event);
			event = damaged_event(&l);
		}
		cJSON_AddItemToArray(events, event);
	}
out:
	buf_release(&b);
	return events;
}

/* The path as answers show it: relative to the root where it lies there. */
static const char *
shown_path(const char *path)
{
	const char *root = root_path();
	size_t len = root ? strlen(root) : 0;

	if (len > 0 && strncmp(path, root, len) == 0 && path[len] == '/')
		return path + len + 1;
	return path;
}

cJSON *
session_entry(const struct session *s)
{
	const char *id = s->id;
	struct buf b = {0};
	struct lines l = {0};
	cJSON *entry = NULL;
	char *start;

	if (read_log(s, &b, NULL) == 0) {
		l.p = b.data;
		l.end = b.data + b.len;
		while (next_line(&l))
			;
		start = xasprintf("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", id + 2,
		    id + 6, id + 8, id + 11, id + 13, id + 15);
		entry = cJSON_CreateObject();
		cJSON_AddStringToObject(entry, "id", id);
		cJSON_AddStringToObject(entry, "path", shown_path(s->path));
		cJSON_AddStringToObject(entry, "start", start);
		json_add_long(entry, "events", (long)l.n);
		free(start);
	}
	buf_release(&b);
	return entry;
}

cJSON *
session_list(void)
{
	struct strv ids = {0};
	cJSON *list = cJSON_CreateArray(), *entry;
	struct session s;

	session_ids(&ids);
	for (size_t i = ids.n; i-- > 0;) {
		s = (struct session){.id = ids.v[i], .path = path_of(ids.v[i])};
		if ((entry = session_entry(&s)) != NULL)
			cJSON_AddItemToArray(list, entry);
		free(s.path);
	}
	strv_release(&ids);
	return list;
}

/* Whether nothing was written to it for so long, and nobody is about to. */
static bool
is_old(const char *id, double seconds)
{
	int fd = open_in_day(id, "jsonl", O_RDWR);
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct timespec now;
	struct stat st;
	bool old;

	if (fd < 0)
		return false;
	clock_gettime(CLOCK_REALTIME, &now);
	old = fcntl(fd, F_OFD_SETLK, &l) == 0 && fstat(fd, &st) == 0 &&
	      difftime(now.tv_sec, st.st_mtime) > seconds;
	close(fd);
	return old;
}

static int
delete_log(const char *id, struct error *e)
{
	int day = open_day(id, false), status;
	char *log = xasprintf("%s.jsonl", id);
	char *torn = xasprintf("%s.torn", id);

	status = day < 0 ? -1 : unlinkat(day, log, 0);
	if (status < 0)
		error_errno(e, "cannot delete the log of '%s'", id);
	else
		unlinkat(day, torn, 0);
	if (day >= 0)
		close(day);
	free(log);
	free(torn);
	return status;
}

/* Removes the folders of an id's day, month and year that are empty. */
static void
remove_empty(const char *id)
{
	int at, flags, fd;
	const char *dir = log_folder(&at, &flags);
	char path[16];

	fd = openat(at, dir, flags);
	snprintf(path, sizeof(path), "%.4s/%.2s/%.2s", id + 2, id + 6, id + 8);
	for (size_t len = 10; fd >= 0 && len >= 4; len -= 3) {
		path[len] = '\0';
		if (unlinkat(fd, path, AT_REMOVEDIR) < 0)
			break;
	}
	if (fd >= 0)
		close(fd);
}

int
session_prune(double seconds, const char *keep, bool dry_run,
    struct strv *pruned, struct error *e)
{
	struct strv ids = {0};
	const char *id;
	int status = 0;

	session_ids(&ids);
	for (size_t i = 0; i + 1 < ids.n && status == 0; i++) {
		id = ids.v[i];
		if ((keep && strcmp(id, keep) == 0) || !is_old(id, seconds))
			continue;
		if (!dry_run && (status = delete_log(id, e)) == 0)
			remove_empty(id);
		if (status == 0)
			strv_add(pruned, id);
	}
	strv_release(&ids);
	return status;
}
