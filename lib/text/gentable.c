/* gentable: make the mapped table of an encoding from its rank list */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/num.h"
#include "text/split.h"
#include "text/table.h"
#include <err.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The rank lists we know: their hashes are those that tiktoken pins. */
static const struct {
	const char *sha256, *name;
	enum split_pattern pattern;
	uint32_t tokens;
} known[] = {
    {"446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
	"o200k_base", SPLIT_O200K, 199998},
    {"223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
	"cl100k_base", SPLIT_CL100K, 100256},
};

struct ranks {
	struct buf bytes;
	uint32_t *offsets; /* tokens + 1 */
};

static void
identify(struct table_header *h, const struct buf *list, const char *path)
{
	struct sha256_ctx ctx;
	char hex[2 * SHA256_DIGEST_SIZE + 1];

	sha256_init(&ctx);
	sha256_update(&ctx, list->len, (const uint8_t *)list->data);
	sha256_digest(&ctx, sizeof(h->sha256), h->sha256);
	for (size_t i = 0; i < sizeof(h->sha256); i++)
		snprintf(hex + 2 * i, 3, "%02x", h->sha256[i]);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].sha256, hex) != 0)
			continue;
		snprintf(h->name, sizeof(h->name), "%s", known[i].name);
		h->pattern = known[i].pattern;
		h->tokens = known[i].tokens;
		return;
	}
	errx(2, "%s: sha256 %s is no rank list that is known here", path, hex);
}

/* One line is `BASE64 RANK`; ranks count up from 0. Returns the next line. */
static char *
read_token(struct ranks *r, char *line, uint32_t rank, const char *path)
{
	struct base64_decode_ctx ctx;
	char *space = strchr(line, ' '), *end = strchr(line, '\n');
	size_t len = TABLE_LONGEST;
	long n;

	if (space == NULL || end == NULL || space > end)
		errx(2, "%s: rank %u: no line 'BASE64 RANK'", path, rank);
	*end = '\0';
	base64_decode_init(&ctx);
	if (space - line > 4 * (TABLE_LONGEST + 2) / 3 ||
	    !base64_decode_update(&ctx, &len,
		(uint8_t *)buf_room(&r->bytes, TABLE_LONGEST + 4),
		(size_t)(space - line), line) ||
	    !base64_decode_final(&ctx) || len == 0 || len > TABLE_LONGEST)
		errx(2, "%s: rank %u: bad base64", path, rank);
	if (!parse_long(space + 1, rank, rank, &n))
		errx(2, "%s: rank %u: out of order", path, rank);
	r->bytes.len += len;
	r->offsets[rank + 1] = (uint32_t)r->bytes.len;
	return end + 1;
}

static void
put_short(struct table_header *h, struct table_short *slots,
    const unsigned char *bytes, uint32_t len, uint32_t id)
{
	struct table_short key;
	uint32_t i;

	table_key(&key, bytes, len);
	i = table_slot(table_hash_short(&key), h->short_slots);
	while (slots[i].id_len != 0)
		i = i + 1 == h->short_slots ? 0 : i + 1;
	key.id_len |= id << 8;
	slots[i] = key;
}

static void
put_long(struct table_header *h, struct table_long *slots,
    const unsigned char *bytes, uint32_t len, uint32_t id)
{
	uint32_t hash = table_hash_long(bytes, len);
	uint32_t i = table_slot(hash, h->long_slots);

	while (slots[i].id != TABLE_NONE)
		i = i + 1 == h->long_slots ? 0 : i + 1;
	slots[i] = (struct table_long){.hash = hash, .id = id};
}

/* The whole file in memory: half of the slots of each table are used. */
static unsigned char *
build(struct table_header *h, const struct ranks *r)
{
	unsigned char *file, *bytes;
	struct table_short *shorts;
	struct table_long *longs;
	uint32_t len;

	for (uint32_t id = 0; id < h->tokens; id++)
		if (r->offsets[id + 1] - r->offsets[id] <= TABLE_SHORT)
			h->short_slots += 2;
		else
			h->long_slots += 2;
	h->bytes = r->bytes.len;
	h->size = table_bytes_at(h) + h->bytes;
	file = xcalloc(1, h->size);
	memcpy(file, h, sizeof(*h));
	memcpy(file + sizeof(*h), r->offsets,
	    (h->tokens + 1) * sizeof(*r->offsets));
	shorts = (struct table_short *)(file + table_shorts_at(h));
	longs = (struct table_long *)(file + table_longs_at(h));
	for (uint32_t i = 0; i < h->long_slots; i++)
		longs[i].id = TABLE_NONE;
	memcpy(file + table_bytes_at(h), r->bytes.data, h->bytes);
	for (uint32_t id = 0; id < h->tokens; id++) {
		bytes = (unsigned char *)r->bytes.data + r->offsets[id];
		len = r->offsets[id + 1] - r->offsets[id];
		if (len <= TABLE_SHORT)
			put_short(h, shorts, bytes, len, id);
		else
			put_long(h, longs, bytes, len, id);
	}
	return file;
}

int
main(int argc, char *argv[])
{
	struct table_header h = {.magic = TABLE_MAGIC,
	    .version = TABLE_VERSION,
	    .order = TABLE_ORDER};
	struct ranks r = {0};
	struct buf list = {0};
	unsigned char *file;
	char *line;
	int fd;

	if (argc != 3)
		errx(2, "usage: gentable NAME.tiktoken NAME.table");
	if ((fd = open(argv[1], O_RDONLY)) < 0 ||
	    buf_read(&list, fd, 64 << 20) < 0)
		err(2, "%s", argv[1]);
	close(fd);
	identify(&h, &list, argv[1]);
	r.offsets = xcalloc((size_t)h.tokens + 1, sizeof(*r.offsets));
	line = list.data;
	for (uint32_t id = 0; id < h.tokens; id++)
		line = read_token(&r, line, id, argv[1]);
	if (*line != '\0')
		errx(2, "%s: more than %u ranks", argv[1], h.tokens);
	file = build(&h, &r);
	if ((fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644)) < 0 ||
	    write_all(fd, file, h.size) < 0 || close(fd) < 0)
		err(2, "%s", argv[2]);
	free(file);
	free(r.offsets);
	buf_release(&r.bytes);
	buf_release(&list);
	return 0;
}
