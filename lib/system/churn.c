/* churn: what commits changed of late */
#include "system/churn.h"
#include "base/alloc.h"
#include "system/git.h"
#include <stdlib.h>
#include <string.h>

static int
by_path(const void *x, const void *y)
{
	const struct churn_file *a = x, *b = y;

	return strcmp(a->path, b->path);
}

static int
by_commits(const void *x, const void *y)
{
	const struct churn_file *a = x, *b = y;
	long p = a->added + a->removed, q = b->added + b->removed;

	if (a->commits != b->commits)
		return a->commits < b->commits ? 1 : -1;
	if (p != q)
		return p < q ? 1 : -1;
	return strcmp(a->path, b->path);
}

/* `added TAB removed TAB path`, with - for the lines of a binary file. */
static void
add_record(struct churn *c, const char *record)
{
	struct churn_file f = {.commits = 1};
	char *end;

	f.added = strtol(record, &end, 10);
	end += *end == '-';
	if (*end != '\t')
		return;
	f.removed = strtol(end + 1, &end, 10);
	end += *end == '-';
	if (*end != '\t')
		return;
	f.path = end + 1;
	c->v[c->n++] = f;
}

/* Makes one of all that are of the same path. */
static void
join(struct churn *c)
{
	size_t n = 0;

	qsort(c->v, c->n, sizeof(*c->v), by_path);
	for (size_t i = 0; i < c->n; i++) {
		if (n == 0 || strcmp(c->v[n - 1].path, c->v[i].path) != 0) {
			c->v[n++] = c->v[i];
			continue;
		}
		c->v[n - 1].commits++;
		c->v[n - 1].added += c->v[i].added;
		c->v[n - 1].removed += c->v[i].removed;
	}
	c->n = n;
	qsort(c->v, c->n, sizeof(*c->v), by_commits);
}

/* Of each commit a \001, then its files behind a newline. */
static void
read_records(struct churn *c, const struct buf *out)
{
	const char *s = buf_str(out), *end = s + out->len;

	for (; s < end; s += strlen(s) + 1) {
		if (*s == '\001') {
			c->commits++;
			continue;
		}
		strv_add(&c->records, s + (*s == '\n'));
	}
	c->more = c->commits == CHURN_COMMITS;
	c->v = xreallocarray(NULL, c->records.n + 1, sizeof(*c->v));
	for (size_t i = 0; i < c->records.n; i++)
		add_record(c, c->records.v[i]);
}

/* Whether there is a commit to begin with. */
static int
has_commits(struct error *e)
{
	char *head = git_commit("HEAD", e);

	if (head == NULL && e->code == ERROR_NOT_FOUND) {
		error_release(e);
		return 0;
	}
	free(head);
	return head == NULL ? -1 : 1;
}

int
churn_read(
    struct churn *c, const struct strv *paths, long days, struct error *e)
{
	struct strv args = {0};
	struct buf out = {0};
	int status = has_commits(e);

	*c = (struct churn){0};
	if (status <= 0)
		return status < 0 ? -1 : 1;
	strv_addl(&args, "log", "-z", "--numstat", "--relative", "--no-renames",
	    "--no-merges", "--format=%x01", NULL);
	strv_addf(&args, "--max-count=%d", CHURN_COMMITS);
	strv_addf(&args, "--since=%ld days ago", days);
	strv_addl(&args, "HEAD", "--", NULL);
	for (size_t i = 0; i < paths->n; i++)
		strv_add(&args, paths->v[i]);
	if (paths->n == 0)
		strv_add(&args, ".");
	status = git_run(&args, false, &out, e);
	if (status == 0) {
		read_records(c, &out);
		join(c);
	}
	buf_release(&out);
	strv_release(&args);
	return status;
}

void
churn_release(struct churn *c)
{
	free(c->v);
	strv_release(&c->records);
	*c = (struct churn){0};
}
