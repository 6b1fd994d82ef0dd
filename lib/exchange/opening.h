#ifndef EXCHANGE_OPENING_H
#define EXCHANGE_OPENING_H

#include "base/error.h"
#include "base/strv.h"
#include "contract/input.h"
#include "exchange/conversation.h"
#include "exchange/material.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* What a user says at the beginning of a run, beside what is piped in. */
struct opening {
	const char *instruction; /* the system message, or NULL */
	const char *template;    /* the name of a prompt template, or NULL */
	const struct strv *params;
	const struct strv *words; /* of the prompt; may be none */
	const char *form;         /* of standard input; NULL: guess */
	/* of the model whose window the template's context must fit */
	const char *model, *prices;
	long limit; /* as window_said has it */
	bool no_stdin, no_context;
};

/*
 * Reads standard input; a template is rendered with it and takes its place.
 * What is read then is INPUT_RESULTS where it is to be taken as such. -1 as
 * input_read and material_read.
 */
int opening_read(const struct opening *o, struct input *in, struct error *e);
/*
 * Adds all of it to the conversation; the project's context too if that was
 * empty. `helpers` (an array) gets the names that narrow the catalogue. -1
 * with invalid_arguments, also when there is nothing to send.
 */
int opening_add(const struct opening *o, const struct input *in,
    struct conversation *c, cJSON *helpers, struct error *e);

#endif
