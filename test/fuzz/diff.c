/* diff: a diff, and behind a line `%%` an old file that it is applied to */
#include "text/diff.h"
#include "fuzz.h"

/* What lies outside the root is refused by the parser, not by its users. */
static void
check_path(const char *path)
{
	assert(path != NULL && *path != '\0' && *path != '/');
	for (const char *p = path; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		assert(strncmp(p, "../", 3) != 0 && strcmp(p, "..") != 0);
	}
}

static void
check_counts(const struct diff_hunk *h)
{
	long old = 0, new = 0;

	for (size_t i = 0; i < h->n; i++) {
		old += h->lines[i].kind != '+';
		new += h->lines[i].kind != '-';
	}
	assert(old == h->old_count && new == h->new_count);
}

static void
check_file(const struct diff_file *f, const char *old, size_t len)
{
	struct buf out = {0};
	struct error e = {0};

	check_path(f->path);
	check_path(f->old_path);
	for (size_t i = 0; i < f->n; i++)
		check_counts(&f->hunks[i]);
	if (diff_apply(f, old, len, &out, NULL, &e) < 0)
		assert(e.code != ERROR_NONE);
	else if (f->n == 0)
		assert(out.len == len && memcmp(buf_str(&out), old, len) == 0);
	buf_release(&out);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = memmem(data, size, "\n%%\n", 4);
	size_t len = cut ? (size_t)(cut - data) + 1 : size;
	char *text = fuzz_text(data, len);
	char *old = cut ? fuzz_text(cut + 4, size - len - 3) : xstrdup("");
	struct error e = {0};
	struct diff d;

	if (diff_parse(&d, text, len, &e) == 0) {
		for (size_t i = 0; i < d.n; i++)
			check_file(&d.files[i], old, cut ? size - len - 3 : 0);
		diff_release(&d);
	} else {
		assert(e.code != ERROR_NONE);
	}
	error_release(&e);
	free(text);
	free(old);
	return 0;
}
