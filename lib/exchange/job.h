#ifndef EXCHANGE_JOB_H
#define EXCHANGE_JOB_H

#include "exchange/calls.h"
#include "system/confine.h"
#include "system/process.h"

/* One call of calls_run(): checked, started as a child, and answered. */
struct job {
	struct call *call;
	const cJSON *entry; /* lent from the manifest; NULL: no such helper */
	cJSON *args;        /* what the helper gets */
	struct process process;
	struct confine confine; /* of a project's own helper */
};

/*
 * The arguments that were given as an object, which the caller deletes; NULL
 * with invalid_arguments when they are none.
 */
cJSON *job_arguments(const struct call *c, struct error *e);
/* Fills entry and args; -1 when the call cannot be made, with the reason. */
int job_prepare(struct job *j, const struct calls_options *o, struct error *e);
/* Starts it; -1 with why, process.crowded_out where others are in the way. */
int job_start(struct job *j, const struct calls_options *o, struct error *e);
/* Makes the call's answer of what the process that ended has printed. */
void job_finish(struct job *j, const struct calls_options *o);
void job_release(struct job *j);

#endif
