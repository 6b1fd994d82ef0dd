#ifndef COURSE_COURSE_H
#define COURSE_COURSE_H

#include "base/error.h"
#include <cjson/cJSON.h>
#include <stddef.h>

/*
 * The course as it lies on the disk: modules, and the exercises of each in
 * order. docs/exercises/README.md describes the files.
 */
struct module {
	char *name;        /* 01-internals, a folder of exercises/ */
	long number;       /* 1, of its name */
	const char *title; /* the strings are lent by json */
	char *page;        /* path of what is read first */
	size_t first, n;   /* its exercises */
	cJSON *json;       /* module.json */
};

struct exercise {
	const char *id;    /* blind-spot: stable, the key of what was done */
	char *number;      /* 1.1: where it stands today */
	const char *title; /* the strings are lent by json */
	const char *goal;
	long minutes; /* that it takes */
	size_t module;
	char *dir;   /* path of its folder */
	cJSON *json; /* exercise.json */
};

struct course {
	char *dir; /* has exercises/ and modules/ */
	struct module *modules;
	size_t n_modules;
	struct exercise *exercises;
	size_t n;
};

/*
 * Reads the course in $CODEX_COURSE, or the toolkit's own; its path is made
 * absolute. -1 names the file that is missing or broken. The caller releases
 * it in either case.
 */
int course_load(struct course *c, struct error *e);
void course_release(struct course *c);

/*
 * The exercise of an id, a number or a former id. NULL with not_found, and
 * the nearest id in the message.
 */
const struct exercise *course_find(
    const struct course *c, const char *name, struct error *e);
/* The module of a name (01-internals), a number (1) or a word of its name
 * (internals); NULL. */
const struct module *course_module(const struct course *c, const char *name);
const struct module *course_module_of(
    const struct course *c, const struct exercise *x);

/* The text of a file; NULL with e filled. The caller frees. */
char *course_read(const char *path, struct error *e);

#endif
