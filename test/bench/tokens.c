/* tokens: times the first count of a file by a process, its table not mapped */
#include "text/tokens.h"
#include "base/alloc.h"
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* tokens TABLE FILE: prints seconds and tokens; --ids: the ids, as uint32_t */
int
main(int argc, char *argv[])
{
	struct buf text = {0}, ids = {0};
	struct error e = {0};
	struct encoding *enc;
	double start;
	size_t n;
	int fd;

	if (argc < 3 || (fd = open(argv[2], O_RDONLY)) < 0 ||
	    buf_read(&text, fd, 1 << 30) < 0)
		err(2, "usage: tokens TABLE FILE [--ids]");
	close(fd);
	start = now();
	if ((enc = encoding_open(argv[1], &e)) == NULL)
		errx(2, "%s", e.message);
	n = tokens_count(enc, buf_str(&text), text.len);
	if (argc == 3) {
		printf("%.6f %zu\n", now() - start, n);
	} else {
		tokens_encode(enc, buf_str(&text), text.len, &ids);
		if (ids.len != n * sizeof(uint32_t) ||
		    write_all(STDOUT_FILENO, buf_str(&ids), ids.len) < 0)
			err(2, "%s", argv[2]);
	}
	encoding_close(enc);
	buf_release(&text);
	buf_release(&ids);
	return 0;
}
