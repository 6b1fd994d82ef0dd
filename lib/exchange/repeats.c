/* repeats: the same call with the same arguments again and again */
#include "exchange/repeats.h"
#include "base/alloc.h"
#include "base/equal.h"
#include "base/json.h"
#include "contract/result.h"
#include <stdlib.h>
#include <string.h>

#define MADE_MOST 2 /* times that the same call is really made */

static cJSON *
read_arguments(const struct call *c)
{
	size_t len = strlen(c->arguments);
	cJSON *arguments = json_parse(c->arguments, len, NULL);

	return arguments ? arguments : json_new_string(c->arguments, len);
}

static struct repeat *
find(struct repeats *r, const struct call *c)
{
	cJSON *arguments = read_arguments(c);
	struct repeat *found = NULL;

	for (size_t i = 0; i < r->n && found == NULL; i++)
		if (strcmp(r->v[i].name, c->name) == 0 &&
		    json_equal(r->v[i].arguments, arguments))
			found = &r->v[i];
	if (found != NULL) {
		cJSON_Delete(arguments);
		return found;
	}
	r->v = xreallocarray(r->v, r->n + 1, sizeof(*r->v));
	found = &r->v[r->n++];
	*found =
	    (struct repeat){.name = xstrdup(c->name), .arguments = arguments};
	return found;
}

/* The line of an earlier call with a note that it is one. */
static void
answer_again(struct call *c, const struct repeat *known)
{
	cJSON *line = json_parse(known->result, strlen(known->result), NULL);
	cJSON *details = cJSON_DetachItemFromObject(line, "details");
	struct buf text = {0};

	json_set(details, "note",
	    cJSON_CreateString("this call was made before with the same "
			       "arguments: it was not made again, and this "
			       "is what it answered"));
	c->success = json_true(line, "success");
	result_line(&text, c->success, details);
	free(c->result);
	c->result = xstrndup(text.data, text.len - 1);
	cJSON_Delete(details);
	cJSON_Delete(line);
	line = json_parse(text.data, text.len, NULL);
	c->tokens = json_long(line, "tokens", 0);
	c->status = result_status(line);
	cJSON_Delete(line);
	buf_release(&text);
}

int
repeats_before(struct repeats *r, struct call *calls, size_t n, struct error *e)
{
	struct repeat *known;

	for (size_t i = 0; i < n; i++) {
		known = find(r, &calls[i]);
		known->n++;
		if (r->max > 0 && known->n >= r->max) {
			error_set(e, ERROR_BUDGET_EXCEEDED,
			    "the model made the same call of '%s' %ld times",
			    known->name, known->n);
			return error_hint(e,
			    "allow more with --max-repeats; codex-call -c "
			    "goes on from here");
		}
		calls[i].repeated = known->n > MADE_MOST;
		if (!calls[i].repeated)
			continue;
		if (known->result != NULL)
			answer_again(&calls[i], known);
		else /* its answer comes with the others of this turn */
			calls[i].result = xstrdup("");
	}
	return 0;
}

static void
repeat_release(struct repeat *known)
{
	free(known->name);
	cJSON_Delete(known->arguments);
	free(known->result);
}

/* Whether the call may have changed what others find. */
static bool
has_changed(const struct call *c, const struct manifest *m)
{
	const cJSON *entry = manifest_find(m, c->name);
	cJSON *line;
	bool failed;

	if (entry == NULL || manifest_reads_only(entry))
		return false;
	line = json_parse(c->result, strlen(c->result), NULL);
	failed = result_failed(line);
	cJSON_Delete(line);
	return !failed;
}

/* Forgets all calls but one. */
static void
forget_others(struct repeats *r, const struct repeat *kept)
{
	struct repeat one = *kept;

	for (size_t i = 0; i < r->n; i++)
		if (&r->v[i] != kept)
			repeat_release(&r->v[i]);
	r->v[0] = one;
	r->n = 1;
}

void
repeats_after(
    struct repeats *r, struct call *calls, size_t n, const struct manifest *m)
{
	struct repeat *known;

	for (size_t i = 0; i < n; i++) {
		if (calls[i].repeated)
			continue;
		known = find(r, &calls[i]);
		free(known->result);
		known->result = xstrdup(calls[i].result);
	}
	for (size_t i = 0; i < n; i++)
		if (calls[i].repeated && calls[i].result[0] == '\0')
			answer_again(&calls[i], find(r, &calls[i]));
	for (size_t i = 0; i < n; i++)
		if (!calls[i].repeated && has_changed(&calls[i], m))
			forget_others(r, find(r, &calls[i]));
}

void
repeats_release(struct repeats *r)
{
	for (size_t i = 0; i < r->n; i++)
		repeat_release(&r->v[i]);
	free(r->v);
	*r = (struct repeats){0};
}
