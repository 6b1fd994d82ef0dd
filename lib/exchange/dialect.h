#ifndef EXCHANGE_DIALECT_H
#define EXCHANGE_DIALECT_H

#include "base/error.h"
#include "base/strv.h"
#include "contract/manifest.h"
#include "exchange/conversation.h"
#include "exchange/turn.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/* What is asked of a model, whichever API it is behind. */
struct ask {
	const struct conversation *conversation;
	const char *model;
	const cJSON *tools;      /* array of manifest entries; may be empty */
	const cJSON *schema;     /* of the answer; NULL: free text */
	const cJSON *options;    /* further members of the body; may be NULL */
	const char *schema_name; /* what the API calls the schema */
	/* the model and server, so that what only they understand goes back to
	 * them alone */
	const char *source;
	const char *effort; /* of reasoning; NULL: not said */
	/* auto, none, required or a tool's name; NULL: not said */
	const char *choice;
	bool schema_strict; /* the API may be held to it */
	bool stream;
	bool one_call; /* at a time */
};

/*
 * A dialect writes a request and reads answers. Only the fields that were
 * asked for are sent, since optional ones are what old servers choke on; an
 * answer is read as leniently as can be. An error object inside an answer
 * is looked for before a dialect sees it.
 */
struct dialect {
	const char *name; /* as --api has it */
	const char *path; /* behind the base URL */
	enum manifest_api api;
	/* The body but for the options. The caller deletes. */
	cJSON *(*request)(const struct ask *a);
	/* Folds one event of a stream into t; -1 with api_error. */
	int (*event)(struct turn *t, const cJSON *event, struct error *e);
	/* Folds a whole answer into t; -1 with api_error. */
	int (*body)(struct turn *t, const cJSON *body, struct error *e);
	/* Whether an event, by the beginning of its data, says no more than
	 * its deltas did; NULL: none does. */
	bool (*repeats)(const char *name, const char *data, size_t len);
};

extern const struct dialect dialect_responses, dialect_chat, dialect_functions;

/* The dialect of that name, or NULL. */
const struct dialect *dialect_by_name(const char *name);
/*
 * -1 with invalid_arguments for an effort that is none, and a choice that
 * is none or that this dialect cannot express.
 */
int dialect_check(
    const struct dialect *d, const struct ask *a, struct error *e);
/* The whole body: what the dialect writes, options merged over it. */
cJSON *dialect_request(const struct dialect *d, const struct ask *a);
/*
 * KEY=VALUE words as options: a VALUE that is JSON is that, else a string;
 * a.b=VALUE sets b within a. NULL with invalid_arguments, also for a field
 * that is not free to choose. The caller deletes.
 */
cJSON *dialect_options(const struct strv *words, struct error *e);

/* The tools as this API takes them, or NULL when there are none. */
cJSON *dialect_tools(const struct ask *a, enum manifest_api api);
/* Adds the choice among them and how many at once, where that was said. */
void dialect_add_choice(
    cJSON *body, const struct ask *a, enum manifest_api api);
/* The type, name, strict and schema of a structured answer. */
cJSON *dialect_format(const struct ask *a);

#endif
