#ifndef TEXT_COVERAGE_H
#define TEXT_COVERAGE_H

#include "base/error.h"
#include "base/strv.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Which lines a program ran: reports of coverage as lcov's tracefiles (man
 * geninfo), Cobertura's XML (coverage-04.dtd, without its branches), and
 * what `gcov --json-format` writes (man gcov), each also gzipped. Only the
 * lines count that a report names: a line is covered when any entry for it
 * says that it ran. Zero a struct coverage to begin.
 */
struct coverage_line {
	long line; /* from 1 */
	bool ran;
};

struct coverage_file {
	char *name;                  /* as the report has it */
	struct coverage_line *lines; /* sorted once coverage_sort was called */
	size_t n;
};

struct coverage {
	struct coverage_file *files;
	size_t n;
	struct strv roots; /* folders that relative names may be below */
};

/*
 * Adds a report, whose format is seen by its first bytes. -1 with
 * invalid_arguments that says what is wrong with it (also when it names no
 * line), or too_large when it unpacks to more than COVERAGE_MAX bytes; then
 * c may hold a part of it.
 */
#define COVERAGE_MAX ((size_t)256 << 20)
int coverage_read(
    struct coverage *c, const char *text, size_t len, struct error *e);

/*
 * The file of that name, added unless it is the last one: those of one name
 * are one when coverage_sort was called. Lent until the next call.
 */
struct coverage_file *coverage_file(struct coverage *c, const char *name);
void coverage_add(struct coverage_file *f, long line, bool ran);
/* Sorts files by name and lines by number, of which each is there once. */
void coverage_sort(struct coverage *c);
void coverage_release(struct coverage *c);

/* The readers of each format; -1 as coverage_read. */
typedef int coverage_reader(
    struct coverage *c, const char *text, size_t len, struct error *e);
coverage_reader coverage_lcov, coverage_cobertura, coverage_gcov;

#endif
