/* walk_read: the texts of listed files, for searching */
#include "base/alloc.h"
#include "system/crew.h"
#include "system/root.h"
#include "system/walk.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a worker keeps from one file to the next. */
struct reader {
	struct buf text;
	char *folder; /* whose descriptor is at hand */
	size_t folder_len;
	int fd;
};

struct job {
	const struct strv *files;
	walk_visitor *visitor;
	void *context;
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
read_text(struct buf *b, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return "unreadable";
	if (!S_ISREG(st.st_mode))
		return "";
	if ((size_t)st.st_size > ROOT_FILE_MAX)
		return "too_large";
	if (read_all(b, fd, (size_t)st.st_size) < 0)
		return errno == EFBIG ? "too_large" : "unreadable";
	return memchr(b->data, '\0', b->len) ? "binary" : NULL;
}

static const char *
read_file(struct reader *r, const char *path)
{
	const char *why;
	int fd;

	buf_truncate(&r->text, 0);
	fd = open_file(r, path);
	if (fd < 0) /* a link, or it is gone: it is no text of its own */
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ||
			       errno == EXDEV || errno == ENXIO
			   ? ""
			   : "unreadable";
	why = read_text(&r->text, fd);
	close(fd);
	return why;
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
	struct reader r = {.text = *b, .fd = -1};
	const char *why = read_file(&r, path);

	*b = r.text;
	r.text = (struct buf){0};
	release(&r);
	return why;
}

static bool
visit_chunk(void *context, size_t chunk, unsigned worker)
{
	struct job *j = context;
	struct reader *r = &j->readers[worker];
	struct walk_visit v = {.i = chunk * WALK_CHUNK};
	size_t end = v.i + WALK_CHUNK;

	for (; v.i < j->files->n && v.i < end; v.i++) {
		v.path = j->files->v[v.i];
		v.why = read_file(r, v.path);
		v.text = buf_str(&r->text);
		v.len = r->text.len;
		if (!j->visitor(j->context, &v, worker))
			return false;
	}
	return true;
}

void
walk_each(const struct strv *files, unsigned threads, walk_visitor *visitor,
    void *context)
{
	struct job j = {.files = files, .visitor = visitor, .context = context};

	for (unsigned i = 0; i < CREW_MAX; i++)
		j.readers[i].fd = -1;
	crew_each((files->n + WALK_CHUNK - 1) / WALK_CHUNK,
	    threads ? threads : crew_size(), visit_chunk, &j);
	for (unsigned i = 0; i < CREW_MAX; i++)
		release(&j.readers[i]);
}
