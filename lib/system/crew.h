#ifndef SYSTEM_CREW_H
#define SYSTEM_CREW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Work on many things by several threads, which are there only as long as
 * it lasts. What a process gave up before, its threads have given up too.
 */
#define CREW_MAX 8

/* As many threads as processors we may run on, up to CREW_MAX. */
unsigned crew_size(void);
/*
 * Works on the i-th thing; worker is below crew_each's threads, and no two
 * calls at once have the same. False: nothing later need be begun.
 */
typedef bool crew_work(void *context, size_t i, unsigned worker);
/*
 * Calls work for each i below n, begun in rising order, and returns when
 * all have ended. The calling thread is one of them; where no more can be
 * started, it does their part.
 */
void crew_each(size_t n, unsigned threads, crew_work *work, void *context);

#endif
