#ifndef TEXT_ENVELOPE_H
#define TEXT_ENVELOPE_H

#include "base/buf.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * The form in which Codex's models write a patch (openai/codex,
 * codex-rs/apply-patch):
 *
 *	*** Begin Patch
 *	*** Update File: src/app.py
 *	*** Move to: src/main.py
 *	@@ def greet():
 *	-print("Hi")
 *	+print("Hello")
 *	*** End of File
 *	*** Add File: hello.txt
 *	+Hello world
 *	*** Delete File: old.txt
 *	*** End Patch
 *
 * It has no line numbers: made into git's form against the files as they
 * are, it is judged and applied as any other diff. Codex's rules, but
 * stricter: lines must fit byte for byte (an @@ line but for the blanks
 * around it); without an @@ line there must be one place only; no file is
 * overwritten; of a file that ends without a newline the end stays so when
 * nothing there changes. As Codex tells its models, and unlike what it
 * reads, several @@ lines may follow each other.
 */

/* Appends a file's text; -1 with an error. */
typedef int envelope_read(const char *path, struct buf *text, struct error *e);

/* Whether a text begins as such a patch does. */
bool envelope_is(const char *text, size_t len);
/* Appends the diff. -1 with an error that names the line, or that of read. */
int envelope_to_diff(struct buf *diff, const char *text, size_t len,
    envelope_read *read, struct error *e);

#endif
