/* hunt: a search through many texts */
#include "text/hunt.h"
#include "base/buf.h"
#include "text/bytes.h"
#include "text/required.h"
#include <string.h>

/* Whether a pattern has a capital that is no part of an escape. */
static bool
has_capital(const char *s, bool literal)
{
	for (; *s != '\0'; s++) {
		if (*s == '\\' && !literal && s[1] != '\0')
			s++;
		else if (*s >= 'A' && *s <= 'Z')
			return true;
	}
	return false;
}

static int
pattern_flags(int flags)
{
	return PATTERN_MULTILINE | PATTERN_JIT |
	       (flags & HUNT_LITERAL ? PATTERN_LITERAL : 0) |
	       (flags & HUNT_WORD ? PATTERN_WORD : 0) |
	       (flags & HUNT_IGNORE_CASE ? PATTERN_IGNORE_CASE : 0);
}

static void
make_kind(struct hunt_kind *k, const char *text, int flags, bool ascii,
    struct error *e)
{
	int required = (flags & HUNT_LITERAL ? REQUIRED_LITERAL : 0) |
		       (flags & HUNT_IGNORE_CASE ? REQUIRED_IGNORE_CASE : 0) |
		       (ascii ? REQUIRED_ASCII : 0);

	k->pattern = pattern_compile(
	    text, pattern_flags(flags) | (ascii ? PATTERN_BYTES : 0), e);
	if (!(flags & HUNT_MULTILINE))
		k->is_match = required_sieve(&k->sieve, text, required) &&
			      !(flags & HUNT_WORD);
}

/* Each alone must be right, before they are one: `a)|(b` is not. */
static int
check(const struct strv *patterns, int flags, struct error *e)
{
	struct pattern *p;

	for (size_t i = 0; i < patterns->n && patterns->n > 1; i++) {
		p = pattern_compile(
		    patterns->v[i], pattern_flags(flags) & ~PATTERN_JIT, e);
		if (p == NULL)
			return -1;
		pattern_free(p);
	}
	return 0;
}

/* All in one: branches whose groups are numbered as if each were alone. */
static void
join(struct buf *b, const struct strv *patterns, bool literal)
{
	for (size_t i = 0; i < patterns->n; i++) {
		buf_adds(b, i ? "|" : patterns->n > 1 ? "(?|" : "");
		if (literal && patterns->n > 1)
			pattern_quote(b, patterns->v[i]);
		else
			buf_adds(b, patterns->v[i]);
	}
	if (patterns->n > 1)
		buf_addc(b, ')');
}

int
hunt_make(
    struct hunt *h, const struct strv *patterns, int flags, struct error *e)
{
	bool literal = flags & HUNT_LITERAL, capital = false;
	struct buf all = {0};

	*h = (struct hunt){.multiline = flags & HUNT_MULTILINE};
	for (size_t i = 0; i < patterns->n; i++)
		capital |= has_capital(patterns->v[i], literal);
	if (flags & HUNT_SMART_CASE && !capital)
		flags |= HUNT_IGNORE_CASE;
	if (check(patterns, flags, e) < 0)
		return -1;
	join(&all, patterns, literal);
	if (literal && patterns->n > 1)
		flags &= ~HUNT_LITERAL;
	make_kind(&h->any, buf_str(&all), flags, false, e);
	/* bytes are no characters where the pattern has others */
	if (h->any.pattern != NULL && bytes_kinds(buf_str(&all), all.len) == 0)
		make_kind(&h->ascii, buf_str(&all), flags, true, NULL);
	h->by_line = !literal && hits_need_lines(buf_str(&all));
	buf_release(&all);
	return h->any.pattern ? 0 : -1;
}

void
hunt_twin(struct hunt *twin, const struct hunt *h)
{
	*twin = *h;
	twin->any.pattern = pattern_twin(h->any.pattern);
	if (h->ascii.pattern != NULL)
		twin->ascii.pattern = pattern_twin(h->ascii.pattern);
}

void
hunt_release(struct hunt *h)
{
	if (h->any.pattern != NULL)
		pattern_free(h->any.pattern);
	if (h->ascii.pattern != NULL)
		pattern_free(h->ascii.pattern);
	*h = (struct hunt){0};
}

void
hunt_begin(
    const struct hunt *hunt, struct hits *h, const struct hunt_text *text)
{
	const struct hunt_kind *kind = &hunt->any;

	if (text->is_ascii && hunt->ascii.pattern != NULL)
		kind = &hunt->ascii;
	*h = (struct hits){.pattern = kind->pattern,
	    .by_line = hunt->by_line,
	    .spans = hunt->multiline,
	    .sieve = kind->sieve.n > 0 ? &kind->sieve : NULL,
	    .is_match = kind->is_match,
	    .s = text->s,
	    .len = text->len};
}
