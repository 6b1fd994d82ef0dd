/* excerpt_scan: read a file by pieces, and hold the lines asked for */
#include "system/excerpt_scan.h"
#include "base/alloc.h"
#include "system/root.h"
#include "text/bytes.h"
#include "text/decode.h"
#include "text/sha256.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10) /* stays in the processor's cache */

struct scan {
	struct excerpts *x;
	struct excerpt_file *f;
	struct excerpt *at, *end; /* the excerpts that are not behind us */
	long lines;               /* that ended */
	bool inside;              /* the next one, which has begun */
	bool hold;                /* it */
};

void
excerpt_hold_line(struct excerpt_file *f)
{
	if ((f->n_held & (f->n_held + 1)) == 0)
		f->line = xreallocarray(
		    f->line, 2 * (f->n_held + 1), sizeof(*f->line));
	f->line[f->n_held++] = f->text.len;
}

/* Whether a line that begins is to be held; then it is the file's last. */
static bool
begin_line(struct scan *s)
{
	long line = s->lines + 1;

	while (s->at < s->end && line > s->at->last)
		s->at++;
	if (s->at == s->end || line < s->at->first)
		return false;
	if (s->x->skip > 0) {
		s->x->skip--;
		return false;
	}
	if (s->x->most > 0 && s->x->n_bytes >= s->x->most)
		return false;
	s->at->at = (long)s->f->n_held - (line - s->at->first);
	s->at->held = line;
	excerpt_hold_line(s->f);
	return true;
}

static void
hold(struct scan *s, const char *p, size_t len)
{
	size_t most = s->x->most, n = len;

	if (most > 0 && len > most - s->x->n_bytes)
		n = most - s->x->n_bytes;
	buf_add(&s->f->text, p, n);
	s->x->n_bytes += n;
	s->f->cut += len - n;
}

static void
take_lines(struct scan *s, const char *p, const char *end)
{
	const char *nl;

	for (; p < end; p = nl) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!s->inside)
			s->hold = begin_line(s);
		s->inside = nl == NULL;
		s->lines += nl != NULL;
		nl = nl ? nl + 1 : end;
		if (s->hold)
			hold(s, p, (size_t)(nl - p));
	}
}

/* Whether what follows in the file can change nothing but its line count. */
static bool
is_done(const struct scan *s)
{
	if (s->at < s->end && s->inside && s->hold)
		return false;
	return s->at == s->end ||
	       (s->x->most > 0 && s->x->n_bytes >= s->x->most);
}

/* Lines that nobody asked for are only counted. */
static void
take_piece(struct scan *s, const char *p, size_t len)
{
	long n = (long)bytes_lines(p, len);

	if (!is_done(s) && s->lines + n + 1 >= s->at->first) {
		take_lines(s, p, p + len);
	} else if (len > 0) {
		s->lines += n;
		s->inside = p[len - 1] != '\n';
		s->hold = false;
	}
}

static int
check_piece(const struct scan *s, const struct decoder *d, struct error *e)
{
	const char *path = s->f->path;

	if (memchr(d->text, '\0', d->len) != NULL) {
		error_set(e, ERROR_BINARY_FILE,
		    "'%s' is binary: it holds a NUL byte", path);
		return error_path(e, path);
	}
	if (s->x->most == 0 && s->f->text.len > ROOT_FILE_MAX) {
		error_set(e, ERROR_TOO_LARGE,
		    "'%s' has more text than %zu bytes; ask for fewer lines "
		    "or set max_tokens",
		    path, ROOT_FILE_MAX);
		return error_path(e, path);
	}
	return 0;
}

/* Reads a whole piece, but for the file's end. */
static ssize_t
read_piece(int fd, char *piece, off_t at)
{
	size_t len = 0;
	ssize_t n;

	while (len < PIECE) {
		n = pread(fd, piece + len, PIECE - len, at + (off_t)len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* 1 when the file was read to its end, 0 when there was no need. */
static int
read_pieces(struct scan *s, int fd, struct decoder *d, struct sha256_ctx *hash,
    struct error *e)
{
	bool counting = s->at == s->end;
	char *piece = xmalloc(PIECE);
	off_t at = 0;
	ssize_t n;
	int status = -1;

	do {
		n = read_piece(fd, piece, at);
		if (n < 0) {
			error_errno(e, "cannot read '%s'", s->f->path);
			error_path(e, s->f->path);
			break;
		}
		at += n;
		if (hash != NULL)
			sha256_update(hash, (size_t)n, (uint8_t *)piece);
		decode_piece(d, piece, (size_t)n, (size_t)n < PIECE);
		take_piece(s, d->text, d->len);
		if (check_piece(s, d, e) < 0)
			break;
		if ((size_t)n < PIECE)
			status = 1;
		else if (!counting && hash == NULL &&
			 at > (off_t)ROOT_FILE_MAX && is_done(s))
			status = 0;
	} while (status < 0);
	free(piece);
	return status;
}

/* Ends the excerpts where the file ends, or where we ceased to read it. */
static void
finish(struct scan *s, struct excerpt *from, bool whole)
{
	long lines = s->lines + (whole && s->inside);
	struct excerpts *x = s->x;

	excerpt_hold_line(s->f);
	s->f->n_held--;
	s->f->n = whole ? lines : -1;
	x->skip -= whole && lines == 0 && from < s->end && x->skip > 0;
	if (!whole && s->at < s->end) {
		x->is_partial = true;
		s->end = s->at + (s->at->first <= lines);
		x->n = (size_t)(s->end - x->v);
	}
	for (struct excerpt *at = from; at < s->end; at++)
		if (at->last > lines)
			at->last = lines;
}

int
excerpt_scan(struct excerpts *x, struct excerpt_file *f, int fd,
    struct excerpt *from, struct error *e)
{
	struct scan s = {.x = x, .f = f, .at = from, .end = x->v + x->n};
	bool hashing = x->hash && from < s.end;
	struct sha256_ctx hash;
	struct decoder d = {0};
	int status;

	sha256_init(&hash);
	status = read_pieces(&s, fd, &d, hashing ? &hash : NULL, e);
	f->encoding = d.encoding;
	decode_release(&d);
	if (status < 0)
		return -1;
	if (hashing) {
		f->sha256 = xmalloc(SHA256_HEX + 1);
		sha256_end(&hash, f->sha256);
	}
	finish(&s, from, status > 0);
	return 0;
}
