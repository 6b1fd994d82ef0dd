/* material: what came through the pipe, as part of a conversation */
#include "exchange/material.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/result.h"
#include "text/frame.h"
#include <stdlib.h>
#include <string.h>

int
material_form(const char *name)
{
	static const char *const names[] = {"", "text", "results", "messages"};

	for (int i = MATERIAL_TEXT; i <= MATERIAL_MESSAGES; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

int
material_utf8(const char *what, const char *text, size_t len, struct error *e)
{
	size_t valid = utf8_valid(text, len);

	if (valid == len)
		return 0;
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "%s is no UTF-8: see its byte %zu", what, valid + 1);
	return error_hint(e, "iconv -f LATIN1 -t UTF-8 converts such text");
}

/* contract 4: what failed upstream is no material; it is passed on. */
static void
find_failure(struct input *in)
{
	const cJSON *line;

	input_classify(in);
	if (in->kind != INPUT_RESULTS)
		return;
	in->kind = INPUT_TEXT;
	cJSON_ArrayForEach(line, in->value) {
		if (result_failed(line))
			in->kind = INPUT_RESULTS;
	}
}

int
material_read(struct input *in, enum material_form form, struct error *e)
{
	if (in->text.len == 0 || form == MATERIAL_MESSAGES)
		return 0;
	if (form == MATERIAL_RESULTS) {
		if (input_parse(in, e) < 0)
			return -1;
		if (in->kind == INPUT_ARGUMENTS)
			return error_set(e, ERROR_INVALID_JSON,
			    "standard input is no result line");
		return 0;
	}
	if (form == MATERIAL_GUESS)
		input_classify(in);
	else if (form == MATERIAL_BESIDE)
		find_failure(in);
	if (in->kind != INPUT_RESULTS)
		in->kind = INPUT_TEXT;
	return material_utf8("standard input", in->text.data, in->text.len, e);
}

static int
add_messages(struct conversation *c, const cJSON *messages, struct error *e)
{
	const cJSON *message;

	cJSON_ArrayForEach(message, messages) {
		if (conversation_add_message(c, message, e) < 0)
			return -1;
	}
	return 0;
}

/* Messages as an array, one a line, or in an object's `messages`. */
static int
add_json_messages(
    struct conversation *c, const struct buf *text, struct error *e)
{
	struct error inner = {0};
	size_t at = 0;
	cJSON *value;
	int status = 0;

	while (status == 0 && (value = json_parse_next(
				   buf_str(text), text->len, &at, &inner))) {
		if (cJSON_IsArray(value))
			status = add_messages(c, value, e);
		else if (json_get(value, "messages"))
			status =
			    add_messages(c, json_get(value, "messages"), e);
		else
			status = conversation_add_message(c, value, e);
		cJSON_Delete(value);
	}
	if (inner.code != ERROR_NONE)
		status = error_set(
		    e, inner.code, "standard input: %s", inner.message);
	error_release(&inner);
	return status;
}

/* What a result line without messages tells: its prose, or all of it. */
static void
frame_line(struct buf *out, const cJSON *details)
{
	const char *prose = json_string(details, "text");
	char *all = prose ? NULL : json_text(details);
	const char *text = prose ? prose : all;

	if (out->len > 0)
		buf_addc(out, '\n');
	/* what codex-pack has packed has its own fences */
	if (prose != NULL && cJSON_IsNumber(json_get(details, "pieces")))
		buf_adds(out, prose);
	else
		frame(out, "Data from the tools", text, strlen(text));
	free(all);
}

static void
join_helpers(cJSON *helpers, const cJSON *more)
{
	const cJSON *name;

	cJSON_ArrayForEach(name, more)
		cJSON_AddItemToArray(helpers, json_copy(name));
}

static int
add_lines(
    struct conversation *c, const cJSON *lines, cJSON *helpers, struct error *e)
{
	const cJSON *line, *details;
	struct buf data = {0};
	int status = 0;

	cJSON_ArrayForEach(line, lines) {
		details = json_get(line, "details");
		join_helpers(helpers, json_get(details, "helpers"));
		if (!cJSON_IsArray(json_get(details, "messages")))
			frame_line(&data, details);
	}
	if (data.len > 0)
		conversation_say(c, "user", data.data);
	cJSON_ArrayForEach(line, lines) {
		details = json_get(line, "details");
		if (status == 0)
			status =
			    add_messages(c, json_get(details, "messages"), e);
	}
	buf_release(&data);
	return status;
}

static int
add_prompt(struct conversation *c, const struct input *in, const char *prompt,
    struct error *e)
{
	struct buf text = {0};

	if (material_utf8("the prompt", prompt, strlen(prompt), e) < 0)
		return -1;
	buf_adds(&text, prompt);
	if (in->text.len > 0) {
		buf_adds(&text, "\n\n");
		frame(&text, "Standard input", in->text.data, in->text.len);
	}
	conversation_say(c, "user", buf_str(&text));
	buf_release(&text);
	return 0;
}

int
material_add(struct conversation *c, const struct input *in,
    enum material_form form, const char *prompt, cJSON *helpers,
    struct error *e)
{
	const struct input none = {0};
	bool framed = prompt != NULL &&
		      (form == MATERIAL_TEXT || form == MATERIAL_BESIDE);

	if (form == MATERIAL_MESSAGES) {
		if (add_json_messages(c, &in->text, e) < 0)
			return -1;
	} else if (in->kind == INPUT_RESULTS) {
		if (add_lines(c, in->value, helpers, e) < 0)
			return -1;
	} else if (!framed &&
		   strspn(buf_str(&in->text), " \t\r\n") < in->text.len) {
		conversation_say(c, "user", buf_str(&in->text));
	}
	return prompt ? add_prompt(c, framed ? in : &none, prompt, e) : 0;
}
