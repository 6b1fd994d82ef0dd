#ifndef CONTRACT_PACK_PLAN_H
#define CONTRACT_PACK_PLAN_H

#include "contract/pack_parcel.h"

/* Parcels and the tokens there are for them. */
struct packing {
	struct parcel *v; /* those to be packed, then the repeated ones */
	size_t n, all;
	size_t lines, repeats; /* tokens to list all, and the repeated ones */
	size_t budget;
	bool bare;
	size_t most; /* tokens that one of them costs */
	size_t base; /* tokens when none is packed and none listed */
	/* the plan, besides what is packed and each one's share: */
	size_t listed; /* so many of those left out have a line */
	bool whole;    /* as rendered: nothing was left out */
};

/*
 * Shares out `target` tokens. What each gets grows in steps, and what is
 * then left goes to those that matter most, the last of them first: so one
 * piece more at the end seldom changes what is packed before it.
 */
void plan(struct packing *k, size_t target);

#endif
