/* views: what a confined program sees of the file system */
#include "system/views.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel has it */

void
views_add_new(
    struct views *s, enum view_kind kind, const char *path, const char *target)
{
	s->v = xreallocarray(s->v, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = (struct view){
	    .path = xstrdup(path),
	    .target = target ? xstrdup(target) : NULL,
	    .kind = kind,
	};
}

/* Goes on at what a link says: an absolute path, or one beside the link. */
static void
follow(struct buf *path, const char *target, const char *rest)
{
	const char *slash = strrchr(buf_str(path), '/');
	char *copy = xstrdup(rest);

	buf_truncate(
	    path, target[0] == '/' ? 0 : (size_t)(slash - buf_str(path)));
	buf_addf(path, "%s%s%s", target[0] == '/' ? "" : "/", target, copy);
	free(copy);
}

/* The first link on the way, recorded and followed; whether there was one. */
static bool
follow_first(struct views *s, struct buf *path)
{
	char target[PATH_MAX], *whole = xstrdup(buf_str(path)), *end;
	ssize_t n = -1;
	char kept;

	for (end = whole; *end != '\0' && n < 0;) {
		end = strchrnul(end + 1, '/');
		kept = *end;
		*end = '\0';
		n = readlink(whole, target, sizeof(target) - 1);
		if (n < 0)
			*end = kept;
	}
	if (n >= 0) {
		target[n] = '\0';
		views_add_new(s, VIEW_LINK, whole, target);
		*end = kept;
		buf_truncate(path, (size_t)(end - whole));
		follow(path, target, end);
	}
	free(whole);
	return n >= 0;
}

void
views_add(struct views *s, enum view_kind kind, const char *path)
{
	char *real = realpath(path, NULL);
	struct buf at = {0};

	if (real == NULL || strcmp(real, "/") == 0) {
		free(real);
		return;
	}
	buf_adds(&at, path);
	for (int i = 0; i < LINKS_MAX && follow_first(s, &at); i++)
		;
	views_add_new(s, kind, real, NULL);
	buf_release(&at);
	free(real);
}

static int
by_path(const void *a, const void *b)
{
	const struct view *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order != 0 ? order : (int)x->kind - (int)y->kind;
}

static bool
is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && path[n] == '/';
}

/* Whether a view to read or a link is already in what is above it. */
static bool
is_covered(const struct views *s, size_t n, const struct view *v)
{
	if (v->kind != VIEW_READ && v->kind != VIEW_LINK)
		return false;
	for (size_t i = n; i-- > 0;)
		if (is_below(v->path, s->v[i].path) &&
		    s->v[i].kind != VIEW_LINK && s->v[i].kind != VIEW_FOLDER)
			return s->v[i].kind != VIEW_TMPFS;
	return false;
}

static void
free_view(struct view *v)
{
	free(v->path);
	free(v->target);
}

void
views_arrange(struct views *s)
{
	size_t n = 0;

	if (s->n > 0)
		qsort(s->v, s->n, sizeof(*s->v), by_path);
	for (size_t i = 0; i < s->n; i++) {
		bool same =
		    i + 1 < s->n && strcmp(s->v[i].path, s->v[i + 1].path) == 0;

		if (same || is_covered(s, n, &s->v[i]))
			free_view(&s->v[i]);
		else
			s->v[n++] = s->v[i];
	}
	s->n = n;
}

void
views_release(struct views *s)
{
	for (size_t i = 0; i < s->n; i++)
		free_view(&s->v[i]);
	free(s->v);
	*s = (struct views){0};
}
