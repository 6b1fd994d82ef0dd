/* proposal: a model's patch, in whatever form, as one text in git's form */
#include "system/proposal.h"
#include "system/change.h"
#include "system/root.h"
#include "text/diff.h"
#include "text/envelope.h"
#include <string.h>

static int
read_file(const char *path, struct buf *text, struct error *e)
{
	struct stat st;

	return change_read(path, ROOT_FILE_MAX, text, &st, e);
}

int
proposal_read(struct buf *diff, const char *text, bool recount,
    struct strv *notes, struct error *e)
{
	size_t len = strlen(text);

	if (envelope_is(text, len))
		return envelope_to_diff(diff, text, len, read_file, e);
	if (recount)
		diff_recount(diff, text, len, notes);
	else
		buf_add(diff, text, len);
	if (len > 0 && text[len - 1] != '\n') {
		strv_add(notes, "a newline was added at the end of the diff");
		buf_addc(diff, '\n');
	}
	return 0;
}
