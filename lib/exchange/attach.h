#ifndef EXCHANGE_ATTACH_H
#define EXCHANGE_ATTACH_H

#include "base/error.h"
#include "base/strv.h"
#include "exchange/conversation.h"

/*
 * Files that go along with what the user says: images and PDFs as they are,
 * text in a frame that marks it as data.
 */

/*
 * Adds them, in order, to the conversation's last message, or to a new one
 * if that is not the user's; "-" is standard input. What a file is, its
 * bytes say. -1 with not_found and the like, binary_file for what no model
 * can read, or too_large.
 */
int attach_add(
    struct conversation *c, const struct strv *paths, struct error *e);

#endif
