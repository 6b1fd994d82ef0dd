/* tokens: holds the encodings to ids that tiktoken gave; TAP on stdout */
#include "text/tokens.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "text/class.h"
#include "text/table.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tests, failures;
static const char *const names[] = {"o200k_base", "cl100k_base"};
static struct encoding *encodings[2];

static void
ok(bool good, const char *what)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tests, what);
	failures += !good;
}

/* encode, count and decode agree with each other. */
static bool
round_trip(const struct encoding *enc, const char *s, size_t len)
{
	struct buf ids = {0}, back = {0};
	bool good;

	tokens_encode(enc, s, len, &ids);
	tokens_decode(enc, (const uint32_t *)(const void *)buf_str(&ids),
	    ids.len / sizeof(uint32_t), &back, NULL);
	good = back.len == len && memcmp(buf_str(&back), s, len) == 0 &&
	       tokens_count(enc, s, len) == ids.len / sizeof(uint32_t);
	buf_release(&ids);
	buf_release(&back);
	return good;
}

/* U+0000 in a text of the tree is C0 80 (base/json.h). */
static void
plain_text(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s == 0xC0)
			buf_addc(b, (char)(*++s & 0x7F));
		else
			buf_addc(b, *s);
}

static bool
has_ids(const struct buf *ids, const cJSON *want)
{
	const uint32_t *id = (const void *)buf_str(ids);
	const cJSON *v;

	if (ids->len / sizeof(*id) != (size_t)cJSON_GetArraySize(want))
		return false;
	cJSON_ArrayForEach(v, want) {
		if (v->valuedouble != *id++)
			return false;
	}
	return true;
}

static bool
as_recorded(const cJSON *line)
{
	int i = strcmp(json_string(line, "encoding"), names[0]) != 0;
	struct buf text = {0}, ids = {0};
	bool good;

	plain_text(&text, json_string(line, "text"));
	tokens_encode(encodings[i], buf_str(&text), text.len, &ids);
	good = has_ids(&ids, json_get(line, "ids")) &&
	       round_trip(encodings[i], buf_str(&text), text.len);
	if (!good)
		printf("# %s: %s\n", names[i], json_text(line));
	buf_release(&text);
	buf_release(&ids);
	return good;
}

static void
test_recorded(const char *fixture, size_t count)
{
	struct buf text = {0};
	struct error e = {0};
	cJSON *line;
	size_t at = 0, n = 0, bad = 0;
	int fd = open(fixture, O_RDONLY);

	if (fd < 0 || buf_read(&text, fd, 1 << 28) < 0)
		printf("Bail out! cannot read %s\n", fixture);
	while ((line = json_parse_next(text.data, text.len, &at, &e))) {
		bad += !as_recorded(line);
		n++;
		cJSON_Delete(line);
	}
	ok(e.code == ERROR_NONE && n == count && bad == 0,
	    "all texts have the ids that tiktoken gave");
	buf_release(&text);
	close(fd);
}

static void
test_any_bytes(void)
{
	unsigned char bytes[200];
	uint32_t seed = 1;
	size_t bad = 0, n;

	for (int i = 0; i < 20000; i++) {
		seed = seed * 1103515245 + 12345;
		n = 1 + (seed >> 16) % sizeof(bytes);
		for (size_t j = 0; j < n; j++) {
			seed = seed * 1103515245 + 12345;
			bytes[j] = (unsigned char)(seed >> 16);
		}
		bad += !round_trip(encodings[i & 1], (char *)bytes, n);
	}
	ok(bad == 0, "encode then decode is the identity for random bytes");
	ok(tokens_count(encodings[0], "", 0) == 0, "no bytes are no tokens");
	/* a surrogate in UTF-8 form is three symbols, not a letter */
	ok(round_trip(encodings[0], "a\xED\xA0\x80z\xFF", 6),
	    "a lone surrogate and a stray byte survive");
}

static void
test_long_pieces(void)
{
	static const char *const of[] = {
	    "a", " ", "\n", "^", "ab", "\xE4\xB8\xAD"};
	size_t bad = 0, n = 300000;
	char *s = xmalloc(n);

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		for (size_t j = 0; j < n; j++)
			s[j] = of[i][j % strlen(of[i])];
		bad += !round_trip(encodings[0], s, n);
	}
	ok(bad == 0, "pieces of 300,000 bytes are merged");
	memset(s, 'a', n);
	/* 8 letters a are one token; nothing longer is */
	ok(tokens_count(encodings[0], s, n) == n / 8, "a long run of a");
	free(s);
}

static void
test_classes(void)
{
	static const struct {
		uint32_t cp;
		unsigned class;
	} known[] = {{'a', CLASS_LOWER}, {'A', CLASS_UPPER}, {'_', CLASS_OTHER},
	    {' ', CLASS_SPACE}, {'\n', CLASS_NEWLINE}, {0x1C5, CLASS_UPPER},
	    {0x2B0, CLASS_LETTER}, {0x301, CLASS_MARK}, {0x2167, CLASS_NUMBER},
	    {0xFEFF, CLASS_OTHER}, {0x180E, CLASS_OTHER}, {0x85, CLASS_SPACE},
	    {0x378, CLASS_OTHER}, {0x10FFFF, CLASS_OTHER},
	    {0x2FA1D, CLASS_LETTER},
	    {0x10D4A, CLASS_LETTER} /* Garay: new in 16.0 */};
	size_t bad = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		bad += class_of(known[i].cp) != known[i].class;
	ok(bad == 0, "classes are those of Unicode 16.0");
}

static void
test_ids(void)
{
	static const uint32_t special[] = {199999, 200018}, none[] = {200019},
			      gap[] = {199998};
	struct buf out = {0};
	struct error e = {0};

	ok(tokens_decode(encodings[0], special, 2, &out, &e) == 0 &&
		strcmp(buf_str(&out), "<|endoftext|><|endofprompt|>") == 0,
	    "special tokens are decoded");
	ok(tokens_decode(encodings[0], none, 1, &out, &e) < 0 &&
		e.code == ERROR_INVALID_ARGUMENTS &&
		strcmp(e.message, "o200k_base has no token 200019") == 0,
	    "an id beyond the last is an error");
	ok(tokens_decode(encodings[0], gap, 1, &out, &e) < 0,
	    "an id between ranks and special tokens is an error");
	ok(tokens_count(encodings[0], "<|endoftext|>", 13) == 7,
	    "a special token's name in text is its letters");
	buf_release(&out);
	error_release(&e);
}

/* What opening a file with these bytes says. */
static bool
says(const char *data, size_t len, const char *want)
{
	struct error e = {0};
	int fd = open("bad.table", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct encoding *enc;
	bool good;

	write_all(fd, data, len);
	close(fd);
	enc = encoding_open("bad.table", &e);
	good = enc == NULL && e.code == ERROR_INTERNAL &&
	       strcmp(e.message, want) == 0;
	if (!good)
		printf("# %s\n", e.message ? e.message : "opened");
	error_release(&e);
	return good;
}

static void
test_bad_tables(const char *path)
{
	struct buf table = {0};
	struct error e = {0};
	struct table_header *h;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || buf_read(&table, fd, 1 << 26) < 0)
		printf("Bail out! cannot read %s\n", path);
	close(fd);
	h = (void *)table.data;
	ok(encoding_open("none.table", &e) == NULL && e.code == ERROR_NOT_FOUND,
	    "a missing table is not found");
	error_release(&e);
	ok(says("", 0, "'bad.table' is no token table"), "an empty file");
	ok(says("\x7F"
		"ELF",
	       4, "'bad.table' is no token table"),
	    "a file of another kind");
	ok(says(table.data, table.len - 1,
	       "token table 'bad.table' is cut short or damaged"),
	    "a table that lacks its last byte");
	h->short_slots -= 2;
	ok(says(table.data, table.len,
	       "token table 'bad.table' is cut short or damaged"),
	    "a table whose parts do not add up");
	h->short_slots += 2;
	h->version++;
	ok(says(table.data, table.len,
	       "token table 'bad.table' is of another version or machine"),
	    "a table of another version");
	buf_release(&table);
	unlink("bad.table");
}

int
main(int argc, char *argv[])
{
	struct error e = {0};

	if (argc != 5) {
		printf("Bail out! usage: tokens O200K CL100K FIXTURE LINES\n");
		return 2;
	}
	for (int i = 0; i < 2; i++) {
		encodings[i] = encoding_open(argv[i + 1], &e);
		if (encodings[i] == NULL) {
			printf("Bail out! %s\n", e.message);
			return 2;
		}
	}
	test_recorded(argv[3], strtoul(argv[4], NULL, 10));
	test_any_bytes();
	test_long_pieces();
	test_classes();
	test_ids();
	test_bad_tables(argv[1]);
	for (int i = 0; i < 2; i++)
		encoding_close(encodings[i]);
	printf("1..%d\n", tests);
	return failures > 0;
}
