/* nomem: the allocation number NOMEM_AT fails, or 0: descriptor 9 has all */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Ours stand in front of glibc's, which has its own by these names too. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

static long at, n;

/* What the program starts is left alone. */
__attribute__((constructor)) static void
begin(void)
{
	const char *text = getenv("NOMEM_AT");

	at = text != NULL ? strtol(text, NULL, 10) : 0;
	n = 0;
	unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void
end(void)
{
	if (at == 0)
		dprintf(9, "%ld\n", n);
}

/* Helpers close what is above 2: descriptor 9 stays. */
int
close_range(unsigned first, unsigned last, int flags)
{
	(void)first;
	(void)last;
	(void)flags;
	return 0;
}

static int
fails(void)
{
	if (__atomic_add_fetch(&n, 1, __ATOMIC_RELAXED) != at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}
