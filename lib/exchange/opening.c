/* opening: what a user says at the beginning of a run */
#include "exchange/opening.h"
#include "base/buf.h"
#include "exchange/context.h"
#include "system/process.h"
#include "system/root.h"
#include "system/share.h"
#include <stdlib.h>
#include <string.h>

/* The form in which standard input is read; -1 with invalid_arguments. */
static int
form_of(const struct opening *o, struct error *e)
{
	int form;

	if (o->template != NULL)
		return MATERIAL_RESULTS;
	if (o->form == NULL)
		return o->words->n > 0 ? MATERIAL_BESIDE : MATERIAL_GUESS;
	form = material_form(o->form);
	if (form < 0)
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "--input is text, results or messages, not '%s'", o->form);
	return form;
}

/* A template NAME is `codex-template NAME` in front of us in the pipe. */
static int
render(const struct opening *o, struct input *in, struct error *e)
{
	char *program = share_program("codex-template");
	struct process p = {0};
	struct strv argv = {0};
	int status;

	strv_addl(
	    &argv, program, "--root", root_path(), "--model", o->model, NULL);
	if (o->prices != NULL)
		strv_addl(&argv, "--prices", o->prices, NULL);
	if (o->limit >= 0)
		strv_addf(&argv, "--context-limit=%ld", o->limit);
	strv_addl(&argv, "--", o->template, NULL);
	for (size_t i = 0; i < o->params->n; i++)
		strv_add(&argv, o->params->v[i]);
	status = process_run(&p,
	    &(struct process_options){.argv = argv.v,
		.input = buf_str(&in->text),
		.input_len = in->text.len,
		.pass_stderr = true},
	    e);
	input_release(in);
	*in = (struct input){.text = p.out};
	p.out = (struct buf){0};
	process_release(&p);
	strv_release(&argv);
	free(program);
	return status;
}

int
opening_read(const struct opening *o, struct input *in, struct error *e)
{
	int form = form_of(o, e);

	if (form < 0)
		return -1;
	if (!o->no_stdin && getenv("CODEX_NO_STDIN") == NULL &&
	    input_read(in, "text, messages or result lines", e) < 0)
		return -1;
	if (o->template != NULL && render(o, in, e) < 0)
		return -1;
	return material_read(in, form, e);
}

static void
join(struct buf *text, const struct strv *words)
{
	for (size_t i = 0; i < words->n; i++)
		buf_addf(text, "%s%s", i > 0 ? " " : "", words->v[i]);
}

static bool
is_blank(const struct buf *text)
{
	return strspn(buf_str(text), " \t\r\n") == text->len;
}

static int
add_context(struct conversation *c, struct error *e)
{
	struct buf text = {0};
	int status = context_read(&text, e);

	if (text.len > 0)
		conversation_in_front(c, "user", text.data);
	buf_release(&text);
	return status;
}

int
opening_add(const struct opening *o, const struct input *in,
    struct conversation *c, cJSON *helpers, struct error *e)
{
	bool fresh = conversation_length(c) == 0;
	struct buf prompt = {0};
	size_t before;
	int status;

	if (o->instruction != NULL) {
		if (material_utf8("the system message", o->instruction,
			strlen(o->instruction), e) < 0)
			return -1;
		conversation_say(c, "system", o->instruction);
	}
	before = conversation_length(c);
	join(&prompt, o->words);
	status = material_add(c, in, form_of(o, e),
	    is_blank(&prompt) ? NULL : buf_str(&prompt), helpers, e);
	buf_release(&prompt);
	if (status == 0 && conversation_length(c) == before) {
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "nothing to send: give a prompt, or pipe text in");
		return error_hint(e, "usage: codex-call [OPTIONS] [PROMPT...]");
	}
	if (status == 0 && fresh && !o->no_context)
		status = add_context(c, e);
	return status;
}
