/* hooks: a project's own programs beside the steps of a run */
#include "record/hooks.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/strv.h"
#include "base/utf8.h"
#include "contract/tool.h"
#include "record/redact.h"
#include "record/trust.h"
#include "system/clock.h"
#include "system/environ.h"
#include "system/process.h"
#include "system/root.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TIMEOUT     30.0 /* seconds of one hook */
#define MESSAGE_MAX 1000 /* bytes of what it says */

static const char *const names[HOOKS] = {
    [HOOK_SESSION_START] = "session-start",
    [HOOK_BEFORE_REQUEST] = "before-request",
    [HOOK_AFTER_RESPONSE] = "after-response",
    [HOOK_BEFORE_HELPER] = "before-helper",
    [HOOK_AFTER_HELPER] = "after-helper",
    [HOOK_SESSION_END] = "session-end",
};

static char *
path_of(enum hook which)
{
	return xasprintf("%s/.codex/hooks/%s", root_path(), names[which]);
}

static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

void
hooks_open(struct hooks *h)
{
	struct error e = {0};
	bool any = false;
	char *path;

	*h = (struct hooks){0};
	if (getenv("CODEX_HOOK") != NULL)
		return;
	for (int i = 0; i < HOOKS; i++) {
		path = path_of((enum hook)i);
		h->there[i] = is_program(path);
		any = any || h->there[i];
		free(path);
	}
	if (!any || trust_check("a hook", &e) == 0)
		return;
	*h = (struct hooks){0};
	tool_tell(&e);
	error_release(&e);
}

static double
time_limit(const struct hooks *h)
{
	const char *text = getenv("CODEX_HOOK_TIMEOUT");
	double limit = text ? strtod(text, NULL) : 0;
	double left = h->deadline - clock_now();

	if (!isfinite(limit) || limit <= 0)
		limit = TIMEOUT;
	if (h->deadline <= 0 || left > limit)
		return limit;
	return left > 0.001 ? left : 0.001;
}

/* What the hook is told, as one line. */
static char *
input_of(enum hook which, const struct session *s, const cJSON *event)
{
	cJSON *input = cJSON_CreateObject();
	const cJSON *m;
	char *text;

	cJSON_AddStringToObject(input, "hook", names[which]);
	cJSON_AddItemToObject(
	    input, "root", json_new_string(root_path(), strlen(root_path())));
	if (s != NULL)
		cJSON_AddStringToObject(input, "session", s->id);
	else
		cJSON_AddNullToObject(input, "session");
	cJSON_ArrayForEach(m, event) {
		if (strcmp(m->string, "type") != 0)
			cJSON_AddItemToObject(input, m->string, json_copy(m));
	}
	redact_json(input);
	text = json_text(input);
	cJSON_Delete(input);
	return text;
}

/* Appends what a failed hook said, or else how it ended. */
static void
add_reason(struct buf *b, const struct process *p)
{
	const struct buf *said = p->err.len > 0 ? &p->err : &p->out;
	const char *text = buf_str(said);
	size_t len = said->len;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	len = utf8_cut(text, len, MESSAGE_MAX);
	if (p->timed_out)
		buf_addf(b, "it did not end within %.3g s", p->seconds);
	else if (len > 0)
		buf_add(b, text, len);
	else
		buf_addf(b, "it ended with status %d", p->status);
}

static int
fail(enum hook which, const char *reason, struct error *e)
{
	bool stops =
	    which == HOOK_BEFORE_REQUEST || which == HOOK_BEFORE_HELPER;
	char *message = xasprintf("the hook %s %s: %s", names[which],
	    stops ? "says no" : "failed", reason);

	if (stops)
		error_set(e, ERROR_POLICY_DENIED, "%s", message);
	else
		tool_warn("%s", message);
	free(message);
	return stops ? -1 : 0;
}

/* The environment of a helper, and which hook it is. */
static void
environment(struct strv *env, enum hook which)
{
	environ_without_secrets(env);
	strv_addf(env, "CODEX_HOOK=%s", names[which]);
}

int
hooks_run(const struct hooks *h, enum hook which, const struct session *s,
    const cJSON *event, struct error *e)
{
	struct process p = {0};
	struct process_options o = {0};
	struct strv env = {0};
	struct error why = {0};
	struct buf reason = {0};
	char *argv[] = {NULL, NULL}, *input;
	int status = 0;

	if (h == NULL || !h->there[which])
		return 0;
	environment(&env, which);
	argv[0] = path_of(which);
	input = input_of(which, s, event);
	o = (struct process_options){.argv = argv,
	    .env = env.v,
	    .dir = root_path(),
	    .input = input,
	    .input_len = strlen(input),
	    .timeout = time_limit(h),
	    .label = "a hook"};
	if (process_run(&p, &o, &why) < 0)
		buf_adds(&reason, why.message);
	else if (p.status != 0 || p.timed_out)
		add_reason(&reason, &p);
	if (reason.len > 0)
		status = fail(which, buf_str(&reason), e);
	process_release(&p);
	strv_release(&env);
	error_release(&why);
	buf_release(&reason);
	free(argv[0]);
	free(input);
	return status;
}
