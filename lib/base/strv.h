#ifndef BASE_STRV_H
#define BASE_STRV_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A vector of strings that it owns, always followed by a NULL once
 * something was added, so that v can be handed to exec. A zeroed struct
 * strv is an empty one.
 */
struct strv {
	char **v;
	size_t n;
};

void strv_add(struct strv *s, const char *text); /* copies */
void strv_take(struct strv *s, char *text);      /* takes */
__attribute__((format(printf, 2, 3))) void strv_addf(
    struct strv *s, const char *fmt, ...);
/* Adds all up to the NULL that must end the list. */
__attribute__((sentinel)) void strv_addl(struct strv *s, ...);
bool strv_has(const struct strv *s, const char *text);
/* Sorts by byte value and drops duplicates. */
void strv_sort_unique(struct strv *s);
/* strv_has() of one that was sorted so. */
bool strv_has_sorted(const struct strv *s, const char *text);
void strv_release(struct strv *s);

#endif
