/* ways: how openat2 may be asked to open a file */
#include "system/ways.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>

/* Bit i of a way's number is the i-th of these; the last is for links. */
static const int choices[] = {O_PATH, O_DIRECTORY, O_NOFOLLOW};
#define FLAGS (sizeof(choices) / sizeof(*choices))
#define LINKS (WAYS / 2) /* none is followed */

union way {
	struct open_how how;
	char room[WAYS_STEP];
};

static union way *sealed;

static void
make(struct open_how *how, int flags, unsigned resolve)
{
	*how = (struct open_how){
	    .flags = (unsigned)flags | O_CLOEXEC,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve,
	};
	if (!(flags & O_PATH))
		how->flags |= O_NONBLOCK | O_NOCTTY;
}

/* All of the place is taken, so that nothing else can come to lie in it. */
int
ways_seal(void)
{
	union way *ways = mmap((void *)(uintptr_t)WAYS_PLACE,
	    WAYS_END - WAYS_PLACE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	int flags;

	if (ways == MAP_FAILED)
		return -1;
	for (unsigned n = 0; n < WAYS; n++) {
		flags = 0;
		for (unsigned i = 0; i < FLAGS; i++)
			flags |= n >> i & 1 ? choices[i] : 0;
		make(&ways[n].how, flags, n & LINKS ? RESOLVE_NO_SYMLINKS : 0);
	}
	if ((uintptr_t)ways != WAYS_PLACE ||
	    mprotect(ways, WAYS_END - WAYS_PLACE, PROT_READ) < 0) {
		munmap(ways, WAYS_END - WAYS_PLACE);
		return -1;
	}
	sealed = ways;
	return 0;
}

bool
ways_are_sealed(void)
{
	return sealed != NULL;
}

const struct open_how *
ways_find(int flags, unsigned resolve, struct open_how *own)
{
	unsigned n = resolve == RESOLVE_NO_SYMLINKS ? LINKS : 0;
	int left = flags;

	for (unsigned i = 0; i < FLAGS; i++) {
		if (!(flags & choices[i]))
			continue;
		n |= 1U << i;
		left &= ~choices[i];
	}
	if (sealed != NULL && left == 0)
		return &sealed[n].how;
	make(own, flags, resolve);
	return own;
}
