/* tail: the end of a log, where the next line goes */
#include "record/tail.h"
#include "base/num.h"
#include "record/chain.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int
read_back(int fd, off_t from, size_t len, struct buf *b)
{
	ssize_t n;

	for (buf_truncate(b, 0); b->len < len; b->len += (size_t)n) {
		n = pread(fd, buf_room(b, len - b->len), len - b->len,
		    from + (off_t)b->len);
		if (n <= 0)
			return -1;
	}
	return 0;
}

int
tail_read(int fd, struct tail *t)
{
	struct stat st;
	struct buf b = {0};
	const char *text, *end, *start;
	off_t from;

	if (fstat(fd, &st) < 0)
		return -1;
	for (off_t window = 1 << 16;; window *= 4) {
		from = st.st_size > window ? st.st_size - window : 0;
		if (read_back(fd, from, (size_t)(st.st_size - from), &b) < 0) {
			buf_release(&b);
			return -1;
		}
		text = buf_str(&b);
		end = memrchr(text, '\n', b.len);
		start = end ? memrchr(text, '\n', (size_t)(end - text)) : NULL;
		if (start != NULL || from == 0)
			break;
	}
	start = start ? start + 1 : text;
	if (end != NULL)
		buf_add(&t->line, start, (size_t)(end - start));
	end = end ? end + 1 : text;
	buf_add(&t->torn, end, b.len - (size_t)(end - text));
	t->size = st.st_size - (off_t)t->torn.len;
	buf_release(&b);
	return 0;
}

void
tail_release(struct tail *t)
{
	buf_release(&t->line);
	buf_release(&t->torn);
}

int
tail_write(int fd, off_t at, const struct buf *b)
{
	const struct timespec now = {0};
	sigset_t limit, old;
	ssize_t n;
	int error;

	sigemptyset(&limit);
	sigaddset(&limit, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &limit, &old);
	n = pwrite(fd, b->data, b->len, at);
	error = n < 0 ? errno : ENOSPC;
	if (n < 0 && error == EFBIG)
		sigtimedwait(&limit, NULL, &now);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (n == (ssize_t)b->len)
		return 0;
	if (ftruncate(fd, at) == 0)
		fdatasync(fd);
	errno = error;
	return -1;
}

bool
tail_link(const struct tail *t, char prev[SHA256_HEX + 1], long *seq)
{
	const char *p =
	    t->line.data + strlen("{\"prev\":\"\",\"seq\":") + SHA256_HEX;
	char number[24];

	*seq = 0;
	memcpy(prev, chain_start, sizeof(chain_start));
	if (t->size == 0)
		return true;
	if (!chain_sum_holds(t->line.data, t->line.len))
		return false;
	snprintf(
	    number, sizeof(number), "%.*s", (int)strspn(p, "0123456789"), p);
	sha256_hex(t->line.data, t->line.len, prev);
	return parse_long(number, 1, LONG_MAX - 2, seq);
}
