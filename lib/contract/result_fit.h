#ifndef CONTRACT_RESULT_FIT_H
#define CONTRACT_RESULT_FIT_H

#include "contract/result.h"

/*
 * How much of a list (contract/result.h) fits its max_tokens: as many items
 * as do, or else the first one, cut inside. Each try only adds up what was
 * counted when the items were added.
 */

/* What was counted when an item had been added; its text is in a section. */
struct result_kept {
	struct count list, text;
	size_t section;
};
#define RESULT_NO_SECTION RESULT_SECTIONS

/* The parts of an answer in their order, and the text that some lend. */
struct result_answer {
	struct counted_part parts[6 + 2 * RESULT_SECTIONS];
	size_t n;
	struct buf left;       /* what a next answer holds */
	struct buf head, tail; /* of an item that is cut inside */
	struct counted cut;    /* its string */
};

/*
 * Leaves in a, which is zero before, what fits of r, whose members are
 * printed. -1 with invalid_arguments when nothing does.
 */
int result_fit(struct result_answer *a, struct result *r, struct error *e);
void result_answer_release(struct result_answer *a);

#endif
