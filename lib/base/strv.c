/* strv: a vector of strings */
#include "base/strv.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void
strv_take(struct strv *s, char *text)
{
	/* room is doubled at powers of two; one more for the NULL */
	if ((s->n & (s->n + 1)) == 0)
		s->v = xreallocarray(s->v, 2 * (s->n + 1), sizeof(*s->v));
	s->v[s->n++] = text;
	s->v[s->n] = NULL;
}

void
strv_add(struct strv *s, const char *text)
{
	strv_take(s, xstrdup(text));
}

void
strv_addf(struct strv *s, const char *fmt, ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	strv_take(s, buf_detach(&b));
}

void
strv_addl(struct strv *s, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, s);
	while ((text = va_arg(ap, const char *)) != NULL)
		strv_add(s, text);
	va_end(ap);
}

bool
strv_has(const struct strv *s, const char *text)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i], text) == 0)
			return true;
	return false;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
strv_sort_unique(struct strv *s)
{
	size_t kept = 0;

	if (s->n == 0)
		return;
	qsort(s->v, s->n, sizeof(*s->v), compare);
	for (size_t i = 1; i < s->n; i++) {
		if (strcmp(s->v[kept], s->v[i]) == 0)
			free(s->v[i]);
		else
			s->v[++kept] = s->v[i];
	}
	s->n = kept + 1;
	/* capacity follows n (see strv_take): give back what it assumes */
	s->v = xreallocarray(s->v, 2 * (s->n + 1), sizeof(*s->v));
	s->v[s->n] = NULL;
}

bool
strv_has_sorted(const struct strv *s, const char *text)
{
	return s->n > 0 &&
	       bsearch(&text, s->v, s->n, sizeof(*s->v), compare) != NULL;
}

void
strv_release(struct strv *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
	*s = (struct strv){0};
}
