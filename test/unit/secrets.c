/* secrets: what the rules say of samples that are put together here */
#include "text/secrets.h"
#include "base/alloc.h"
#include "base/buf.h"
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Usage: secrets list             the rules, one a line
 *        secrets keywords         their keywords, one a line
 *        secrets samples <FILE    checks each rule by its templates
 *        secrets labelled <FILE   precision and recall on labelled templates
 *        secrets expand SEED      templates on standard input, expanded
 *        secrets find             what is found in standard input
 *
 * A template is text in which {a36} stands for 36 letters and digits: a any,
 * l lower case, u upper case, h hexadecimal, d digits, w with - and _, b
 * base64, 2 or z bech32, p a password, c with GitHub's checksum, {U} a UUID.
 * No sample is in the tree as it is: a forge would take it for a leak.
 */

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

static uint64_t state;

static unsigned
random_below(size_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % n);
}

static const char *
alphabet(char kind)
{
	switch (kind) {
	case 'l':
		return LOWER DIGIT;
	case 'u': /* as base 32, which key ids are written in */
		return UPPER "234567";
	case 'h':
		return DIGIT "abcdef";
	case 'd':
		return DIGIT;
	case 'w':
		return UPPER LOWER DIGIT "-_";
	case 'b':
		return UPPER LOWER DIGIT "+/";
	case 'z':
		return "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
	case 'p':
		return UPPER LOWER DIGIT "!&+?;";
	default:
		return UPPER LOWER DIGIT;
	}
}

static void
add_checksum(char *body, size_t len)
{
	static const char digits[] = DIGIT UPPER LOWER;
	uint32_t crc = ~0u;

	for (size_t i = 0; i < len - 6; i++) {
		crc ^= (unsigned char)body[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	crc = ~crc;
	for (size_t i = 1; i <= 6; i++, crc /= 62)
		body[len - i] = digits[crc % 62];
}

/* How a sample is made: as it should be, or spoilt in some way. */
enum way {
	GOOD,
	FILLED, /* one letter over and over */
	ZEROS,
	EXAMPLE,  /* says that it is one */
	SHORT,    /* a quarter is there */
	BROKEN,   /* with a byte that no token has, early in it */
	VARIABLE, /* ${NAME} */
	TAG,      /* <token> */
	DOTS,
	STARS,
	WORDS, /* your_token_here */
	NOTHING,
	WAYS
};

static void
add_body(struct buf *out, char kind, size_t len, enum way way)
{
	static const char *const instead[WAYS] = {[VARIABLE] = "${TOKEN}",
	    [TAG] = "<token>",
	    [DOTS] = "...",
	    [STARS] = "********",
	    [WORDS] = "your_token_here",
	    [NOTHING] = ""};
	const char *from = alphabet(kind);
	char *body;

	if (instead[way] != NULL) {
		buf_adds(out, instead[way]);
		return;
	}
	body = xcalloc(len + 1, 1);
	for (size_t i = 0; i < len; i++)
		body[i] = way == FILLED  ? 'x'
			  : way == ZEROS ? '0'
					 : from[random_below(strlen(from))];
	if (len > 4 && way == GOOD) {
		/* chance may not make what has no digit, or starts with - */
		body[0] = strchr("hd", kind) ? '1' : kind == 'l' ? 'k' : 'K';
		body[2] = kind == 'd' ? body[2] : kind == 'u' ? 'Q' : 'e';
		body[3] = kind == 'u' ? '4' : '9';
		body[len - 1] = kind == 'u' ? '7' : '8';
		if (kind == 'z')
			body[2] = body[0] = 'Q';
	}
	if (kind == 'c' && way == GOOD)
		add_checksum(body, len);
	if (way == EXAMPLE && len >= 7)
		memcpy(body + len - 7, "EXAMPLE", 7);
	if (way == BROKEN && len > 3)
		body[len > 8 ? 3 : 1] = '!';
	buf_adds(out, way == SHORT ? body + len - len / 4 : body);
	free(body);
}

static void
add_uuid(struct buf *out, enum way way)
{
	static const size_t parts[] = {8, 4, 4, 4, 12};

	for (size_t i = 0; i < 5; i++) {
		if (i > 0)
			buf_addc(out, '-');
		add_body(out, 'h', parts[i], way);
	}
}

/* The } of a {a36} or {U} that s begins with, or NULL. */
static const char *
template_end(const char *s, const char *end)
{
	const char *p = s + 1;

	if (*s != '{' || end - s < 3)
		return NULL;
	if (*p == 'U')
		return p[1] == '}' ? p + 1 : NULL;
	for (p += *p == '2' ? 2 : 1; p < end && isdigit((unsigned char)*p);)
		p++;
	return p - s > 2 && p < end && *p == '}' ? p : NULL;
}

static void
expand(struct buf *out, const char *s, size_t len, enum way way)
{
	const char *end = s + len, *close;
	char kind;

	for (; s < end; s++) {
		if (*s == '\\' && s + 1 < end && s[1] == 'n') {
			buf_addc(out, '\n');
			s++;
		} else if ((close = template_end(s, end)) == NULL) {
			buf_addc(out, *s);
		} else {
			s += s[1] == '2'; /* {2z58}: bech32 */
			kind = s[1];
			if (kind == 'U')
				add_uuid(out, way);
			else
				add_body(
				    out, kind, strtoul(s + 2, NULL, 10), way);
			s = close;
		}
	}
}

/* Whether the rule finds a secret that is no placeholder in the text. */
static bool
finds(const struct buf *text, const char *id)
{
	struct secrets found = {0};
	bool yes = false;

	secrets_find(&found, buf_str(text), text->len);
	for (size_t i = 0; i < found.n; i++)
		if (strcmp(found.v[i].rule->id, id) == 0 &&
		    !found.v[i].placeholder && !found.v[i].wrong_checksum)
			yes = true;
	secrets_release(&found);
	return yes;
}

static const struct secret_rule *
rule_of(const char *id)
{
	for (size_t i = 0; i < n_secret_rules; i++)
		if (strcmp(secret_rules[i].id, id) == 0)
			return &secret_rules[i];
	return NULL;
}

/* What stands around a token in files; a name's value has its own. */
static const char *const around[][2] = {{"", ""}, {"x = \"", "\"\n"},
    {"{\"a\":[\"", "\"]}"}, {"export X='", "'\n"}, {"- ", "\n- next\n"},
    {"see (", ").\n"}};

static int
check_template(const struct secret_rule *rule, const char *t, size_t len)
{
	bool whole = !(rule->flags & SECRET_NAMED) && !strstr(t, "auth\"");
	struct buf text = {0};
	int failed = 0;

	for (int i = 0; i < 6; i++) {
		size_t k = whole ? (size_t)i : 0;

		state = (uint64_t)(i + 1) * 77 + len;
		buf_truncate(&text, 0);
		buf_adds(&text, around[k][0]);
		expand(&text, t, len, GOOD);
		buf_adds(&text, around[k][1]);
		if (finds(&text, rule->id))
			continue;
		printf("%s misses: %s\n", rule->id, buf_str(&text));
		failed++;
	}
	for (int way = GOOD + 1; way < WAYS; way++) {
		state = (uint64_t)way;
		buf_truncate(&text, 0);
		expand(&text, t, len, (enum way)way);
		/* what people make up may have any length and any byte */
		if (!finds(&text, rule->id) ||
		    (rule->level == SECRET_WARNING &&
			(way == SHORT || way == BROKEN)))
			continue;
		printf("%s finds: %s\n", rule->id, buf_str(&text));
		failed++;
	}
	buf_release(&text);
	return failed;
}

static int
check_samples(void)
{
	char *line = NULL, *s;
	const struct secret_rule *rule;
	size_t cap = 0, n, rules = 0, samples = 0;
	ssize_t len;
	int failed = 0;

	while ((len = getline(&line, &cap, stdin)) > 0) {
		line[len - 1] = '\0';
		s = line + strcspn(line, "\t");
		*s++ = '\0';
		rule = rule_of(line);
		if (rule == NULL) {
			printf("no rule %s\n", line);
			failed++;
			continue;
		}
		rules++;
		for (; *s != '\0'; s += n + (s[n] == '\t'), samples++) {
			n = strcspn(s, "\t");
			failed += check_template(rule, s, n);
		}
	}
	free(line);
	printf("%zu rules of %zu, %zu templates: %d failed\n", rules,
	    n_secret_rules, samples, failed);
	return failed > 0 || rules != n_secret_rules;
}

/* Lines of a kind (fixed, generic, none) by what was said of them. */
struct score {
	size_t lines, found; /* found: at its own level, or of none at all */
};

static void
say(const char *what, const struct score *is, size_t wrong)
{
	printf("%s: %zu lines, recall %.3f, precision %.3f\n", what, is->lines,
	    (double)is->found / (double)is->lines,
	    (double)is->found / (double)(is->found + wrong));
}

/* The level of the worst that is found in the text; SECRET_NOTE for none. */
static enum secret_level
worst_in(const struct buf *text)
{
	enum secret_level worst = SECRET_NOTE;
	struct secrets found = {0};

	secrets_find(&found, buf_str(text), text->len);
	for (size_t i = 0; i < found.n; i++)
		if (!found.v[i].placeholder && !found.v[i].wrong_checksum &&
		    found.v[i].rule->level < worst)
			worst = found.v[i].rule->level;
	secrets_release(&found);
	return worst;
}

/* Precision and recall on lines that were labelled by hand. */
static int
check_labelled(void)
{
	struct score fixed = {0}, generic = {0};
	size_t wrong[3] = {0}, cap = 0;
	char *line = NULL, *t;
	struct buf text = {0};
	enum secret_level is;
	ssize_t len;

	for (state = 1; (len = getline(&line, &cap, stdin)) > 0; state++) {
		line[len - 1] = '\0';
		t = strchr(line, '\t') + 1;
		buf_truncate(&text, 0);
		expand(&text, t, strlen(t), GOOD);
		buf_addc(&text, '\n');
		is = worst_in(&text);
		if (*line == 'n') {
			wrong[is]++;
			if (is != SECRET_NOTE)
				printf("finds: %s", buf_str(&text));
			continue;
		}
		struct score *s = *line == 'f' ? &fixed : &generic;
		s->lines++;
		/* a generic line that a special rule knows is as good */
		if (is == SECRET_NOTE || (s == &fixed && is != SECRET_ERROR))
			printf("misses: %s", buf_str(&text));
		else
			s->found++;
	}
	buf_release(&text);
	free(line);
	say("fixed", &fixed, wrong[SECRET_ERROR]);
	say("generic", &generic, wrong[SECRET_WARNING]);
	return 0;
}

static void
list_rules(void)
{
	for (size_t i = 0; i < n_secret_rules; i++)
		printf("%s\t%s\t%s\n", secret_rules[i].id,
		    secret_rules[i].level == SECRET_ERROR ? "error" : "warning",
		    secret_rules[i].what);
}

static void
list_keywords(void)
{
	const char *s;

	for (size_t i = 0; i < n_secret_rules; i++) {
		for (s = secret_rules[i].keywords; *s != '\0'; s++)
			putchar(*s == '|' ? '\n' : *s);
		putchar('\n');
	}
}

static void
print_found(const char *text, size_t len)
{
	struct secrets found = {0};

	secrets_find(&found, text, len);
	for (size_t i = 0; i < found.n; i++)
		printf("%s%s%s %.*s\n", found.v[i].rule->id,
		    found.v[i].placeholder ? " (placeholder)" : "",
		    found.v[i].encoding ? found.v[i].encoding : "",
		    (int)found.v[i].len, text + found.v[i].start);
	secrets_release(&found);
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	struct buf in = {0}, out = {0};

	if (strcmp(what, "list") == 0) {
		list_rules();
		return 0;
	}
	if (strcmp(what, "keywords") == 0) {
		list_keywords();
		return 0;
	}
	if (strcmp(what, "samples") == 0)
		return check_samples();
	if (strcmp(what, "labelled") == 0)
		return check_labelled();
	if (buf_read(&in, STDIN_FILENO, (size_t)1 << 30) < 0)
		return 2;
	if (strcmp(what, "expand") == 0 && argc > 2) {
		state = strtoul(argv[2], NULL, 10);
		expand(&out, buf_str(&in), in.len, GOOD);
		fwrite(buf_str(&out), 1, out.len, stdout);
	} else {
		print_found(buf_str(&in), in.len);
	}
	buf_release(&in);
	buf_release(&out);
	return 0;
}
