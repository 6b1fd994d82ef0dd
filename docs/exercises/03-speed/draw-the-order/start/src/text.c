/* text: titles and names */
#include "text.h"
#include <ctype.h>
#include <string.h>

/* TODO: accents */
void
slug(char *out, const char *title)
{
	for (; *title; title++)
		if (isalnum((unsigned char)*title))
			*out++ = tolower((unsigned char)*title);
		else
			*out++ = '-';
	*out = '\0';
}

void
trim(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
}
