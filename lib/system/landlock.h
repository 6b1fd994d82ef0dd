#ifndef SYSTEM_LANDLOCK_H
#define SYSTEM_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Landlock (landlock(7)): from landlock_enforce() on, this process and all
 * that it starts may use the file hierarchies that were allowed, and no
 * others. What Landlock does not know: stat, readlink, chdir, and the rights
 * of descriptors that are open already.
 */

/*
 * Rights on a file, or on all that is below a folder. A right that the
 * kernel's Landlock does not know is not held back either: truncating by
 * path below ABI 3, moving between folders below ABI 2 (always refused
 * there), device controls below ABI 5.
 */
#define LANDLOCK_RUN       (UINT64_C(1) << 0)
#define LANDLOCK_TRUNCATE  (UINT64_C(1) << 14)
#define LANDLOCK_OVERWRITE (UINT64_C(1) << 1 | LANDLOCK_TRUNCATE)
#define LANDLOCK_READ      (UINT64_C(1) << 2)
#define LANDLOCK_LIST      (UINT64_C(1) << 3)
#define LANDLOCK_REMOVE    (UINT64_C(3) << 4) /* folders and files */
/* files, folders and symbolic links; to move between folders */
#define LANDLOCK_MAKE                                                          \
	(UINT64_C(1) << 7 | UINT64_C(1) << 8 | UINT64_C(1) << 12 |             \
	    UINT64_C(1) << 13)
/* sockets, FIFOs; never devices */
#define LANDLOCK_MAKE_SPECIAL (UINT64_C(3) << 9)
#define LANDLOCK_CONTROL      (UINT64_C(1) << 15) /* ioctl on devices */

/* The kernel's Landlock ABI, 1 and up; 0 where there is none. */
int landlock_abi(void);

struct landlock {
	int abi;          /* as landlock_abi() has it */
	int fd;           /* -1 where the kernel has no Landlock */
	uint64_t handled; /* the rights that are held back */
};

/*
 * Begins a set of rules that allows nothing, but holds back none of `free`,
 * which others do; with tcp it leaves TCP alone (held back from ABI 4 on). From
 * ABI 6 on, signals and abstract sockets reach only processes that are
 * restricted as we are. 0; -1 with errno where there is no Landlock, and then
 * the functions below do nothing.
 */
int landlock_begin(struct landlock *l, uint64_t free, bool tcp);
/*
 * Allows rights on the file or folder of a descriptor (O_PATH will do); of
 * the rights, a file takes those that files have. 0, or -1 with errno.
 */
int landlock_allow(struct landlock *l, int fd, uint64_t rights);
/* The same by path, through symbolic links. 1 when there is no such file. */
int landlock_allow_path(struct landlock *l, const char *path, uint64_t rights);
/* Makes the rules hold, for ever. 0, or -1 with errno. */
int landlock_enforce(struct landlock *l);

#endif
