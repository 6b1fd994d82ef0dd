/* redact: secrets in text become [redacted:RULE] */
#include "record/redact.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "text/secrets.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define UNSETTLED 4096 /* bytes that a secret may have */

/* A name such as OPENAI_API_KEY, but not KEYBOARD or MAX_TOKENS. */
static bool
names_a_secret(const char *name, size_t len)
{
	static const char *const words[] = {"KEY", "APIKEY", "TOKEN", "SECRET",
	    "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIALS", "AUTHORIZATION",
	    "COOKIE"};
	size_t n;

	for (const char *end = name + len; name < end; name += n + 1) {
		n = strcspn(name, "_-=:");
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strlen(words[i]) == n &&
			    strncasecmp(name, words[i], n) == 0)
				return true;
	}
	return false;
}

/* The values of such variables, as they are and as JSON writes them. */
struct secrets_of_ours {
	struct buf text[2 * 64];
	size_t n;
};

static void
add_secret(struct secrets_of_ours *s, const char *value)
{
	struct buf json = {0};

	if (strlen(value) < 8 ||
	    s->n + 2 > sizeof(s->text) / sizeof(s->text[0]))
		return;
	buf_adds(&s->text[s->n++], value);
	json_print_string(&json, value, strlen(value));
	if (json.len != strlen(value) + 2)
		buf_add(&s->text[s->n++], json.data + 1, json.len - 2);
	buf_release(&json);
}

/* Lines of "Name: value", some of which are keys. */
static void
add_headers(struct secrets_of_ours *s, const char *line)
{
	size_t len, name, blank;
	char *value;

	for (; *line != '\0'; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		name = strcspn(line, ":\n");
		if (name == len || !names_a_secret(line, name))
			continue;
		value = xstrndup(line + name + 1, len - name - 1);
		name = strspn(value, " \t");
		if (strncasecmp(value + name, "bearer ", 7) == 0)
			name += 7;
		blank = strcspn(value + name, " \t\r");
		value[name + blank] = '\0';
		add_secret(s, value + name);
		free(value);
	}
}

/* They are looked up once: nothing here changes its own environment. */
static const struct secrets_of_ours *
ours(void)
{
	static struct secrets_of_ours s;
	static bool known;
	const char *equals;

	for (char **e = environ; !known && e != NULL && *e != NULL; e++) {
		equals = strchr(*e, '=');
		if (equals && names_a_secret(*e, (size_t)(equals - *e)))
			add_secret(&s, equals + 1);
		if (strncmp(*e, "OPENAI_CUSTOM_HEADERS=", 22) == 0)
			add_headers(&s, equals + 1);
	}
	known = true;
	return &s;
}

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
mark_environment(struct marks *m, const char *text, size_t len)
{
	const struct secrets_of_ours *env = ours();
	const char *p;

	for (size_t i = 0; i < env->n; i++) {
		const struct buf *value = &env->text[i];

		for (size_t at = 0; (p = memmem(text + at, len - at,
					 value->data, value->len)) != NULL;) {
			at = (size_t)(p - text) + value->len;
			add_mark(m, at - value->len, value->len, "environment");
		}
	}
}

bool
redact_holds_own(const char *text, size_t len)
{
	struct marks m = {0};

	mark_environment(&m, text, len);
	free(m.v);
	return m.n > 0;
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

	secrets_find(&found, text, len, 1);
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
	mark_environment(m, text, len);
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
 * more than three: `authorization: basic ...`.
 */
static size_t
before_last_words(const char *text, size_t len)
{
	size_t n = len, blanks = 0;

	while (n > 0 && len - n < UNSETTLED && blanks < 3)
		blanks += isspace((unsigned char)text[--n]) != 0;
	return n > 0 ? utf8_cut(text, len, n) : 0;
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
