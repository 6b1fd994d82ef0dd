#ifndef RECORD_PAGE_H
#define RECORD_PAGE_H

#include "base/buf.h"
#include "base/error.h"
#include "record/session.h"

/*
 * Appends a session's log as one HTML page: its turns and calls in time,
 * tokens and cost of each, arguments and results folded. It loads nothing,
 * runs no script, and whatever the log holds is text in it. -1 with an
 * error.
 */
int page_add(struct buf *page, const struct session *s, struct error *e);

#endif
