/* calls: function calls become helpers run, logged and answered */
#include "exchange/calls.h"
#include "base/alloc.h"
#include "base/json.h"
#include "exchange/job.h"
#include "system/interrupt.h"
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SPARE_FILES 32 /* that children leave us */

/* All of them. */
struct work {
	struct job *jobs;
	struct process **processes; /* of the jobs */
	size_t n, next, running;
	const struct calls_options *options;
};

/* An event that names the call and its arguments as they were given. */
static cJSON *
event_of(const struct job *j, const char *type)
{
	const struct call *c = j->call;
	cJSON *event = cJSON_CreateObject();
	cJSON *args = job_arguments(c, NULL);

	cJSON_AddStringToObject(event, "type", type);
	cJSON_AddItemToObject(
	    event, "name", json_new_string(c->name, strlen(c->name)));
	if (args == NULL)
		args = json_new_string(c->arguments, strlen(c->arguments));
	cJSON_AddItemToObject(event, "arguments", args);
	if (c->id != NULL)
		cJSON_AddItemToObject(
		    event, "call_id", json_new_string(c->id, strlen(c->id)));
	if (getenv("CODEX_NO_SANDBOX") != NULL)
		cJSON_AddTrueToObject(event, "no_sandbox");
	return event;
}

/* Before it starts: what writes or runs leaves a trace even when killed. */
static int
log_start(const struct job *j, const struct calls_options *o, struct error *e)
{
	if (o->session == NULL || manifest_reads_only(j->entry))
		return 0;
	return session_append(o->session, event_of(j, "start"), e);
}

static int
approve(const struct job *j, const struct calls_options *o, struct error *e)
{
	if (o->approve == NULL)
		return 0;
	return o->approve(o->approve_ctx, j->entry, j->call, e);
}

/* A hook's no is told to whoever made the call. */
static int
ask_hook(const struct job *j, const struct calls_options *o, struct error *e)
{
	cJSON *event = event_of(j, "call");
	int status =
	    hooks_run(o->hooks, HOOK_BEFORE_HELPER, o->session, event, e);

	cJSON_Delete(event);
	return status;
}

/* A number of seconds with three digits, as it is to be printed. */
static cJSON *
milliseconds(double seconds)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f", seconds);
	return json_parse(text, strlen(text), NULL);
}

static int
log_end(const struct job *j, const struct calls_options *o, struct error *e)
{
	const struct call *c = j->call;
	cJSON *event, *result;
	const char *code;
	int status = 0;

	if (o->session == NULL && o->hooks == NULL)
		return 0;
	event = event_of(j, "call");
	result = json_parse(c->result, strlen(c->result), NULL);
	code =
	    json_string(json_get(json_get(result, "details"), "error"), "code");
	cJSON_AddBoolToObject(event, "success", c->success);
	json_add_long(event, "tokens", c->tokens);
	json_add_long(event, "status", c->status);
	cJSON_AddItemToObject(event, "seconds", milliseconds(c->seconds));
	if (code != NULL)
		cJSON_AddStringToObject(event, "error", code);
	if (o->session != NULL)
		status = session_append(o->session, json_copy(event), e);
	json_set(event, "result", result ? result : cJSON_CreateNull());
	if (status == 0)
		hooks_run(o->hooks, HOOK_AFTER_HELPER, o->session, event, NULL);
	cJSON_Delete(event);
	return status;
}

/* Waits until a call ends, and answers it. */
static int
reap(struct work *w, struct error *e)
{
	long ended = process_wait_any(w->processes, w->next);

	w->running--;
	job_finish(&w->jobs[ended], w->options);
	return log_end(&w->jobs[ended], w->options, e);
}

static int
check_interrupt(struct error *e)
{
	int number = interrupt_number();

	if (number == 0)
		return 0;
	error_set(
	    e, ERROR_KILLED, "not started: signal %d ended the run", number);
	e->signal = number;
	return -1;
}

/*
 * Starts a call, or answers it with why that cannot be; -1 when the log
 * cannot be written. Where only another that is running is in the way, that
 * is waited for.
 */
static int
begin(struct work *w, struct job *j, struct error *e)
{
	const struct calls_options *o = w->options;
	struct error why = {0};

	if (j->call->result != NULL)
		return 0; /* was no call at all, and is answered */
	if (check_interrupt(&why) == 0 && job_prepare(j, o, &why) == 0 &&
	    approve(j, o, &why) == 0 && ask_hook(j, o, &why) == 0) {
		if (log_start(j, o, e) < 0)
			return -1;
		while (job_start(j, o, &why) < 0 && j->process.crowded_out &&
		       w->running > 0) {
			confine_release(&j->confine);
			error_release(&why);
			if (reap(w, e) < 0)
				return -1;
		}
		if (why.code == ERROR_NONE) {
			w->running++;
			return 0;
		}
	}
	call_answer_error(j->call, &why);
	return log_end(j, o, e);
}

static int
run(struct work *w, long jobs, struct error *e)
{
	while (w->next < w->n || w->running > 0) {
		if (w->next < w->n && w->running < (size_t)jobs) {
			w->next++;
			if (begin(w, &w->jobs[w->next - 1], e) < 0)
				return -1;
		} else if (reap(w, e) < 0) {
			return -1;
		}
	}
	return 0;
}

/* A child takes three descriptors of ours; the log and hooks need some too. */
static long
jobs_within(long jobs)
{
	struct rlimit files;
	long room;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur > 1 << 20)
		return jobs;
	room = ((long)files.rlim_cur - SPARE_FILES) / 3;
	if (room < 1)
		return 1;
	return jobs < room ? jobs : room;
}

int
calls_run(struct call *calls, size_t n, const struct calls_options *o,
    struct error *e)
{
	struct work w = {.jobs = xcalloc(n, sizeof(*w.jobs)),
	    .processes = xcalloc(n, sizeof(struct process *)),
	    .n = n,
	    .options = o};
	int status;

	for (size_t i = 0; i < n; i++) {
		w.jobs[i].call = &calls[i];
		w.processes[i] = &w.jobs[i].process;
	}
	status = run(&w, jobs_within(o->jobs), e);
	for (size_t i = 0; i < n; i++)
		job_release(&w.jobs[i]);
	free(w.processes);
	free(w.jobs);
	return status;
}
