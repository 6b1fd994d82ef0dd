#ifndef EXCHANGE_FILL_H
#define EXCHANGE_FILL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include "contract/input.h"
#include "contract/prompt.h"
#include "exchange/measure.h"
#include <cjson/cJSON.h>

/* What a prompt template is filled with, so that the model can hold it. */
struct fill {
	const struct prompt *prompt;
	const cJSON *values;
	struct buf context;
	const char *model; /* whose tokens count; NULL: no certain one */
	long room;         /* tokens of all messages; 0: no limit */
	/* what was left out of the context */
	size_t bytes, lines;
};

/*
 * key=value words from `first` on as an object; a repeated key is a list.
 * NULL with invalid_arguments. The caller deletes.
 */
cJSON *fill_values(const struct strv *words, size_t first, struct error *e);
/* What came through the pipe, as one text for {{context}}. */
void fill_context(struct fill *f, const struct input *in);
/*
 * The tokens for messages in a model's window: `limit` (window_said), or
 * what the prices at `path` (NULL: ours) know of the model, less `reserve`
 * for the answer and what else is sent (-1: a quarter of it). 0 where no
 * limit is known; -1 with invalid_arguments when nothing remains, or as
 * prices_load.
 */
long fill_room(const char *model, long limit, long reserve, const char *path,
    struct error *e);
/*
 * The rendered messages. Where they hold more than the room, the context
 * loses its middle, at line ends if it can be, and a line says how much:
 * the most that fits stays, a third of it head. NULL as prompt_render, and
 * with invalid_arguments when they do not fit without the context either.
 */
cJSON *fill(struct fill *f, struct error *e);

#endif
