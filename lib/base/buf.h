#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A growing buffer of bytes, always followed by a NUL that len does not
 * count, so that text can be handed to C functions as it is.
 * A zeroed struct buf is an empty buffer: `struct buf b = {0};`.
 */
struct buf {
	char *data; /* NULL only as long as nothing was ever added */
	size_t len; /* bytes */
	size_t cap; /* bytes allocated */
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
__attribute__((format(printf, 2, 3))) void buf_addf(
    struct buf *b, const char *fmt, ...);
__attribute__((format(printf, 2, 0), nonnull(2))) void buf_vaddf(
    struct buf *b, const char *fmt, va_list ap);
/* Makes room for n more bytes at data + len; the caller adds to len. */
char *buf_room(struct buf *b, size_t n);
/* Cuts to len bytes, len <= b->len. */
void buf_truncate(struct buf *b, size_t len);
/* The text, "" when nothing was added. Lent until the next change. */
const char *buf_str(const struct buf *b);
/* Gives the text away (never NULL; the caller frees) and empties b. */
char *buf_detach(struct buf *b);
void buf_release(struct buf *b);

/*
 * Appends what fd has until its end. Returns 0; -1 with errno set when
 * reading fails, or EFBIG when more than max bytes would come.
 */
int buf_read(struct buf *b, int fd, size_t max);

/* Writes all len bytes, over short writes and EINTR. -1 sets errno. */
int write_all(int fd, const void *data, size_t len);

#endif
