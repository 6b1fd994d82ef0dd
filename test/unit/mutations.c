/* mutations: alters a session's log in each place; each must be found there */
#include "base/alloc.h"
#include "base/buf.h"
#include "record/session.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct session session;
static struct buf whole;
static long made, missed;

static void
save(const struct buf *b)
{
	int fd = open(session.path, O_WRONLY | O_TRUNC);

	if (fd < 0 || write_all(fd, buf_str(b), b->len) < 0)
		abort();
	close(fd);
}

/* The log is now b; its line `line`, from 1, must be told. */
static void
expect(const struct buf *b, size_t line, const char *what)
{
	struct error e = {0};
	char head[65], *want = xasprintf("does not hold: line %zu ", line);
	char *also = xasprintf("does not hold: line %zu: ", line);
	size_t lines;

	save(b);
	made++;
	if (session_verify(&session, &lines, head, &e) == 0 ||
	    (!strstr(e.message, want) && !strstr(e.message, also))) {
		missed++;
		printf("%s of line %zu: %s\n", what, line,
		    e.message ? e.message : "it holds");
	}
	error_release(&e);
	free(want);
	free(also);
}

/* The bytes up to `from`, some others, and those from `to` on. */
static void
replace(size_t from, size_t to, const char *with, size_t len, size_t line,
    const char *what)
{
	struct buf b = {0};

	buf_add(&b, whole.data, from);
	buf_add(&b, with, len);
	buf_add(&b, whole.data + to, whole.len - to);
	expect(&b, line, what);
	buf_release(&b);
}

static void
bytes(size_t at, size_t line)
{
	char c = whole.data[at], low = c ^ 1, high = c ^ 0x40;

	replace(at, at + 1, &low, 1, line, "a bit");
	replace(at, at + 1, &high, 1, line, "another bit");
	replace(at, at + 1, "", 0, line, "a byte less");
	replace(at, at, "0", 1, line, "a byte more");
}

/* A line at `at`, and the one behind it, which is not the last. */
static void
lines(size_t at, size_t line)
{
	char *next = strchr(whole.data + at, '\n') + 1, *end;
	size_t to = (size_t)(next - whole.data);
	struct buf b = {0};

	if (*next == '\0')
		return;
	replace(at, to, "", 0, line, "the loss");
	/* of two that are alike the first is told */
	replace(to, to, whole.data + at, to - at, line, "a copy");
	end = strchr(next, '\n') + 1;
	buf_add(&b, next, (size_t)(end - next));
	buf_add(&b, whole.data + at, to - at);
	replace(at, (size_t)(end - whole.data), b.data, b.len, line, "a swap");
	buf_release(&b);
}

/* mutations ID: says how many were made, and how many were missed */
int
main(int argc, char *argv[])
{
	struct error e = {0};
	size_t line = 1;
	int fd;

	if (argc != 2 || root_set(".", &e) < 0 ||
	    session_open(&session, argv[1], &e) < 0)
		return 2;
	fd = open(session.path, O_RDONLY);
	if (fd < 0 || buf_read(&whole, fd, 1 << 20) < 0)
		return 2;
	close(fd);
	for (size_t i = 0; i < whole.len; i++) {
		bytes(i, line);
		if (i == 0 || whole.data[i - 1] == '\n')
			lines(i, line);
		line += whole.data[i] == '\n';
	}
	save(&whole);
	printf("%ld mutations, %ld missed\n", made, missed);
	buf_release(&whole);
	session_release(&session);
	error_release(&e);
	return missed > 0;
}
