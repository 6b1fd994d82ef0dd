/* check_text: rules about secrets and about text that hides something */
#include "base/alloc.h"
#include "base/utf8.h"
#include "record/judge.h"
#include "record/redact.h"
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What is secret on one side, looked for once for all rules. */
static const struct secrets *
secrets_of(struct judge *j, const struct side *side)
{
	if (j->searched != side) {
		secrets_release(&j->secrets);
		j->secrets = (struct secrets){0};
		secrets_find(&j->secrets, buf_str(&side->text), side->text.len);
		j->searched = side;
	}
	return &j->secrets;
}

/* Whether a secret's rule belongs to this rule of ours. */
static bool
is_meant(const struct secret *found, const char *id)
{
	bool key = strcmp(found->rule->id, "private-key") == 0;

	if (found->placeholder)
		return false;
	if (strcmp(id, "private-key") == 0)
		return key;
	if (strcmp(id, "exposed-secret") == 0)
		return found->rule->level == SECRET_ERROR;
	return !key && (found->rule->level == SECRET_ERROR) ==
			   (strcmp(id, "secret") == 0);
}

static void
judge_secrets(struct judge *j, const struct rule *rule, const struct subject *s,
    const struct side *side, const char *verb)
{
	const struct secrets *found = secrets_of(j, side);
	const struct changed *at, *last = NULL;
	size_t line = 0;

	for (size_t i = 0; i < found->n; i++) {
		if (!is_meant(&found->v[i], rule->id))
			continue;
		while (line + 1 < side->n &&
		       side->start[line + 1] <= found->v[i].start)
			line++;
		at = &s->v[side->line[line]];
		if (at != last)
			judge_take(j, rule, s, at,
			    xasprintf("%s what looks like a secret (%s)", verb,
				found->v[i].rule->id));
		last = at;
	}
}

void
check_private_key(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_secrets(j, rule, s, &s->added, "adds");
}

/* The values of our own environment are secrets of no form that we know. */
static void
judge_own(struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (!redact_holds_own(buf_str(&s->added.text), s->added.text.len))
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' &&
		    redact_holds_own(s->v[i].text, s->v[i].len))
			judge_add(j, rule, s, &s->v[i], rule->level,
			    "adds what looks like a secret (environment)");
}

void
check_secret(struct judge *j, const struct rule *rule, const struct subject *s)
{
	struct secrets name = {0};

	judge_secrets(j, rule, s, &s->added, "adds");
	judge_own(j, rule, s);
	secrets_find(&name, s->file->path, strlen(s->file->path));
	for (size_t i = 0; i < name.n; i++)
		if (is_meant(&name.v[i], rule->id))
			judge_take(j, rule, s, NULL,
			    xasprintf("has what looks like a secret in its "
				      "name (%s)",
				name.v[i].rule->id));
	secrets_release(&name);
}

void
check_possible_secret(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_secrets(j, rule, s, &s->added, "adds");
}

void
check_exposed_secret(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	judge_secrets(j, rule, s, &s->removed, "removes");
}

/* Whether cp is written in a script, or an emoji, that uses joiners. */
static bool
uses_joiners(uint32_t cp)
{
	return (cp >= 0x600 && cp <= 0x6FF) || (cp >= 0x900 && cp <= 0xDFF) ||
	       (cp >= 0x1F000 && cp <= 0x1FAFF) ||
	       (cp >= 0x2190 && cp <= 0x27BF) || cp == 0xFE0F;
}

static bool
is_selector(uint32_t cp)
{
	return (cp >= 0xFE00 && cp <= 0xFE0F) ||
	       (cp >= 0xE0100 && cp <= 0xE01EF);
}

/* One selects a form of what is before it: of symbols, and of keys' signs. */
static bool
has_forms(uint32_t cp)
{
	return (cp >= 0xA9 && !is_selector(cp)) || (cp >= '0' && cp <= '9') ||
	       cp == '#' || cp == '*';
}

/* What brings a terminal to write over what it showed. */
static bool
overwrites(const struct changed *l, size_t i)
{
	if (l->text[i] == '\r')
		return i + 1 < l->len && l->text[i + 1] != '\r';
	return l->text[i] == '\b' || l->text[i] == '\033';
}

/* Letters and hyphens that show nothing. */
static bool
is_filler(uint32_t cp)
{
	return cp == 0xAD || cp == 0x115F || cp == 0x1160 || cp == 0x180E ||
	       cp == 0x3164 || cp == 0xFFA0;
}

/*
 * A character that shows nothing but changes what a reader sees: direction
 * controls, zero width, tags. 0 when the line has none. The tags of a flag
 * stand behind U+1F3F4.
 */
static uint32_t
invisible_in(const struct changed *l)
{
	uint32_t cp, last = 0;
	bool flag = false;
	size_t n;

	for (size_t i = 0; i < l->len; i += n, last = cp) {
		n = utf8_decode(l->text + i, l->len - i, &cp);
		if (n == 0) {
			n = 1;
			cp = 0;
		}
		if (overwrites(l, i) || is_filler(cp) ||
		    (is_selector(cp) && !has_forms(last)))
			return cp;
		flag = cp == 0x1F3F4 || (flag && cp >= 0xE0000);
		if (cp < 0x61C || (cp == 0xFEFF && i == 0 && l->line == 1) ||
		    ((cp == 0x200C || cp == 0x200D) && uses_joiners(last)) ||
		    (flag && cp >= 0xE0020 && cp <= 0xE007F))
			continue;
		if (cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
		    (cp >= 0x202A && cp <= 0x202E) ||
		    (cp >= 0x2060 && cp <= 0x2069) || cp == 0xFEFF ||
		    (cp >= 0xE0000 && cp <= 0xE007F))
			return cp;
	}
	return 0;
}

void
check_invisible(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	uint32_t cp;

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].kind != '+' || (cp = invisible_in(&s->v[i])) == 0)
			continue;
		judge_take(j, rule, s, &s->v[i],
		    xasprintf("adds the invisible character U+%04X, which can "
			      "hide what the code does",
			(unsigned)cp));
	}
}

static bool
is_ascii(const struct changed *at)
{
	for (size_t i = 0; i < at->len; i++)
		if (at->text[i] & 0x80)
			return false;
	return true;
}

void
check_homoglyph(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' && !is_ascii(&s->v[i]) &&
		    judge_counts(rule, s, &s->v[i]) &&
		    rule_matches(rule, &s->v[i]))
			judge_add(j, rule, s, &s->v[i], rule->level, NULL);
}

void
check_long_line(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' &&
		    (long)s->v[i].len > j->policy->line_bytes)
			judge_take(j, rule, s, &s->v[i],
			    xasprintf("adds a line of %zu bytes, too long to "
				      "be read by a person",
				s->v[i].len));
}

/* Runs of this length are encoded data: longer than any checksum. */
enum { RUN = 256, ESCAPES = 24 };

/* Digits and both kinds of letters, as in base64, or digits and a to f. */
static bool
is_encoded(const char *s, size_t len)
{
	size_t digits = 0, upper = 0, lower = 0, hex = 0;

	for (size_t i = 0; i < len; i++) {
		digits += isdigit((unsigned char)s[i]) != 0;
		upper += isupper((unsigned char)s[i]) != 0;
		lower += islower((unsigned char)s[i]) != 0;
		hex += isxdigit((unsigned char)s[i]) != 0;
	}
	if (hex == len)
		return digits > len / 8 && digits < len;
	return digits > len / 32 && upper > len / 8 && lower > len / 8;
}

static bool
is_of_base64(char c)
{
	return isalnum((unsigned char)c) || strchr("+/=_-", c) != NULL;
}

static bool
holds_encoded(const struct changed *at)
{
	size_t run = 0, escapes = 0;

	for (size_t i = 0; i <= at->len; i++) {
		if (i < at->len && at->text[i] && is_of_base64(at->text[i])) {
			run++;
			continue;
		}
		if (run >= RUN && is_encoded(at->text + i - run, run) &&
		    !memmem(at->text, i - run, "data:image/", 11) &&
		    !memmem(at->text, i - run, "data:font/", 10))
			return true;
		/* \x41 and \u0041: what is behind the backslash */
		if (run != (i > run + 1 && at->text[i - run] == 'x' ? 3 : 5))
			escapes = 0;
		escapes += i < at->len && at->text[i] == '\\';
		if (escapes > ESCAPES)
			return true;
		run = 0;
	}
	return false;
}

void
check_encoded(struct judge *j, const struct rule *rule, const struct subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' && holds_encoded(&s->v[i]) &&
		    judge_counts(rule, s, &s->v[i]))
			judge_add(j, rule, s, &s->v[i], rule->level, NULL);
}

/* An allowance that the base does not have allows nothing, and is told. */
void
check_allowance(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' && s->v[i].allowance == NULL &&
		    allowance_in(s->v[i].text, s->v[i].len))
			judge_add(j, rule, s, &s->v[i], rule->level, NULL);
}
