#ifndef SYSTEM_PRIVILEGES_H
#define SYSTEM_PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * What a process gives up beside its view of files: system calls only, for
 * between fork and exec.
 */

/*
 * Keeps of root's capabilities those that concern files (their owners may be
 * others), and with whole also those over its own processes, users and
 * ports; without being root, none. -1 sets errno.
 */
int privileges_drop(bool whole);
/* No core files, and an end to what forks for ever. */
void privileges_limit(void);
/*
 * No sockets but connected pairs; truncate(2) by path, if wanted, only what
 * is open. After no_new_privs. -1 sets errno.
 */
int privileges_no_sockets(void);
int privileges_no_truncate(void);
/*
 * No signal to that process, its group or all, and nobody else's limits: who
 * could stop it from opening files, or end it, would keep it from its work.
 * Landlock forbids the signals from ABI 6 on, the limits never. -1 sets errno.
 */
int privileges_spare(pid_t pid);

#endif
