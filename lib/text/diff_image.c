/* diff_image: a file's lines while hunks are applied to them */
#include "text/diff_image.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

void
image_init(struct image *m, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	size_t n = 0;

	for (const char *s = text; s < end; s = nl + 1, n++)
		if ((nl = memchr(s, '\n', (size_t)(end - s))) == NULL)
			nl = end;
	*m = (struct image){.v = xcalloc(n + 1, sizeof(*m->v)), .n = n};
	for (size_t i = 0; i < n; i++, text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		m->v[i].l.no_newline = nl == NULL;
		nl = nl ? nl : end;
		m->v[i].l.text = text;
		m->v[i].l.len = (size_t)(nl - text);
		m->v[i].number = i + 1;
	}
}

void
image_release(struct image *m)
{
	free(m->v);
	*m = (struct image){0};
}

void
image_splice(struct image *m, const struct diff_hunk *h, size_t at)
{
	size_t old = 0, new = 0, k = at;

	for (size_t i = 0; i < h->n; i++) {
		old += h->lines[i].kind != '+';
		new += h->lines[i].kind != '-';
	}
	m->v = xreallocarray(m->v, m->n + new + 1, sizeof(*m->v));
	memmove(&m->v[at + new], &m->v[at + old],
	    (m->n - at - old) * sizeof(*m->v));
	for (size_t i = 0; i < h->n; i++)
		if (h->lines[i].kind != '-')
			m->v[k++] = (struct image_line){.l = h->lines[i]};
	m->n = m->n - old + new;
	if (old > 0)
		m->drift = (long)at - (h->old_start - 1 + m->shift);
	m->shift += (long)new - (long)old;
	m->done = (long)(at + new);
}

void
image_old_side(struct old_side *o, const struct diff_hunk *h)
{
	*o = (struct old_side){.v = xcalloc(h->n + 1, sizeof(*o->v))};
	for (size_t i = 0; i < h->n; i++)
		if (h->lines[i].kind != '+')
			o->v[o->n++] = &h->lines[i];
}

bool
image_same(const struct diff_line *a, const struct diff_line *b)
{
	return a->len == b->len && a->no_newline == b->no_newline &&
	       memcmp(a->text, b->text, a->len) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool
image_alike(const struct diff_line *a, const struct diff_line *b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a->len && is_blank(a->text[i]))
			i++;
		while (k < b->len && is_blank(b->text[k]))
			k++;
		if (i == a->len || k == b->len)
			return i == a->len && k == b->len;
		if (a->text[i++] != b->text[k++])
			return false;
	}
}

bool
image_fits(const struct image *m, const struct old_side *o, long at)
{
	if (at < 0 || at > (long)m->n - o->n)
		return false;
	for (long i = 0; i < o->n; i++)
		if (m->v[at + i].number == 0 ||
		    !image_same(&m->v[at + i].l, o->v[i]))
			return false;
	return true;
}

long
image_number(const struct image *m, long i)
{
	return i < (long)m->n && m->v[i].number > 0 ? (long)m->v[i].number
						    : i + 1 - m->shift;
}
