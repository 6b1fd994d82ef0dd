/* nearest: the known name at the smallest edit distance */
#include "contract/nearest.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

/* Levenshtein's distance (1966), by the usual one row of the table. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t n = strlen(b), *row = xcalloc(n + 1, sizeof(*row));
	size_t left, above, result;

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		left = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			above = row[j];
			left += a[i - 1] != b[j - 1];
			if (row[j - 1] + 1 < left)
				left = row[j - 1] + 1;
			if (above + 1 < left)
				left = above + 1;
			row[j] = left;
			left = above;
		}
	}
	result = row[n];
	free(row);
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
