/* testlog_junit: the XML reports that JUnit began and many runners write */
#include "base/alloc.h"
#include "text/testlog_lines.h"
#include "text/xml.h"
#include <stdlib.h>
#include <string.h>

#define MAX_TEXT 1000

/* One report while it is read: counted in the end, when all of it was. */
struct report {
	struct testlog log; /* its failures */
	struct test_tally tally;
	bool in_case, failed, skipped;
	char *name, *path, *message;
	long line;
	struct buf text;   /* of a failure, when it has no message */
	struct buf output; /* of the case, when neither says why */
	bool in_failure, in_output;
};

static void
begin_case(struct report *r, const XML_Char **attributes)
{
	const char *class = xml_attribute(attributes, "classname");
	const char *name = xml_attribute(attributes, "name");
	const char *file = xml_attribute(attributes, "file");
	const char *line = xml_attribute(attributes, "line");
	const char *status = xml_attribute(attributes, "status");

	r->in_case = true;
	r->failed = false;
	/* ctest says so of what it does not run, and nowhere else */
	r->skipped = status != NULL && strcmp(status, "disabled") == 0;
	name = name ? name : "test";
	r->name = class && *class && strcmp(class, name) != 0
		      ? xasprintf("%s.%s", class, name)
		      : xstrdup(name);
	r->path = file ? xstrdup(file) : NULL;
	r->line = line ? strtol(line, NULL, 10) : 0;
}

static void
start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct report *r = data;
	const char *message;

	if (strcmp(name, "testcase") == 0 && !r->in_case)
		begin_case(r, attributes);
	if (!r->in_case)
		return;
	r->skipped |= strcmp(name, "skipped") == 0;
	r->in_output = testlog_begins(name, "system-");
	if (strcmp(name, "failure") != 0 && strcmp(name, "error") != 0)
		return;
	message = xml_attribute(attributes, "message");
	r->failed = true;
	r->in_failure = true;
	if (r->message == NULL && message != NULL && *message != '\0')
		r->message = xstrdup(message);
}

static void
text(void *data, const XML_Char *s, int len)
{
	struct report *r = data;

	if (r->in_failure && r->text.len < MAX_TEXT)
		buf_add(&r->text, s, (size_t)len);
	else if (r->in_output && r->output.len < MAX_TEXT)
		buf_add(&r->output, s, (size_t)len);
}

static void
keep_failure(struct report *r)
{
	const struct buf *said = r->text.len > 0 ? &r->text : &r->output;
	size_t len = said->len < MAX_TEXT ? said->len : MAX_TEXT;
	struct test_failure *f;

	f = testlog_append(&r->log, r->name);
	f->path = r->path;
	f->line = r->line;
	f->message = r->message ? r->message : xstrndup(buf_str(said), len);
	r->name = r->path = r->message = NULL;
}

static void
end(void *data, const XML_Char *name)
{
	struct report *r = data;

	if (strcmp(name, "failure") == 0 || strcmp(name, "error") == 0)
		r->in_failure = false;
	if (testlog_begins(name, "system-"))
		r->in_output = false;
	if (strcmp(name, "testcase") != 0 || !r->in_case)
		return;
	r->in_case = false;
	r->tally.seen = true;
	r->tally.skipped += r->skipped; /* one still to do may fail */
	r->tally.failed += r->failed && !r->skipped;
	r->tally.passed += !r->failed && !r->skipped;
	if (r->failed && !r->skipped)
		keep_failure(r);
	free(r->name);
	free(r->path);
	free(r->message);
	r->name = r->path = r->message = NULL;
	buf_truncate(&r->text, 0);
	buf_truncate(&r->output, 0);
}

int
testlog_read_junit(
    struct testlog *t, const char *xml, size_t len, struct error *e)
{
	struct report r = {0};
	struct xml x = {.start = start, .end = end, .text = text, .data = &r};
	bool whole = xml_read(&x, xml, len) && r.tally.seen;

	if (whole) {
		testlog_begin(t);
		testlog_add(&t->state->junit, &r.tally);
		testlog_move(&t->state->reports, &r.log);
	}
	testlog_release(&r.log);
	free(r.name);
	free(r.path);
	free(r.message);
	buf_release(&r.text);
	buf_release(&r.output);
	if (whole)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this is no JUnit report%s",
	    x.declares ? ": it declares entities" : "");
}
