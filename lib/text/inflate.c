/* inflate: gzipped bytes, unpacked within a limit */
#include "text/inflate.h"
#include "base/alloc.h"
#include <limits.h>
#include <zlib.h>

#define STEP ((size_t)64 << 10)
#define GZIP (16 + MAX_WBITS) /* zlib: with gzip's header, and no other */

bool
inflate_is_gzip(const char *data, size_t len)
{
	return len > 2 && data[0] == '\x1f' && data[1] == '\x8b';
}

static int
fail(struct error *e, size_t max, size_t len)
{
	if (len > max)
		return error_set(e, ERROR_TOO_LARGE,
		    "the gzipped file unpacks to more than %zu bytes", max);
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "the gzipped file is broken or cut short");
}

static int
unpack(z_stream *z, struct buf *out, size_t max)
{
	size_t start = out->len;
	int status = Z_OK;

	while (out->len - start <= max) {
		z->next_out = (Bytef *)buf_room(out, STEP);
		z->avail_out = STEP;
		status = inflate(z, Z_NO_FLUSH);
		out->len += STEP - z->avail_out;
		if (status == Z_STREAM_END && z->avail_in == 0)
			return 0;
		/* another member may follow */
		if (status == Z_STREAM_END)
			status = inflateReset(z);
		if (status == Z_MEM_ERROR)
			alloc_failed();
		if (status != Z_OK)
			return -1;
	}
	return -1;
}

int
inflate_gzip(
    struct buf *out, const char *data, size_t len, size_t max, struct error *e)
{
	z_stream z = {.next_in = (z_const Bytef *)data, .avail_in = (uInt)len};
	size_t start = out->len;
	int status;

	if (len > UINT_MAX)
		return fail(e, max, len);
	if (inflateInit2(&z, GZIP) != Z_OK)
		alloc_failed();
	status = unpack(&z, out, max);
	inflateEnd(&z);
	buf_addc(out, '\0'); /* the NUL behind every buffer */
	buf_truncate(out, out->len - 1);
	return status == 0 ? 0 : fail(e, max, out->len - start);
}
