#ifndef SYSTEM_CLOCK_H
#define SYSTEM_CLOCK_H

/* Seconds on the monotonic clock: a change of the wall clock moves nothing. */
double clock_now(void);

#endif
