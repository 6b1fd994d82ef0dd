/* pieces: an answer in the log while it comes */
#include "exchange/pieces.h"
#include "base/json.h"
#include "record/redact.h"
#include "system/clock.h"
#include <string.h>

#define PIECE   65536 /* bytes, and then it is logged */
#define SECONDS 1.0   /* or so long after its first byte */

void
pieces_begin(struct pieces *p, struct session *s, const char *run, long turn)
{
	p->session = s;
	p->run = run;
	p->turn = turn;
	p->settled = clock_now();
	p->any = false;
	buf_truncate(&p->text, 0);
}

void
pieces_add(struct pieces *p, const char *text, size_t len)
{
	if (p->session == NULL)
		return;
	if (p->text.len == 0)
		p->since = clock_now();
	buf_add(&p->text, text, len);
}

/* Logs the first n bytes of what waits. */
static int
log_piece(struct pieces *p, size_t n, struct error *e)
{
	cJSON *event = cJSON_CreateObject();

	cJSON_AddStringToObject(event, "type", "piece");
	cJSON_AddStringToObject(event, "run", p->run);
	json_add_long(event, "turn", p->turn);
	cJSON_AddItemToObject(event, "text", json_new_string(p->text.data, n));
	memmove(p->text.data, p->text.data + n, p->text.len - n);
	buf_truncate(&p->text, p->text.len - n);
	p->since = clock_now();
	p->any = true;
	if (session_note(p->session, event, e) < 0)
		return -1;
	if (clock_now() < p->settled + SECONDS)
		return 0; /* a fast answer does not wait for the disk */
	p->settled = clock_now();
	return session_settle(p->session, e);
}

int
pieces_tick(struct pieces *p, struct error *e)
{
	size_t n;

	if (p->text.len == 0 ||
	    (p->text.len < PIECE && clock_now() < p->since + SECONDS))
		return 0;
	/* a secret of which the rest is to come would not be seen as one */
	n = redact_settled(p->text.data, p->text.len);
	p->since = clock_now();
	return n > 0 ? log_piece(p, n, e) : 0;
}

int
pieces_end(struct pieces *p, bool all, struct error *e)
{
	int status = 0;

	if (p->text.len > 0 && (all || p->any))
		status = log_piece(p, p->text.len, e);
	buf_truncate(&p->text, 0);
	return status;
}

void
pieces_release(struct pieces *p)
{
	buf_release(&p->text);
	*p = (struct pieces){0};
}
