#ifndef RECORD_TRAILERS_H
#define RECORD_TRAILERS_H

#include "base/error.h"

/*
 * The session and the head of its log that a commit's trailers Codex-Session
 * and Codex-Log-Head name; the caller frees both. -1 with not_found when one
 * is missing.
 */
int trailers_read(
    const char *revision, char **id, char **head, struct error *e);

#endif
