/* redact: secrets in text become [redacted:RULE] */
#include "record/redact.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	WORD = 1 << 0,       /* the body also takes _ and - */
	BASE64 = 1 << 1,     /* the body also takes _ - + / = . ~ */
	ANY_CASE = 1 << 2,   /* the prefix in either case */
	KEEP_PREFIX = 1 << 3 /* the prefix is no part of the secret */
};

/*
 * The documented forms: a prefix, then at least `min` characters of which
 * one is a digit or a capital (sk-folding-cube-container is a CSS class).
 * The longer of two prefixes comes first.
 */
static const struct rule {
	const char *name;
	const char *prefix;
	size_t min;
	int flags;
} rules[] = {
    {"anthropic-key", "sk-ant-", 16, WORD},
    {"openai-key", "sk-", 16, WORD},
    {"github-token", "github_pat_", 22, WORD},
    {"github-token", "ghp_", 30, 0},
    {"github-token", "gho_", 30, 0},
    {"github-token", "ghu_", 30, 0},
    {"github-token", "ghs_", 30, 0},
    {"github-token", "ghr_", 30, 0},
    {"gitlab-token", "glpat-", 20, WORD},
    {"aws-key-id", "AKIA", 16, 0},
    {"aws-key-id", "ASIA", 16, 0},
    {"google-key", "AIza", 35, WORD},
    {"slack-token", "xoxa-", 10, WORD},
    {"slack-token", "xoxb-", 10, WORD},
    {"slack-token", "xoxp-", 10, WORD},
    {"slack-token", "xoxr-", 10, WORD},
    {"slack-token", "xoxs-", 10, WORD},
    {"slack-token", "xapp-", 10, WORD},
    {"stripe-key", "sk_live_", 16, 0},
    {"stripe-key", "rk_live_", 16, 0},
    {"stripe-key", "sk_test_", 16, 0},
    {"npm-token", "npm_", 36, 0},
    {"pypi-token", "pypi-AgE", 16, WORD},
    {"huggingface-token", "hf_", 30, 0},
    {"jwt", "eyJ", 40, BASE64},
    {"bearer", "bearer ", 8, BASE64 | ANY_CASE | KEEP_PREFIX},
    {"basic-auth", "authorization: basic ", 4, BASE64 | ANY_CASE | KEEP_PREFIX},
};

#define UNSETTLED 4096 /* bytes that a secret may have */

static const char begin_key[] = "-----BEGIN ";
static const char key_line[] = "PRIVATE KEY-----";
static const char end_key[] = "-----END ";

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
struct secrets {
	struct buf text[2 * 64];
	size_t n;
};

static void
add_secret(struct secrets *s, const char *value)
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
add_headers(struct secrets *s, const char *line)
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

static void
secrets_load(struct secrets *s)
{
	const char *equals;

	for (char **e = environ; e != NULL && *e != NULL; e++) {
		equals = strchr(*e, '=');
		if (equals && names_a_secret(*e, (size_t)(equals - *e)))
			add_secret(s, equals + 1);
		if (strncmp(*e, "OPENAI_CUSTOM_HEADERS=", 22) == 0)
			add_headers(s, equals + 1);
	}
}

static bool
in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
in_body(char c, int flags)
{
	if (isalnum((unsigned char)c))
		return true;
	if (c == '_' || c == '-')
		return flags & (WORD | BASE64);
	return (flags & BASE64) && c != '\0' && strchr("+/=.~", c);
}

/* How many bytes at s the rule's prefix and body take; 0 for no match. */
static size_t
rule_match(const struct rule *r, const char *s, const char *end)
{
	size_t prefix = strlen(r->prefix), n;
	bool mixed = r->flags & KEEP_PREFIX;

	if ((size_t)(end - s) < prefix + r->min)
		return 0;
	if (r->flags & ANY_CASE ? strncasecmp(s, r->prefix, prefix) != 0
				: memcmp(s, r->prefix, prefix) != 0)
		return 0;
	for (n = prefix; s + n < end && in_body(s[n], r->flags); n++)
		if (isdigit((unsigned char)s[n]) ||
		    isupper((unsigned char)s[n]))
			mixed = true;
	return mixed && n - prefix >= r->min ? n : 0;
}

/* A private key from its BEGIN line to its END line, or the text's end. */
static size_t
private_key(const char *s, const char *end)
{
	const char *line, *stop;
	size_t len = (size_t)(end - s);

	if (len < strlen(begin_key) || memcmp(s, begin_key, strlen(begin_key)))
		return 0;
	line = s + strlen(begin_key);
	line = memmem(line, end - line < 64 ? (size_t)(end - line) : 64,
	    key_line, strlen(key_line));
	if (line == NULL)
		return 0;
	stop = memmem(line, (size_t)(end - line), end_key, strlen(end_key));
	if (stop == NULL)
		return len;
	line = memmem(stop, (size_t)(end - stop), key_line, strlen(key_line));
	return line ? (size_t)(line - s) + strlen(key_line) : len;
}

/* The password in scheme://user:password@host, when s is at the "://". */
static size_t
url_password(const char *s, const char *end, size_t *keep)
{
	const char *p, *colon = NULL;

	if (end - s < 3 || memcmp(s, "://", 3) != 0)
		return 0;
	for (p = s + 3; p < end && !strchr("@/?#\"'<>\\", *p) &&
			!isspace((unsigned char)*p);
	     p++)
		if (*p == ':' && colon == NULL)
			colon = p;
	if (p == end || *p != '@' || colon == NULL || colon + 1 == p)
		return 0;
	*keep = (size_t)(colon + 1 - s);
	return (size_t)(p - s);
}

/*
 * What is secret at s: its length, the rule's name and how many bytes at
 * its start may stay. 0 when nothing is.
 */
static size_t
secret_at(const struct secrets *env, const char *text, const char *s,
    const char *end, const char **name, size_t *keep)
{
	size_t n;

	*keep = 0;
	*name = "environment";
	for (size_t i = 0; i < env->n; i++)
		if (env->text[i].len <= (size_t)(end - s) &&
		    memcmp(s, env->text[i].data, env->text[i].len) == 0)
			return env->text[i].len;
	*name = "url-password";
	if ((n = url_password(s, end, keep)) > 0)
		return n;
	*name = "private-key";
	if ((n = private_key(s, end)) > 0)
		return n;
	/* \nsk-... in JSON within a string: the n belongs to the escape */
	if (s > text && in_word(s[-1]) && !(s - 1 > text && s[-2] == '\\'))
		return 0;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		*name = rules[i].name;
		if ((n = rule_match(&rules[i], s, end)) == 0)
			continue;
		if (rules[i].flags & KEEP_PREFIX)
			*keep = strlen(rules[i].prefix);
		return n;
	}
	return 0;
}

/*
 * A long run of base64 holds no secret that anyone could see, and what looks
 * like one there is an image that would be lost. Its length, or 0.
 */
static size_t
attachment(const char *s, const char *end)
{
	static const char mark[] = ";base64,";
	size_t n = strlen(mark);

	if ((size_t)(end - s) < n || memcmp(s, mark, n) != 0)
		return 0;
	while (s + n < end && (isalnum((unsigned char)s[n]) || s[n] == '+' ||
				  s[n] == '/' || s[n] == '='))
		n++;
	return n > 1024 ? n : 0;
}

/* The bytes that a secret can start with: the rest is passed over. */
static void
mark_starts(const struct secrets *env, bool starts[256])
{
	starts[(unsigned char)':'] = starts[(unsigned char)'-'] = true;
	for (size_t i = 0; i < env->n; i++)
		starts[(unsigned char)env->text[i].data[0]] = true;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		starts[(unsigned char)rules[i].prefix[0]] = true;
		if (rules[i].flags & ANY_CASE)
			starts[toupper((unsigned char)rules[i].prefix[0])] =
			    true;
	}
}

/*
 * Without `out`: the end of the last secret-free stretch that does not pass
 * `until`.
 */
static const char *
scan(struct buf *out, const char *text, size_t len, const char *until)
{
	struct secrets env = {0};
	bool starts[256] = {0};
	const char *end = text + len, *from = text, *s = text, *name;
	size_t n, keep;

	secrets_load(&env);
	mark_starts(&env, starts);
	while (s < until) {
		n = starts[(unsigned char)*s]
			? secret_at(&env, text, s, end, &name, &keep)
			: 0;
		if (n == 0) {
			n = *s == ';' ? attachment(s, end) : 0;
			s += n > 0 ? n : 1;
			continue;
		}
		if (out == NULL && s + n > until)
			break;
		if (out != NULL) {
			buf_add(out, from, (size_t)(s - from) + keep);
			buf_addf(out, "[redacted:%s]", name);
		}
		from = s += n;
	}
	if (out != NULL)
		buf_add(out, from, (size_t)(end - from));
	for (size_t i = 0; i < env.n; i++)
		buf_release(&env.text[i]);
	return s < until ? s : until;
}

void
redact(struct buf *out, const char *text, size_t len)
{
	scan(out, text, len, text + len);
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

size_t
redact_settled(const char *text, size_t len)
{
	size_t n = before_last_words(text, len);

	n = (size_t)(scan(NULL, text, len, text + n) - text);
	/* what looks like one secret, and is too long to be kept in mind */
	return n == 0 && len > 16 * UNSETTLED ? utf8_cut(text, len, len) : n;
}

static void
redact_string(char **s)
{
	struct buf out = {0};

	redact(&out, *s, strlen(*s));
	free(*s);
	*s = buf_detach(&out);
}

void
redact_json(cJSON *value)
{
	if (cJSON_IsString(value))
		redact_string(&value->valuestring);
	if (value->string != NULL)
		redact_string(&value->string);
	for (cJSON *c = value->child; c != NULL; c = c->next)
		redact_json(c);
}
