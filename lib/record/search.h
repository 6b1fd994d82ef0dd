#ifndef RECORD_SEARCH_H
#define RECORD_SEARCH_H

#include "base/error.h"
#include "record/session.h"
#include "text/pattern.h"
#include <cjson/cJSON.h>

/*
 * {matches:[{session,line,time,type,at,text}...]} for each string in the
 * events of these sessions that the pattern is found in: `at` is the JSON
 * pointer of the string, text the line that holds the first match, or the
 * piece of it around that. NULL with an error; the caller deletes.
 */
cJSON *search_all(const struct strv *ids, struct pattern *p, struct error *e);

#endif
