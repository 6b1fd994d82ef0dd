/* trailers: what a commit's message says of the session it came from */
#include "record/trailers.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/git.h"
#include <stdlib.h>
#include <string.h>

/* The value of one trailer, the caller frees; NULL with an error. */
static char *
read_one(const char *revision, const char *key, struct error *e)
{
	char *format = xasprintf("--format=%%(trailers:key=%s,valueonly)", key);
	struct buf out = {0};
	size_t len;
	int status = git_runl(
	    &out, e, "log", "-1", format, "--end-of-options", revision, NULL);

	free(format);
	len = strcspn(buf_str(&out), "\n");
	if (status == 0 && len > 0) {
		buf_truncate(&out, len);
		return buf_detach(&out);
	}
	if (status == 0)
		error_set(e, ERROR_NOT_FOUND, "commit '%s' has no trailer %s",
		    revision, key);
	buf_release(&out);
	return NULL;
}

int
trailers_read(const char *revision, char **id, char **head, struct error *e)
{
	*head = read_one(revision, "Codex-Log-Head", e);
	*id = *head ? read_one(revision, "Codex-Session", e) : NULL;
	if (*id != NULL)
		return 0;
	free(*head);
	return -1;
}
