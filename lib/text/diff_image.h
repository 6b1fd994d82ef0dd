#ifndef TEXT_DIFF_IMAGE_H
#define TEXT_DIFF_IMAGE_H

#include "text/diff.h"

/*
 * A file's lines while hunks are applied to them, and the place of each
 * hunk. Like git's own image of a file, so that we put a hunk where
 * git apply puts it, or nowhere.
 */
struct image_line {
	struct diff_line l;
	size_t number; /* in the old file; 0: a hunk wrote or held it */
};

struct image {
	struct image_line *v;
	size_t n;
	long shift; /* lines that the hunks so far added */
	long drift; /* how far from its stated line the last one lay */
	long done;  /* where it ended */
};

/* The context and removed lines of a hunk. */
struct old_side {
	const struct diff_line **v; /* the caller frees v */
	long n;
};

/* Splits a text, which must outlive the image; image_release() frees. */
void image_init(struct image *m, const char *text, size_t len);
void image_release(struct image *m);
/* Puts a hunk at line `at` (from 0), where its old side fits. */
void image_splice(struct image *m, const struct diff_hunk *h, size_t at);

void image_old_side(struct old_side *o, const struct diff_hunk *h);
bool image_same(const struct diff_line *a, const struct diff_line *b);
/* The same but for white space. */
bool image_alike(const struct diff_line *a, const struct diff_line *b);
/* Whether o is what stands at line `at`, where no hunk was yet. */
bool image_fits(const struct image *m, const struct old_side *o, long at);
/* The number in the old file of what now is line i, from 0. */
long image_number(const struct image *m, long i);

/*
 * Where a hunk goes, from 0: at its stated line, moved by as much as the
 * hunk before it was; else at the nearest place behind that hunk. That must
 * also be what git apply takes: the nearest to the new line number; the end
 * of the file when no context follows; its beginning for line 1. Else the
 * diff may mean two places. -1 with not_found or invalid_arguments, which
 * name the hunk by its line `at`, and say what f's file has there.
 */
long image_place(const struct image *m, const struct diff_file *f,
    const struct diff_hunk *h, struct error *e);

/*
 * Why it fits nowhere: -1 with not_found, which names the first line that
 * differs where most of the hunk is found, and what the file has there.
 */
int image_misfit(const struct image *m, const struct old_side *o,
    const struct diff_file *f, const struct diff_hunk *h, long wanted,
    struct error *e);

#endif
