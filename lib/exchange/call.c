/* call: a function call as models and people write it */
#include "exchange/call.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/result.h"
#include <stdlib.h>
#include <string.h>

int
call_from_json(struct call *c, const cJSON *json, struct error *e)
{
	const cJSON *function = json_get(json, "function"), *arguments;
	const char *id = json_string(json, "call_id"), *name;

	if (id == NULL)
		id = json_string(json, "id");
	if (cJSON_IsObject(function))
		json = function;
	name = json_string(json, "name");
	arguments = json_get(json, "arguments");
	if (name == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "a function call needs a name: {\"name\":..., "
		    "\"arguments\":{...}}");
	if (arguments && !cJSON_IsObject(arguments) &&
	    !cJSON_IsString(arguments) && !cJSON_IsNull(arguments))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the arguments of the call of '%s' are no object", name);
	*c = (struct call){
	    .id = id ? xstrdup(id) : NULL,
	    .name = xstrdup(name),
	};
	if (cJSON_IsObject(arguments))
		c->arguments = json_text(arguments);
	else if (cJSON_IsString(arguments))
		c->arguments = xstrdup(arguments->valuestring);
	else
		c->arguments = xstrdup("");
	return 0;
}

void
call_release(struct call *c)
{
	free(c->id);
	free(c->name);
	free(c->arguments);
	free(c->result);
	*c = (struct call){0};
}

void
call_answer(struct call *c, const char *line, const cJSON *parsed)
{
	free(c->result);
	c->result = xstrndup(line, strcspn(line, "\n"));
	c->success = json_true(parsed, "success");
	c->tokens = json_long(parsed, "tokens", 0);
	c->status = result_status(parsed);
}

void
call_answer_details(struct call *c, bool success, const cJSON *details)
{
	struct buf line = {0};
	cJSON *parsed;

	result_line(&line, success, details);
	parsed = json_parse(line.data, line.len, NULL);
	call_answer(c, line.data, parsed);
	cJSON_Delete(parsed);
	buf_release(&line);
}

void
call_answer_error(struct call *c, struct error *e)
{
	cJSON *details = result_error(e);

	call_answer_details(c, false, details);
	cJSON_Delete(details);
	error_release(e);
}
