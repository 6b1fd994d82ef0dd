/* gentable: make the mapped table of an encoding from its rank list */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/num.h"
#include "text/split.h"
#include "text/table.h"
#include "text/trie.h"
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
	struct table_token *tokens;
};

static uint32_t
token_len(const struct ranks *r, uint32_t id)
{
	return r->tokens[id].prefix_len & 0xFF;
}

static const unsigned char *
token_bytes(const struct ranks *r, uint32_t id)
{
	return (const unsigned char *)r->bytes.data + r->tokens[id].at;
}

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
	r->tokens[rank].at = (uint32_t)r->bytes.len;
	r->tokens[rank].prefix_len = (uint32_t)len;
	r->bytes.len += len;
	return end + 1;
}

/* The id of these bytes, or TABLE_NONE. */
static uint32_t
exactly(const struct table *t, const unsigned char *s, size_t len)
{
	const struct table_node *node;
	uint32_t base = t->head->root, id = TABLE_NONE;

	for (size_t i = 0; i < len; i++) {
		node = &t->nodes[base ^ s[i]];
		if ((node->id_label & 0xFF) != s[i])
			return TABLE_NONE;
		base = node->base;
		id = node->id_label >> 8;
	}
	return id;
}

/* The longest other token that this one begins with. */
static uint32_t
prefix_of(const struct table *t, const struct ranks *r, uint32_t id)
{
	uint32_t prefix = TABLE_NONE;

	for (size_t n = token_len(r, id); --n > 0 && prefix == TABLE_NONE;)
		prefix = exactly(t, token_bytes(r, id), n);
	return prefix;
}

/*
 * Merges the bytes of a token as those of any text, but for the last step:
 * that joins left and right. What merge.c relies on is checked of each:
 * that there are two parts left, and that both are of a lower rank.
 */
static void
unmerge(const struct table *t, struct table_token *token, uint32_t id)
{
	const unsigned char *s = (const unsigned char *)t->bytes + token->at;
	size_t n = token->prefix_len & 0xFF, best, start[TABLE_LONGEST + 1];
	uint32_t rank, lowest;

	token->left = token->right = id;
	if ((n == 1) != (id < 256))
		errx(2, "token %u: bytes are the first 256 tokens", id);
	if (n == 1)
		return;
	for (size_t i = 0; i <= n; i++)
		start[i] = i;
	for (; n > 2; n--) {
		lowest = TABLE_NONE;
		for (size_t i = best = 0; i + 2 <= n; i++) {
			rank =
			    exactly(t, s + start[i], start[i + 2] - start[i]);
			if (rank < lowest) {
				lowest = rank;
				best = i;
			}
		}
		memmove(&start[best + 1], &start[best + 2],
		    (n - best - 1) * sizeof(start[0]));
	}
	token->left = exactly(t, s, start[1]);
	token->right = exactly(t, s + start[1], start[2] - start[1]);
	if (token->left >= id || token->right >= id)
		errx(2, "token %u is not merged from two of lower ranks", id);
}

static void
put_short(const struct table *t, struct table_short *slots, uint32_t id)
{
	uint32_t n = t->head->short_slots, i;
	uint32_t len = t->tokens[id].prefix_len & 0xFF;
	struct table_short key;

	table_key(&key, t->bytes + t->tokens[id].at, len);
	i = table_slot(table_hash_short(&key), n);
	while (slots[i].id_len != 0)
		i = i + 1 == n ? 0 : i + 1;
	key.id_len |= id << 8;
	slots[i] = key;
}

static void
put_twos(const struct table *t, uint32_t *twos)
{
	for (uint32_t i = 0; i < 1 << 16; i++) {
		unsigned char two[2] = {
		    (unsigned char)(i >> 8), (unsigned char)i};

		twos[i] = exactly(t, two, 2);
	}
}

static void
put_pair(const struct table *t, uint64_t *filter, uint64_t *slots, uint32_t id)
{
	uint64_t pair = table_pair(t->tokens[id].left, t->tokens[id].right);
	uint32_t hash = table_hash_pair(pair), n = t->head->pair_slots;
	uint32_t i = table_slot(hash, n), bit = table_bit(hash);

	filter[bit / 64] |= (uint64_t)1 << bit % 64;
	while (slots[i] != 0)
		i = i + 1 == n ? 0 : i + 1;
	slots[i] = pair | id;
}

/* The whole file in memory: half of the slots of each table are used. */
static struct table_header *
build(struct table_header *h, struct ranks *r)
{
	struct table_header *file;
	struct table_token *tokens;
	struct table t;
	struct trie trie = {.bytes = r->bytes.data, .tokens = r->tokens};

	trie_build(&trie, h->tokens);
	for (uint32_t id = 0; id < h->tokens; id++)
		if (token_len(r, id) <= TABLE_SHORT)
			h->short_slots += 2;
	h->pair_slots = 2 * (h->tokens - 256);
	h->nodes = trie.size;
	h->root = trie.root;
	h->bytes = r->bytes.len;
	h->size = table_parts(&t, h);
	h->sum = table_sum(h);
	file = xcalloc(1, h->size);
	*file = *h;
	table_parts(&t, file);
	tokens = (void *)t.tokens;
	memcpy(tokens, r->tokens, h->tokens * sizeof(*tokens));
	memcpy((void *)t.nodes, trie.nodes, h->nodes * sizeof(*trie.nodes));
	memcpy((void *)t.bytes, r->bytes.data, h->bytes);
	for (uint32_t id = 0; id < h->tokens; id++) {
		tokens[id].prefix_len |= prefix_of(&t, r, id) << 8;
		unmerge(&t, &tokens[id], id);
		if (token_len(r, id) <= TABLE_SHORT)
			put_short(&t, (void *)t.shorts, id);
		if (token_len(r, id) > 1)
			put_pair(&t, (void *)t.filter, (void *)t.pairs, id);
	}
	put_twos(&t, (void *)t.twos);
	trie_release(&trie);
	return file;
}

int
main(int argc, char *argv[])
{
	struct table_header h = {.magic = TABLE_MAGIC,
				.version = TABLE_VERSION,
				.order = TABLE_ORDER},
			    *file;
	struct ranks r = {0};
	struct buf list = {0};
	char *line;
	int fd;

	if (argc != 3)
		errx(2, "usage: gentable NAME.tiktoken NAME.table");
	if ((fd = open(argv[1], O_RDONLY)) < 0 ||
	    buf_read(&list, fd, 64 << 20) < 0)
		err(2, "%s", argv[1]);
	close(fd);
	identify(&h, &list, argv[1]);
	r.tokens = xcalloc(h.tokens, sizeof(*r.tokens));
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
	free(r.tokens);
	buf_release(&r.bytes);
	buf_release(&list);
	return 0;
}
