#ifndef TEXT_TESTLOG_LINES_H
#define TEXT_TESTLOG_LINES_H

#include "text/testlog.h"

/* What testlog.c and its readers of lines share. */

#define TAP_DEPTH 8 /* how deep TAP's subtests may be nested */

/* What the lines after a failure say of it. */
enum testlog_mode {
	MODE_NONE,
	MODE_COMMENTS,  /* TAP: # comments */
	MODE_YAML,      /* TAP 13: up to ... */
	MODE_YAML_TEXT, /* the same, within a |- block of its message */
	MODE_PANIC,     /* cargo: the message of a panic */
	MODE_RUSTC,     /* rustc: --> FILE:LINE */
	MODE_PYTEST,    /* pytest: E lines, and FILE:LINE: Error */
	MODE_GO,        /* go test: FILE:LINE: message */
	MODE_NODE,      /* node's spec reporter */
	MODE_TRACEBACK, /* unittest: File "...", line N */
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
	struct testlog builds;       /* compilers' errors, kept apart */
	struct testlog *open;        /* where the open failure is; or NULL */
	enum testlog_mode mode;
	size_t indent; /* of a YAML text */
	struct tap_state stream;
	bool pytest_failures; /* within its section of failures */
	char *place_path;     /* a place printed before its failure */
	long place_line;
	char *go_parent; /* the last test of go that had no `/` */
	int go_counted;  /* how it was counted: 'P', 'F', 'S' or 0 */
};

/* Adds a failure, which the next lines may explain; lent. */
struct test_failure *testlog_fail(
    struct testlog *t, const char *name, size_t len, enum testlog_mode mode);
/* The open failure, or NULL. */
struct test_failure *testlog_open(struct testlog *t);
/* Adds a line to its message, while that is short. */
void testlog_say(struct testlog *t, const char *text);
/* Its place, unless it has one. */
void testlog_place(
    struct test_failure *f, const char *path, size_t len, long line);
/* FILE:LINE at s, up to a colon or the end; false if there is none. */
bool testlog_read_place(const char *s, size_t *len, long *line);
void testlog_add(struct test_tally *to, const struct test_tally *from);

/* Each reads one line, and says whether it was one of its own. */
bool testlog_tap(struct testlog *t, const char *line);
bool testlog_runner(struct testlog *t, const char *line);
bool testlog_build(struct testlog *t, const char *line);
/* The end of a stream of TAP: were all of its plan's points there? */
void testlog_tap_end(struct testlog *t);

#endif
