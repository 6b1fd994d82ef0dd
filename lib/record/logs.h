#ifndef RECORD_LOGS_H
#define RECORD_LOGS_H

#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>

/*
 * The folder of logs: YYYY/MM/DD/ID.jsonl below .codex-log of the root, or
 * below CODEX_LOG_DIR. It ignores itself, is private, and is reached through
 * no symbolic link that a repository brought along.
 */
#define LOGS_ID 25 /* bytes of an id and its NUL */

/* A new id: they sort by time. */
void logs_new_id(char id[LOGS_ID]);
bool logs_is_id(const char *id);
/* The path of an id's log; the caller frees. */
char *logs_path(const char *id);
/*
 * Opens an id's file with that suffix, and makes the folders above it with
 * O_CREAT; -1 sets errno.
 */
int logs_open(const char *id, const char *suffix, int flags);
/* The names of the files of that id's day go to the disk; -1 sets errno. */
int logs_settle(const char *id);
/*
 * Adds the ids of all logs, oldest first. -1 sets errno: a folder cannot be
 * looked at, for another reason than that it is not there or not for us.
 */
int logs_ids(struct strv *ids);
/*
 * Whether the log is private to us and was begun here: one that came with a
 * repository was not, and nothing is taken up from it unasked.
 */
bool logs_is_ours(const char *id);
/* Whether nothing was written to it for so long, and nobody is about to. */
bool logs_is_old(const char *id, double seconds);
/* Deletes a log, and the folders that are empty then. */
int logs_delete(const char *id, struct error *e);

#endif
