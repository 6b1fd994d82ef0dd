/* codex-learn: the course: exercises, checks, hints, progress */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/colour.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "course/learner.h"
#include "course/practice.h"
#include "course/screen.h"
#include "course/trial.h"
#include "course/watch.h"
#include "system/interrupt.h"
#include "system/replace.h"
#include "text/nearest.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USAGE                                                                  \
	"[list [done|pending|MODULE] | start [ID] | check [ID] | watch [ID] "  \
	"| hint [ID] | reset [ID] | solution [ID] | verify | progress | "      \
	"export [FILE] | import FILE | doctor | document KIND NAME]"
#define ABOUT                                                                  \
	"Shows where you are in the course, and judges your work. An ID is "   \
	"an exercise's name or number; without one it is the current one."

static struct {
	const char *dir;
	long seed;
	bool json, markdown, yes, check;
} options = {.seed = -1};

static const struct option_spec specs[] = {
    {"json", 0, OPTION_FLAG, &options.json, NULL,
	"list, check, verify: a result line instead of text"},
    {"markdown", 0, OPTION_FLAG, &options.markdown, NULL,
	"progress: a table for a page"},
    {"yes", 'y', OPTION_FLAG, &options.yes, NULL, "reset: do not ask"},
    {"check", 0, OPTION_FLAG, &options.check, NULL,
	"document: judge the file NAME"},
    {"dir", 0, OPTION_STRING, &options.dir, "DIR",
	"check: judge DIR instead, and remember nothing"},
    {"seed", 0, OPTION_LONG, &options.seed, "N",
	"check, verify: draw the hidden inputs from N"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

/* What lives until exit. */
static struct learner learner;
static struct screen screen;
static struct error error;
static char *folder;

static void
begin(void)
{
	tool_must(learner_begin(&learner, &error), &error);
}

static void
save(void)
{
	tool_must(learner_save(&learner, &error), &error);
}

/* The exercise of a word, or the current one; its folder becomes `folder`. */
static const struct exercise *
choose(const char *word)
{
	const struct exercise *x =
	    word ? course_find(&learner.course, word, &error)
		 : learner_current(&learner);

	if (x == NULL)
		tool_fail_with(&error);
	free(folder);
	folder = learner_folder(&learner, x);
	return x;
}

static void
show(void)
{
	tool_write(buf_str(&screen.text), screen.text.len);
	buf_truncate(&screen.text, 0);
}

static unsigned long
seed(void)
{
	return options.seed >= 0 ? (unsigned long)options.seed : trial_seed();
}

static void
must_have_begun(const struct exercise *x)
{
	if (!practice_exists(folder))
		tool_fail(ERROR_NOT_FOUND,
		    "exercise %s was not started; codex-learn start %s", x->id,
		    x->id);
}

static void
status(void)
{
	const struct exercise *x = learner_current(&learner);

	buf_addc(&screen.text, '\n');
	screen_progress(&screen, &learner);
	screen_exercise(&screen, &learner, x);
	screen_next(&screen, &learner, x);
	show();
}

static int
show_status(char **words)
{
	(void)words;
	status();
	return 0;
}

static bool
is_listed(const struct exercise *x, const char *filter)
{
	bool passed = learner_standing(&learner, x) == STANDING_PASSED;
	const struct module *m;

	if (filter == NULL)
		return true;
	if (strcmp(filter, "done") == 0)
		return passed;
	if (strcmp(filter, "pending") == 0)
		return !passed;
	m = course_module(&learner.course, filter);
	if (m == NULL)
		tool_fail(ERROR_NOT_FOUND,
		    "there is no module '%s'; list takes done, pending, a "
		    "module's number or its name",
		    filter);
	return m == course_module_of(&learner.course, x);
}

static int
list(char **words)
{
	const struct course *c = &learner.course;
	cJSON *details = cJSON_CreateObject();
	cJSON *all = cJSON_AddArrayToObject(details, "exercises");

	for (size_t i = 0; i < c->n; i++) {
		if (!is_listed(&c->exercises[i], words[0]))
			continue;
		screen_row(&screen, &learner, &c->exercises[i]);
		cJSON_AddItemToArray(
		    all, learner_object(&learner, &c->exercises[i]));
	}
	if (options.json)
		tool_answer(true, details);
	cJSON_Delete(details);
	show();
	return 0;
}

/* The first exercise of a module, the one of a word, or the next. */
static const struct exercise *
choose_start(const char *word)
{
	const struct module *m =
	    word ? course_module(&learner.course, word) : NULL;
	const struct exercise *next = word ? NULL : learner_next(&learner);

	if (m != NULL && m->n > 0)
		return choose(learner.course.exercises[m->first].id);
	return choose(next ? next->id : word);
}

static int
start(char **words)
{
	const struct exercise *x = choose_start(words[0]);
	char *path = xasprintf("%s/README.md", x->dir);
	char *page = course_read(path, &error);

	if (page == NULL)
		tool_fail_with(&error);
	begin();
	tool_must(practice_make(folder, &learner.course, x, &error), &error);
	progress_touch(&learner.progress, x->id);
	save();
	screen_add(&screen, TONE_PLAIN, page);
	status();
	free(page);
	free(path);
	return 0;
}

/* What the verdict is of, as an object for programs. */
static cJSON *
verdict(const struct trial *t)
{
	cJSON *o = learner_object(&learner, t->x), *criterion;
	cJSON *all = cJSON_AddArrayToObject(o, "criteria");
	size_t at = 0, len;
	const char *text;
	bool ok;

	cJSON_AddBoolToObject(o, "passed", t->passed);
	json_add_long(o, "seed", (long)t->seed);
	if (t->broken != NULL)
		json_add_string(o, "broken", t->broken);
	while ((text = trial_next(t, &at, &ok, &len)) != NULL) {
		criterion = cJSON_CreateObject();
		cJSON_AddBoolToObject(criterion, "ok", ok);
		cJSON_AddItemToObject(
		    criterion, "text", json_new_string(text, len));
		cJSON_AddItemToArray(all, criterion);
	}
	return o;
}

/*
 * Writes a verdict down. The hash is of the files that were judged: what was
 * saved while the check ran is not in it.
 */
static void
record(const struct trial *t, const char *hash)
{
	cJSON *entry = progress_of(&learner.progress, t->x->id);

	json_set(
	    entry, "checks", json_new_long(json_long(entry, "checks", 0) + 1));
	if (t->passed)
		progress_pass(&learner.progress, t->x->id, hash);
}

/* Judges the folder, which is the learner's own unless --dir names another. */
static bool
judge(const struct exercise *x)
{
	char hash[SHA256_HEX + 1];
	struct trial t = {0};
	bool passed;

	if (options.dir == NULL)
		must_have_begun(x);
	practice_hash(folder, hash);
	tool_must(trial_run(&t, &learner.course, x, "judge",
		      options.dir ? options.dir : folder, seed(), &error),
	    &error);
	passed = t.passed;
	if (options.dir == NULL && interrupt_number() == 0) {
		begin();
		progress_touch(&learner.progress, x->id);
		record(&t, hash);
		save();
	}
	if (options.json)
		tool_print(passed, verdict(&t));
	else
		screen_verdict(&screen, &t);
	trial_release(&t);
	return passed;
}

static int
check(char **words)
{
	const struct exercise *x = choose(words[0]);
	bool passed;

	if (options.dir != NULL)
		options.dir = folder = xrealpath(options.dir);
	if (folder == NULL)
		tool_fail(ERROR_NOT_FOUND, "there is no folder to judge");
	passed = judge(x);
	if (!options.json && options.dir == NULL)
		screen_next(&screen, &learner, x);
	show();
	return passed ? 0 : 1;
}

static int
hint(char **words)
{
	const struct exercise *x = choose(words[0]);
	char *path = xasprintf("%s/hints.md", x->dir);
	char *text = course_read(path, &error);
	cJSON *entry;

	if (text == NULL)
		tool_fail_with(&error);
	begin();
	progress_touch(&learner.progress, x->id);
	entry = progress_of(&learner.progress, x->id);
	json_set(entry, "hints",
	    json_new_long(
		screen_hints(&screen, text, json_long(entry, "hints", 0) + 1)));
	save();
	show();
	free(text);
	free(path);
	return 0;
}

/* Whether a person at the terminal says yes. */
static bool
agrees(const char *question)
{
	char answer[16];
	ssize_t n;

	if (options.yes)
		return true;
	if (!isatty(STDIN_FILENO))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nobody can be asked; --yes does it");
	screen_add(&screen, TONE_BOLD, question);
	buf_adds(&screen.text, " [y/N] ");
	show();
	n = read(STDIN_FILENO, answer, sizeof(answer));
	return n > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

static int
reset(char **words)
{
	const struct exercise *x = choose(words[0]);
	char *question, *backup, *shown;

	must_have_begun(x);
	question = xasprintf("start %s anew?", x->id);
	if (!agrees(question)) {
		free(question);
		return 1;
	}
	free(question);
	begin();
	backup = practice_set_aside(learner.practice, folder, x, &error);
	if (backup == NULL)
		tool_fail_with(&error);
	tool_must(practice_make(folder, &learner.course, x, &error), &error);
	progress_touch(&learner.progress, x->id);
	save();
	shown = screen_path(backup);
	screen_entry(&screen, "kept", shown);
	free(shown);
	free(backup);
	status();
	return 0;
}

static int
solution(char **words)
{
	const struct exercise *x = choose(words[0]);
	char *path, *text;

	if (json_get(progress_known(&learner.progress, x->id), "passed_at") ==
	    NULL)
		tool_fail(ERROR_POLICY_DENIED,
		    "the solution of %s is shown when yours has passed; "
		    "codex-learn hint says how to go on",
		    x->id);
	path = xasprintf("%s/why.md", x->dir);
	text = course_read(path, &error);
	if (text == NULL)
		tool_fail_with(&error);
	screen_add(&screen, TONE_PLAIN, text);
	free(path);
	path = xasprintf("%s/solution", x->dir);
	buf_addc(&screen.text, '\n');
	screen_entry(&screen, "files", path);
	show();
	free(text);
	free(path);
	return 0;
}

/* One check of many. */
struct run {
	struct trial trial;
	char *folder;
	char hash[SHA256_HEX + 1];
};

static void
start_run(struct run *r, const struct exercise *x)
{
	r->folder = learner_folder(&learner, x);
	practice_hash(r->folder, r->hash);
	tool_must(trial_start(&r->trial, &learner.course, x, "judge", r->folder,
		      seed(), &error),
	    &error);
}

/* Runs the checks of all that was begun, as many at once as there are
 * processors; runs[i] is left empty where nothing was. */
static void
run_all(struct run *runs)
{
	const struct course *c = &learner.course;
	size_t next = 0, running = 0;
	size_t max = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
	struct process **p = xcalloc(c->n, sizeof(struct process *));
	size_t *of = xcalloc(c->n, sizeof(size_t)), n = 0;
	long ended;

	for (;;) {
		for (; next < c->n && running < max; next++) {
			const struct exercise *x = &c->exercises[next];

			if (progress_known(&learner.progress, x->id) == NULL)
				continue;
			choose(x->id);
			if (!practice_exists(folder))
				continue;
			start_run(&runs[next], x);
			of[n] = next;
			p[n++] = &runs[next].trial.process;
			running++;
		}
		ended = process_wait_any(p, n);
		if (ended < 0)
			break;
		trial_judge(&runs[of[ended]].trial);
		running--;
	}
	free(of);
	free(p);
}

/*
 * Checks all that was begun. A pass that does not hold any more is one no
 * longer; in a damaged state, what passes is written down again.
 */
static int
verify(char **words)
{
	const struct course *c = &learner.course;
	struct run *runs = xcalloc(c->n, sizeof(*runs));
	cJSON *details = cJSON_CreateObject();
	cJSON *all = cJSON_AddArrayToObject(details, "exercises");
	size_t passed = 0;

	(void)words;
	run_all(runs);
	begin();
	for (size_t i = 0; i < c->n; i++) {
		const struct trial *t = &runs[i].trial;

		if (t->x == NULL) {
			passed += learner_standing(&learner,
				      &c->exercises[i]) == STANDING_PASSED;
			continue;
		}
		passed += t->passed;
		record(t, runs[i].hash);
	}
	save();
	for (size_t i = 0; i < c->n; i++) {
		struct trial *t = &runs[i].trial;

		screen_row(&screen, &learner, &c->exercises[i]);
		if (t->x != NULL)
			cJSON_AddItemToArray(all, verdict(t));
		trial_release(t);
		free(runs[i].folder);
	}
	free(runs);
	json_add_long(details, "passed", (long)passed);
	json_add_long(details, "total", (long)c->n);
	if (options.json)
		tool_answer(passed == c->n, details);
	cJSON_Delete(details);
	screen_progress(&screen, &learner);
	show();
	return passed == c->n ? 0 : 1;
}

static int
progress(char **words)
{
	(void)words;
	if (!options.markdown)
		screen_progress(&screen, &learner);
	screen_markdown(&screen.text, &learner);
	show();
	return 0;
}

static int export(char **words)
{
	char *text = json_text(learner.progress.json);

	if (words[0] == NULL)
		tool_line(text);
	else
		tool_must(
		    replace_file(words[0], text, strlen(text), 0666, &error),
		    &error);
	free(text);
	return 0;
}

static int
import(char **words)
{
	char *text;

	if (words[0] == NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "import needs the file that export made");
	text = course_read(words[0], &error);
	if (text == NULL)
		tool_fail_with(&error);
	begin();
	tool_must(progress_merge(&learner.progress, &learner.course, text,
		      strlen(text), &error),
	    &error);
	save();
	free(text);
	status();
	return 0;
}

/* Shows what another of the course's scripts says of a path. */
static int
inspect(const char *script, const char *path)
{
	struct trial t = {0};
	bool passed;

	tool_must(
	    trial_run(&t, &learner.course, NULL, script, path, seed(), &error),
	    &error);
	screen_verdict(&screen, &t);
	passed = t.passed;
	show();
	trial_release(&t);
	return passed ? 0 : 1;
}

static int
doctor(char **words)
{
	(void)words;
	return inspect("doctor", learner.practice);
}

/* A page of the learner's own library, from the template of its kind. */
static int
write_document(const char *kind, const char *name)
{
	char *template =
	    xasprintf("%s/exercises/templates/%s.md", learner.course.dir, kind);
	char *path =
	    xasprintf("%s/library/%s/%s.md", learner.practice, kind, name);
	char *text = course_read(template, &error), *shown;

	if (text == NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "there is no kind '%s'; there are pattern and scenario",
		    kind);
	if (practice_make_above(path) < 0 ||
	    (access(path, F_OK) < 0 &&
		replace_file(path, text, strlen(text), 0666, &error) < 0)) {
		tool_must(
		    error_errno(&error, "cannot write '%s'", path), &error);
	}
	shown = screen_path(path);
	screen_entry(&screen, "page", shown);
	screen_entry(
	    &screen, "next", "fill it in; codex-learn document --check FILE");
	show();
	free(shown);
	free(text);
	free(path);
	free(template);
	return 0;
}

static int
document(char **words)
{
	char *path;

	if (words[0] == NULL || (words[1] == NULL && !options.check))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "document needs a kind (pattern or scenario) and a name, "
		    "or --check and a file");
	if (options.check) {
		path = xrealpath(words[0]);
		if (path == NULL)
			tool_must(
			    error_errno(&error, "cannot read '%s'", words[0]),
			    &error);
		return inspect("check-page", path);
	}
	return write_document(words[0], words[1]);
}

static void
judge_now(const struct exercise *x)
{
	buf_adds(&screen.text, "\n  checking ...\n");
	show();
	judge(x);
	if (isatty(STDIN_FILENO))
		screen_entry(
		    &screen, "keys", "r check, h hint, n next, l list, q quit");
	show();
}

/* What a key asks for; false to end. */
static bool
obey(int key, const struct exercise *x)
{
	char *none[] = {NULL}, *this[] = {(char *)x->id, NULL};

	switch (key) {
	case 'q':
	case WATCH_ENDED:
		return false;
	case 'h':
		hint(this);
		return true;
	case 'l':
		list(none);
		return true;
	case 'r':
	case WATCH_SAVED:
		judge_now(x);
		return true;
	default:
		return true;
	}
}

static int
watch(char **words)
{
	const struct exercise *x = choose(words[0]);
	struct watch w;
	int key;

	must_have_begun(x);
	watch_open(&w, folder);
	status();
	judge_now(x);
	while ((key = watch_next(&w)) != 'n' || learner_next(&learner) == NULL)
		if (!obey(key, x))
			break;
	watch_close(&w);
	interrupt_raise();
	return 0;
}

static const struct command {
	const char *name;
	int (*run)(char **words); /* the exit status */
	size_t max;               /* words */
} commands[] = {{"status", show_status, 0}, {"list", list, 1},
    {"start", start, 1}, {"check", check, 1}, {"watch", watch, 1},
    {"hint", hint, 1}, {"reset", reset, 1}, {"solution", solution, 1},
    {"verify", verify, 0}, {"progress", progress, 0}, {"export", export, 1},
    {"import", import, 1}, {"doctor", doctor, 0}, {"document", document, 2}};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static const struct command *
command_of(const struct strv *words)
{
	const char *name = words->n > 0 ? words->v[0] : "status";
	struct nearest best = {.name = name};

	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, name) != 0) {
			nearest_offer(&best, commands[i].name);
			continue;
		}
		if (words->n > commands[i].max + 1)
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "'%s' is one too many for %s",
			    words->v[commands[i].max + 1], name);
		return &commands[i];
	}
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "no command '%s'%s%s%s; --help has them", name,
	    best.found ? "; did you mean '" : "", best.found ? best.found : "",
	    best.found ? "'?" : "");
}

int
main(int argc, char *argv[])
{
	struct strv words = {0};
	const struct command *c;
	char *none[] = {NULL};

	tool_start("codex-learn");
	options_parse(specs, USAGE, ABOUT, false, argc, argv, &words);
	c = command_of(&words);
	screen.colour = colour_wanted();
	screen.width = screen_width();
	tool_must(learner_open(&learner, &error), &error);
	tool_exit(c->run(words.n > 0 ? words.v + 1 : none));
}
