#ifndef CONTRACT_PACK_PARCEL_H
#define CONTRACT_PACK_PARCEL_H

#include "contract/fence.h"
#include "contract/pieces.h"

/* A piece ready to be packed, with what it costs. */
struct parcel {
	const struct piece *piece;
	char *label;
	struct fence fence; /* made when it is first appended */
	size_t cost;        /* tokens of the text */
	size_t frame;       /* of its fence */
	size_t line;        /* of the line that lists it as left out */
	bool packed;        /* as the plan has it: */
	size_t share;       /* tokens that its text may cost */
};

/*
 * Tokens of a text: as it is, or as a part of a JSON string. Long texts are
 * counted in parts, so that this is close, but not exact.
 */
size_t parcel_tokens(const char *s, size_t len, bool bare);
void parcel_make(struct parcel *l, const struct piece *p, bool bare);
void parcel_release(struct parcel *l);
/*
 * Appends it between its fences: whole, or when that costs more than its
 * share its head, or its head and its tail, with a line in place of the
 * rest. Whether it is whole.
 */
bool parcel_add(struct buf *b, struct parcel *l, bool bare);
/* Appends the line that lists it as left out. */
void parcel_list(struct buf *b, const struct parcel *l);

#endif
