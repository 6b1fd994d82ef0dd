/* limiter: holds the lock of a limiter's file until it is killed */
#include <fcntl.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = argc == 2 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0 || fcntl(fd, F_OFD_SETLKW, &lock) < 0)
		return 1;
	puts("locked");
	fflush(stdout);
	pause();
	return 0;
}
