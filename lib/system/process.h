#ifndef SYSTEM_PROCESS_H
#define SYSTEM_PROCESS_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>
#include <sys/types.h>

/*
 * Child processes: argv and exec, never a shell string; standard input is
 * what the caller gives, never ours; a group of their own that ends with
 * them, and gets SIGTERM when we are killed; a time limit on the monotonic
 * clock.
 */
struct confine;

struct process_options {
	char *const *argv; /* argv[0] is looked up in PATH's absolute folders */
	char *const *env;  /* NULL: our own environment */
	const char *dir;   /* working directory; NULL: ours */
	const char *input; /* input_len bytes for its standard input; lent
			      until it ended */
	size_t input_len;
	double timeout;     /* seconds; 0: none */
	size_t max_output;  /* bytes kept of each stream; 0: 64 MiB */
	bool merge;         /* standard error into out, in order */
	bool pass_stderr;   /* standard error is ours */
	bool head_and_tail; /* keep both ends of out, not only the head */
	const struct confine *confine; /* the sandbox it is put in, or NULL */
	const char *label; /* what a person waits for (system/waiting.h);
			      lent until it ended; NULL: nothing is shown */
};

struct process {
	pid_t pid;
	int status; /* exit status, or 128 + signal; valid once it ended */
	bool ended, timed_out;
	bool broken; /* not all that it said could be read */
	/* not started, since there are too many files or processes already:
	 * it may be tried again when another has ended */
	bool crowded_out;
	double seconds; /* how long it ran */
	struct buf out, err;
	/* of out: with head_and_tail it holds head bytes, then the tail, cut
	 * at line ends; else the first bytes. What was left out, in bytes and
	 * in line ends */
	size_t head, cut_bytes, cut_lines;
	struct process_state *state; /* the module's own */
};

/*
 * The path of a program; NULL when it is not installed. Empty and relative
 * folders in PATH are passed over: what a repository brings along must not
 * be taken for the system's program. The caller frees.
 */
char *process_find(const char *name);

/*
 * Starts a program. 0; -1 with not_available when it is not installed (the
 * caller adds a hint with the package), command_failed for any other reason.
 */
int process_start(
    struct process *p, const struct process_options *o, struct error *e);
/*
 * Serves the n processes until at least one that had not ended has; returns
 * its index. All of them make progress meanwhile. -1 when none is left.
 */
long process_wait_any(struct process *p[], size_t n);
/* Ends the whole group, SIGTERM and a second later SIGKILL, and waits. */
void process_kill(struct process *p);
void process_release(struct process *p);

/* Start, wait; the caller releases p also on failure. */
int process_run(
    struct process *p, const struct process_options *o, struct error *e);

/*
 * Ends every group that is still running, SIGTERM and half a second later
 * SIGKILL: for exit paths and signal handlers (it calls nothing that is not
 * safe there).
 */
void process_kill_all(void);

#endif
