/* session: a log of events, each chained to the one before */
#include "record/session.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/chain.h"
#include "record/logs.h"
#include "record/origin.h"
#include "record/redact.h"
#include "record/tail.h"
#include "system/root.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_MAX ((size_t)4 << 30)

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

/*
 * Keeps what a killed writer left half-written in ID.torn. In the log it is
 * overwritten by the event that tells of it: who is killed here tells next
 * time, and has it there twice.
 */
static int
keep_aside(const char *id, const struct tail *t)
{
	int aside = logs_open(id, "torn", O_WRONLY | O_CREAT | O_APPEND);
	int status = -1;

	if (aside < 0)
		return -1;
	if (write_all(aside, t->torn.data, t->torn.len) == 0 &&
	    write_all(aside, "\n", 1) == 0 && fdatasync(aside) == 0 &&
	    logs_settle(id) == 0)
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

	if (tail_read(fd, &t) < 0)
		goto out;
	errno = EBADMSG;
	if (!tail_link(&t, prev, &seq))
		goto out;
	if (t.torn.len > 0) {
		if (keep_aside(s->id, &t) < 0)
			goto out;
		healed = healed_event(s->id, t.torn.len);
		chain_print(&b, prev, ++seq, healed);
		cJSON_Delete(healed);
		sha256_hex(b.data, b.len - 1, prev);
	}
	chain_print(&b, prev, seq + 1, event);
	status = tail_write(fd, t.size, &b);
	if (status == 0 && t.torn.len > b.len)
		status = ftruncate(fd, t.size + (off_t)b.len);
	if (status == 0)
		s->healed += t.torn.len;
	if (status < 0 && t.torn.len > 0) {
		int error = errno; /* as it was, to be healed another time */
		tail_write(fd, t.size, &t.torn);
		errno = error;
	}
out:
	buf_release(&b);
	tail_release(&t);
	return status;
}

int
session_note(struct session *s, cJSON *event, struct error *e)
{
	int fd, status = -1;

	redact_json(event);
	fd = logs_open(s->id, "jsonl", O_RDWR);
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

const char *
session_named(void)
{
	const char *id = getenv("CODEX_SESSION");

	return id != NULL && *id != '\0' ? id : NULL;
}

int
session_settle(struct session *s, struct error *e)
{
	int fd = logs_open(s->id, "jsonl", O_RDWR), status = -1;

	if (fd >= 0 && fdatasync(fd) == 0 &&
	    (!s->fresh || logs_settle(s->id) == 0))
		status = 0;
	if (status < 0)
		cannot_write(e, "write the log", s->path);
	else
		s->fresh = false;
	if (fd >= 0)
		close(fd);
	return status;
}

int
session_append(struct session *s, cJSON *event, struct error *e)
{
	return session_note(s, event, e) < 0 ? -1 : session_settle(s, e);
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
	char id[LOGS_ID];
	int fd;

	do {
		logs_new_id(id);
		fd = logs_open(id, "jsonl", O_RDWR | O_CREAT | O_EXCL);
	} while (fd < 0 && errno == EEXIST);
	s->id = xstrdup(id);
	s->path = logs_path(id);
	if (fd < 0) {
		cannot_write(e, "make the log", s->path);
		session_release(s);
		return -1;
	}
	close(fd);
	origin_note(s->path);
	s->fresh = true;
	if (session_note(s, first_event(id), e) == 0)
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
		if (logs_ids(&ids) < 0) {
			strv_release(&ids);
			return error_errno(e, "cannot look for the sessions");
		}
		id = ids.n > 0 ? ids.v[ids.n - 1] : id;
	}
	errno = ENOENT;
	if (logs_is_id(id))
		fd = logs_open(id, "jsonl", O_RDONLY);
	if (fd >= 0) {
		close(fd);
		s->id = xstrdup(id);
		s->path = logs_path(id);
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
	int fd = logs_open(s->id, "jsonl", O_RDONLY);

	if (fd < 0 || lock(fd, F_RDLCK) < 0 || buf_read(b, fd, LOG_MAX) < 0) {
		int number = errno;

		error_errno(e, "cannot read the log '%s'", s->path);
		if (fd >= 0)
			close(fd);
		errno = number;
		return -1;
	}
	close(fd);
	return 0;
}

static struct chain
chain_of(const struct buf *b)
{
	return (struct chain){.p = b->data, .end = b->data + b->len};
}

char *
session_head(const struct session *s, struct error *e)
{
	int fd = logs_open(s->id, "jsonl", O_RDONLY);
	struct tail t = {0};
	char hash[SHA256_HEX + 1];
	bool read = fd >= 0 && lock(fd, F_RDLCK) == 0 && tail_read(fd, &t) == 0;

	if (!read)
		error_errno(e, "cannot read the log '%s'", s->path);
	if (fd >= 0)
		close(fd);
	if (read && t.size > 0)
		sha256_hex(t.line.data, t.line.len, hash);
	else
		memcpy(hash, chain_start, sizeof(hash));
	tail_release(&t);
	return read ? xstrdup(hash) : NULL;
}

int
session_verify(
    const struct session *s, size_t *lines, char head[65], struct error *e)
{
	struct buf b = {0};
	struct chain l = {0};
	char before[SHA256_HEX + 1];
	char *wrong = NULL;

	memcpy(head, chain_start, sizeof(chain_start));
	memcpy(before, chain_start, sizeof(chain_start));
	if (read_log(s, &b, e) < 0) {
		buf_release(&b);
		return -1;
	}
	l = chain_of(&b);
	while (wrong == NULL && chain_next(&l)) {
		wrong = chain_wrong(&l, head, before);
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
	struct chain l = {0};
	char hex[SHA256_HEX + 1];
	long found = read_log(s, &b, e);

	l = chain_of(&b);
	while (found == 0 && chain_next(&l)) {
		sha256_hex(l.line, l.len, hex);
		if (strcmp(hex, hash) == 0)
			found = (long)l.n;
	}
	buf_release(&b);
	return found;
}

/* What stands for a line that cannot be read. */
static cJSON *
damaged_event(const struct chain *l)
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
	struct chain l = {0};
	cJSON *events = NULL, *event;

	if (read_log(s, &b, e) < 0)
		goto out;
	events = cJSON_CreateArray();
	l = chain_of(&b);
	while (chain_next(&l)) {
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
session_entry(const struct session *s, struct error *e)
{
	const char *id = s->id;
	struct buf b = {0};
	struct chain l = {0};
	cJSON *entry = NULL;
	char *start;

	if (read_log(s, &b, e) == 0) {
		l = chain_of(&b);
		while (chain_next(&l))
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
session_list(struct error *e)
{
	struct strv ids = {0};
	cJSON *list = cJSON_CreateArray(), *entry;
	struct session s;
	int failure = logs_ids(&ids) < 0 ? errno : 0;

	for (size_t i = ids.n; i-- > 0;) {
		s = (struct session){
		    .id = ids.v[i], .path = logs_path(ids.v[i])};
		if ((entry = session_entry(&s, NULL)) != NULL)
			cJSON_AddItemToArray(list, entry);
		else if (errno != ENOENT && errno != EACCES)
			failure = errno;
		free(s.path);
	}
	strv_release(&ids);
	if (failure == 0)
		return list;
	cJSON_Delete(list);
	errno = failure;
	error_errno(e, "cannot look at all sessions");
	return NULL;
}

int
session_prune(double seconds, const char *keep, bool dry_run,
    struct strv *pruned, struct error *e)
{
	struct strv ids = {0};
	const char *id;
	int status = 0;

	logs_ids(&ids);
	for (size_t i = 0; i + 1 < ids.n && status == 0; i++) {
		id = ids.v[i];
		if ((keep && strcmp(id, keep) == 0) ||
		    !logs_is_old(id, seconds))
			continue;
		if (!dry_run)
			status = logs_delete(id, e);
		if (status == 0)
			strv_add(pruned, id);
	}
	strv_release(&ids);
	return status;
}
