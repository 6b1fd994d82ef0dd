/* pack_plan: which pieces are packed, and how much of each */
#include "contract/pack_plan.h"

/* Tokens of the line in place of what was cut out. */
enum { MARKER = 25 };

/*
 * A piece is rather left out than cut below this: a scrap says nothing, and
 * of a file or a diff even more has to be there.
 */
static size_t
least(const struct packing *k, const struct parcel *l)
{
	size_t share = k->budget / 12;

	if (l->piece->firm)
		return k->budget / 4 + 48;
	return share < 48 ? 48 : share > 400 ? 400 : share;
}

/* What a parcel gets beside the least, weighted by what it matters. */
static size_t
share(const struct packing *k, const struct parcel *l, size_t extra)
{
	static const size_t weight[] = {[RANK_PREFERRED] = 4,
	    [RANK_FAILED] = 4,
	    [RANK_FINDINGS] = 2,
	    [RANK_OTHER] = 1};
	size_t most = least(k, l) + extra * weight[l->piece->rank] + MARKER;

	/* what a cut would save goes into the line that tells of it */
	return l->cost < most ? l->cost : most;
}

/* What those that are packed cost. */
static size_t
need(const struct packing *k, size_t extra)
{
	size_t sum = k->base;

	for (size_t i = 0; i < k->n; i++)
		if (k->v[i].packed)
			sum += k->v[i].frame + share(k, &k->v[i], extra);
	return sum;
}

/* Packs, in order, what fits beside the others when cut to the least. */
static size_t
pick(struct packing *k, size_t target)
{
	size_t sum = k->base, n = 0, cost;

	for (size_t i = 0; i < k->n; i++) {
		cost = k->v[i].frame + share(k, &k->v[i], 0);
		k->v[i].packed = sum + cost <= target;
		if (!k->v[i].packed)
			continue;
		sum += cost;
		n++;
	}
	return n;
}

/* Lists the first of those left out, within `room` tokens; what is left. */
static size_t
list(struct packing *k, size_t room)
{
	k->listed = 0;
	for (size_t i = 0; i < k->all; i++) {
		if (k->v[i].packed)
			continue;
		if (k->v[i].line > room)
			break;
		room -= k->v[i].line;
		k->listed++;
	}
	return room;
}

/* Of `target` tokens those for the lines of a list that may cost `lines`. */
static size_t
room_for(const struct packing *k, size_t lines, size_t target)
{
	size_t room = target / 8;

	if (room > target - k->base)
		room = target - k->base;
	return lines < room ? lines : room;
}

/* Sets what a parcel may cost, with as much of `left` as it can use. */
static void
grant(const struct packing *k, struct parcel *l, size_t extra, size_t *left)
{
	size_t more;

	l->share = share(k, l, extra);
	more = l->cost - l->share < *left ? l->cost - l->share : *left;
	l->share += more;
	*left -= more;
	/* the line in place of what is cut out */
	if (l->share < l->cost)
		l->share -= MARKER;
}

void
plan(struct packing *k, size_t target)
{
	size_t room = room_for(k, k->repeats, target), extra = 0, next, left;

	if (pick(k, target - room) < k->n) {
		room = room_for(k, k->lines, target);
		pick(k, target - room);
	}
	target -= room - list(k, room);
	for (next = k->budget / 48 + 16;
	     extra < k->most && need(k, next) <= target; next *= 2)
		extra = next;
	left = target - need(k, extra);
	for (enum rank rank = RANK_PREFERRED; rank <= RANK_OTHER; rank++)
		for (size_t i = k->n; i-- > 0;)
			if (k->v[i].packed && k->v[i].piece->rank == rank)
				grant(k, &k->v[i], extra, &left);
}
