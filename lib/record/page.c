/* page: a session's log as an HTML page */
#include "record/page.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/fold.h"
#include "record/stats.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>

#define LONG 1500 /* bytes of a text that is folded */

/* No script may run and nothing is loaded, should a text ever get out. */
static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n<style>\n"
    ":root{color-scheme:light dark;--back:#f6f7f9;--card:#fff;--line:#d9dde3;"
    "--text:#1b1f24;--soft:#5a6472;--user:#1f5fbf;--model:#1a7a4c;"
    "--helper:#8a5a00;--bad:#b3261e}\n"
    "@media(prefers-color-scheme:dark){:root{--back:#14171b;--card:#1d2127;"
    "--line:#343b45;--text:#e4e8ee;--soft:#9aa5b4;--user:#82b1ff;"
    "--model:#74d3a2;--helper:#e5b567;--bad:#ff8a80}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--back);color:var(--text);"
    "font:16px/1.5 system-ui,sans-serif}\n"
    "main{max-width:56rem;margin:0 auto;padding:1.25rem .9rem 3rem}\n"
    "h1{font-size:1.25rem;margin:0 0 .2rem;overflow-wrap:anywhere}\n"
    "h2{font-size:1rem;margin:0;display:inline}\n"
    "p{margin:.35rem 0}\n"
    ".soft,time{color:var(--soft);font-size:.875rem}\n"
    ".sums{display:grid;grid-template-columns:repeat(auto-fill,"
    "minmax(8.5rem,1fr));gap:.5rem;margin:1rem 0 1.5rem;padding:0}\n"
    ".sums div{background:var(--card);border:1px solid var(--line);"
    "border-radius:.5rem;padding:.45rem .7rem}\n"
    ".sums dt{color:var(--soft);font-size:.8rem}\n"
    ".sums dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}\n"
    "ol{list-style:none;margin:0;padding:0;border-left:2px solid "
    "var(--line)}\n"
    "li{margin:0 0 .9rem .8rem;background:var(--card);border:1px solid "
    "var(--line);border-radius:.5rem;padding:.6rem .8rem}\n"
    "li>header{display:flex;flex-wrap:wrap;gap:.1rem .7rem;"
    "align-items:baseline}\n"
    "li>header time{order:1;margin-left:auto}\n"
    ".request h2{color:var(--user)}.response h2{color:var(--model)}"
    ".call h2{color:var(--helper)}\n"
    ".bad{border-left:4px solid var(--bad)}.bad h2,.no{color:var(--bad)}\n"
    ".who{font-size:.8rem;font-weight:600;color:var(--soft);margin:.6rem 0 "
    "0}\n"
    "pre{margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere;"
    "font:.875rem/1.5 ui-monospace,monospace}\n"
    "pre.said{font:inherit}\n"
    "details{border-top:1px solid var(--line);margin:.5rem 0 0;"
    "padding:.35rem 0 0}\n"
    "summary{cursor:pointer;color:var(--soft);font-size:.875rem;"
    "overflow-wrap:anywhere}\n"
    "</style>\n";

/* Appends text that means nothing to HTML, nor hides or turns what follows. */
static void
add_text(struct buf *page, const char *text, size_t len)
{
	struct buf safe = {0};

	visible(&safe, text, len, true);
	for (size_t i = 0; i < safe.len; i++) {
		switch (safe.data[i]) {
		case '&':
			buf_adds(page, "&amp;");
			break;
		case '<':
			buf_adds(page, "&lt;");
			break;
		case '>':
			buf_adds(page, "&gt;");
			break;
		case '"':
			buf_adds(page, "&quot;");
			break;
		case '\'':
			buf_adds(page, "&#39;");
			break;
		default:
			buf_addc(page, safe.data[i]);
		}
	}
	buf_release(&safe);
}

static void
add_string(struct buf *page, const char *text)
{
	add_text(page, text, strlen(text));
}

/* A value as text: a string's own, or else its JSON. */
static void
add_value(struct buf *page, const cJSON *value)
{
	char *text;

	if (cJSON_IsString(value)) {
		add_string(page, value->valuestring);
		return;
	}
	text = json_text(value);
	add_string(page, text);
	free(text);
}

static void
add_folded(struct buf *page, const char *what, const char *name,
    const char *text, size_t len)
{
	buf_adds(page, "<details><summary>");
	add_string(page, what);
	if (name != NULL) {
		buf_addc(page, ' ');
		add_string(page, name);
	}
	buf_addf(page, " (%zu bytes)</summary><pre>", len);
	add_text(page, text, len);
	buf_adds(page, "</pre></details>\n");
}

static void
add_folded_value(struct buf *page, const char *what, const cJSON *value)
{
	char *text;

	if (cJSON_IsString(value)) {
		add_folded(page, what, NULL, value->valuestring,
		    strlen(value->valuestring));
		return;
	}
	text = json_text(value);
	add_folded(page, what, NULL, text, strlen(text));
	free(text);
}

/* What somebody said; a long text is folded. */
static void
add_said(struct buf *page, const char *who, const char *text)
{
	size_t len = strlen(text);

	if (len > LONG) {
		add_folded(page, who, NULL, text, len);
		return;
	}
	buf_adds(page, "<p class=\"who\">");
	add_string(page, who);
	buf_adds(page, "</p><pre class=\"said\">");
	add_text(page, text, len);
	buf_adds(page, "</pre>\n");
}

static void
add_message(struct buf *page, const cJSON *item)
{
	const char *role = json_string(item, "role"), *text;
	const cJSON *content = json_get(item, "content"), *part;

	if (role == NULL)
		role = "message";
	if (cJSON_IsString(content)) {
		add_said(page, role, content->valuestring);
		return;
	}
	cJSON_ArrayForEach(part, content) {
		text = json_string(part, "text");
		if (text == NULL)
			text = json_string(part, "refusal");
		if (text != NULL)
			add_said(page, role, text);
		else
			add_folded_value(page, "attachment", part);
	}
}

/* The name of the helper that was called by this id, or NULL. */
static const char *
name_of_call(const cJSON *events, const char *id)
{
	const cJSON *v, *item;

	cJSON_ArrayForEach(v, events) {
		cJSON_ArrayForEach(item, json_get(v, "items"))
			if (id && json_is(item, "type", "function_call") &&
			    json_is(item, "call_id", id))
				return json_string(item, "name");
	}
	return NULL;
}

static void
add_item(struct buf *page, const cJSON *events, const cJSON *item)
{
	const char *type = json_string(item, "type");
	const char *text;

	if (json_is(item, "type", "message")) {
		add_message(page, item);
	} else if (json_is(item, "type", "function_call")) {
		text = json_string(item, "arguments");
		text = text ? text : "";
		add_folded(page, "calls", json_string(item, "name"), text,
		    strlen(text));
	} else if (json_is(item, "type", "function_call_output") &&
		   json_string(item, "output")) {
		text = json_string(item, "output");
		add_folded(page, "result of",
		    name_of_call(events, json_string(item, "call_id")), text,
		    strlen(text));
	} else {
		add_folded_value(page, type ? type : "item", item);
	}
}

static void
add_items(struct buf *page, const cJSON *events, const cJSON *event)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, json_get(event, "items"))
		add_item(page, events, item);
}

/* `label VALUE unit` in an event's first line, if the value is there. */
static void
add_fact(
    struct buf *page, const char *label, const cJSON *value, const char *unit)
{
	if (value == NULL || cJSON_IsNull(value))
		return;
	buf_addf(page, "<span class=\"soft\">%s", label);
	add_value(page, value);
	buf_addf(page, "%s</span>\n", unit);
}

static void
add_cost(struct buf *page, const cJSON *cost)
{
	const char *currency = json_string(cost, "currency");

	add_fact(page, "about ", json_get(cost, "amount"), "");
	if (currency != NULL)
		add_fact(page, "", json_get(cost, "currency"), "");
}

/* Opens an event's card; the rest of its first line follows. */
static void
begin(
    struct buf *page, const cJSON *event, const char *style, const char *title)
{
	const char *time = json_string(event, "time");

	buf_addf(page, "<li class=\"%s\"><header><h2>", style);
	add_string(page, title);
	buf_adds(page, "</h2>\n");
	if (time != NULL && strlen(time) > 19) {
		buf_adds(page, "<time>");
		add_text(page, time + 11, 8);
		buf_adds(page, "</time>\n");
	}
}

static void
add_request(struct buf *page, const cJSON *events, const cJSON *event)
{
	char *title = xasprintf("Turn %ld", json_long(event, "turn", 0));

	begin(page, event, "request", title);
	free(title);
	add_fact(page, "asks ", json_get(event, "model"), "");
	add_fact(page, "goes on from run ", json_get(event, "continues"), "");
	add_fact(page, "forked from ", json_get(event, "forked_from"), "");
	buf_adds(page, "</header>\n");
	add_items(page, events, event);
}

static void
add_response(struct buf *page, const cJSON *events, const cJSON *event)
{
	const cJSON *usage = json_get(event, "usage");

	begin(page, event, "response", "Answer");
	add_fact(page, "", json_get(usage, "input_tokens"), " tokens in");
	add_fact(page, "", json_get(usage, "output_tokens"), " tokens out");
	add_cost(page, json_get(event, "cost"));
	add_fact(page, "", json_get(event, "seconds"), " s");
	if (!json_is(event, "finish_reason", "stop"))
		add_fact(page, "", json_get(event, "finish_reason"), "");
	if (json_true(event, "cut"))
		add_fact(page,
		    "too long to be kept whole: ", json_get(event, "bytes"),
		    " bytes");
	buf_adds(page, "</header>\n");
	add_items(page, events, event);
}

static void
add_call(struct buf *page, const cJSON *event)
{
	const char *name = json_string(event, "name");
	const cJSON *arguments = json_get(event, "arguments");
	bool starts = json_is(event, "type", "start");
	bool good = starts || json_true(event, "success");

	begin(page, event, good ? "call" : "call bad", name ? name : "?");
	if (starts)
		buf_adds(page, "<span class=\"soft\">starts</span>\n");
	else if (!good)
		buf_adds(page, "<span class=\"no\">no success</span>\n");
	add_fact(page, "", json_get(event, "error"), "");
	add_fact(page, "", json_get(event, "tokens"), " tokens");
	add_fact(page, "", json_get(event, "seconds"), " s");
	buf_adds(page, "</header>\n");
	if (cJSON_IsString(arguments) || (arguments && arguments->child))
		add_folded_value(page, "arguments", arguments);
}

static void
add_failure(struct buf *page, const cJSON *event)
{
	begin(page, event, "bad", "Error");
	add_fact(page, "", json_get(event, "code"), "");
	add_fact(page, "again in ", json_get(event, "retry_in"), " s");
	buf_adds(page, "</header>\n<p>");
	add_value(page, json_get(event, "message"));
	buf_adds(page, "</p>\n");
	if (json_string(event, "partial") != NULL)
		add_folded_value(
		    page, "what had come", json_get(event, "partial"));
}

static void
add_end(struct buf *page, const cJSON *events, const cJSON *event)
{
	const cJSON *error = json_get(event, "error");
	bool good = json_long(event, "status", 0) == 0;

	begin(page, event, good ? "end" : "bad", "End");
	add_fact(page, "status ", json_get(event, "status"), "");
	add_cost(page, json_get(event, "cost"));
	buf_adds(page, "</header>\n");
	if (json_string(error, "message") != NULL) {
		buf_adds(page, "<p>");
		add_value(page, json_get(error, "message"));
		buf_adds(page, "</p>\n");
	}
	add_items(page, events, event);
	if (json_string(event, "partial") != NULL)
		add_folded_value(
		    page, "what had come", json_get(event, "partial"));
}

/* Of an answer that no event holds whole. */
static void
add_piece(struct buf *page, const cJSON *event)
{
	const char *text = json_string(event, "text");

	begin(page, event, "response", "What had come");
	buf_adds(page, "</header>\n");
	add_said(page, "assistant", text ? text : "");
}

static void
add_other(struct buf *page, const cJSON *event)
{
	const char *type = json_string(event, "type");
	const char *text = json_string(event, "text");

	begin(page, event, "other", type ? type : "event");
	add_fact(page, "version ", json_get(event, "version"), "");
	buf_adds(page, "</header>\n");
	if (json_is(event, "type", "session") && text == NULL)
		return;
	if (text != NULL && strlen(text) <= LONG) {
		buf_adds(page, "<pre class=\"said\">");
		add_string(page, text);
		buf_adds(page, "</pre>\n");
	} else {
		add_folded_value(page, "all of it", event);
	}
}

static void
add_event(struct buf *page, const cJSON *events, const cJSON *event)
{
	if (json_is(event, "type", "request"))
		add_request(page, events, event);
	else if (json_is(event, "type", "response"))
		add_response(page, events, event);
	else if (json_is(event, "type", "piece"))
		add_piece(page, event);
	else if (json_is(event, "type", "call") ||
		 json_is(event, "type", "start"))
		add_call(page, event);
	else if (json_is(event, "type", "error"))
		add_failure(page, event);
	else if (json_is(event, "type", "end"))
		add_end(page, events, event);
	else
		add_other(page, event);
	buf_adds(page, "</li>\n");
}

static void
add_sum(struct buf *page, const char *name, const cJSON *value)
{
	if (value == NULL)
		return;
	buf_addf(page, "<div><dt>%s</dt><dd>", name);
	add_value(page, value);
	buf_adds(page, "</dd></div>\n");
}

static void
add_sums(struct buf *page, const cJSON *stats)
{
	const cJSON *usage = json_get(stats, "usage"), *cost;
	char *name;

	buf_adds(page, "<dl class=\"sums\">\n");
	add_sum(page, "turns", json_get(stats, "turns"));
	add_sum(page, "calls", json_get(stats, "calls"));
	add_sum(page, "failed calls", json_get(stats, "failed_calls"));
	add_sum(page, "errors", json_get(stats, "errors"));
	add_sum(page, "tokens in", json_get(usage, "input_tokens"));
	add_sum(page, "tokens out", json_get(usage, "output_tokens"));
	add_sum(page, "seconds, model", json_get(stats, "model_seconds"));
	add_sum(page, "seconds, helpers", json_get(stats, "helper_seconds"));
	cJSON_ArrayForEach(cost, json_get(stats, "cost")) {
		struct buf safe = {0};

		add_string(&safe, cost->string);
		name = xasprintf("cost, about, %s", buf_str(&safe));
		add_sum(page, name, cost);
		free(name);
		buf_release(&safe);
	}
	buf_adds(page, "</dl>\n");
}

int
page_add(struct buf *page, const struct session *s, struct error *e)
{
	cJSON *events = session_read(s, e), *stats = NULL;
	const cJSON *event;

	if (events != NULL)
		stats = stats_session(s, e);
	if (stats == NULL) {
		cJSON_Delete(events);
		return -1;
	}
	fold_pieces(events);
	buf_addf(page,
	    "%s<title>Session %s</title>\n</head>\n<body>\n<main>\n"
	    "<h1>Session %s</h1>\n<p class=\"soft\">",
	    head, s->id, s->id);
	if (json_get(stats, "start") != NULL)
		add_value(page, json_get(stats, "start"));
	buf_adds(page, "</p>\n");
	add_sums(page, stats);
	buf_adds(page, "<ol>\n");
	cJSON_ArrayForEach(event, events)
		add_event(page, events, event);
	buf_adds(page, "</ol>\n</main>\n</body>\n</html>\n");
	cJSON_Delete(events);
	cJSON_Delete(stats);
	return 0;
}
