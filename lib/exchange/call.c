/* call: a function call as models and people write it */
#include "exchange/call.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdlib.h>

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
