#ifndef TEXT_IMPORTS_H
#define TEXT_IMPORTS_H

#include "base/buf.h"
#include "text/language.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * What a line of source text imports: #include of C and its relatives,
 * import and from of Python, import, export and require of JavaScript and
 * TypeScript, import of Go, Java, Kotlin and Scala, mod and `use crate::` of
 * Rust. Lines are read one by one: a name that stands on another line than
 * the word that imports it is not seen.
 */
enum import_kind {
	IMPORT_QUOTED = 'q',   /* #include "path" */
	IMPORT_ANGLED = '<',   /* #include <path> */
	IMPORT_RELATIVE = '.', /* a path from the file's folder on */
	IMPORT_MODULE = 'm',   /* a/b: from any folder above (Python) */
	IMPORT_CLASS = 'c',    /* a/b/C: from any folder (Java) */
	IMPORT_CRATE = 'r',    /* a/b: from the crate's src (Rust) */
	IMPORT_PACKAGE = 'g'   /* the whole name of a package (Go) */
};

struct imports {
	void (*read)(struct imports *in, const char *s, size_t len);
	bool in_block;  /* of Go's import ( ... ) */
	struct buf out; /* of each import its kind, its path and a NUL */
};

/* Begins with a file; read is NULL for a language that is not read. */
void imports_begin(struct imports *in, const struct language *l);

#endif
