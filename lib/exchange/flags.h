#ifndef EXCHANGE_FLAGS_H
#define EXCHANGE_FLAGS_H

#include "base/error.h"
#include "base/strv.h"
#include "exchange/approval.h"
#include "exchange/dialect.h"
#include <stdbool.h>

/*
 * What codex-call's command line says. Strings are NULL where it says
 * nothing; a limit of 0 is none.
 */
struct flags {
	/* what is said */
	const char *instruction, *template, *input;
	struct strv words, params, attachments;
	bool no_stdin, no_context;
	/* to which conversation it belongs */
	const char *session, *fork;
	bool go_on, no_log;
	/* how it is asked */
	const char *model; /* after flags_check never NULL */
	const char *api, *effort, *choice, *schema;
	struct strv options;
	bool no_stream, no_parallel, dry_run;
	/* which helpers may be called, and by whose consent */
	const char *functions, *approve;
	struct strv tools;
	long jobs, tool_tokens;
	bool fail_on_tool_error;
	/* limits; times are in seconds */
	const char *prices;
	long max_turns, max_calls, max_repeats, max_tokens_total;
	long retries, rpm, tpm;
	long context_limit;   /* -1: not said */
	const char *overflow; /* fail or trim */
	double max_cost, timeout, connect_timeout, idle_timeout;
	/* the rest */
	const char *root, *cacert;
	bool text, json; /* text: for a person, no result line */
	/* found by flags_check */
	const struct dialect *dialect;
	enum approval_mode approval;
};

/*
 * Reads the command line, as options_parse: --help is answered, and a fault
 * ends the program. Lent until exit.
 */
struct flags *flags_read(int argc, char **argv);
/*
 * Whether the flags go together, and finds the model and the dialect; -1
 * with invalid_arguments.
 */
int flags_check(struct flags *f, struct error *e);

#endif
