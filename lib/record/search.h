#ifndef RECORD_SEARCH_H
#define RECORD_SEARCH_H

#include "base/error.h"
#include "record/session.h"
#include "text/pattern.h"
#include <cjson/cJSON.h>

/*
 * Adds a {session,line,time,type,at,text} to matches for each string in the
 * session's events that the pattern is found in: `at` is the JSON pointer
 * of the string, text the line that holds the first match, or the piece of
 * it around that. -1 with an error.
 */
int search_session(const struct session *s, struct pattern *p, cJSON *matches,
    struct error *e);

#endif
