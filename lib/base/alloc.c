/* alloc: memory that is there, or the end of the program */
#include "base/alloc.h"
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void (*alloc_failed)(void) = abort;

static void *
checked(void *p)
{
	if (p == NULL) {
		alloc_failed();
		abort();
	}
	return p;
}

void *
xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *
xcalloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *
xrealloc(void *p, size_t size)
{
	return checked(realloc(p, size ? size : 1));
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	return checked(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *
xstrndup(const char *s, size_t len)
{
	return checked(strndup(s, len));
}

char *
xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return checked(n < 0 ? NULL : s);
}

char *
xrealpath(const char *path)
{
	char *real = realpath(path, NULL);

	if (real == NULL && errno == ENOMEM)
		alloc_failed();
	return real;
}

DIR *
xopendir(const char *path)
{
	DIR *dir = opendir(path);

	if (dir == NULL && errno == ENOMEM)
		alloc_failed();
	return dir;
}

DIR *
xfdopendir(int fd)
{
	DIR *dir = fdopendir(fd);

	if (dir == NULL && errno == ENOMEM)
		alloc_failed();
	return dir;
}

void
alloc_use_in_cjson(void)
{
	cJSON_Hooks hooks = {.malloc_fn = xmalloc, .free_fn = free};

	cJSON_InitHooks(&hooks);
}
