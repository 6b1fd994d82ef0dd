/* sse: the parser, with its bytes split at every position */
#include "exchange/sse.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *what, *bytes, *events; /* name|data; for each event */
} cases[] = {
    {"one event", "data: a\n\n", "|a;"},
    {"a name", "event: ping\ndata: a\n\n", "ping|a;"},
    {"CR", "data: a\r\rdata: b\r\r", "|a;|b;"},
    {"CRLF", "event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n", "x|a;|b;"},
    {"mixed ends", "data: a\r\n\ndata: b\n\r\n", "|a;|b;"},
    {"two data lines", "data: a\ndata: b\n\n", "|a\nb;"},
    {"only one space goes", "data:  a\ndata:b\n\n", "| a\nb;"},
    {"comments", ": hello\n\ndata: a\n: x\ndata: b\n\n", "|a\nb;"},
    {"unknown fields", "id: 7\nretry: 3\nfoo\ndata: a\n\n", "|a;"},
    {"blank lines alone", "\n\n\nevent: x\n\ndata: a\n\n", "|a;"},
    {"empty data", "data\n\ndata:\n\n", "|;|;"},
    {"a mark in front",
	"\xEF\xBB\xBF"
	"data: a\n\n",
	"|a;"},
    {"a mark later is text", "data: \xEF\xBB\xBF\n\n", "|\xEF\xBB\xBF;"},
    {"UTF-8", "data: \xE2\x82\xAC \xF0\x9F\x98\x80\n\n",
	"|\xE2\x82\xAC \xF0\x9F\x98\x80;"},
    {"not closed", "data: a\n\ndata: b\n", "|a;"},
    {"a colon in the value", "data: {\"a\":1}\n\n", "|{\"a\":1};"},
    {"a name that only begins so", "dataset: a\ndata : b\n\n", ""},
};

static int failures;

static int
note(void *ctx, const char *name, const char *data, size_t len)
{
	struct buf *seen = ctx;

	buf_addf(seen, "%s|", name);
	buf_add(seen, data, len);
	buf_addc(seen, ';');
	return 0;
}

static void
expect(const char *what, size_t at, const struct buf *seen, const char *want)
{
	if (strcmp(buf_str(seen), want) == 0)
		return;
	printf("%s, split at %zu: got '%s', want '%s'\n", what, at,
	    buf_str(seen), want);
	failures++;
}

/* Three pieces: up to i, up to j, the rest. */
static void
split(size_t c, size_t i, size_t j)
{
	struct sse s = {.max = 1000};
	struct buf seen = {0};
	const char *b = cases[c].bytes;

	sse_push(&s, b, i, note, &seen);
	sse_push(&s, b + i, j - i, note, &seen);
	sse_push(&s, b + j, strlen(b) - j, note, &seen);
	expect(cases[c].what, i, &seen, cases[c].events);
	sse_release(&s);
	buf_release(&seen);
}

static void
rest(void)
{
	struct sse s = {.max = 1000};
	struct buf seen = {0};

	sse_push(&s, "data: a\n\ndata: [DONE]", 21, note, &seen);
	expect("before the end", 0, &seen, "|a;");
	sse_end(&s, note, &seen);
	expect("the end", 0, &seen, "|a;|[DONE];");
	sse_release(&s);
	buf_release(&seen);
}

static bool
of_x(void *ctx, const char *name, const char *line, size_t len)
{
	(void)ctx, (void)line, (void)len;
	return strcmp(name, "x") == 0;
}

/* Long strings go from long lines where they may, wherever these are split. */
static void
thin(void)
{
	static const char bytes[] =
	    "event: x\ndata: {\"a\":\"12345678901234567890123\",\"b\":\"x\\"
	    "\"y\",\"c\":\"\\\\\",\"d\":\"ab\\\"cdefghijklmnopqrstuvw\\\\\","
	    "\"e\":1}\n\ndata: {\"a\":\"123456789012345678901234\"}\n\n"
	    "event: x\ndata: {\"a\":\"short\"}\n\n";
	static const char want[] =
	    "x|{\"a\":\"\",\"b\":\"x\\\"y\",\"c\":\"\\\\\",\"d\":\"\",\"e\":1};"
	    "|{\"a\":\"123456789012345678901234\"};x|{\"a\":\"short\"};";

	for (size_t i = 0; i < strlen(bytes); i++)
		for (size_t j = i; j < strlen(bytes); j++) {
			struct sse s = {
			    .max = 1000, .may_thin = of_x, .thin_above = 20};
			struct buf seen = {0};

			sse_push(&s, bytes, i, note, &seen);
			sse_push(&s, bytes + i, j - i, note, &seen);
			sse_push(&s, bytes + j, strlen(bytes) - j, note, &seen);
			expect("thin", i, &seen, want);
			sse_release(&s);
			buf_release(&seen);
		}
}

static void
limits(void)
{
	struct sse line = {.max = 8}, lines = {.max = 8};
	struct buf seen = {0};

	if (sse_push(&line, "data: 123456789", 15, note, &seen) != -1)
		failures++, puts("a long line was taken");
	if (sse_push(&lines, "data:a\ndata:b\ndata:c\ndata:d\ndata:e\n", 35,
		note, &seen) != -1)
		failures++, puts("many lines were taken");
	sse_release(&line);
	sse_release(&lines);
	buf_release(&seen);
}

int
main(void)
{
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++)
		for (size_t i = 0; i <= strlen(cases[c].bytes); i++)
			for (size_t j = i; j <= strlen(cases[c].bytes); j++)
				split(c, i, j);
	rest();
	limits();
	thin();
	return failures > 0;
}
