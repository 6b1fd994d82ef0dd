#ifndef TEXT_REST_H
#define TEXT_REST_H

#include "base/utf8.h"
#include "text/class.h"
#include <stddef.h>
#include <stdint.h>

/*
 * Text that is left, read by the classes of its characters; a byte that is
 * no valid UTF-8 is a symbol. A cursor is its own copy.
 */
struct rest {
	const char *s;
	const char *end;
};

static inline unsigned
rest_slow_class(const struct rest *r, size_t *n)
{
	uint32_t cp;

	*n = utf8_decode(r->s, (size_t)(r->end - r->s), &cp);
	if (*n > 0)
		return class_of(cp);
	*n = 1;
	return CLASS_OTHER;
}

/* The class of what comes next and its bytes; 0, in no set, at the end. */
static inline unsigned
rest_peek(const struct rest *r, size_t *n)
{
	*n = 0;
	if (r->s == r->end)
		return 0;
	if ((signed char)*r->s < 0)
		return rest_slow_class(r, n);
	*n = 1;
	return class_blocks[0][(unsigned char)*r->s];
}

/* Steps over what is of these classes. */
static inline void
rest_skip(struct rest *r, unsigned set)
{
	size_t n;

	while (rest_peek(r, &n) & set)
		r->s += n;
}

/* Steps over a byte of `either`, a set of up to three ASCII characters. */
static inline void
rest_skip_bytes(struct rest *r, const char either[3])
{
	while (r->s < r->end &&
	       (*r->s == either[0] || *r->s == either[1] || *r->s == either[2]))
		r->s++;
}

#endif
