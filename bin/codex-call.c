/* codex-call: asks a model, and runs the helpers that it calls for */
#include "base/json.h"
#include "contract/tool.h"
#include "exchange/flags.h"
#include "exchange/run.h"
#include "system/interrupt.h"
#include "system/root.h"
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* What lives until exit. */
static struct flags *flags;
static struct error error;
static struct input in;
static struct run run;

/* The log's last word, where the run has failed already. */
static void
end_failed(int status, const cJSON *details)
{
	struct error e = {0};

	if (run_end(&run, status, details, &e) < 0)
		tool_warn("%s", e.message);
	error_release(&e);
}

/* However the program ends: also when nobody reads its output any more. */
static void
on_end(int status, void *unused)
{
	struct turn *t = run.loop.turn;
	cJSON *details;

	(void)unused;
	if (run.history.ended || run.loop.history == NULL)
		return;
	details = loop_details(&run.loop, &error);
	if (t != NULL && t->items == NULL)
		turn_close(t, 0, NULL);
	if (t != NULL && !t->cut)
		json_set(details, "partial",
		    json_new_string(buf_str(&t->text), t->text.len));
	end_failed(status, details);
	cJSON_Delete(details);
}

/* Ends a run in which nothing was sent yet. */
static void
must(int result)
{
	int status = error_status(error.code, error.signal);
	cJSON *details;

	if (result >= 0)
		return;
	details = result_error(&error);
	end_failed(status, details);
	cJSON_Delete(details);
	if (!flags->text)
		tool_fail_with(&error);
	tool_tell(&error);
	tool_exit(status);
}

/* What the user says, and which helpers the model may call. */
static void
read_opening(void)
{
	struct strv notes = {0};
	int result;

	must(run_read(&run, &in, &error));
	tool_pass_failures(&in, false, false);
	/* what was left out may be why a name is not known */
	result = run_say(&run, &in, &notes, &error);
	for (size_t i = 0; i < notes.n; i++)
		tool_warn("%s", notes.v[i]);
	strv_release(&notes);
	must(result);
}

/* Once in a run: the log has what more is dropped. */
static void
on_drop(const struct window *w)
{
	tool_warn(
	    "the context limit of %ld tokens is reached: a line takes the "
	    "place of each old answer of a helper",
	    w->limit);
}

static noreturn void
print_request(void)
{
	cJSON *body = dialect_request(flags->dialect, &run.loop.ask);
	char *line = json_text(body);

	tool_line(line);
	free(line);
	cJSON_Delete(body);
	tool_exit(0);
}

/* From here on, whatever happens is in the log. */
static void
open_log(void)
{
	interrupt_catch();
	signal(SIGPIPE, SIG_IGN); /* a write fails instead, and the log ends */
	must(run_log(&run, &error));
	on_exit(on_end, NULL);
}

/* A retry is told at once; the last failure by whoever ends the run. */
static void
on_failure(
    const struct error *e, const struct turn *t, double wait, long attempt)
{
	/* a log that fails now fails again at the end */
	history_error(&run.history, e, wait, buf_str(&t->text), NULL);
	if (wait >= 0)
		tool_warn("%s, retry %ld in %.1f s", e->message, attempt, wait);
}

static void
on_text(void *ctx, const char *text, size_t len)
{
	(void)ctx;
	tool_text(text, len);
}

/* What has to match a schema is shown when it is whole. */
static void
talk(void)
{
	const struct buf *text = &run.loop.text;

	run.client.on_failure = on_failure;
	if (flags->text && flags->schema == NULL)
		run.loop.on_text = on_text;
	run_talk(&run, &error);
	if (!flags->text || flags->schema == NULL || text->len == 0)
		return;
	on_text(NULL, text->data, text->len);
	if (text->data[text->len - 1] != '\n')
		on_text(NULL, "\n", 1);
}

static noreturn void
finish(void)
{
	bool success = error.code == ERROR_NONE && loop_succeeded(&run.loop);
	cJSON *details = loop_details(&run.loop, &error);
	int status = !success;

	if (error.code != ERROR_NONE) {
		status = error_status(error.code, error.signal);
		end_failed(status, details);
	} else if (run_end(&run, status, details, &error) < 0) {
		status = error_status(error.code, error.signal);
		success = false;
		cJSON_Delete(details);
		details = loop_details(&run.loop, &error);
	}
	if (run.session.healed > 0)
		tool_warn("the log's last line was torn: its %zu bytes are in "
			  "%s.torn",
		    run.session.healed, run.session.id);
	if (error.code != ERROR_NONE)
		tool_tell(&error);
	else if (run.loop.refusal.len > 0)
		tool_warn("the model refused: %s", buf_str(&run.loop.refusal));
	else if (!success)
		tool_warn("the model stopped short: %s", run.loop.finish);
	if (!flags->text)
		tool_print(success, details);
	cJSON_Delete(details);
	run_release(&run);
	interrupt_raise();
	tool_exit(status);
}

int
main(int argc, char *argv[])
{
	tool_start("codex-call");
	flags = flags_read(argc, argv);
	must(flags_check(flags, &error));
	must(root_set(flags->root, &error));
	must(run_begin(&run, flags, &error));
	read_opening();
	must(run_ask(&run, &error));
	must(run_limit(&run, &error));
	run.loop.on_drop = on_drop;
	if (flags->dry_run) {
		must(loop_fit(&run.loop, &error));
		print_request();
	}
	open_log();
	must(run_connect(&run, &error));
	talk();
	finish();
}
