/* incoming: function calls as lines of standard input */
#include "exchange/incoming.h"
#include "base/alloc.h"
#include "base/json.h"
#include "contract/input.h"
#include "contract/result.h"
#include <string.h>

/* What a line is not, is answered. */
static void
read_call(struct call *c, const char *line, size_t len)
{
	struct error e = {0};
	cJSON *json = json_parse(line, len, &e), *details;
	struct buf text = {0};

	if (json != NULL && call_from_json(c, json, &e) == 0) {
		cJSON_Delete(json);
		return;
	}
	cJSON_Delete(json);
	details = result_error(&e);
	result_line(&text, false, details);
	buf_truncate(&text, text.len - 1);
	c->status = error_status(e.code, 0);
	c->result = buf_detach(&text);
	cJSON_Delete(details);
	error_release(&e);
}

struct call *
incoming_read(size_t *n, struct error *e)
{
	struct call *calls = NULL;
	struct input in = {0};
	const char *p, *end, *newline;
	size_t len;

	*n = 0;
	if (input_read(&in, NULL, e) < 0)
		return NULL;
	p = buf_str(&in.text);
	for (end = p + in.text.len; p < end; p += len + 1) {
		newline = memchr(p, '\n', (size_t)(end - p));
		len = (size_t)((newline ? newline : end) - p);
		if (strspn(p, " \t\r") >= len)
			continue;
		calls = xreallocarray(calls, *n + 1, sizeof(*calls));
		calls[*n] = (struct call){0};
		read_call(&calls[(*n)++], p, len);
	}
	input_release(&in);
	if (*n == 0)
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "no function calls on standard input; codex-run NAME runs "
		    "one helper, codex-run --list shows them");
	return calls;
}
