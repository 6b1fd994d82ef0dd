/* walk_read: the texts of listed files, for searching */
#include "base/alloc.h"
#include "base/json.h"
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

#define PIECE ((off_t)256 << 10) /* bytes of a larger file at once */

/* What a worker keeps from one file to the next. */
struct reader {
	struct buf text;
	char *folder; /* whose descriptor is at hand */
	size_t folder_len;
	int fd;
};

struct job {
	const struct walk_tour *tour;
	struct reader readers[CREW_MAX];
};

/*
 * The folder of path, opened once for all its files that follow: through no
 * link, so that what the walk did not list is not reached.
 */
static int
folder_of(struct reader *r, const char *path, size_t len)
{
	if (r->folder != NULL && r->folder_len == len &&
	    memcmp(r->folder, path, len) == 0)
		return r->fd;
	free(r->folder);
	if (r->fd >= 0)
		close(r->fd);
	r->folder = xstrndup(path, len);
	r->folder_len = len;
	r->fd = root_open_plain(len ? r->folder : ".", O_PATH | O_DIRECTORY);
	return r->fd;
}

static int
open_file(struct reader *r, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	int folder = folder_of(r, path, len);

	if (folder < 0)
		return -1;
	return openat(folder, slash ? slash + 1 : path,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Reads size bytes, and what has been added since; EFBIG beyond a limit. */
static int
read_all(struct buf *b, int fd, size_t size)
{
	size_t want;
	ssize_t n;

	for (;;) {
		want = b->len < size ? size - b->len + 1 : 4096;
		n = read(fd, buf_room(b, want), want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		b->len += (size_t)n;
		if (n == 0 || (b->len == size && (size_t)n < want))
			break;
		if (b->len > ROOT_FILE_MAX) {
			errno = EFBIG;
			return -1;
		}
	}
	b->data[b->len] = '\0';
	return 0;
}

static const char *
check(int fd, struct stat *st)
{
	if (fstat(fd, st) < 0)
		return "unreadable";
	if (!S_ISREG(st->st_mode))
		return "";
	return (size_t)st->st_size > ROOT_FILE_MAX ? "too_large" : NULL;
}

static const char *
read_text(struct buf *b, int fd, size_t size, int *kinds)
{
	if (read_all(b, fd, size) < 0)
		return errno == EFBIG ? "too_large" : "unreadable";
	*kinds = bytes_kinds(b->data, b->len);
	return *kinds & BYTES_NUL ? "binary" : NULL;
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
	int fd = open_file(&r, path), kinds;
	const char *why;
	struct stat st;

	buf_truncate(b, 0);
	release(&r);
	if (fd < 0)
		return not_opened();
	why = check(fd, &st);
	if (why == NULL)
		why = read_text(b, fd, (size_t)st.st_size, &kinds);
	close(fd);
	return why;
}

static const char *const reasons[] = {[WALK_BINARY] = "binary",
    [WALK_TOO_LARGE] = "too_large",
    [WALK_UNREADABLE] = "unreadable",
    [WALK_SPECIAL] = "special",
    [WALK_TOO_DEEP] = "too_deep"};

void
walk_skip(struct walk_skipped *s, const char *why)
{
	for (size_t i = 0; i < WALK_REASONS; i++)
		s->n[i] += strcmp(why, reasons[i]) == 0;
}

void
walk_skipped_add(struct walk_skipped *s, const struct walk_skipped *more)
{
	for (size_t i = 0; i < WALK_REASONS; i++)
		s->n[i] += more->n[i];
}

void
walk_skipped_tell(const struct walk_skipped *s, cJSON *details)
{
	cJSON *skipped = NULL;

	for (size_t i = 0; i < WALK_REASONS; i++) {
		if (s->n[i] == 0)
			continue;
		if (skipped == NULL)
			skipped = cJSON_AddObjectToObject(details, "skipped");
		json_add_long(skipped, reasons[i], (long)s->n[i]);
	}
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

/*
 * Goes through a large file by a buffer that the processor's cache holds. It
 * grows only for a line that is longer.
 */
static bool
visit_pieces(const struct walk_tour *tour, struct walk_visit *v, struct buf *b,
    int fd, unsigned worker)
{
	size_t total = 0, room;
	ssize_t n;
	int kinds;

	do {
		room = b->len < (size_t)PIECE / 2 ? (size_t)PIECE - b->len
						  : b->len;
		n = read(fd, buf_room(b, room), room);
		if (n < 0 && errno == EINTR)
			continue;
		kinds = n > 0 ? bytes_kinds(b->data + b->len, (size_t)n) : 0;
		total += n > 0 ? (size_t)n : 0;
		v->why = n < 0                   ? "unreadable"
			 : kinds & BYTES_NUL     ? "binary"
			 : total > ROOT_FILE_MAX ? "too_large"
						 : NULL;
		if (v->why != NULL)
			return tour->visit(v, worker);
		v->is_ascii = b->len == 0 && kinds == 0;
		b->len += (size_t)n;
		v->text = b->data;
		v->len = whole_lines(b, n == 0);
		if (v->len > 0 && !tour->visit(v, worker))
			return false;
		v->is_first &= v->len == 0;
		b->len -= v->len;
		memmove(b->data, b->data + v->len, b->len);
	} while (n != 0);
	return true;
}

static bool
visit_file(const struct walk_tour *tour, struct walk_visit *v, struct reader *r,
    unsigned worker)
{
	int fd = open_file(r, v->path), kinds = 0;
	struct stat st;
	bool go_on;

	buf_truncate(&r->text, 0);
	v->is_first = true;
	v->why = fd < 0 ? not_opened() : check(fd, &st);
	if (v->why == NULL && !tour->whole && st.st_size > PIECE) {
		go_on = visit_pieces(tour, v, &r->text, fd, worker);
	} else {
		if (v->why == NULL)
			v->why =
			    read_text(&r->text, fd, (size_t)st.st_size, &kinds);
		v->is_ascii = kinds == 0;
		v->text = buf_str(&r->text);
		v->len = r->text.len;
		go_on = tour->visit(v, worker);
	}
	if (fd >= 0)
		close(fd);
	return go_on;
}

static bool
visit_chunk(void *context, size_t chunk, unsigned worker)
{
	struct job *j = context;
	struct walk_visit v = {.i = chunk * WALK_CHUNK};
	size_t end = v.i + WALK_CHUNK;

	for (; v.i < j->tour->files->n && v.i < end; v.i++) {
		v.path = j->tour->files->v[v.i];
		if (!visit_file(j->tour, &v, &j->readers[worker], worker))
			return false;
	}
	return true;
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
