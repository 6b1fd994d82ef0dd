#ifndef RECORD_SESSION_H
#define RECORD_SESSION_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * A session's log (contract 9): JSON lines in
 * .codex-log/YYYY/MM/DD/ID.jsonl under the root, each chained to the one
 * before by SHA-256, on disk when session_append returns.
 * Each line: {"prev":HEX,"seq":N,"time":RFC3339,"type":...,...,"sum":HEX}:
 * seq is the line's number from 1, sum the first 16 digits of the SHA-256
 * of the line's own bytes before `,"sum"`. All work needs root_set() first,
 * but where CODEX_LOG_DIR says another place.
 */
struct session {
	char *id;
	char *path; /* of its file */
	/* bytes that a killed writer left torn, moved to ID.torn by us */
	size_t healed;
	bool fresh; /* its name may not be on disk yet */
};

/* The id that CODEX_SESSION names, or NULL: nothing is logged unasked. */
const char *session_named(void);
/* Makes a session with a new id: folder, .gitignore, first event (noted). */
int session_create(struct session *s, struct error *e);
/* Finds one by id; "latest" is the newest. -1 with not_found. */
int session_open(struct session *s, const char *id, struct error *e);
void session_release(struct session *s);

/*
 * Appends an event (an object with `type`; taken), redacted, locked against
 * other writers, with fdatasync. A torn last line of a killed writer is
 * healed first and reported as an event. -1: what was logged before stays.
 */
int session_append(struct session *s, cJSON *event, struct error *e);
/*
 * The same for what is handed on to nobody: no kill of ours loses it, but it
 * is on disk only when a later event is, or after session_settle.
 */
int session_note(struct session *s, cJSON *event, struct error *e);
int session_settle(struct session *s, struct error *e);
/* The hash of the last line, lower-case hex; the caller frees. */
char *session_head(const struct session *s, struct error *e);

/*
 * Verifies the chain. 0 and the count of lines; -1 with command_failed whose
 * message names the first bad line and why.
 */
int session_verify(
    const struct session *s, size_t *lines, char head[65], struct error *e);
/* The number of the line with this hash, 0 for none; -1 with an error. */
long session_find(const struct session *s, const char *hash, struct error *e);
/* All events as an array; the caller deletes. */
cJSON *session_read(const struct session *s, struct error *e);
/* {id,path,start,events}; NULL with errno, too, when it cannot be read. */
cJSON *session_entry(const struct session *s, struct error *e);
/*
 * The entries of all sessions, newest first; NULL when not all could be
 * looked at. The caller deletes.
 */
cJSON *session_list(struct error *e);
/*
 * Deletes the logs in which nothing was written for so many seconds, and
 * adds their ids, oldest first; never the newest session's, nor that of the
 * id `keep` (or NULL). With dry_run they are only listed.
 */
int session_prune(double seconds, const char *keep, bool dry_run,
    struct strv *pruned, struct error *e);

#endif
