/* commits: what the commits of a range add */
#include "system/commits.h"
#include "system/git.h"
#include <string.h>

#define COMMITS 64 /* that git is asked for at once */

int
commits_init(struct commits *h, const char *range, struct error *e)
{
	struct strv args = {0};
	struct buf out = {0};
	struct error why = {0};
	char *rest, *line;
	int status;

	*h = (struct commits){0};
	strv_addl(
	    &args, "rev-list", "--reverse", "--topo-order", range, "--", NULL);
	status = git_run(&args, false, &out, &why);
	strv_release(&args);
	if (status < 0 && why.code == ERROR_COMMAND_FAILED) {
		error_set(e, ERROR_NOT_FOUND, "no revision '%s': %s", range,
		    why.message);
		error_hint(e, "a shallow clone lacks history: git fetch "
			      "--unshallow, or fetch-depth: 0 in a workflow");
	} else if (status < 0) {
		error_set(e, why.code, "%s", why.message);
	}
	error_release(&why);
	rest = out.data;
	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			strv_add(&h->hashes, line);
	buf_release(&out);
	return status;
}

static int
log_of(const struct commits *h, size_t n, const struct strv *paths,
    struct buf *out, struct error *e)
{
	struct strv args = {0};
	int status;

	strv_addl(&args, "log", "--no-walk=unsorted", "-p", "-U0", "--cc",
	    "--full-index", "--no-color", "--src-prefix=a/", "--dst-prefix=b/",
	    "--no-relative", "--format=commit %H%n%w(0,4,4)%B", NULL);
	for (size_t i = 0; i < n; i++)
		strv_add(&args, h->hashes.v[h->next + i]);
	strv_add(&args, "--");
	for (size_t i = 0; i < paths->n; i++)
		strv_add(&args, paths->v[i]);
	status = git_run(&args, false, out, e);
	strv_release(&args);
	return status;
}

int
commits_next(struct commits *h, const struct strv *paths, struct buf *out,
    struct error *e)
{
	size_t left = h->hashes.n - h->next,
	       n = left < COMMITS ? left : COMMITS;
	struct error why = {0};

	buf_truncate(out, 0);
	while (n > 0) {
		if (log_of(h, n, paths, out, &why) == 0) {
			h->next += n;
			return 1;
		}
		if (why.code != ERROR_TOO_LARGE) {
			error_set(e, why.code, "%s", why.message);
			error_release(&why);
			return -1;
		}
		error_release(&why);
		if (n > 1) {
			n /= 2;
			continue;
		}
		h->too_large++;
		h->next++;
		n = h->next < h->hashes.n;
	}
	return 0;
}

void
commits_release(struct commits *h)
{
	strv_release(&h->hashes);
}
