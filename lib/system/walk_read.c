/* walk_read: the texts of listed files, for searching */
#include "base/alloc.h"
#include "system/crew.h"
#include "system/root.h"
#include "system/walk.h"
#include "text/bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10) /* bytes of a larger file at once */

/* What a worker keeps from one file to the next. */
struct reader {
	struct buf text;
	char *folder; /* whose descriptor is at hand */
	size_t folder_len;
	int fd;
	int number; /* why the folder could not be opened */
};

struct job {
	const struct walk_tour *tour;
	struct reader readers[CREW_MAX];
};

/* The name in path when its folder is the one at hand, else NULL. */
static const char *
name_in(const struct reader *r, const char *path)
{
	const char *name = path + r->folder_len + (r->folder_len > 0);

	if (r->folder == NULL || strncmp(path, r->folder, r->folder_len) != 0 ||
	    (r->folder_len > 0 && name[-1] != '/') || strchr(name, '/') != NULL)
		return NULL;
	return name;
}

/*
 * Opens the folder of path once for all its files that follow: through no
 * link, so that what the walk did not list is not reached.
 */
static const char *
go_to_folder(struct reader *r, const char *path)
{
	const char *slash = strrchr(path, '/');

	free(r->folder);
	if (r->fd >= 0)
		close(r->fd);
	r->folder_len = slash ? (size_t)(slash - path) : 0;
	r->folder = xstrndup(path, r->folder_len);
	r->fd = root_open_plain(
	    r->folder_len ? r->folder : ".", O_PATH | O_DIRECTORY);
	r->number = errno;
	return slash ? slash + 1 : path;
}

static int
open_file(struct reader *r, const char *path)
{
	const char *name = name_in(r, path);

	if (name == NULL)
		name = go_to_folder(r, path);
	if (r->fd < 0) {
		errno = r->number;
		return -1;
	}
	return openat(r->fd, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/*
 * Reads on behind what b holds of the file, up to `want` bytes; at the file's
 * end less, for of a regular file nothing else makes a read short. pread, so
 * that from what has become a FIFO or a socket nothing is taken.
 */
static ssize_t
read_on(struct buf *b, int fd, size_t at, size_t want)
{
	ssize_t n;

	do
		n = pread(fd, buf_room(b, want), want, (off_t)at);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		b->len += (size_t)n;
	b->data[b->len] = '\0';
	return n;
}

/* Of what is not at its end after one read: whether it may be read whole. */
static const char *
check(int fd, size_t *size)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return "unreadable";
	if (!S_ISREG(st.st_mode))
		return "";
	*size = (size_t)st.st_size;
	return *size > ROOT_FILE_MAX ? "too_large" : NULL;
}

/* Reads the rest of a file, whose first piece b holds. */
static const char *
read_rest(struct buf *b, int fd)
{
	const char *why;
	size_t size, want;
	ssize_t n;

	why = check(fd, &size);
	if (why != NULL)
		return why;
	do {
		want = b->len < size ? size - b->len + 1 : PIECE;
		n = read_on(b, fd, b->len, want);
		if (n < 0)
			return "unreadable";
		if (b->len > ROOT_FILE_MAX)
			return "too_large";
	} while ((size_t)n == want);
	return NULL;
}

/* Why the first read failed: what is no regular file is no text. */
static const char *
not_read(void)
{
	return errno == ESPIPE || errno == EISDIR || errno == EAGAIN ||
		       errno == EINVAL || errno == ENXIO
		   ? ""
		   : "unreadable";
}

/* Why a file could not be opened: a link, or one that is gone, is no text. */
static const char *
not_opened(void)
{
	return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ||
		       errno == EXDEV || errno == ENXIO
		   ? ""
		   : "unreadable";
}

static void
release(struct reader *r)
{
	buf_release(&r->text);
	free(r->folder);
	if (r->fd >= 0)
		close(r->fd);
}

const char *
walk_read(const char *path, struct buf *b)
{
	struct reader r = {.fd = -1};
	int fd = open_file(&r, path);
	const char *why = fd < 0 ? not_opened() : NULL;
	ssize_t n;

	buf_truncate(b, 0);
	release(&r);
	if (why != NULL)
		return why;
	n = read_on(b, fd, 0, PIECE);
	if (n < 0)
		why = not_read();
	else if ((size_t)n == PIECE)
		why = read_rest(b, fd);
	close(fd);
	if (why == NULL && memchr(b->data, '\0', b->len) != NULL)
		why = "binary";
	return why;
}

/* How much of the text is whole lines; all of it at the file's end. */
static size_t
whole_lines(const struct buf *b, bool at_end)
{
	const char *nl;

	if (at_end)
		return b->len;
	nl = memrchr(b->data, '\n', b->len);
	return nl ? (size_t)(nl - b->data) + 1 : 0;
}

/* Visits what b holds: whole lines, unless the file is at its end. */
static bool
visit_text(const struct walk_tour *tour, struct walk_visit *v, struct buf *b,
    bool at_end, unsigned worker)
{
	int kinds = bytes_kinds(b->data, b->len);

	v->why = kinds & BYTES_NUL ? "binary" : NULL;
	v->is_ascii = kinds == 0;
	v->is_last = at_end;
	v->text = b->data;
	v->len = whole_lines(b, at_end);
	if (v->why == NULL && v->len == 0 && !v->is_first)
		return true;
	return tour->visit(v, worker);
}

/*
 * Goes through the rest of a large file, whose first piece b holds, by a
 * buffer that stays in the processor's cache: it grows for long lines only.
 */
static bool
visit_pieces(const struct walk_tour *tour, struct walk_visit *v, struct buf *b,
    int fd, unsigned worker)
{
	size_t at = b->len, want = 0, size;
	ssize_t n = 0;

	v->why = check(fd, &size);
	if (v->why != NULL)
		return tour->visit(v, worker);
	for (; n == (ssize_t)want; at += (size_t)n) {
		if (!visit_text(tour, v, b, false, worker))
			return false;
		if (v->why != NULL)
			return true;
		v->is_first &= v->len == 0;
		b->len -= v->len;
		memmove(b->data, b->data + v->len, b->len);
		want = b->len < PIECE / 2 ? PIECE - b->len : b->len;
		n = read_on(b, fd, at, want);
		if (n < 0 || at + (size_t)n > ROOT_FILE_MAX) {
			v->why = n < 0 ? "unreadable" : "too_large";
			return tour->visit(v, worker);
		}
	}
	return visit_text(tour, v, b, true, worker);
}

static bool
visit_file(const struct walk_tour *tour, struct walk_visit *v, struct buf *b,
    int fd, unsigned worker)
{
	ssize_t n;

	v->is_first = true;
	v->why = fd < 0 ? not_opened() : NULL;
	buf_truncate(b, 0);
	n = fd < 0 ? 0 : read_on(b, fd, 0, PIECE);
	if (n < 0)
		v->why = not_read();
	else if ((size_t)n == PIECE && !tour->whole)
		return visit_pieces(tour, v, b, fd, worker);
	else if ((size_t)n == PIECE)
		v->why = read_rest(b, fd);
	return v->why != NULL ? tour->visit(v, worker)
			      : visit_text(tour, v, b, true, worker);
}

static bool
visit_chunk(void *context, size_t chunk, unsigned worker)
{
	struct job *j = context;
	struct walk_visit v = {
	    .context = j->tour->context, .i = chunk * WALK_CHUNK};
	struct reader *r = &j->readers[worker];
	size_t end = v.i + WALK_CHUNK;
	bool go_on = true;
	int fd;

	for (; go_on && v.i < j->tour->files->n && v.i < end; v.i++) {
		v.path = j->tour->files->v[v.i];
		fd = open_file(r, v.path);
		go_on = visit_file(j->tour, &v, &r->text, fd, worker);
		if (fd >= 0)
			close(fd);
	}
	return go_on;
}

void
walk_each(const struct walk_tour *tour)
{
	size_t chunks = (tour->files->n + WALK_CHUNK - 1) / WALK_CHUNK;
	struct job j = {.tour = tour};

	for (unsigned i = 0; i < CREW_MAX; i++)
		j.readers[i].fd = -1;
	crew_each(chunks, tour->threads ? tour->threads : crew_size(),
	    visit_chunk, &j);
	for (unsigned i = 0; i < CREW_MAX; i++)
		release(&j.readers[i]);
}
