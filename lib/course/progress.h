#ifndef COURSE_PROGRESS_H
#define COURSE_PROGRESS_H

#include "base/error.h"
#include "course/course.h"
#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * What a learner has done, in practice/progress.json:
 *
 *	{"version":1,"current":ID,"exercises":{ID:{"started_at":TIME,
 *	 "active_at":TIME,"seconds":N,"checks":N,"hints":N,
 *	 "passed_at":TIME,"hash":SHA256}}}
 *
 * Times are seconds since 1970. The file is replaced as a whole, and the one
 * before is kept as progress.json.old: a kill at any moment leaves both. A
 * damaged one is kept as progress.json.damaged when it is replaced. While it
 * is open for writing no other codex-learn writes it.
 */
struct progress {
	cJSON *json;
	char *path;    /* of progress.json */
	int lock;      /* descriptor, or -1 */
	bool readable; /* progress.json itself could be read */
	bool mended;   /* it was there, and the one before it is used */
};

/*
 * Reads the state in the folder `practice`; with `write` the folder is made
 * and others wait until the release. No file is an empty state. -1 when the
 * folder cannot be made or locked, or the file is of a later version. Former
 * ids become those of the course.
 */
int progress_open(struct progress *p, const struct course *c,
    const char *practice, bool write, struct error *e);
/*
 * Whether neither file could be read, now or before, so that something may
 * be forgotten; and that all has been checked again since.
 */
bool progress_damaged(const struct progress *p);
void progress_set_whole(struct progress *p);
/* Writes it, once after it was opened. -1 leaves what was there. */
int progress_save(const struct progress *p, struct error *e);
/* Lets others write. */
void progress_unlock(struct progress *p);
void progress_release(struct progress *p);

/* What is known of an exercise, made when there is nothing yet. Lent. */
cJSON *progress_of(struct progress *p, const char *id);
/* The same, or NULL. */
const cJSON *progress_known(const struct progress *p, const char *id);
/*
 * The learner did something with it now: it becomes the current one, and the
 * time since he did something last is added to its seconds if that was with
 * it, too, and less than ten minutes ago.
 */
void progress_touch(struct progress *p, const char *id);
/* It passed now with files of this hash; or what passed does so no more. */
void progress_pass(struct progress *p, const char *id, const char *hash);
void progress_fail(struct progress *p, const char *id, const char *hash);

/*
 * Adds what another progress.json says: an exercise that passed in either
 * has passed, with the counts of the one that has more checks. -1 with e
 * when text is none.
 */
int progress_merge(struct progress *p, const struct course *c, const char *text,
    size_t len, struct error *e);

#endif
