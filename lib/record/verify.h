#ifndef RECORD_VERIFY_H
#define RECORD_VERIFY_H

#include "base/error.h"
#include "record/session.h"
#include <cjson/cJSON.h>

/*
 * What can be said for a session's log: {session,lines,head} when its chain
 * holds; NULL with command_failed, which names the first bad line. The
 * caller deletes.
 */
cJSON *verify_session(const struct session *s, struct error *e);
/*
 * The same of the session that a commit's trailers name, with {commit,
 * commit_line} of the head they name: so a log that was rewritten or cut
 * since then is found. NULL with command_failed too when an id is given
 * (else NULL) and the commit is of another; or as trailers_read.
 */
cJSON *verify_commit(const char *commit, const char *id, struct error *e);

#endif
