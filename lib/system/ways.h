#ifndef SYSTEM_WAYS_H
#define SYSTEM_WAYS_H

#include <linux/openat2.h>
#include <stdbool.h>

/*
 * The ways in which openat2 is asked to open something. They stand in
 * memory, where a filter of system calls cannot look: so a helper that only
 * reads has all of its ways in a place that is sealed, and the filter
 * (seccomp.h) lets openat2 take one from there and from nowhere else, and
 * the place be neither written, moved nor replaced. Then nothing truncates a
 * file, also where Landlock does not know of truncating; and Landlock, which
 * for that right would look at each folder up to the file system's top
 * whenever a file is opened, need not hold it back.
 *
 * The place is at a fixed address, below all that the kernel gives out by
 * itself and above what it gives to nobody (vm.mmap_min_addr).
 */
#define WAYS_PLACE 0x10000U
#define WAYS_END   0x20000U
#define WAYS_STEP  32U /* a way begins at each */
#define WAYS       16U /* so many, from the place on */

/* Until then no way is sealed. 0, or -1 with errno. */
int ways_seal(void);
bool ways_are_sealed(void);
/*
 * The way to open something beneath a folder with these flags, to which
 * those are added that all need; resolve is RESOLVE_NO_SYMLINKS or 0. A
 * sealed one, or own, filled, where there is none.
 */
const struct open_how *ways_find(
    int flags, unsigned resolve, struct open_how *own);

#endif
