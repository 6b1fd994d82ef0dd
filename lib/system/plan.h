#ifndef SYSTEM_PLAN_H
#define SYSTEM_PLAN_H

#include "base/strv.h"
#include "system/change.h"
#include "text/diff.h"

/* What a diff makes of the files under the root: nothing is written yet. */
struct plan {
	struct change *v; /* in the diff's order; a rename is two */
	size_t n;
	struct buf *texts; /* of the diff's files, which v lends */
};

/* What a file must be for the diff to be applied to it. */
struct plan_hash {
	const char *path, *sha256;
};

/*
 * Applies the diff to what is there, for change_commit(). notes gets a
 * sentence for each hunk that lies elsewhere. p stays until the process ends.
 * -1 with binary_file, not_a_file for what is no text or no regular file;
 * not_found when a hunk does not fit or a hash differs, invalid_arguments
 * when a hash is of a file that the diff does not read; or as change_read.
 */
int plan_make(struct plan *p, const struct diff *d,
    const struct plan_hash *hashes, size_t n, struct strv *notes,
    struct error *e);

#endif
