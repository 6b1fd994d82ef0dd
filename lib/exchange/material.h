#ifndef EXCHANGE_MATERIAL_H
#define EXCHANGE_MATERIAL_H

#include "base/error.h"
#include "contract/input.h"
#include "exchange/conversation.h"
#include <cjson/cJSON.h>

/* How standard input is to be understood. */
enum material_form {
	MATERIAL_GUESS, /* result lines if it is nothing else, else text */
	MATERIAL_TEXT,
	MATERIAL_RESULTS,
	MATERIAL_MESSAGES,
	MATERIAL_BESIDE, /* text beside a prompt, but for lines that failed */
};

/* The form of that name, or -1. */
int material_form(const char *name);

/* 0, or -1 with invalid_arguments for text that is no UTF-8. */
int material_utf8(
    const char *what, const char *text, size_t len, struct error *e);
/*
 * Reads the bytes of `in` in that form, so that in->kind is INPUT_NONE,
 * INPUT_RESULTS, or INPUT_TEXT. -1 with invalid_json or invalid_arguments.
 */
int material_read(struct input *in, enum material_form form, struct error *e);
/*
 * Adds it to the conversation: the `messages` of result lines, their other
 * contents framed as data; text as it is, or framed under the prompt. The
 * prompt comes last. `helpers` (an array) gets the names that the lines
 * narrow the catalogue to. -1 with invalid_json or invalid_arguments.
 */
int material_add(struct conversation *c, const struct input *in,
    enum material_form form, const char *prompt, cJSON *helpers,
    struct error *e);

#endif
