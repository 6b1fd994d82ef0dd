#ifndef RECORD_REPORT_SOURCE_H
#define RECORD_REPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The files that findings point at, each read once through the root. A zeroed
 * struct sources has read none.
 */
struct sources {
	void *files; /* a tree by path (search.h) */
};

/* The line's text without its end; NULL where there is none. Lent. */
const char *source_line(
    struct sources *s, const char *path, long line, size_t *len);
/* A column in bytes as one in UTF-16 units; both count from 1. */
long source_utf16(const char *line, size_t len, long column);
/*
 * The line's primaryLocationLineHash, as GitHub's upload action makes it: of
 * the 100 UTF-16 units from its first on, blanks left out, with the number
 * of its occurrence. False where there is no such line.
 */
#define SOURCE_HASH 40
bool source_hash(
    struct sources *s, const char *path, long line, char hash[SOURCE_HASH]);
void sources_release(struct sources *s);

#endif
