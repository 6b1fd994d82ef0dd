/* chain: the lines of a log, each chained to the one before */
#include "record/chain.h"
#include "base/alloc.h"
#include "base/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SUM_LEN 16 /* of a line's own check sum, hexadecimal digits */

const char chain_start[SHA256_HEX + 1] =
    "0000000000000000000000000000000000000000"
    "000000000000000000000000";

bool
chain_sum_holds(const char *line, size_t len)
{
	size_t end = strlen(",\"sum\":\"") + SUM_LEN + strlen("\"}");
	char hash[SHA256_HEX + 1];

	if (len < end || memcmp(line + len - end, ",\"sum\":\"", 8) != 0 ||
	    memcmp(line + len - 2, "\"}", 2) != 0)
		return false;
	sha256_hex(line, len - end, hash);
	return memcmp(line + len - 2 - SUM_LEN, hash, SUM_LEN) == 0;
}

static void
print_time(struct buf *b, const struct timespec *t)
{
	struct tm tm;
	char text[32];

	gmtime_r(&t->tv_sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	buf_addf(b, "%s.%03ldZ", text, t->tv_nsec / 1000000);
}

void
chain_print(struct buf *b, const char *prev, long seq, const cJSON *event)
{
	size_t start = b->len;
	struct timespec now;
	char hash[SHA256_HEX + 1];
	const cJSON *c;

	clock_gettime(CLOCK_REALTIME, &now);
	buf_addf(b, "{\"prev\":\"%s\",\"seq\":%ld,\"time\":\"", prev, seq);
	print_time(b, &now);
	buf_adds(b, "\",\"type\":");
	json_print(b, json_get(event, "type"));
	cJSON_ArrayForEach(c, event) {
		if (strcmp(c->string, "type") == 0 ||
		    strcmp(c->string, "prev") == 0 ||
		    strcmp(c->string, "seq") == 0 ||
		    strcmp(c->string, "time") == 0 ||
		    strcmp(c->string, "sum") == 0)
			continue;
		buf_addc(b, ',');
		json_print_string(b, c->string, strlen(c->string));
		buf_addc(b, ':');
		json_print(b, c);
	}
	sha256_hex(b->data + start, b->len - start, hash);
	buf_addf(b, ",\"sum\":\"%.*s\"}\n", SUM_LEN, hash);
}

bool
chain_next(struct chain *l)
{
	const char *newline;

	if (l->p == l->end)
		return false;
	newline = memchr(l->p, '\n', (size_t)(l->end - l->p));
	l->line = l->p;
	l->torn = newline == NULL;
	l->len = (size_t)((l->torn ? l->end : newline) - l->p);
	l->p = l->torn ? l->end : newline + 1;
	l->n++;
	return true;
}

/* Whether a later line carries this number. */
static bool
comes_later(struct chain l, long seq)
{
	bool found = false;
	cJSON *json;

	while (!found && chain_next(&l)) {
		json = json_parse(l.line, l.len, NULL);
		found = json_long(json, "seq", 0) == seq;
		cJSON_Delete(json);
	}
	return found;
}

/* What is wrong with a line that is whole by itself, or NULL. */
static char *
wrong_link(const struct chain *l, const cJSON *json, const char *prev,
    const char *before)
{
	const char *link = json_string(json, "prev");
	long seq = json_long(json, "seq", 0), n = (long)l->n;

	if (link == NULL || seq < 1)
		return xasprintf("line %ld was altered: it lacks its place", n);
	if (seq > n && comes_later(*l, n))
		return xasprintf("line %ld is out of order: it is number %ld, "
				 "number %ld comes later",
		    n, seq, n);
	if (seq > n)
		return xasprintf(
		    "line %ld: %ld before it were deleted", n, seq - n);
	if (strcmp(link, prev) == 0 && seq == n)
		return NULL;
	if (n > 1 && strcmp(link, before) == 0)
		return xasprintf("line %ld was inserted", n - 1);
	if (seq < n)
		return xasprintf(
		    "line %ld was inserted: it is number %ld", n, seq);
	if (n == 1)
		return xasprintf("line 1: what was before it is missing");
	return xasprintf("line %ld was altered: its hash is not what line %ld "
			 "was chained to",
	    n - 1, n);
}

char *
chain_wrong(const struct chain *l, const char *prev, const char *before)
{
	cJSON *json;
	char *wrong;

	if (l->torn)
		return xasprintf("line %zu is torn: it does not end", l->n);
	json = json_parse(l->line, l->len, NULL);
	if (!cJSON_IsObject(json))
		wrong = xasprintf("line %zu is no JSON object", l->n);
	else if (!chain_sum_holds(l->line, l->len))
		wrong = xasprintf("line %zu was altered", l->n);
	else
		wrong = wrong_link(l, json, prev, before);
	cJSON_Delete(json);
	return wrong;
}
