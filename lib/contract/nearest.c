/* nearest: the known name at the smallest edit distance */
#include "contract/nearest.h"
#include "base/alloc.h"
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
static size_t
edit_distance(const char *a, const char *b)
{
	size_t n = strlen(b), *rows = xcalloc(3 * (n + 1), sizeof(*rows));
	size_t *before = rows, *last = rows + n + 1, *row = last + n + 1,
	       *spare;
	size_t result;

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

	if (length > 256 || strlen(candidate) > 256)
		return;
	distance = edit_distance(n->name, candidate);
	if (distance <= limit && (!n->found || distance < n->distance)) {
		n->found = candidate;
		n->distance = distance;
	}
}
