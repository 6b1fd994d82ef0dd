/* codex-log: what was done in sessions, from their logs */
#include "base/json.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "record/compare.h"
#include "record/fold.h"
#include "record/logs.h"
#include "record/page.h"
#include "record/search.h"
#include "record/session.h"
#include "record/stats.h"
#include "record/timeline.h"
#include "record/verify.h"
#include "system/replace.h"
#include "system/root.h"
#include "text/pattern.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE                                                                  \
	"list | show [ID] | stats [ID] | grep PATTERN [ID] | verify [ID] | "   \
	"diff A B | prune --older-than DAYS | new | add --type TYPE TEXT"
#define ABOUT                                                                  \
	"Shows what was done in a session and holds its log to its chain. "    \
	"Without an ID it is the session of CODEX_SESSION, or the latest."

static struct {
	const char *root, *session, *type, *commit, *html;
	bool json, text, ignore_case, dry_run;
	double days;
} options = {.type = "note", .days = -1};

static const struct option_spec specs[] = {
    {"root", 0, OPTION_STRING, &options.root, "DIR", "the project's root"},
    {"session", 0, OPTION_STRING, &options.session, "ID", "the session"},
    {"commit", 0, OPTION_STRING, &options.commit, "REV",
	"verify: the session and head that the commit's trailers "
	"Codex-Session and Codex-Log-Head name"},
    {"html", 0, OPTION_STRING, &options.html, "FILE",
	"show: write it as one page; - is standard output"},
    {"ignore-case", 'i', OPTION_FLAG, &options.ignore_case, NULL,
	"grep: capitals and small letters are the same"},
    {"older-than", 0, OPTION_DOUBLE, &options.days, "DAYS",
	"prune: the logs in which nothing was written for so long"},
    {"dry-run", 0, OPTION_FLAG, &options.dry_run, NULL,
	"prune: only list them"},
    {"type", 0, OPTION_STRING, &options.type, "TYPE",
	"add: the event's type (note)"},
    {"json", 0, OPTION_FLAG, &options.json, NULL,
	"show, diff: a result line on a terminal too"},
    {"text", 0, OPTION_FLAG, &options.text, NULL,
	"show, diff: lines for a person into a pipe too; new: the bare id"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

/* What lives until exit. */
static struct error error;
static struct session session;
static struct strv ids;
static struct buf text;

static noreturn void
answer(cJSON *details)
{
	if (details == NULL)
		tool_fail_with(&error);
	tool_answer(true, details);
}

/* The answer for a person: text, and no result line. */
static noreturn void
say(void)
{
	tool_write(buf_str(&text), text.len);
	tool_exit(0);
}

static bool
for_a_person(void)
{
	return !options.json && (options.text || isatty(STDOUT_FILENO));
}

static void
open_session(const char *word)
{
	const char *id = word ? word : options.session;

	if (id == NULL)
		id = session_named();
	tool_must(
	    session_open(&session, id && *id ? id : "latest", &error), &error);
}

/* The sessions that a command is about: the named one, or all. */
static void
choose(const char *word)
{
	if (word == NULL && options.session == NULL) {
		if (logs_ids(&ids) == 0)
			return;
		error_errno(&error, "cannot look for the sessions");
		tool_fail_with(&error);
	}
	open_session(word);
	strv_add(&ids, session.id);
}

static void
list(char **words)
{
	cJSON *details = cJSON_CreateObject(), *all = session_list(&error);

	(void)words;
	if (all == NULL)
		tool_fail_with(&error);
	cJSON_AddItemToObject(details, "sessions", all);
	answer(details);
}

static noreturn void
show_page(void)
{
	cJSON *details = cJSON_CreateObject();

	tool_must(page_add(&text, &session, &error), &error);
	if (strcmp(options.html, "-") == 0)
		say();
	tool_must(replace_file(options.html, text.data, text.len, 0600, &error),
	    &error);
	cJSON_AddStringToObject(details, "session", session.id);
	cJSON_AddItemToObject(details, "page",
	    json_new_string(options.html, strlen(options.html)));
	json_add_long(details, "bytes", (long)text.len);
	answer(details);
}

static void
show(char **words)
{
	cJSON *events, *details;

	open_session(words[0]);
	if (options.html != NULL)
		show_page();
	events = session_read(&session, &error);
	if (events == NULL)
		tool_fail_with(&error);
	fold_pieces(events);
	if (for_a_person()) {
		timeline_add(&text, &session, events);
		cJSON_Delete(events);
		say();
	}
	details = session_entry(&session, &error);
	if (details == NULL)
		tool_fail_with(&error);
	json_set(details, "events", events);
	answer(details);
}

static void
stats(char **words)
{
	choose(words[0]);
	answer(stats_all(&ids, &error));
}

static void
grep(char **words)
{
	int flags = options.ignore_case ? PATTERN_IGNORE_CASE : 0;
	struct pattern *p = pattern_compile(words[0], flags, &error);
	cJSON *details;

	if (p == NULL)
		tool_fail_with(&error);
	choose(words[1]);
	details = search_all(&ids, p, &error);
	pattern_free(p);
	answer(details);
}

static void
diff(char **words)
{
	struct session other = {0};
	cJSON *details;

	tool_must(session_open(&session, words[0], &error), &error);
	tool_must(session_open(&other, words[1], &error), &error);
	details = compare_sessions(&session, &other, &error);
	session_release(&other);
	if (details == NULL || !for_a_person())
		answer(details);
	compare_print(&text, details);
	cJSON_Delete(details);
	say();
}

static void
prune(char **words)
{
	cJSON *details, *pruned;

	(void)words;
	if (options.days < 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "prune deletes logs: say which with --older-than DAYS");
	tool_must(session_prune(options.days * 86400, session_named(),
		      options.dry_run, &ids, &error),
	    &error);
	details = cJSON_CreateObject();
	pruned = cJSON_AddArrayToObject(details, "pruned");
	for (size_t i = 0; i < ids.n; i++)
		cJSON_AddItemToArray(pruned, cJSON_CreateString(ids.v[i]));
	cJSON_AddBoolToObject(details, "dry_run", options.dry_run);
	answer(details);
}

static void
verify(char **words)
{
	const char *id = words[0] ? words[0] : options.session;

	if (options.commit != NULL)
		answer(verify_commit(options.commit, id, &error));
	open_session(words[0]);
	answer(verify_session(&session, &error));
}

/* The answer to `new` and `add`: which session, and its head now. */
static noreturn void
answer_head(void)
{
	cJSON *details = session_entry(&session, &error);
	char *head = details ? session_head(&session, &error) : NULL;

	if (head == NULL)
		tool_fail_with(&error);
	json_set(details, "session", cJSON_CreateString(session.id));
	json_set(details, "head", cJSON_CreateString(head));
	free(head);
	answer(details);
}

static void new (char **words)
{
	(void)words;
	tool_must(session_create(&session, &error), &error);
	tool_must(session_settle(&session, &error), &error);
	if (!options.text)
		answer_head();
	tool_line(session.id);
	tool_exit(0);
}

static void
add(char **words)
{
	cJSON *event = cJSON_CreateObject();

	cJSON_AddItemToObject(
	    event, "type", json_new_string(options.type, strlen(options.type)));
	cJSON_AddItemToObject(
	    event, "text", json_new_string(words[0], strlen(words[0])));
	open_session(NULL);
	tool_must(session_append(&session, event, &error), &error);
	answer_head();
}

static const struct command {
	const char *name;
	size_t min, max; /* words behind it */
	void (*run)(char **words);
} commands[] = {{"list", 0, 0, list}, {"show", 0, 1, show},
    {"stats", 0, 1, stats}, {"grep", 1, 2, grep}, {"verify", 0, 1, verify},
    {"diff", 2, 2, diff}, {"prune", 0, 0, prune}, {"new", 0, 0, new},
    {"add", 1, 1, add}};

int
main(int argc, char *argv[])
{
	struct strv words = {0};
	const char *name;

	tool_start("codex-log");
	options_parse(specs, USAGE, ABOUT, false, argc, argv, &words);
	tool_must(root_set(options.root, &error), &error);
	if (words.n == 0)
		strv_add(&words, "list");
	name = words.v[0];
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (strcmp(name, commands[i].name) != 0)
			continue;
		if (words.n - 1 < commands[i].min ||
		    words.n - 1 > commands[i].max)
			tool_fail(
			    ERROR_INVALID_ARGUMENTS, "usage: codex-log " USAGE);
		commands[i].run(words.v + 1);
	}
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "no command '%s'; usage: codex-log " USAGE, name);
}
