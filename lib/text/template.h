#ifndef TEXT_TEMPLATE_H
#define TEXT_TEMPLATE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <cjson/cJSON.h>

/*
 * Mustache templates (mustache(5), the core of the specification: variables,
 * sections, inverted sections, comments, partials, standalone lines), with
 * two differences: nothing is escaped, since a prompt is no HTML; and a
 * variable that has no value is an error, not nothing. Values are never
 * expanded again. Changing the delimiters is refused.
 */
struct template_partials {
	/* The text of a partial, which the caller of render owns; or NULL. */
	const char *(*find)(void *context, const char *name);
	void *context;
};

/*
 * Appends what text makes with values (an object) to out. -1 with
 * invalid_arguments that names line and tag.
 */
int template_render(struct buf *out, const char *text, const cJSON *values,
    const struct template_partials *partials, struct error *e);

/*
 * Adds the names of the variables and sections that text mentions (not
 * those of its partials). -1 as above.
 */
int template_names(struct strv *names, const char *text, struct error *e);

#endif
