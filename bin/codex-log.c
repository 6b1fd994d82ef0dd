/* codex-log: list, show, verify and extend the logs of sessions */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "record/session.h"
#include "system/git.h"
#include "system/root.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE "list | show [ID] | verify [ID] | new | add --type TYPE TEXT"
#define ABOUT                                                                  \
	"Shows what was done in a session and holds its log to its chain. "    \
	"Without an ID it is the session of CODEX_SESSION, or the latest."

static struct {
	const char *root, *session, *type, *commit;
	bool json, text;
} options = {.type = "note"};

static const struct option_spec specs[] = {
    {"root", 0, OPTION_STRING, &options.root, "DIR", "the project's root"},
    {"session", 0, OPTION_STRING, &options.session, "ID", "the session"},
    {"commit", 0, OPTION_STRING, &options.commit, "REV",
	"verify: the session and head that the commit's trailers "
	"Codex-Session and Codex-Log-Head name"},
    {"type", 0, OPTION_STRING, &options.type, "TYPE",
	"add: the event's type (note)"},
    {"json", 0, OPTION_FLAG, &options.json, NULL,
	"show: a result line on a terminal too"},
    {"text", 0, OPTION_FLAG, &options.text, NULL,
	"show: the timeline into a pipe too; new: the bare id"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

static void
open_session(struct session *s)
{
	const char *id =
	    options.session ? options.session : getenv("CODEX_SESSION");
	struct error e = {0};

	if (session_open(s, id && *id ? id : "latest", &e) < 0)
		tool_fail_with(&e);
}

static void
list(void)
{
	cJSON *details = cJSON_CreateObject();

	cJSON_AddItemToObject(details, "sessions", session_list());
	tool_answer(true, details);
}

enum { SHOWN_MAX = 120 }; /* bytes of one value */

/* A value in a timeline: a long one loses its end, at a symbol's start. */
static void
print_value(struct buf *out, const cJSON *value)
{
	char *text = json_text(value);
	size_t len = strlen(text), keep = SHOWN_MAX;

	while (len > SHOWN_MAX && ((unsigned char)text[keep] & 0xc0) == 0x80)
		keep--;
	if (len > SHOWN_MAX)
		buf_addf(out, "%.*s... (%zu bytes)", (int)keep, text, len);
	else
		buf_add(out, text, len);
	free(text);
}

/* One line for a person; what is already said elsewhere is left out. */
static void
print_event(struct buf *out, const cJSON *event)
{
	static const char hidden[] = " prev seq time type sum ";
	const char *time = json_string(event, "time");
	const char *type = json_string(event, "type");
	struct buf line = {0};
	const cJSON *m;
	char *name;

	buf_addf(&line, "%.8s  %s", time && strlen(time) > 19 ? time + 11 : "-",
	    type ? type : "-");
	cJSON_ArrayForEach(m, event) {
		name = xasprintf(" %s ", m->string);
		if (strstr(hidden, name) == NULL) {
			buf_addf(&line, "  %s=", m->string);
			print_value(&line, m);
		}
		free(name);
	}
	visible(out, buf_str(&line), line.len, false);
	buf_addc(out, '\n');
	buf_release(&line);
}

static void
show(void)
{
	struct session s = {0};
	struct error e = {0};
	struct buf out = {0};
	cJSON *events, *details;
	const cJSON *event;

	open_session(&s);
	events = session_read(&s, &e);
	if (events == NULL)
		tool_fail_with(&e);
	if (options.json || (!options.text && !isatty(STDOUT_FILENO))) {
		details = session_entry(&s);
		json_set(details, "events", events);
		session_release(&s);
		tool_answer(true, details);
	}
	buf_addf(&out, "session %s\n", s.id);
	cJSON_ArrayForEach(event, events)
		print_event(&out, event);
	tool_write(out.data, out.len);
	buf_release(&out);
	cJSON_Delete(events);
	session_release(&s);
	tool_exit(0);
}

/* The value of a trailer of the commit's message; the caller frees. */
static char *
trailer(const char *key)
{
	char *format = xasprintf("--format=%%(trailers:key=%s,valueonly)", key);
	struct buf out = {0};
	struct error e = {0};
	size_t len;

	if (git_runl(&out, &e, "log", "-1", format, "--end-of-options",
		options.commit, NULL) < 0)
		tool_fail_with(&e);
	free(format);
	len = strcspn(buf_str(&out), "\n");
	if (len == 0)
		tool_fail(ERROR_NOT_FOUND, "commit '%s' has no trailer %s",
		    options.commit, key);
	buf_truncate(&out, len);
	return buf_detach(&out);
}

static void
verify_commit(const struct session *s, const char *head, cJSON *details)
{
	struct error e = {0};
	long line = session_find(s, head, &e);

	if (line < 0)
		tool_fail_with(&e);
	if (line == 0)
		tool_fail(ERROR_COMMAND_FAILED,
		    "the log of '%s' was rewritten or cut: no line has the "
		    "hash %s that commit '%s' names",
		    s->id, head, options.commit);
	cJSON_AddStringToObject(details, "commit", options.commit);
	json_add_long(details, "commit_line", line);
}

static void
verify(void)
{
	struct session s = {0};
	struct error e = {0};
	char head[65], *id = NULL, *known = NULL;
	cJSON *details = cJSON_CreateObject();
	size_t lines;

	if (options.commit != NULL) {
		known = trailer("Codex-Log-Head");
		id = trailer("Codex-Session");
		if (options.session && strcmp(options.session, id) != 0)
			tool_fail(ERROR_COMMAND_FAILED,
			    "commit '%s' is of session '%s', not '%s'",
			    options.commit, id, options.session);
		options.session = id;
	}
	open_session(&s);
	if (session_verify(&s, &lines, head, &e) < 0)
		tool_fail_with(&e);
	cJSON_AddStringToObject(details, "session", s.id);
	json_add_long(details, "lines", (long)lines);
	cJSON_AddStringToObject(details, "head", head);
	if (known != NULL)
		verify_commit(&s, known, details);
	session_release(&s);
	free(known);
	free(id);
	tool_answer(true, details);
}

/* The answer to `new` and `add`: which session, and its head now. */
static void
answer_head(struct session *s)
{
	struct error e = {0};
	cJSON *details = session_entry(s);
	char *head = session_head(s, &e);

	if (details == NULL || head == NULL)
		tool_fail_with(&e);
	json_set(details, "session", cJSON_CreateString(s->id));
	json_set(details, "head", cJSON_CreateString(head));
	free(head);
	session_release(s);
	tool_answer(true, details);
}

static void new (void)
{
	struct session s = {0};
	struct error e = {0};
	char *line;

	if (session_create(&s, &e) < 0)
		tool_fail_with(&e);
	if (!options.text)
		answer_head(&s);
	line = xasprintf("%s\n", s.id);
	tool_write(line, strlen(line));
	free(line);
	session_release(&s);
	tool_exit(0);
}

static void
add(const char *text)
{
	struct session s = {0};
	struct error e = {0};
	cJSON *event = cJSON_CreateObject();

	cJSON_AddItemToObject(
	    event, "type", json_new_string(options.type, strlen(options.type)));
	cJSON_AddItemToObject(
	    event, "text", json_new_string(text, strlen(text)));
	open_session(&s);
	if (session_append(&s, event, &e) < 0)
		tool_fail_with(&e);
	answer_head(&s);
}

int
main(int argc, char *argv[])
{
	struct strv words = {0};
	struct error e = {0};
	const char *command;

	tool_start("codex-log");
	options_parse(specs, USAGE, ABOUT, false, argc, argv, &words);
	if (root_set(options.root, &e) < 0)
		tool_fail_with(&e);
	command = words.n > 0 ? words.v[0] : "list";
	if (strcmp(command, "add") == 0 && words.n == 2)
		add(words.v[1]);
	if (words.n == 2 && options.session == NULL)
		options.session = words.v[1];
	else if (words.n > 1)
		tool_fail(ERROR_INVALID_ARGUMENTS, "usage: codex-log " USAGE);
	if (strcmp(command, "list") == 0)
		list();
	if (strcmp(command, "show") == 0)
		show();
	if (strcmp(command, "verify") == 0)
		verify();
	if (strcmp(command, "new") == 0)
		new ();
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "no command '%s'; usage: codex-log " USAGE, command);
}
