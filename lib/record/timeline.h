#ifndef RECORD_TIMELINE_H
#define RECORD_TIMELINE_H

#include "base/buf.h"
#include <cjson/cJSON.h>

/*
 * Appends one line for a person's terminal that tells of an event: what is
 * said elsewhere is left out, and a long value loses its end.
 */
void timeline_add(struct buf *out, const cJSON *event);

#endif
