/* dialect: what a server streams, in the dialect that the first byte names */
#include "exchange/dialect.h"
#include "exchange/failure.h"
#include "exchange/sse.h"
#include "fuzz.h"

struct stream {
	const struct dialect *dialect;
	struct turn turn;
};

static int
event(void *ctx, const char *name, const char *data, size_t len)
{
	struct stream *s = ctx;
	struct error e = {0};
	cJSON *json = json_parse(data, len, NULL);
	const cJSON *object = failure_object(name, json);
	bool again;
	int status = 0;

	if (object != NULL)
		status = failure_from_object(object, 200, "here", &again, &e);
	else if (json != NULL)
		status = s->dialect->event(&s->turn, json, &e);
	assert((status < 0) == (e.code != ERROR_NONE));
	cJSON_Delete(json);
	error_release(&e);
	return status;
}

static void
finish(struct stream *s)
{
	struct error e = {0};

	if (turn_close(&s->turn, 3, &e) < 0)
		assert(e.code == ERROR_API_ERROR);
	for (size_t i = 0; i < s->turn.n_calls; i++)
		assert(s->turn.calls[i].id != NULL);
	turn_held(&s->turn);
	turn_release(&s->turn);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dialect *const all[] = {
	    &dialect_responses, &dialect_chat, &dialect_functions};
	struct stream s = {.dialect = all[size > 0 ? *data % 3 : 0]};
	struct stream whole = {.dialect = s.dialect};
	struct sse sse = {.max = 1 << 16};
	char *text = size > 0 ? fuzz_text(data + 1, size - 1) : xstrdup("");
	struct error e = {0};
	cJSON *body = json_parse(text, strlen(text), NULL);

	if (size > 0 && sse_push(&sse, text, size - 1, event, &s) == 0)
		sse_end(&sse, event, &s);
	finish(&s);
	if (body != NULL && whole.dialect->body(&whole.turn, body, &e) < 0)
		assert(e.code != ERROR_NONE);
	finish(&whole);
	sse_release(&sse);
	cJSON_Delete(body);
	error_release(&e);
	free(text);
	return 0;
}
