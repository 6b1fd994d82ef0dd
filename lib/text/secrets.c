/* secrets: find what matches the rules for secrets, by keyword first */
#include "text/secrets.h"
#include "base/alloc.h"
#include "text/secret_checks.h"
#include "text/secret_decode.h"
#include "text/secret_keywords.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DECODE = 2 }; /* encodings within encodings that are undone */

/* A BEGIN and an END line with no run as long as this hold no key. */
#define KEY_RUN_MIN 40

static bool
in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* What is being searched, and where what is found goes. */
struct search {
	const char *s;
	size_t len;
	struct secrets *found;
};

/*
 * Whether a word begins at `at`. The n of \nsk-..., JSON within a string,
 * belongs to the escape.
 */
static bool
begins_word(const struct search *f, size_t at)
{
	return at == 0 || !in_word(f->s[at - 1]) ||
	       (at > 1 && f->s[at - 2] == '\\');
}

static void
add(struct search *f, struct secret secret)
{
	f->found->v =
	    xreallocarray(f->found->v, f->found->n + 1, sizeof(*f->found->v));
	f->found->v[f->found->n++] = secret;
}

/* Whether a digit or a capital is in it: words in lower case have none. */
static bool
is_mixed(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isdigit((unsigned char)s[i]) ||
		    isupper((unsigned char)s[i]))
			return true;
	return false;
}

/* Whether a line holds nothing but a name in front of the keyword at `at`. */
static bool
begins_line(const struct search *f, size_t at)
{
	while (at > 0 && f->s[at - 1] != '\n') {
		char c = f->s[--at];

		if (!in_word(c) && !strchr(" \t-.", c))
			return false;
	}
	return true;
}

static void
add_named(struct search *f, struct secret secret, size_t keyword)
{
	const char *s = f->s + secret.start;
	bool quoted = secret.start > 0 && strchr("\"'`>", s[-1]);

	if (!secret_is_plausible(
		s, secret.len, secret.rule->flags & SECRET_PASSWORD, quoted) ||
	    (!quoted && !begins_line(f, keyword)))
		return;
	add(f, secret);
}

static bool
holds_key(const char *s, size_t len)
{
	size_t run = 0;

	for (size_t i = 0; i < len && run < KEY_RUN_MIN; i++)
		run = isalnum((unsigned char)s[i]) || s[i] == '+' || s[i] == '/'
			  ? run + 1
			  : 0;
	return run == KEY_RUN_MIN;
}

/* Whether what matched is of the form, and no secret all the same. */
static bool
is_placeholder(const struct secret_rule *rule, const char *s, size_t len)
{
	if (secret_entropy(s, len) < rule->entropy)
		return true;
	if (rule->flags & SECRET_KEY_BLOCK)
		return !holds_key(s, len) || memmem(s, len, "EXAMPLE", 7);
	if (rule->flags & SECRET_PASSWORD && secret_is_filler(s, len))
		return true;
	return secret_is_placeholder(s, len);
}

/* The keyword k stands at `at`. */
static void
try_keyword(struct search *f, const struct secret_keyword *k, size_t at)
{
	const struct secret_rule *rule = k->rule;
	size_t tail = at + k->len, start, end, from = at;

	while (at - from < rule->back && from > 0 && in_word(f->s[from - 1]))
		from--;
	if (!(rule->flags & (SECRET_NAMED | SECRET_WITHIN)) &&
	    !begins_word(f, from))
		return;
	if (pattern_find(secret_pattern(rule), f->s, f->len, tail, &start, &end,
		NULL) <= 0)
		return;
	struct secret secret = {.rule = rule, .start = start};

	if (start == tail && !(rule->flags & SECRET_NAMED))
		secret.start = from;
	/* what counts is random: the keyword is not, unless it is in between */
	if (rule->back > 0)
		start = from;
	secret.len = end - secret.start;
	if (rule->flags & SECRET_NAMED && rule->entropy == 0) {
		add_named(f, secret, at);
		return;
	}
	if (!is_mixed(f->s + start, end - start))
		return;
	secret.placeholder = is_placeholder(rule, f->s + start, end - start);
	secret.wrong_checksum = rule->flags & SECRET_CRC32 &&
				!secret_crc32_fits(f->s + start, end - start);
	add(f, secret);
}

static bool
stands_at(const struct search *f, const struct secret_keyword *k, size_t at)
{
	if (at + k->len > f->len)
		return false;
	if (k->rule->flags & SECRET_NAMED)
		return strncasecmp(f->s + at, k->s, k->len) == 0;
	return memcmp(f->s + at, k->s, k->len) == 0;
}

static void
find_plain(struct search *f)
{
	size_t end = f->len < SECRET_GRAM ? 0 : f->len - SECRET_GRAM + 1;
	const struct secret_keyword *k;

	for (size_t i = 0; (k = secret_keywords_next(f->s, &i, end)); i++)
		for (; k != NULL; k = k->next)
			if (i >= k->at && stands_at(f, k, i - k->at))
				try_keyword(f, k, i - k->at);
}

static void find(
    struct secrets *found, const char *text, size_t len, int decode);

/* What is secret in a run that says text, where the run says it. */
static void
add_encoded(struct search *f, const struct encoded *run, int decode)
{
	struct secrets within = {0};

	find(&within, buf_str(&run->text), run->text.len, decode);
	for (size_t i = 0; i < within.n; i++) {
		struct secret secret = within.v[i];

		if (secret.placeholder)
			continue;
		encoded_place(run, &secret.start, &secret.len);
		secret.encoding = run->encoding;
		add(f, secret);
	}
	secrets_release(&within);
}

static int
by_place(const void *a, const void *b)
{
	const struct secret *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	if (x->len != y->len)
		return x->len > y->len ? -1 : 1;
	return (x->encoding != NULL) - (y->encoding != NULL);
}

/* Sorts what is new and drops overlaps: the rule that stands first is right. */
static void
settle(struct secrets *found, size_t from)
{
	size_t n = from;

	if (found->n > from)
		qsort(found->v + from, found->n - from, sizeof(*found->v),
		    by_place);
	for (size_t i = from; i < found->n; i++) {
		const struct secret *s = &found->v[i];

		if (n == from ||
		    s->start >= found->v[n - 1].start + found->v[n - 1].len)
			found->v[n++] = *s;
		else if (!s->placeholder && s->rule < found->v[n - 1].rule)
			found->v[n - 1] = *s;
	}
	found->n = n;
}

static void
find(struct secrets *found, const char *text, size_t len, int decode)
{
	struct search f = {.s = text, .len = len, .found = found};
	struct encoded run = {.s = text, .s_len = len};
	size_t from = found->n;

	find_plain(&f);
	while (decode > 0 && encoded_next(&run))
		add_encoded(&f, &run, decode - 1);
	encoded_release(&run);
	settle(found, from);
}

void
secrets_find(struct secrets *found, const char *text, size_t len)
{
	find(found, text, len, DECODE);
}

void
secrets_release(struct secrets *found)
{
	free(found->v);
	*found = (struct secrets){0};
}
