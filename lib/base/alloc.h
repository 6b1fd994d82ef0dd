#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <dirent.h>
#include <stddef.h>

/*
 * Allocation that does not fail: when memory is out, alloc_failed is called,
 * which must not return. The tool module points it at the constant
 * `internal` result line (contract 1, 2); the default aborts.
 */
extern void (*alloc_failed)(void);

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
/* Resizes to n elements; n * size is checked for overflow. */
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *fmt, ...);

/* NULL with errno for any other reason than memory. */
char *xrealpath(const char *path);
DIR *xopendir(const char *path);
DIR *xfdopendir(int fd);

/* Points cJSON's hooks at these, so that no cJSON_Create or Add fails. */
void alloc_use_in_cjson(void);

#endif
