#ifndef TEXT_H
#define TEXT_H

/* The name of a page, for its address: one '-' between two words. */
void slug(char *out, const char *title);

/* Takes white space from the end of s. */
void trim(char *s);

#endif
