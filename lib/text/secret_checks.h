#ifndef TEXT_SECRET_CHECKS_H
#define TEXT_SECRET_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

/* What tells a secret from what only has its form. */

/* Shannon's entropy of the bytes, in bits a byte. */
double secret_entropy(const char *s, size_t len);
/* An example from documentation, a filler, a template's variable. */
bool secret_is_placeholder(const char *s, size_t len);
/* What people write where a password would be: a word for it, a variable. */
bool secret_is_filler(const char *s, size_t len);
/*
 * Whether a value that only its name calls secret looks like one: a password
 * that a person might set, or else a token. Names, paths, addresses, types
 * and calls do not. An unquoted value is looked at more closely.
 */
bool secret_is_plausible(const char *s, size_t len, bool password, bool quoted);
/*
 * GitHub's and npm's checksum: the last six of a token's characters are the
 * CRC-32 of the others behind the prefix, in base 62. s is what is
 * behind the prefix, more than six bytes.
 * https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
 */
bool secret_crc32_fits(const char *s, size_t len);

#endif
