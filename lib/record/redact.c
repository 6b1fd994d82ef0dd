/* redact: secrets in text become [redacted:RULE] */
#include "record/redact.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "record/keys.h"
#include "text/secrets.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	UNSETTLED = 4096, /* bytes that a secret may have */
	LINE_MIN = 24     /* that a line of base64 has */
};

/* A place in the text that must not be told. */
struct mark {
	size_t start, end;
	const char *name;
};

struct marks {
	struct mark *v;
	size_t n;
};

static void
add_mark(struct marks *m, size_t start, size_t len, const char *name)
{
	m->v = xreallocarray(m->v, m->n + 1, sizeof(*m->v));
	m->v[m->n++] = (struct mark){start, start + len, name};
}

static void
mark_key(void *marks, size_t start, size_t len)
{
	add_mark(marks, start, len, "environment");
}

static void
count_key(void *n, size_t start, size_t len)
{
	(void)start, (void)len;
	++*(size_t *)n;
}

bool
redact_holds_own(const char *text, size_t len)
{
	size_t n = 0;

	keys_find(text, len, count_key, &n);
	return n > 0;
}

/*
 * A long run of base64 holds no secret that anyone could see, and what looks
 * like one there is an image that would be lost.
 */
static bool
in_attachment(const char *text, size_t len, size_t at)
{
	static const char mark[] = ";base64,";
	size_t start = at, end = at;

	while (start > 0 && (isalnum((unsigned char)text[start - 1]) ||
				strchr("+/", text[start - 1])))
		start--;
	while (end < len &&
	       (isalnum((unsigned char)text[end]) || strchr("+/=", text[end])))
		end++;
	return end - start > 1024 && start >= strlen(mark) &&
	       memcmp(text + start - strlen(mark), mark, strlen(mark)) == 0;
}

static void
mark_rules(struct marks *m, const char *text, size_t len)
{
	struct secrets found = {0};

	secrets_find(&found, text, len);
	for (size_t i = 0; i < found.n; i++)
		if (!in_attachment(text, len, found.v[i].start))
			add_mark(m, found.v[i].start, found.v[i].len,
			    found.v[i].rule->id);
	secrets_release(&found);
}

/* Our own values first: that is what they are, whatever form they have. */
static int
by_place(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	bool own = strcmp(x->name, "environment") == 0;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return own ? -1 : strcmp(y->name, "environment") == 0;
}

static void
mark(struct marks *m, const char *text, size_t len)
{
	keys_find(text, len, mark_key, m);
	mark_rules(m, text, len);
	if (m->n > 1)
		qsort(m->v, m->n, sizeof(*m->v), by_place);
}

static void
replace(struct buf *out, const char *text, size_t len, bool briefly)
{
	struct marks m = {0};
	size_t at = 0;

	mark(&m, text, len);
	for (size_t i = 0; i < m.n; i++) {
		if (m.v[i].start >= at) {
			buf_add(out, text + at, m.v[i].start - at);
			buf_addf(out, "[redacted%s%s]", briefly ? "" : ":",
			    briefly ? "" : m.v[i].name);
		}
		if (m.v[i].end > at)
			at = m.v[i].end;
	}
	buf_add(out, text + at, len - at);
	free(m.v);
}

void
redact(struct buf *out, const char *text, size_t len)
{
	replace(out, text, len, false);
}

/*
 * The words at the end may be the beginning of a secret, of which none has
 * more than three: `authorization: basic ...`. A long one may be a line of
 * base64, which goes on from line to line.
 */
static size_t
before_last_words(const char *text, size_t len)
{
	size_t at = len, n = len, words = 0;

	while (at > 0 && len - at < UNSETTLED && words < 3) {
		if (!isspace((unsigned char)text[--at]))
			continue;
		words += n - at > 1 && n - at <= LINE_MIN;
		n = at;
	}
	if (at == 0)
		return 0;
	return utf8_cut(text, len, n < len ? n : at);
}

/* Where a private key begins whose end is still to come, or n. */
static size_t
before_open_key(const char *text, size_t len, size_t n)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	const char *p, *q = text;

	while ((p = memmem(q, (size_t)(text + len - q), begin,
		    strlen(begin))) != NULL) {
		q = memmem(p, (size_t)(text + len - p), end, strlen(end));
		if (q == NULL)
			return (size_t)(p - text) < n ? (size_t)(p - text) : n;
	}
	return n;
}

size_t
redact_settled(const char *text, size_t len)
{
	size_t n = before_open_key(text, len, before_last_words(text, len));
	struct marks m = {0};

	mark(&m, text, len);
	for (size_t i = m.n; i-- > 0;)
		if (m.v[i].start < n && m.v[i].end > n)
			n = m.v[i].start;
	free(m.v);
	/* what looks like one secret, and is too long to be kept in mind */
	return n == 0 && len > 16 * UNSETTLED ? utf8_cut(text, len, len) : n;
}

static bool
redact_string(char **s, bool briefly)
{
	struct buf out = {0};
	bool changed;

	replace(&out, *s, strlen(*s), briefly);
	changed = strcmp(*s, buf_str(&out)) != 0;
	free(*s);
	*s = buf_detach(&out);
	return changed;
}

static bool
redact_tree(cJSON *value, bool briefly)
{
	bool changed = false;

	if (cJSON_IsString(value))
		changed |= redact_string(&value->valuestring, briefly);
	if (value->string != NULL)
		changed |= redact_string(&value->string, briefly);
	for (cJSON *c = value->child; c != NULL; c = c->next)
		changed |= redact_tree(c, briefly);
	return changed;
}

bool
redact_json(cJSON *value)
{
	return redact_tree(value, false);
}

bool
redact_json_briefly(cJSON *value)
{
	return redact_tree(value, true);
}
