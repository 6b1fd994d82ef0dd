/* calls: function calls become helpers run, logged and answered */
#include "exchange/calls.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/strv.h"
#include "contract/arguments.h"
#include "contract/result.h"
#include "exchange/foreign.h"
#include "record/redact.h"
#include "record/trust.h"
#include "system/clock.h"
#include "system/environ.h"
#include "system/interrupt.h"
#include "system/process.h"
#include "system/root.h"
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define TIMEOUT     60 /* seconds, for an entry without x-timeout */
#define SPARE_FILES 32 /* that children leave us */

/* A call that is under way. */
struct job {
	struct call *call;
	const cJSON *entry; /* lent from the manifest; NULL: no such helper */
	cJSON *args;        /* what the helper gets */
	struct process process;
	struct confine confine; /* of a project's own helper */
};

/* All of them. */
struct work {
	struct job *jobs;
	struct process **processes; /* of the jobs */
	size_t n, next, running;
	const struct calls_options *options;
};

/* The model's arguments as an object; NULL when they are none. */
static cJSON *
read_arguments(const struct call *c, struct error *e)
{
	struct error why = {0};
	cJSON *args;

	if (c->arguments[strspn(c->arguments, " \t\r\n")] == '\0')
		return cJSON_CreateObject();
	args = json_parse(c->arguments, strlen(c->arguments), &why);
	if (args != NULL && cJSON_IsObject(args) && !result_is(args))
		return args;
	if (args != NULL && result_is(args))
		/* a helper would take it for what a pipe brings, or pass it
		 * on as its own answer */
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the arguments of '%s' are a result line", c->name);
	else if (args != NULL)
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the arguments of '%s' are no object", c->name);
	else
		error_set(e, why.code, "the arguments of '%s': %s", c->name,
		    why.message);
	error_release(&why);
	cJSON_Delete(args);
	return NULL;
}

/* contract 5: who runs a helper for a model sets the limit it did not. */
static void
fill_limit(cJSON *args, const cJSON *entry, long tool_tokens)
{
	const cJSON *properties =
	    json_get(json_get(entry, "parameters"), "properties");
	const cJSON *given = json_get(args, "max_tokens");
	long n;

	if (tool_tokens == 0 || json_get(properties, "max_tokens") == NULL)
		return;
	if (given == NULL || (json_is_integer(given, &n) && n == 0))
		json_set(args, "max_tokens", json_new_long(tool_tokens));
}

/* A name that was made up: the real ones are told. */
static int
no_helper(const struct manifest *m, const char *name, struct error *e)
{
	const char *near = manifest_nearest(m, name);
	struct buf names = {0};
	const cJSON *entry;

	error_set(e, ERROR_NOT_FOUND, "no helper '%.64s'", name);
	cJSON_ArrayForEach(entry, m->entries)
		buf_addf(&names, "%s%s", names.len > 0 ? ", " : "",
		    json_string(entry, "name"));
	if (near != NULL)
		error_hint(e, "did you mean '%s'?", near);
	else if (names.len > 0)
		error_hint(e, "there are %s", buf_str(&names));
	buf_release(&names);
	return -1;
}

/* Fills j->entry and j->args; -1 when the call cannot be made. */
static int
prepare(struct job *j, const struct calls_options *o, struct error *e)
{
	const struct input none = {0};
	char *what;
	int status;

	j->entry = manifest_find(o->manifest, j->call->name);
	if (j->entry == NULL)
		return no_helper(o->manifest, j->call->name, e);
	j->args = read_arguments(j->call, e);
	if (j->args == NULL)
		return -1;
	fill_limit(j->args, j->entry, o->tool_tokens);
	if (json_get(j->entry, "x-command") == NULL)
		return 0; /* ours check their arguments themselves */
	j->args = arguments_join(j->entry, j->args, &none, e);
	if (j->args == NULL)
		return -1;
	if (!json_true(j->entry, "x-project"))
		return 0;
	what = xasprintf("the helper '%s'", j->call->name);
	status = trust_check(what, e);
	free(what);
	return status;
}

/* The words that start a call's program; the caller releases. */
static void
words_of(const struct job *j, const struct manifest *m, struct strv *words)
{
	strv_take(words, manifest_program(m, j->entry));
	for (size_t i = 0; j->call->argv && j->call->argv[i]; i++)
		strv_add(words, j->call->argv[i]);
}

/* The helper's own limit, or what is left of the whole run. */
static double
time_limit(const struct job *j, const struct calls_options *o)
{
	double limit = (double)json_long(j->entry, "x-timeout", TIMEOUT);
	double left = o->deadline - clock_now();

	if (o->deadline <= 0 || left > limit)
		return limit;
	return left > 0.001 ? left : 0.001;
}

static int
start(struct job *j, const struct calls_options *o, struct error *e)
{
	const struct buf *by_hand = j->call->input;
	struct strv words = {0}, env = {0};
	char *input = by_hand ? NULL : json_text(j->args);
	struct process_options p = {
	    .dir = by_hand ? NULL : root_path(),
	    .input = by_hand ? buf_str(by_hand) : input,
	    .input_len = by_hand ? by_hand->len : strlen(input),
	    .timeout = time_limit(j, o),
	    .pass_stderr = true,
	    .label = j->call->name,
	};
	int status;

	environ_without_secrets(&env);
	words_of(j, o->manifest, &words);
	p.argv = words.v;
	status = foreign_confine(&j->confine, j->entry, &p, &env, e);
	p.env = env.v;
	if (status == 0)
		status = process_start(&j->process, &p, e);
	strv_release(&env);
	strv_release(&words);
	free(input);
	return status;
}

/* Output that is no result line: what the helper ended with instead. */
static void
no_result(struct job *j, struct error *e)
{
	const char *name = j->call->name;

	if (j->process.timed_out)
		error_set(e, ERROR_TIMEOUT, "'%s' was stopped after %.3g s",
		    name, j->process.seconds);
	else if (j->process.status > 128)
		error_set(e, ERROR_INTERNAL,
		    "'%s' was killed by signal %d (%s)", name,
		    j->process.status - 128,
		    strsignal(j->process.status - 128));
	else if (j->process.out.len == 0)
		error_set(e, ERROR_INTERNAL,
		    "'%s' printed no result line (status %d)", name,
		    j->process.status);
	else
		error_set(e, ERROR_INTERNAL,
		    "'%s' printed something else than one result line "
		    "(status %d)",
		    name, j->process.status);
}

/* The answer again, with marks that cost less than most secrets do. */
static void
answer_briefly(struct job *j)
{
	const struct buf *out = &j->process.out;
	cJSON *parsed = json_parse(out->data, out->len, NULL);
	cJSON *details = json_get(parsed, "details");

	if (redact_json_briefly(details))
		call_answer_details(
		    j->call, json_true(parsed, "success"), details);
	cJSON_Delete(parsed);
}

/*
 * A helper that is not ours, or an answer that was redacted: its tokens are
 * counted, its limit is held.
 */
static void
answer_counted(struct job *j, const cJSON *parsed, long tool_tokens)
{
	long limit = json_long(j->args, "max_tokens", 0);
	struct error e = {0};

	if (limit == 0)
		limit = tool_tokens;
	call_answer_details(
	    j->call, json_true(parsed, "success"), json_get(parsed, "details"));
	if (limit == 0 || j->call->tokens <= limit)
		return;
	answer_briefly(j);
	if (j->call->tokens <= limit)
		return;
	error_set(&e, ERROR_TOO_LARGE,
	    "the answer of '%s' costs %ld tokens, above the limit of %ld",
	    j->call->name, j->call->tokens, limit);
	error_hint(&e, "ask for less, or raise max_tokens");
	call_answer_error(j->call, &e);
}

/*
 * A helper that got its words and its input as they were typed: it may pass
 * several failed lines on, and its status is its own.
 */
static bool
answer_by_hand(struct job *j)
{
	const struct buf *out = &j->process.out;
	struct call *c = j->call;
	size_t at = 0;
	cJSON *line;
	bool good = out->len > 0 && out->data[out->len - 1] == '\n';

	c->success = j->process.status == 0;
	c->status = j->process.status;
	while (
	    good && (line = json_parse_next(out->data, out->len, &at, NULL))) {
		good = result_is(line);
		c->tokens += json_long(line, "tokens", 0);
		cJSON_Delete(line);
	}
	if (good && strspn(out->data + at, "\n") == out->len - at)
		c->result = xstrndup(out->data, out->len - 1);
	return c->result != NULL;
}

/* Makes the answer of a process that ended. */
static void
finish(struct job *j, const struct calls_options *o)
{
	const struct buf *out = &j->process.out;
	struct error e = {0};
	cJSON *parsed = NULL;

	if (foreign_finish(&j->confine, j->call->name, &e) < 0) {
		call_answer_error(j->call, &e);
		return;
	}
	j->call->seconds = j->process.seconds;
	if (j->call->argv && !j->process.timed_out && answer_by_hand(j))
		return;
	if (!j->process.timed_out && out->len > 0)
		parsed = json_parse(out->data, out->len, NULL);
	if (parsed == NULL || !result_is(parsed)) {
		no_result(j, &e);
		call_answer_error(j->call, &e);
	} else if (redact_json(json_get(parsed, "details")) ||
		   json_get(j->entry, "x-command") != NULL) {
		/* what goes to a model holds no secret */
		answer_counted(j, parsed, o->tool_tokens);
	} else {
		call_answer(j->call, out->data, parsed);
	}
	cJSON_Delete(parsed);
}

/* An event that names the call and its arguments as they were given. */
static cJSON *
event_of(const struct job *j, const char *type)
{
	const struct call *c = j->call;
	cJSON *event = cJSON_CreateObject();
	cJSON *args = read_arguments(c, NULL);

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
	finish(&w->jobs[ended], w->options);
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
	if (check_interrupt(&why) == 0 && prepare(j, o, &why) == 0 &&
	    approve(j, o, &why) == 0 && ask_hook(j, o, &why) == 0) {
		if (log_start(j, o, e) < 0)
			return -1;
		while (start(j, o, &why) < 0 && j->process.crowded_out &&
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
	for (size_t i = 0; i < n; i++) {
		process_release(&w.jobs[i].process);
		confine_release(&w.jobs[i].confine);
		cJSON_Delete(w.jobs[i].args);
	}
	free(w.processes);
	free(w.jobs);
	return status;
}
