#ifndef TEXT_DIFF_H
#define TEXT_DIFF_H

#include "base/buf.h"
#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Unified diffs, read strictly and once: what validate_diff judges and what
 * apply_patch writes come from the same struct diff, so that the paths
 * examined are the paths written. What is not fully understood is refused,
 * with its line; nothing is skipped but blank lines between sections.
 */
enum diff_change {
	DIFF_MODIFY, /* the mode may be all that changes */
	DIFF_CREATE,
	DIFF_DELETE,
	DIFF_RENAME,
	DIFF_COPY,
};

struct diff_line {
	char kind;        /* ' ', '+' or '-' */
	bool no_newline;  /* the file ends here, without a newline */
	const char *text; /* without the newline; lent from the diff's text */
	size_t len;
};

struct diff_hunk {
	size_t at; /* line of its header in the diff, from 1 */
	long old_start, old_count, new_start, new_count; /* as stated */
	struct diff_line *lines;
	size_t n;
};

struct diff_file {
	size_t at; /* line in the diff, from 1 */
	enum diff_change change;
	char *old_path; /* equal to path but for a rename or a copy */
	char *path;     /* what is written, or deleted */
	unsigned old_mode, new_mode; /* such as 0100644; 0: not said */
	bool binary;                 /* its content is not in hunks */
	struct diff_hunk *hunks;
	size_t n;
};

struct diff {
	struct diff_file *files;
	size_t n;
};

#define DIFF_MODE_TYPE    0170000
#define DIFF_MODE_FILE    0100000
#define DIFF_MODE_SYMLINK 0120000
#define DIFF_MODE_MODULE  0160000

/*
 * Reads git's diffs (with extended headers, quoted names, binary sections)
 * and plain ---/+++ ones. The text must outlive d. -1 with outside_root for
 * a name that is absolute or has `..`, else invalid_arguments.
 */
int diff_parse(struct diff *d, const char *text, size_t len, struct error *e);
void diff_release(struct diff *d);

/*
 * Turns d into what takes it back. -1 with invalid_arguments for a copy,
 * which nothing but a deletion takes back.
 */
int diff_reverse(struct diff *d, struct error *e);

/*
 * Appends the diff with hunk headers that count what stands below them (as
 * git apply --recount), and new line numbers that follow from the old ones;
 * notes gets a sentence for each that was mended. For diffs of models, which
 * count badly: what is parsed, judged and applied then is the mended text.
 */
void diff_recount(
    struct buf *out, const char *text, size_t len, struct strv *notes);

/*
 * Applies one file's hunks to its old text (empty for a new file) and
 * appends the new one to out. All context and removed lines must be there,
 * byte for byte. A hunk lies at its stated line, moved by as much as the
 * hunk before it was; if it does not fit there, at the nearest place behind
 * that hunk where it does; nowhere if that is not for certain the place
 * which git apply takes (diff_image.h). -1 with not_found, which names the
 * first line that differs and shows the file's. notes, which may be NULL, gets
 * a sentence for each hunk that does not lie where the diff says.
 */
int diff_apply(const struct diff_file *f, const char *old, size_t len,
    struct buf *out, struct strv *notes, struct error *e);

#endif
