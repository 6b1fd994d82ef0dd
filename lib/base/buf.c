/* buf: a growing buffer of bytes */
#include "base/buf.h"
#include "base/alloc.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *
buf_room(struct buf *b, size_t n)
{
	size_t need = b->len + n + 1;

	if (need <= n)
		alloc_failed();
	if (need > b->cap) {
		b->cap = need > 2 * b->cap ? need : 2 * b->cap;
		b->data = xrealloc(b->data, b->cap);
	}
	return b->data + b->len;
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
	buf_room(b, len);
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	/* -1, for more than INT_MAX bytes, is room that there is not */
	vsnprintf(buf_room(b, (size_t)n), (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void
buf_truncate(struct buf *b, size_t len)
{
	b->len = len;
	if (b->data != NULL)
		b->data[len] = '\0';
}

const char *
buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *
buf_detach(struct buf *b)
{
	char *s = b->data ? b->data : xstrdup("");

	*b = (struct buf){0};
	return s;
}

void
buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}

/* For a descriptor that whoever gave it to us made non-blocking. */
static void
wait_for(int fd, short events)
{
	struct pollfd w = {.fd = fd, .events = events};

	poll(&w, 1, -1);
}

int
buf_read(struct buf *b, int fd, size_t max)
{
	ssize_t n;

	for (;;) {
		n = read(fd, buf_room(b, 65536), 65536);
		if (n < 0 && errno == EAGAIN)
			wait_for(fd, POLLIN);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return -1;
		b->len += (size_t)n;
		b->data[b->len] = '\0';
		if (n == 0)
			return 0;
		if (b->len > max) {
			errno = EFBIG;
			return -1;
		}
	}
}

int
write_all(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, len);
		if (n < 0 && errno == EAGAIN)
			wait_for(fd, POLLOUT);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return -1;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return 0;
}
