/* replay: runs a fuzzer's target on files, without libFuzzer */
#include "fuzz.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* replay FILE...: says how many it ran; what a file breaks ends it there */
int
main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++) {
		struct buf b = {0};
		int fd = open(argv[i], O_RDONLY);

		fprintf(stderr, "%s\n", argv[i]);
		if (fd < 0 || buf_read(&b, fd, 1 << 24) < 0)
			return 2;
		close(fd);
		LLVMFuzzerTestOneInput((const uint8_t *)buf_str(&b), b.len);
		buf_release(&b);
	}
	printf("%d\n", argc - 1);
	return 0;
}
