#ifndef TEXT_HUNT_H
#define TEXT_HUNT_H

#include "base/strv.h"
#include "text/hits.h"

/*
 * A search through many texts for lines on which one of several patterns
 * matches, as hits.h has them.
 */
enum {
	HUNT_LITERAL = 1 << 0,
	HUNT_WORD = 1 << 1,
	HUNT_IGNORE_CASE = 1 << 2,
	HUNT_SMART_CASE = 1 << 3, /* ignored where no pattern has a capital */
	HUNT_MULTILINE = 1 << 4   /* a hit may be several lines */
};

/*
 * A pattern, and what goes before it, for texts of one kind: most are ASCII,
 * for which all of this is faster.
 */
struct hunt_kind {
	struct pattern *pattern;
	struct sieve sieve;
	bool is_match; /* what the sieve finds is the match */
};

struct hunt {
	struct hunt_kind ascii, any; /* ascii.pattern may be NULL */
	bool by_line; /* the whole text would not show each line that hits */
	bool multiline;
};

/* 0, or -1 with invalid_arguments that shows where a pattern is wrong. */
int hunt_make(
    struct hunt *h, const struct strv *patterns, int flags, struct error *e);
/* The same for another thread, to be released before h. */
void hunt_twin(struct hunt *twin, const struct hunt *h);
void hunt_release(struct hunt *h);

/* A text, or whole lines of it. */
struct hunt_text {
	const char *s;
	size_t len;
	bool is_ascii; /* it is known to be */
};

void hunt_begin(
    const struct hunt *hunt, struct hits *h, const struct hunt_text *text);

#endif
