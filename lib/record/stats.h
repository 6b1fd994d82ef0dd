#ifndef RECORD_STATS_H
#define RECORD_STATS_H

#include "base/error.h"
#include "record/session.h"
#include <cjson/cJSON.h>

/*
 * What sessions cost: {runs,unfinished,turns,calls,failed_calls,errors,
 * usage,helper_tokens,model_seconds,helper_seconds,cost?}. A run is
 * unfinished when its end is not in the log; usage sums what the API told;
 * cost is an object of amounts by currency, where one was logged.
 */

/* Of one session, with id and start in front; the caller deletes. */
cJSON *stats_session(const struct session *s, struct error *e);
/* {sessions:[...],total:{...}} of these sessions; NULL with an error. */
cJSON *stats_all(const struct strv *ids, struct error *e);

#endif
