#ifndef TEXT_SECRETS_H
#define TEXT_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Secrets in text: the one table of rules (secret_rules.c) behind
 * secret_scan and redaction. A text is searched for all keywords of all
 * rules at once; only where one stands is its rule's pattern tried, which is
 * compiled when that first happens. So what holds no secret costs one pass.
 */
enum secret_level { SECRET_ERROR, SECRET_WARNING, SECRET_NOTE };

enum {
	/*
	 * The keyword is, in any case, part of a name or a phrase, and what
	 * makes the value a secret is only that name: it must look like one.
	 */
	SECRET_NAMED = 1 << 0,
	SECRET_PASSWORD = 1 << 1,  /* and may be as short as people make them */
	SECRET_CRC32 = 1 << 2,     /* ends with GitHub's and npm's checksum */
	SECRET_KEY_BLOCK = 1 << 3, /* lines up to an END line */
	SECRET_WITHIN = 1 << 4     /* a word may end where the keyword begins */
};

struct secret_rule {
	const char *id;
	const char *what;     /* for people: "a GitHub token" */
	const char *keywords; /* exact, separated by | */
	/*
	 * PCRE2, matched right behind the keyword. The secret begins with
	 * the keyword, `back` word characters before it, or at \K.
	 */
	const char *tail;
	/*
	 * Bits a character, at the least. 0: any, but with SECRET_NAMED what
	 * looks like a password or a token to secret_is_plausible.
	 */
	double entropy;
	enum secret_level level;
	int flags;
	unsigned char back;
};

extern const struct secret_rule secret_rules[];
extern const size_t n_secret_rules;

struct secret {
	size_t start, len; /* where in the text */
	const struct secret_rule *rule;
	bool placeholder;     /* an example, a filler, not random enough */
	bool wrong_checksum;  /* of the right form, but never given out */
	const char *encoding; /* of text/secret_decode.h; NULL: as it is */
};

struct secrets {
	struct secret *v;
	size_t n;
};

/*
 * Appends what is secret in the text, in order, without overlaps. Runs of
 * base64, hexadecimal digits and escapes that say text (text/secret_decode.h)
 * are looked into, and once more what these say. Behind the text must be one
 * byte that may be read, as there is behind any string, line or struct buf.
 */
void secrets_find(struct secrets *found, const char *text, size_t len);
void secrets_release(struct secrets *found);

#endif
