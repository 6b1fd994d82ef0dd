/* answer: an HTTP answer of the API, whole or as a stream of events */
#include "exchange/answer.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void
answer_header(struct answer *a, const char *name, const char *value)
{
	if (a->headers == NULL)
		a->headers = cJSON_CreateObject();
	cJSON_DeleteItemFromObject(a->headers, name);
	cJSON_AddStringToObject(a->headers, name, value);
}

void
answer_json(struct answer *a, int status, const cJSON *value)
{
	a->status = status;
	answer_header(a, "content-type", "application/json");
	json_print(&a->body, value);
}

void
answer_error(struct answer *a, int status, const char *type, const char *code,
    const char *fmt, ...)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *error = cJSON_AddObjectToObject(body, "error");
	struct buf message = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&message, fmt, ap);
	va_end(ap);
	cJSON_AddItemToObject(
	    error, "message", json_new_string(buf_str(&message), message.len));
	cJSON_AddStringToObject(error, "type", type);
	cJSON_AddNullToObject(error, "param");
	cJSON_AddItemToObject(error, "code",
	    code ? cJSON_CreateString(code) : cJSON_CreateNull());
	answer_json(a, status, body);
	cJSON_Delete(body);
	buf_release(&message);
}

void
answer_stream(struct answer *a)
{
	a->status = 200;
	a->stream = true;
	answer_header(a, "content-type", "text/event-stream; charset=utf-8");
	answer_header(a, "cache-control", "no-cache");
}

/* Data of several lines is several fields (the standard joins them). */
static void
add_data(struct buf *b, const char *data, size_t len)
{
	const char *end = data + len;
	const char *nl;

	for (;;) {
		nl = memchr(data, '\n', end - data);
		buf_adds(b, "data: ");
		buf_add(b, data, (nl ? nl : end) - data);
		buf_addc(b, '\n');
		if (nl == NULL)
			return;
		data = nl + 1;
	}
}

static void
end_piece(struct answer *a)
{
	a->ends = xreallocarray(a->ends, a->n_ends + 1, sizeof(*a->ends));
	a->ends[a->n_ends++] = a->body.len;
}

void
answer_event(struct answer *a, const char *name, const char *data, size_t len)
{
	if (name != NULL)
		buf_addf(&a->body, "event: %s\n", name);
	add_data(&a->body, data, len);
	buf_addc(&a->body, '\n');
	end_piece(a);
}

void
answer_event_json(struct answer *a, const char *name, cJSON *value)
{
	struct buf text = {0};

	json_print(&text, value);
	answer_event(a, name, buf_str(&text), text.len);
	buf_release(&text);
	cJSON_Delete(value);
}

void
answer_bytewise(struct answer *a)
{
	if (a->stream)
		return;
	a->stream = true;
	a->n_ends = a->body.len;
	a->ends = xreallocarray(a->ends, a->n_ends, sizeof(*a->ends));
	for (size_t i = 0; i < a->n_ends; i++)
		a->ends[i] = i + 1;
}

void
answer_break(struct answer *a)
{
	if (!a->stream)
		end_piece(a);
	a->stream = a->broken = true;
}

void
answer_source(struct answer *a, void *source,
    ssize_t (*pull)(void *source, char *to, size_t max),
    void (*end)(void *source))
{
	a->stream = true;
	a->source = source;
	a->pull = pull;
	a->end = end;
}

void
answer_release(struct answer *a)
{
	if (a->source != NULL)
		a->end(a->source);
	cJSON_Delete(a->headers);
	buf_release(&a->body);
	free(a->ends);
	*a = (struct answer){0};
}
