/* job: one function call is checked, run and answered */
#include "exchange/job.h"
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
#include "system/root.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT 60 /* seconds, for an entry without x-timeout */

cJSON *
job_arguments(const struct call *c, struct error *e)
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

int
job_prepare(struct job *j, const struct calls_options *o, struct error *e)
{
	const struct input none = {0};
	char *what;
	int status;

	j->entry = manifest_find(o->manifest, j->call->name);
	if (j->entry == NULL)
		return no_helper(o->manifest, j->call->name, e);
	j->args = job_arguments(j->call, e);
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

int
job_start(struct job *j, const struct calls_options *o, struct error *e)
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

void
job_finish(struct job *j, const struct calls_options *o)
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

void
job_release(struct job *j)
{
	process_release(&j->process);
	confine_release(&j->confine);
	cJSON_Delete(j->args);
}
