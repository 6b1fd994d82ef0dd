/* codex-learn: the course: exercises, checks, hints, progress */
#include "contract/options.h"
#include "contract/tool.h"
#include "course/carry.h"
#include "course/follow.h"
#include "course/library.h"
#include "course/look.h"
#include "course/verify.h"
#include "course/work.h"
#include "text/nearest.h"
#include <string.h>

#define USAGE                                                                  \
	"[COMMAND]\n\n"                                                        \
	"  start [ID|MODULE]    make its folder and show its page; without "   \
	"an\n"                                                                 \
	"                       ID, of the next that has not passed\n"         \
	"  check [ID]           judge your work\n"                             \
	"  watch [ID]           judge it after each save; keys are commands\n" \
	"  hint [ID]            one hint more\n"                               \
	"  solution [ID]        ours and why, once yours has passed\n"         \
	"  reset [ID]           start it anew; yours is kept\n"                \
	"  list [done|pending|MODULE]\n"                                       \
	"                       the exercises\n"                               \
	"  progress             what you did in each module\n"                 \
	"  verify               check all that was started\n"                  \
	"  export [FILE], import FILE\n"                                       \
	"                       progress, to and from another machine\n"       \
	"  document [KIND TITLE]\n"                                            \
	"                       your own library of patterns and scenarios\n"  \
	"  sample               the project for the chapters' commands\n"      \
	"  doctor               what is missing on this machine"
#define ABOUT                                                                  \
	"Without a command: where you are in the course, and what to do "      \
	"next. An ID is an exercise's name or number; without one it is the "  \
	"one of this folder, or else the last one."

/* What lives until exit. */
static struct desk desk = {.seed = -1};

static const struct option_spec specs[] = {
    {"json", 0, OPTION_FLAG, &desk.json, NULL,
	"list, check, verify: a result line instead of text"},
    {"markdown", 0, OPTION_FLAG, &desk.markdown, NULL,
	"progress: a table for a page"},
    {"yes", 'y', OPTION_FLAG, &desk.yes, NULL, "reset: do not ask"},
    {"check", 0, OPTION_FLAG, &desk.check, NULL,
	"document: judge the page FILE"},
    {"dir", 0, OPTION_STRING, &desk.dir, "DIR",
	"check: judge DIR instead, and remember nothing"},
    {"seed", 0, OPTION_LONG, &desk.seed, "N",
	"check, verify: draw the hidden inputs from N"},
    {NULL, 0, 0, NULL, NULL, NULL},
};

static const struct command {
	const char *name;
	int (*run)(struct desk *d, char **words); /* the exit status */
	size_t max;                               /* words */
} commands[] = {
    {"status", look_status, 0},
    {"list", look_list, 1},
    {"start", work_start, 1},
    {"check", work_check, 1},
    {"watch", follow, 1},
    {"hint", look_hint, 1},
    {"reset", work_reset, 1},
    {"solution", look_solution, 1},
    {"verify", verify, 0},
    {"progress", look_progress, 0},
    {"export", carry_out, 1},
    {"import", carry_in, 1},
    {"document", library_document, 64},
    {"sample", work_sample, 0},
    {"doctor", library_doctor, 0},
};

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
	if (best.found != NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no command '%s'; did you mean '%s'?", name, best.found);
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "no command '%s'; codex-learn --help has them", name);
}

int
main(int argc, char *argv[])
{
	struct strv words = {0};
	const struct command *c;
	char *none[] = {NULL};

	tool_start("codex-learn");
	tool_talk();
	options_parse(specs, USAGE, ABOUT, false, argc, argv, &words);
	c = command_of(&words);
	desk_open(&desk);
	tool_exit(c->run(&desk, words.n > 0 ? words.v + 1 : none));
}
