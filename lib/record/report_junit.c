/* report_junit: JUnit XML, a suite for each result line */
#include "base/utf8.h"
#include "record/report.h"
#include <math.h>
#include <string.h>

/* What XML 1.0 can carry at all; the rest becomes U+FFFD. */
static bool
is_allowed(uint32_t cp)
{
	return cp == '\t' || cp == '\n' || (cp >= 0x20 && cp <= 0xD7FF) ||
	       (cp >= 0xE000 && cp <= 0xFFFD) || cp >= 0x10000;
}

static void
add_char(struct buf *out, uint32_t cp, const char *s, size_t n)
{
	if (cp == '&')
		buf_adds(out, "&amp;");
	else if (cp == '<')
		buf_adds(out, "&lt;");
	else if (cp == '>')
		buf_adds(out, "&gt;");
	else if (cp == '"')
		buf_adds(out, "&quot;");
	else
		buf_add(out, s, n);
}

/* Text; in an attribute line ends and tabs are kept as references. */
static void
add_text(struct buf *out, const char *s, bool attribute)
{
	size_t len = strlen(s), n;
	uint32_t cp;

	for (size_t at = 0; at < len; at += n) {
		n = utf8_decode(s + at, len - at, &cp);
		if (n == 0 || !is_allowed(cp))
			buf_adds(out, "\xEF\xBF\xBD");
		else if (attribute && (cp == '\n' || cp == '\t'))
			buf_addf(out, "&#%u;", (unsigned)cp);
		else
			add_char(out, cp, s + at, n);
		n += n == 0;
	}
}

static void
add_attribute(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, " %s=\"", name);
	add_text(out, value, true);
	buf_addc(out, '"');
}

static void
add_element(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, "    <%s>", name);
	add_text(out, text, false);
	buf_addf(out, "</%s>\n", name);
}

/* A failure says no; an error is a line without an answer. */
static void
add_verdict(struct buf *out, const struct report_item *i)
{
	const char *word = i->kind == REPORT_BROKEN ? "error" : "failure";

	buf_addf(out, "      <%s", word);
	add_attribute(out, "message", i->message);
	add_attribute(out, "type", i->rule);
	buf_addc(out, '>');
	add_text(out, i->message, false);
	if (i->hint != NULL) {
		buf_addc(out, '\n');
		add_text(out, i->hint, false);
	}
	buf_addf(out, "</%s>\n", word);
}

static bool
is_red(const struct report_item *i)
{
	return i->level == REPORT_ERROR && i->allowed == NULL;
}

/*
 * A finding is a case of its rule, in its file: the same from run to run.
 * What does not turn the run red is a case that passed and has something to
 * say, so that a reader of the file and the exit status agree.
 */
static void
add_case(struct buf *out, const struct report *r, const struct report_item *i)
{
	buf_adds(out, "    <testcase");
	add_attribute(out, "name", i->name ? i->name : i->rule);
	add_attribute(out, "classname",
	    i->path && !i->name ? i->path : r->results[i->result].name);
	buf_adds(out, " time=\"0\"");
	if (i->path != NULL)
		add_attribute(out, "file", i->path);
	if (i->line > 0)
		buf_addf(out, " line=\"%ld\"", i->line);
	buf_adds(out, ">\n");
	if (is_red(i))
		add_verdict(out, i);
	else
		add_element(out, "system-out", i->message);
	buf_adds(out, "    </testcase>\n");
}

/* What a suite counts: the cases that it lists. */
struct tally {
	size_t tests, failures, errors;
	double seconds;
};

static struct tally
count(const struct report *r, const struct report_result *result)
{
	const struct report_item *i = r->v + result->first;
	struct tally t = {.tests = result->n ? result->n : 1};

	for (const struct report_item *end = i + result->n; i < end; i++) {
		if (is_red(i) && i->kind == REPORT_BROKEN)
			t.errors++;
		else if (is_red(i))
			t.failures++;
	}
	if (result->seconds > 0 && result->seconds < 1e9)
		t.seconds = result->seconds;
	return t;
}

static void
add_tally(struct buf *out, const struct tally *t)
{
	long ms = lround(t->seconds * 1000);

	buf_addf(out,
	    " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\" "
	    "time=\"%ld.%03ld\">\n",
	    t->tests, t->failures, t->errors, ms / 1000, ms % 1000);
}

/* The runner's own counts: it names only the tests that failed. */
static void
add_properties(struct buf *out, const struct report_result *result)
{
	if (result->passed < 0)
		return;
	buf_addf(out,
	    "    <properties>\n"
	    "      <property name=\"passed\" value=\"%ld\"/>\n"
	    "      <property name=\"failed\" value=\"%ld\"/>\n"
	    "      <property name=\"skipped\" value=\"%ld\"/>\n"
	    "    </properties>\n",
	    result->passed, result->failed, result->skipped);
}

static void
add_suite(
    struct buf *out, const struct report *r, const struct report_result *result)
{
	struct tally t = count(r, result);

	buf_adds(out, "  <testsuite");
	add_attribute(out, "name", result->name);
	add_tally(out, &t);
	add_properties(out, result);
	for (size_t i = 0; i < result->n; i++)
		add_case(out, r, &r->v[result->first + i]);
	if (result->n == 0) { /* readers take an empty suite for a mishap */
		buf_adds(out, "    <testcase");
		add_attribute(out, "name", result->name);
		add_attribute(out, "classname", "result");
		buf_adds(out, " time=\"0\"/>\n");
	}
	if (result->summary != NULL)
		add_element(out, "system-out", result->summary);
	if (result->output != NULL)
		add_element(out, "system-err", result->output);
	buf_adds(out, "  </testsuite>\n");
}

void
report_junit(struct buf *out, struct report *r)
{
	struct tally all = {0}, t;

	for (size_t i = 0; i < r->n_results; i++) {
		t = count(r, &r->results[i]);
		all.tests += t.tests;
		all.failures += t.failures;
		all.errors += t.errors;
		all.seconds += t.seconds;
	}
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<testsuites name=\"codex-toolkit\"");
	add_tally(out, &all);
	for (size_t i = 0; i < r->n_results; i++)
		add_suite(out, r, &r->results[i]);
	buf_adds(out, "</testsuites>\n");
}
