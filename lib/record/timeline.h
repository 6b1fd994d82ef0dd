#ifndef RECORD_TIMELINE_H
#define RECORD_TIMELINE_H

#include "base/buf.h"
#include "record/session.h"
#include <cjson/cJSON.h>

/*
 * Appends a session's events, one line each, for a person's terminal: what
 * is said elsewhere is left out, and a long value loses its end.
 */
void timeline_add(
    struct buf *out, const struct session *s, const cJSON *events);

#endif
