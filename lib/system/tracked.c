/* tracked: the paths in git's index */
#include "system/tracked.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HEADER = 12,    /* DIRC, version, number of entries */
	STAT = 40,      /* what begins an entry */
	HASH = 20,      /* SHA-1: the walk leaves others to git */
	EXTENDED = 0x40 /* in the first byte of its flags */
};

#define INDEX_MAX ((size_t)1 << 30)

struct reader {
	const unsigned char *p, *end;
	unsigned version;
	struct buf names;
};

static uint32_t
number(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Of version 4: how much of the name before is dropped. -1 if too much. */
static int
read_shared(struct reader *r, size_t before, size_t *kept)
{
	size_t drop = 0;
	unsigned char c;

	do {
		if (r->p == r->end || drop > before)
			return -1;
		c = *r->p++;
		drop = drop << 7 | (c & 0x7f);
		drop += c >> 7; /* each further byte counts from one */
	} while (c & 0x80);
	if (drop > before)
		return -1;
	*kept = before - drop;
	return 0;
}

/* Appends the next entry's name, given the one before. */
static int
read_entry(struct reader *r, size_t before)
{
	const unsigned char *start = r->p, *nul;
	size_t len = strlen(buf_str(&r->names) + before), kept = 0;

	if (r->end - r->p < STAT + HASH + 4)
		return -1;
	r->p += STAT + HASH;
	r->p += *r->p & EXTENDED ? 4 : 2;
	if (r->version == 4 && read_shared(r, len, &kept) < 0)
		return -1;
	nul = memchr(r->p, '\0', (size_t)(r->end - r->p));
	if (nul == NULL)
		return -1;
	buf_room(&r->names, kept + (size_t)(nul - r->p) + 1);
	buf_add(&r->names, r->names.data + before, kept);
	buf_add(&r->names, r->p, (size_t)(nul - r->p) + 1);
	if (r->version == 4)
		r->p = nul + 1;
	else
		r->p = start + ((size_t)(nul - start) / 8 + 1) * 8;
	return r->p > r->end ? -1 : 0;
}

/* Extensions in small letters change what the entries mean. */
static int
check_extensions(const struct reader *r)
{
	const unsigned char *p = r->p;

	while (r->end - p >= HASH + 8) {
		if (*p < 'A' || *p > 'Z')
			return -1;
		if (number(p + 4) > (size_t)(r->end - p) - 8)
			return -1;
		p += 8 + number(p + 4);
	}
	return 0;
}

static int
parse(struct tracked *t, struct reader *r)
{
	size_t n, before = 0, next;

	if (r->end - r->p < HEADER + HASH || memcmp(r->p, "DIRC", 4) != 0)
		return -1;
	r->version = number(r->p + 4);
	n = number(r->p + 8);
	r->p += HEADER;
	if (r->version < 2 || r->version > 4 ||
	    n > (size_t)(r->end - r->p) / (STAT + HASH))
		return -1;
	t->at = xreallocarray(NULL, n + 1, sizeof(*t->at));
	buf_addc(&r->names, '\0'); /* before the first is the empty name */
	for (t->n = 0; t->n < n; t->n++) {
		next = r->names.len;
		if (read_entry(r, before) < 0)
			return -1;
		before = t->at[t->n] = next;
	}
	return check_extensions(r);
}

int
tracked_read(struct tracked *t, const char *folder)
{
	char *path = xasprintf("%s/index", folder);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct buf b = {0};
	struct reader r = {0};
	int status = -1;

	*t = (struct tracked){0};
	free(path);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (buf_read(&b, fd, INDEX_MAX) == 0) {
		r.p = (const unsigned char *)buf_str(&b);
		r.end = r.p + b.len;
		status = parse(t, &r);
	}
	close(fd);
	buf_release(&b);
	t->names = buf_detach(&r.names);
	return status;
}

bool
tracked_has(const struct tracked *t, const char *path)
{
	size_t low = 0, high = t->n, middle, len = strlen(path);

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(t->names + t->at[middle], path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == t->n)
		return false;
	if (len > 0 && path[len - 1] == '/')
		return strncmp(t->names + t->at[low], path, len) == 0;
	return strcmp(t->names + t->at[low], path) == 0;
}

void
tracked_release(struct tracked *t)
{
	free(t->names);
	free(t->at);
	*t = (struct tracked){0};
}
