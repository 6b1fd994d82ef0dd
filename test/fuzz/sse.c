/* sse: events are the same wherever the network cuts the bytes */
#include "exchange/sse.h"
#include "fuzz.h"

enum { MAX = 4096 };

static int
note(void *ctx, const char *name, const char *data, size_t len)
{
	struct buf *seen = ctx;

	assert(strlen(name) <= MAX && len <= MAX);
	buf_addf(seen, "%s|%zu|", name, len);
	buf_add(seen, data, len);
	return 0;
}

/* Pieces of `step` bytes; 0: in one. Whether all of it was taken. */
static int
read_in(struct buf *seen, const uint8_t *data, size_t size, size_t step)
{
	struct sse s = {.max = MAX};
	int status = 0;
	size_t n;

	for (size_t at = 0; at < size && status == 0; at += n) {
		n = step == 0 || size - at < step ? size - at : step;
		char *piece = fuzz_text(data + at, n);

		status = sse_push(&s, piece, n, note, seen);
		free(piece);
	}
	if (status == 0)
		status = sse_end(&s, note, seen);
	sse_release(&s);
	return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = {1, 2, 7, 61};
	struct buf whole = {0};
	int status = read_in(&whole, data, size, 0);

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct buf seen = {0};

		assert(read_in(&seen, data, size, steps[i]) == status);
		assert(seen.len == whole.len &&
		       memcmp(buf_str(&seen), buf_str(&whole), seen.len) == 0);
		buf_release(&seen);
	}
	buf_release(&whole);
	return 0;
}
