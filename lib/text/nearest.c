/* nearest: the known name at the smallest edit distance */
#include "text/nearest.h"
#include "base/alloc.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The optimal string alignment distance: insertions, deletions, other
 * letters, and two neighbours that changed places, which is what fingers
 * do most. Three rows of the table suffice.
 */
size_t
nearest_distance(const char *a, const char *b)
{
	size_t n = strlen(b), *rows, *before, *last, *row, *spare, result;

	if (n > 256 || strlen(a) > 256)
		return SIZE_MAX;
	before = rows = xcalloc(3 * (n + 1), sizeof(*rows));
	last = before + n + 1;
	row = last + n + 1;
	for (size_t j = 0; j <= n; j++)
		last[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]),
			    least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	result = last[n];
	free(rows);
	return result;
}

void
nearest_offer(struct nearest *n, const char *candidate)
{
	size_t length = strlen(n->name);
	size_t limit = length / 3 > 1 ? length / 3 : 1, distance;

	distance = nearest_distance(n->name, candidate);
	if (distance <= limit && (!n->found || distance < n->distance)) {
		n->found = candidate;
		n->distance = distance;
	}
}
