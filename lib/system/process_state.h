#ifndef SYSTEM_PROCESS_STATE_H
#define SYSTEM_PROCESS_STATE_H

#include "system/process.h"

/*
 * What the three files of system/process share, and nobody else uses: start
 * (process_start.c), output (process_output.c), wait and end (process.c).
 */
#define PROCESS_OUTPUT ((size_t)64 << 20) /* bytes kept, if nobody says */

struct process_state {
	struct process_state *next; /* in the list of those that run */
	pid_t target;               /* what kill() gets: -pid, the group */
	bool keeper;                /* it ends what it keeps (keeper.h) */
	int pidfd;                  /* -1 where the kernel has none */
	int fds[2];                 /* our ends of out and err; -1 at the end */
	int in;                     /* our end of a pipe to its input, or -1 */
	const char *input;          /* of that, what is still to be written */
	size_t input_len;
	size_t head_max, tail_max; /* bytes kept of out */
	size_t err_max;
	struct buf tail;
	double start, end, deadline; /* end: when it exited; 0: not yet */
	bool asked;                  /* SIGTERM was sent */
	const char *label;
	bool forward; /* err is not kept, but printed */
};

/* Closes a descriptor that is not -1, and makes it so. */
void process_close(int *fd);
/* What runs is known to process_kill_all, from here until it ended. */
void process_list(struct process_state *s);
void process_free_state(struct process *p);

/* Reads at most `most` bytes of stream 0 or 1; closes it at its end. */
void process_read(struct process *p, int which, size_t most);
/* Writes what its pipe takes of the input; closes it at its end. */
void process_feed(struct process *p);
/* Reads what is there now of both, and joins the head of out with its tail. */
void process_read_rest(struct process *p);

#endif
