/* envelope: a patch of Codex's form, and behind `%%` the file that it changes
 */
#include "text/envelope.h"
#include "fuzz.h"
#include "text/diff.h"

static const char *old;
static size_t old_len;

static int
read_old(const char *path, struct buf *text, struct error *e)
{
	(void)e;
	assert(*path != '/' && strncmp(path, "../", 3) != 0 &&
	       strstr(path, "/../") == NULL);
	buf_add(text, old, old_len);
	return 0;
}

/* What was made against the file is a diff, and fits that file. */
static void
check(const struct buf *text)
{
	struct error e = {0};
	struct buf out = {0};
	struct diff d;

	if (diff_parse(&d, buf_str(text), text->len, &e) < 0) {
		/* two sections of one file, or what no diff can hold */
		assert(strstr(e.message, "already changed") != NULL ||
		       strstr(e.message, "NUL byte") != NULL ||
		       strstr(e.message, "time stamp") != NULL);
		error_release(&e);
		return;
	}
	for (size_t i = 0; i < d.n; i++) {
		bool new = d.files[i].change == DIFF_CREATE;

		assert(diff_apply(&d.files[i], new ? "" : old,
			   new ? 0 : old_len, &out, NULL, &e) == 0);
	}
	buf_release(&out);
	diff_release(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = memmem(data, size, "\n%%\n", 4);
	size_t len = cut ? (size_t)(cut - data) + 1 : size;
	char *text = fuzz_text(data, len);
	char *behind = cut ? fuzz_text(cut + 4, size - len - 3) : xstrdup("");
	struct error e = {0};
	struct buf diff = {0};

	old = behind;
	old_len = cut ? size - len - 3 : 0;
	if (envelope_is(text, len)) {
		if (envelope_to_diff(&diff, text, len, read_old, &e) == 0)
			check(&diff);
		else
			assert(e.code != ERROR_NONE);
	}
	error_release(&e);
	buf_release(&diff);
	free(text);
	free(behind);
	return 0;
}
