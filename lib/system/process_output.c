/* process_output: what a child reads and prints, as much as is to be kept */
#include "system/process_state.h"
#include "system/waiting.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void
leave_out(struct process *p, const char *data, size_t len)
{
	p->cut_bytes += len;
	for (size_t i = 0; i < len; i++)
		p->cut_lines += data[i] == '\n';
}

/* Shortens the tail to its last len bytes. */
static void
trim_tail(struct process *p, size_t len)
{
	struct buf *tail = &p->state->tail;
	size_t drop = tail->len - len;

	leave_out(p, tail->data, drop);
	memmove(tail->data, tail->data + drop, len);
	buf_truncate(tail, len);
}

static void
keep_out(struct process *p, const char *data, size_t len)
{
	struct process_state *s = p->state;
	size_t n = s->head_max - p->out.len;

	if (n > len)
		n = len;
	buf_add(&p->out, data, n);
	if (s->tail_max == 0) {
		leave_out(p, data + n, len - n);
	} else if (n < len) {
		buf_add(&s->tail, data + n, len - n);
		if (s->tail.len > 2 * s->tail_max)
			trim_tail(p, s->tail_max);
	}
}

static void
keep_err(struct process *p, const char *data, size_t len)
{
	size_t n = p->state->err_max - p->err.len;

	if (p->state->forward) {
		waiting_clear();
		write_all(STDERR_FILENO, data, len);
		return;
	}
	buf_add(&p->err, data, n < len ? n : len);
}

void
process_read(struct process *p, int which, size_t most)
{
	int *fd = &p->state->fds[which];
	char data[65536];
	ssize_t n;

	while (*fd >= 0 && most > 0) {
		n = read(*fd, data, most < sizeof(data) ? most : sizeof(data));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			p->broken |= n < 0;
			process_close(fd);
			return;
		}
		(which == 0 ? keep_out : keep_err)(p, data, (size_t)n);
		most -= (size_t)n;
	}
}

void
process_feed(struct process *p)
{
	struct process_state *s = p->state;
	void (*old)(int);
	ssize_t n = 0;

	if (s->in < 0)
		return;
	old = signal(SIGPIPE, SIG_IGN); /* it need not read all of it */
	while (s->input_len > 0 && n >= 0) {
		n = write(s->in, s->input, s->input_len);
		s->input += n > 0 ? n : 0;
		s->input_len -= n > 0 ? (size_t)n : 0;
	}
	if (n >= 0 || (errno != EAGAIN && errno != EINTR))
		process_close(&s->in);
	signal(SIGPIPE, old);
}

/*
 * Reads what is there now and no more: a grandchild that writes for ever
 * cannot keep us, and what the child itself wrote is there.
 */
static void
drain(struct process *p)
{
	int there;

	for (int i = 0; i < 2; i++) {
		there = 0;
		if (p->state->fds[i] >= 0 &&
		    ioctl(p->state->fds[i], FIONREAD, &there) == 0)
			process_read(p, i, (size_t)there);
	}
}

/* Joins head and tail, each without the line that the cut went through. */
static void
join_tail(struct process *p)
{
	struct buf *tail = &p->state->tail;
	const char *line;
	size_t n;

	if (tail->len > p->state->tail_max)
		trim_tail(p, p->state->tail_max);
	p->head = p->out.len;
	if (p->cut_bytes > 0 && p->state->tail_max > 0) {
		line = memchr(buf_str(tail), '\n', tail->len);
		if (line != NULL)
			trim_tail(
			    p, tail->len - (size_t)(line + 1 - tail->data));
		line = memrchr(buf_str(&p->out), '\n', p->out.len);
		n = line ? (size_t)(line + 1 - p->out.data) : p->out.len;
		leave_out(p, p->out.data + n, p->out.len - n);
		buf_truncate(&p->out, n);
		p->head = n;
	}
	buf_add(&p->out, buf_str(tail), tail->len);
}

void
process_read_rest(struct process *p)
{
	drain(p);
	join_tail(p);
}
