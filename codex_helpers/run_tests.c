/* run_tests: run the project's tests and say what passed and what failed. */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "record/test_command.h"
#include "record/test_failures.h"
#include "record/test_run.h"
#include "run_tests.args.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *
summary(const char *command, const struct test_run *t, double timeout)
{
	const struct process *p = &t->process;
	const struct test_tally *n = &t->log.total;

	if (p->timed_out)
		return xasprintf("%s was stopped after %g s: %ld passed, %ld "
				 "failed until then",
		    command, timeout, n->passed, n->failed);
	if (!n->seen)
		return xasprintf("%s ended with status %d and reported no "
				 "tests",
		    command, p->status);
	if (n->failed == 0 && p->status != 0)
		return xasprintf("%s ended with status %d although %ld passed "
				 "and none failed",
		    command, p->status, n->passed);
	return xasprintf("%s: %ld passed, %ld failed, %ld skipped", command,
	    n->passed, n->failed, n->skipped);
}

static cJSON *
make_details(
    const struct args *a, const struct strv *argv, const struct test_run *t)
{
	const struct process *p = &t->process;
	cJSON *details = cJSON_CreateObject();
	struct buf command = {0};
	char *text;

	for (size_t i = 0; i < argv->n; i++)
		buf_addf(&command, "%s%s", i ? " " : "", argv->v[i]);
	text = summary(buf_str(&command), t, a->timeout);
	json_add_string(details, "command", buf_str(&command));
	json_add_string(details, "summary", text);
	json_add_long(details, "status", p->status);
	if (p->timed_out)
		cJSON_AddTrueToObject(details, "timed_out");
	json_add_long(details, "passed", t->log.total.passed);
	json_add_long(details, "failed", t->log.total.failed);
	json_add_long(details, "skipped", t->log.total.skipped);
	cJSON_AddItemToObject(details, "failures", test_failures_json(&t->log));
	cJSON_AddNumberToObject(
	    details, "seconds", round(p->seconds * 100) / 100);
	cJSON_AddStringToObject(
	    details, "sandbox", confine_mode_name(&t->confine));
	cJSON_AddStringToObject(
	    details, "network", confine_network_name(&t->confine));
	free(text);
	buf_release(&command);
	return details;
}

/* What no test may change, told before all else. */
static void
add_changed(cJSON *details, const struct strv *changed)
{
	const char *was = json_string(details, "summary");
	cJSON *list;
	char *text;

	if (changed->n == 0)
		return;
	text = xasprintf("%s; the tests changed %s, which is reserved and was "
			 "put back",
	    was, changed->v[0]);
	json_set(details, "summary", json_new_string(text, strlen(text)));
	free(text);
	list = cJSON_AddArrayToObject(details, "restored");
	for (size_t i = 0; i < changed->n; i++)
		cJSON_AddItemToArray(list,
		    json_new_string(changed->v[i], strlen(changed->v[i])));
}

/*
 * What tests say when the sandbox, and not the code, is why they fail: nobody
 * is to mend the code for that.
 */
static void
add_hint(cJSON *details, const struct test_run *t)
{
	static const char *const signs[] = {"etwork is unreachable",
	    "ENETUNREACH", "name resolution", "EAI_AGAIN", "not resolve host",
	    "no such host", "ead-only file system", "EROFS",
	    "socket: Operation not permitted", NULL};
	const char *const *sign = signs;
	const struct buf *said = &t->process.out;

	if (t->success || t->confine.mode == CONFINE_NOT)
		return;
	while (*sign != NULL &&
	       memmem(buf_str(said), said->len, *sign, strlen(*sign)) == NULL)
		sign++;
	if (*sign == NULL)
		return;
	json_add_string(details, "hint",
	    "the sandbox may be why: it keeps tests from the network and from "
	    "writing outside of the root; a person can allow more under "
	    "'sandbox' in .codex/config.json, with codex-run --trust");
}

int
main(int argc, char *argv[])
{
	static struct test_run t; /* lives until the process ends */
	const struct process *p = &t.process;
	struct args a = {0};
	struct strv command = {0};
	struct error e = {0};
	struct output output;
	cJSON *details;

	tool_args(&a, &args_desc, argc, argv);
	tool_must(test_command_find(&command, &e), &e);
	tool_must(test_run(&t, &command, a.timeout, &e), &e);
	details = make_details(&a, &command, &t);
	add_changed(details, &t.changed);
	add_hint(details, &t);
	output = (struct output){
	    buf_str(&p->out), p->out.len, p->head, p->cut_bytes, p->cut_lines};
	confine_release(&t.confine);
	tool_answer_output(
	    t.success, details, &output, "failures", a.max_tokens);
}
