#ifndef RECORD_KEYS_H
#define RECORD_KEYS_H

#include <stddef.h>

/*
 * The values of OPENAI_API_KEY and the like in our own environment, of
 * headers in OPENAI_CUSTOM_HEADERS too: calls `found` for each place in the
 * text that says one, also encoded (text/secret_decode.h), in no order. They
 * are looked up once: nothing here changes its own environment.
 */
typedef void found_key(void *data, size_t start, size_t len);
void keys_find(const char *text, size_t len, found_key *found, void *data);

#endif
