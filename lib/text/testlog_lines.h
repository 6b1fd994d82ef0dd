#ifndef TEXT_TESTLOG_LINES_H
#define TEXT_TESTLOG_LINES_H

#include "text/testlog.h"

/* What testlog.c and its readers of lines share. */

#define TAP_DEPTH 8 /* how deep TAP's subtests may be nested */

/* What the lines after a failure say of it. */
enum testlog_mode {
	MODE_NONE,
	MODE_BUILD,     /* a compiler's error: kept apart */
	MODE_COMMENTS,  /* TAP: # comments */
	MODE_YAML,      /* TAP 13: up to ... */
	MODE_YAML_TEXT, /* the same, within a |- block of its message */
	MODE_PYTEST,    /* E lines, and FILE:LINE: Error */
	MODE_TRACEBACK, /* unittest: File "...", line N, and Error: why */
	MODE_SAID,      /* cargo: what a failed test printed */
	MODE_PANIC,     /* cargo: the lines up to the backtrace */
	MODE_GO,        /* FILE:LINE: message */
	MODE_OUTPUT,    /* ctest: what the test printed */
	MODE_SCRIPT,    /* node ...: the next line, at ... (FILE:LINE) */
	MODE_MOCHA,     /* the rest of its name */
};

/* One stream of TAP: a plan and its points. */
struct tap_state {
	bool version, planned, numbered;
	long plan, points; /* plan: -1 while there is none */
	long count[TAP_DEPTH + 2];
	bool failed[TAP_DEPTH + 2];
};

struct testlog_state {
	/* what each kind of source said */
	struct test_tally tap, plain, node, runner, junit;
	struct test_tally plain_sum; /* of the plain lines before the last */
	struct testlog builds;       /* compilers' errors */
	struct testlog reports;      /* failures of JUnit files */
	struct testlog *open;        /* where the open failure is; or NULL */
	size_t open_at;              /* and which it is */
	enum testlog_mode mode;
	size_t indent; /* of a YAML text */
	struct tap_state stream;
	bool pytest;    /* within its sections of failures */
	bool surefire;  /* within its list of failures */
	bool container; /* ctest: its tests' own TAP is no more tests */
	bool mocha;     /* within its list of failures */
	long ran;       /* unittest's `Ran N tests`; -1: not seen */
	struct {
		char *path, *text; /* printed before its failure */
		long line;
	} before;
	char *go_test;          /* that go runs just now */
	struct testlog go_said; /* what its tests printed, by their names */
	char *go_parent;        /* its last test that has no parent */
	long *go_count;         /* where it was counted; NULL: taken back */
	size_t go_first;        /* the first failure of the package at hand */
	bool go_broken;         /* a package was not built: its tests lack */
	void *go_tests;         /* of go test -json, by package and name */
};

/* Makes the state, once. */
void testlog_begin(struct testlog *t);
/* Moves all failures of one to the end of another. */
void testlog_move(struct testlog *to, struct testlog *from);
/* Adds a failure, which the next lines may explain; lent. */
struct test_failure *testlog_fail(
    struct testlog *t, const char *name, size_t len, enum testlog_mode mode);
/* The failure of that name, opened again; or NULL. */
struct test_failure *testlog_find(
    struct testlog *t, const char *name, size_t len, enum testlog_mode mode);
void testlog_drop(struct testlog *t, const char *name);
/* The open failure, or NULL. */
struct test_failure *testlog_open(struct testlog *t);
/* Adds a line to its message, while that is short. */
void testlog_say(struct testlog *t, const char *text);
/* Its place, unless it has one. */
void testlog_place(
    struct test_failure *f, const char *path, size_t len, long line);
/* FILE:LINE at s, up to a colon or the end; false if there is none. */
bool testlog_read_place(const char *s, size_t *len, long *line);
/* Reads `1 failed, 2 passed; 3 ignored`; returns where it stops. */
const char *testlog_counts(const char *s, struct test_tally *to);
bool testlog_begins(const char *s, const char *word);
void testlog_add(struct test_tally *to, const struct test_tally *from);

/* Appends one failure; the log takes the name. Lent. */
struct test_failure *testlog_append(struct testlog *t, char *name);

/* Each reads one line, and says whether it was one of its own. */
bool testlog_tap(struct testlog *t, const char *line);
bool testlog_runner(struct testlog *t, const char *line);
bool testlog_summary(struct testlog *t, const char *line);
bool testlog_build(struct testlog *t, const char *line);
bool testlog_go(struct testlog *t, const char *line);
bool testlog_events(struct testlog *t, const char *line);
bool testlog_node(struct testlog *t, const char *line);
bool testlog_mocha(struct testlog *t, const char *line);
bool testlog_script(struct testlog *t, const char *line);
/*
 * What a line of go's tests says: true with a place in *path, *len, *number;
 * *why is what it says, or NULL. Lent.
 */
bool testlog_go_place(const char *line, const char **path, size_t *len,
    long *number, const char **why);
/* Puts the package before the paths of failures from there on. */
void testlog_go_package(struct testlog *t, size_t from, const char *package);
void testlog_events_release(struct testlog *t);
/* The end of a stream of TAP: were all of its plan's points there? */
void testlog_tap_end(struct testlog *t);

#endif
