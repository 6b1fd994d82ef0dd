/*
 * landlock: a kernel of Landlock ABI LANDLOCK_ABI, or of none for 0; with
 * PLACE_TAKEN one that has given away where the ways of openat2 are sealed
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* The attributes that each ABI knows: files, TCP, scopes. */
static const uint64_t known[][3] = {{0, 0, 0}, {0x1fff, 0, 0}, {0x3fff, 0, 0},
    {0x7fff, 0, 0}, {0x7fff, 3, 0}, {0xffff, 3, 0}, {0xffff, 3, 3}};

__attribute__((constructor)) static void
take_place(void)
{
	if (getenv("PLACE_TAKEN"))
		(void)mmap((void *)0x10000, 4096, PROT_READ,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}

static long
create_ruleset(int abi, const uint64_t *asked, long flags)
{
	if (abi == 0) {
		errno = ENOSYS;
		return -1;
	}
	if (flags == 1)
		return abi;
	for (int i = 0; i < 3; i++) {
		if (asked[i] & ~known[abi][i]) {
			errno = i == 0 ? EINVAL : E2BIG;
			return -1;
		}
	}
	return 0;
}

/* Stands in front of glibc's, through which our code makes these calls. */
long
syscall(long number, ...)
{
	long (*real)(long, ...), a[6];
	const char *text = getenv("LANDLOCK_ABI");
	int abi = text != NULL ? atoi(text) : 7;
	void *found = dlsym(RTLD_NEXT, "syscall");
	va_list ap;
	long made;

	memcpy(&real, &found, sizeof(real));
	va_start(ap, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_landlock_create_ruleset && abi < 7) {
		made = create_ruleset(abi, (const uint64_t *)a[0], a[2]);
		if (made != 0)
			return made;
	}
	return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* NO_SECCOMP=1: a kernel without filters of system calls. */
int
prctl(int option, ...)
{
	int (*real)(int, ...);
	void *found = dlsym(RTLD_NEXT, "prctl");
	unsigned long a[4];
	va_list ap;

	va_start(ap, option);
	for (int i = 0; i < 4; i++)
		a[i] = va_arg(ap, unsigned long);
	va_end(ap);
	if (option == 22 && getenv("NO_SECCOMP") != NULL) {
		errno = EINVAL;
		return -1;
	}
	memcpy(&real, &found, sizeof(real));
	return real(option, a[0], a[1], a[2], a[3]);
}
