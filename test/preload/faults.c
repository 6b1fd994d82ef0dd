/* faults: call number FAULT_AT of FAULT_KIND fails as FAULT_ERROR says */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { WRITE, READ, OPEN, CLOSE, FSYNC, RENAME, KINDS };

static const char *const names[] = {
    "write", "read", "open", "close", "fsync", "rename"};
static const struct {
	const char *name;
	int number;
} errors[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR},
    {"EDQUOT", EDQUOT}, {"EMFILE", EMFILE}, {"EACCES", EACCES}, {"SHORT", 0}};

/*
 * How many of each kind there were, and how many failed in all runs: in the
 * file FAULT_COUNT, which outlives the process and whatever it gives up. A
 * fork counts on in it; what the program starts is left alone.
 */
static struct counts {
	long n[KINDS], failed;
} nowhere, *counts = &nowhere;
static enum kind kind = KINDS;
static long at;
static int number;

static void *
next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *text = getenv("FAULT_KIND"), *file = getenv("FAULT_COUNT");
	const char *error = getenv("FAULT_ERROR");
	long fd;

	unsetenv("LD_PRELOAD");
	fd = syscall(SYS_openat, AT_FDCWD, file ? file : "", O_RDWR);
	if (fd >= 0) {
		void *p = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
		    MAP_SHARED, (int)fd, 0);

		syscall(SYS_close, fd);
		if (p != MAP_FAILED)
			counts = p;
		memset(counts->n, 0, sizeof(counts->n));
	}
	for (int i = 0; i < KINDS; i++)
		if (text != NULL && strcmp(text, names[i]) == 0)
			kind = (enum kind)i;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (error != NULL && strcmp(error, errors[i].name) == 0)
			number = errors[i].number;
	text = getenv("FAULT_AT");
	at = text != NULL ? strtol(text, NULL, 10) : 0;
}

/* Whether this call is to fail. Sets errno. */
static int
fails(enum kind k)
{
	long n = __atomic_add_fetch(&counts->n[k], 1, __ATOMIC_RELAXED);

	if (k != kind || n != at)
		return 0;
	counts->failed++;
	errno = number;
	return 1;
}

/* What is left of a length for a short count; 0: the call fails. */
static size_t
part(size_t len)
{
	if (number != 0)
		return 0;
	return len > 1 ? len / 2 : len;
}

/* Threads wake each other by these, which no disk and no signal disturbs. */
static int
is_event(int fd)
{
	char path[32], to[32];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, to, sizeof(to));
	return n > 15 && memcmp(to, "anon_inode:[eve", 15) == 0;
}

ssize_t
write(int fd, const void *p, size_t len)
{
	ssize_t (*real)(int, const void *, size_t) = next("write");

	if (!is_event(fd) && fails(WRITE) && (len = part(len)) == 0)
		return -1;
	return real(fd, p, len);
}

ssize_t
pwrite(int fd, const void *p, size_t len, off_t offset)
{
	ssize_t (*real)(int, const void *, size_t, off_t) = next("pwrite");

	if (fails(WRITE) && (len = part(len)) == 0)
		return -1;
	return real(fd, p, len, offset);
}

ssize_t
read(int fd, void *p, size_t len)
{
	ssize_t (*real)(int, void *, size_t) = next("read");

	if (fails(READ) && (len = part(len)) == 0)
		return -1;
	return real(fd, p, len);
}

ssize_t
pread(int fd, void *p, size_t len, off_t offset)
{
	ssize_t (*real)(int, void *, size_t, off_t) = next("pread");

	if (fails(READ) && (len = part(len)) == 0)
		return -1;
	return real(fd, p, len, offset);
}

static mode_t
mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

int
open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = next("open");
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return fails(OPEN) ? -1 : real(path, flags, mode);
}

int
openat(int folder, const char *path, int flags, ...)
{
	int (*real)(int, const char *, int, ...) = next("openat");
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return fails(OPEN) ? -1 : real(folder, path, flags, mode);
}

/* openat2 has no function in glibc. */
long
syscall(long call, ...)
{
	long (*real)(long, ...) = next("syscall"), a[6];
	va_list ap;

	va_start(ap, call);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (call == SYS_openat2 && fails(OPEN))
		return -1;
	return real(call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* It is closed all the same, as Linux does it. */
int
close(int fd)
{
	int (*real)(int) = next("close");
	int failed = fails(CLOSE);
	int status = real(fd);

	if (!failed || status < 0)
		return status;
	errno = number;
	return -1;
}

int
fsync(int fd)
{
	int (*real)(int) = next("fsync");

	return fails(FSYNC) ? -1 : real(fd);
}

int
fdatasync(int fd)
{
	int (*real)(int) = next("fdatasync");

	return fails(FSYNC) ? -1 : real(fd);
}

int
rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *) = next("rename");

	return fails(RENAME) ? -1 : real(from, to);
}

int
renameat(int a, const char *from, int b, const char *to)
{
	int (*real)(int, const char *, int, const char *) = next("renameat");

	return fails(RENAME) ? -1 : real(a, from, b, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	int (*real)(int, const char *, int, const char *, unsigned) =
	    next("renameat2");

	return fails(RENAME) ? -1 : real(a, from, b, to, flags);
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
	int (*real)(int, const char *, int, const char *, int) = next("linkat");

	return fails(RENAME) ? -1 : real(a, from, b, to, flags);
}
