#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * What the targets have in common. Each is the function that libFuzzer
 * calls with inputs of its own making, and replay.c with those of corpus/;
 * what must hold of any input is asserted.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Some bytes with a NUL behind them and nothing more, so that a reader that
 * goes too far is caught. The caller frees.
 */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	char *text = xmalloc(size + 1);

	alloc_use_in_cjson();
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

/*
 * The first line of the input; *data and *size become what is behind it.
 * For a target that needs two texts. The caller frees.
 */
static inline char *
fuzz_line(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size > 0 ? memchr(*data, '\n', *size) : NULL;
	size_t len = end ? (size_t)(end - *data) : *size;
	char *line = fuzz_text(*data, len);

	*data += end ? len + 1 : len;
	*size -= end ? len + 1 : len;
	return line;
}

#endif
