#ifndef EXCHANGE_ASKED_H
#define EXCHANGE_ASKED_H

#include "base/buf.h"
#include "base/error.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A request to the API as its server sees it: what is asked, whichever
 * dialect it is asked in. Strings are lent from the body but for `text`.
 */
enum asked_api {
	ASKED_OTHER,     /* none of the following paths */
	ASKED_MODELS,    /* GET /v1/models and below */
	ASKED_CHAT,      /* POST /v1/chat/completions, with tools or none */
	ASKED_FUNCTIONS, /* the same with legacy `functions` */
	ASKED_RESPONSES, /* POST /v1/responses */
	ASKED_COUNT,     /* POST /v1/responses/input_tokens */
};

/* What a helper answered, as the request passes it back to the model. */
struct asked_result {
	const char *name; /* of the helper, joined by call id; NULL: unknown */
	char *text;       /* its output, as it was sent */
};

struct asked {
	enum asked_api api;
	const char *method, *path; /* lent by the caller */
	cJSON *body;               /* NULL when it is no JSON or empty */
	const cJSON *earlier;      /* items behind previous_response_id; lent */
	bool stream;
	bool include_usage;
	const char *model; /* NULL when none is named */
	/* all that was said in any role, and helpers' results, each
	 * followed by a newline */
	struct buf text;
	size_t last_user; /* where in `text` the last user text starts */
	size_t last_user_len;
	struct asked_result *results;
	size_t n_results;
	size_t n_messages;
	size_t tokens;        /* of the body, byte for byte */
	size_t prompt_tokens; /* of what is said and the tools offered */
};

/*
 * Reads a request; body may be empty. memory holds the items of earlier
 * responses by their ids. 0, or -1 with invalid_json for a body that is no
 * JSON: what was understood until then is filled all the same.
 */
int asked_read(struct asked *a, const char *method, const char *path,
    const struct buf *body, const cJSON *memory, struct error *e);
void asked_release(struct asked *a);

#endif
