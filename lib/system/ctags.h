#ifndef SYSTEM_CTAGS_H
#define SYSTEM_CTAGS_H

#include "base/buf.h"
#include "base/error.h"
#include "text/tags.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * universal-ctags over texts that we hold. It gets them through its standard
 * input and opens no file: before it looks at them it gives up all system
 * calls but reading, writing and its end (its --_interactive=sandbox), and
 * no configuration is read, the repository's or the user's (--options=NONE).
 *
 *	while (more texts) {
 *		ctags_add(&c, path, text, len);
 *		if (c.in.len > CTAGS_BATCH)
 *			ctags_run, use c.texts, ctags_clear
 *	}
 */
struct ctags_text {
	char *path;
	struct tags tags; /* sorted by line; prototypes of C, too */
	bool failed;      /* ctags could not read it all */
	size_t at;        /* where in the input it begins */
};

struct ctags {
	struct ctags_text *texts;
	size_t n;
	struct buf in; /* what ctags will read */
};

/* So much is worth a process, and is held in memory without regret. */
#define CTAGS_BATCH ((size_t)8 << 20)

/* Adds a text of any bytes; the path's last component tells the language. */
void ctags_add(struct ctags *c, const char *path, const char *text, size_t len);
/*
 * Fills the tags of all texts by one process. A text at which ctags ends or
 * takes too long has failed, and the others are read without it. 0; -1 with
 * not_available (package universal-ctags), command_failed.
 */
int ctags_run(struct ctags *c, struct error *e);
/* Forgets the texts and their tags; memory is kept for the next ones. */
void ctags_clear(struct ctags *c);
void ctags_release(struct ctags *c);

#endif
