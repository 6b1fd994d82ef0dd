/* special: the special tokens of the encodings, by id and in text */
#include "text/special.h"
#include <string.h>

static const struct special specials[] = {
    {"o200k_base", 199999, "<|endoftext|>"},
    {"o200k_base", 200018, "<|endofprompt|>"},
    {"cl100k_base", 100257, "<|endoftext|>"},
    {"cl100k_base", 100258, "<|fim_prefix|>"},
    {"cl100k_base", 100259, "<|fim_middle|>"},
    {"cl100k_base", 100260, "<|fim_suffix|>"},
    {"cl100k_base", 100276, "<|endofprompt|>"},
};

#define SPECIALS (sizeof(specials) / sizeof(specials[0]))

const struct special *
special_of(const char *encoding, uint32_t id)
{
	for (size_t i = 0; i < SPECIALS; i++)
		if (specials[i].id == id &&
		    strcmp(specials[i].encoding, encoding) == 0)
			return &specials[i];
	return NULL;
}

static const struct special *
named(const char *encoding, const char *s, size_t len)
{
	for (size_t i = 0; i < SPECIALS; i++) {
		size_t n = strlen(specials[i].name);

		if (n <= len && memcmp(s, specials[i].name, n) == 0 &&
		    strcmp(specials[i].encoding, encoding) == 0)
			return &specials[i];
	}
	return NULL;
}

const struct special *
special_find(const char *encoding, const char *s, size_t len, size_t *at)
{
	const struct special *found = NULL;
	const char *p = s;

	while ((p = memmem(p, len - (size_t)(p - s), "<|", 2)) != NULL) {
		*at = (size_t)(p - s);
		found = named(encoding, p, len - *at);
		if (found != NULL)
			break;
		p++;
	}
	return found;
}
