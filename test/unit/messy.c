/*
 * messy: text that is hard to count and to escape, the same for each seed.
 *
 * usage: messy SEED lines N
 *        messy SEED tree
 *
 * `lines` prints N of them; `tree` makes files in the working directory,
 * some far down and of odd names.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/num.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 12

static const char *const parts[] = {"word ", "a", "Capital", "42", "1234567",
    "\"", "\\", "\\n", "'s", "'", "'ll ", "/", "{}", "();", " ", "      ", "\t",
    "\x01", "\x1b[31m", "\x7f", "\xc2\x85", "é", "e\xcc\x81", "→", "中文字符",
    "日本語", "한국어", "😀", "👩‍👩‍👧", "\u202e", "\u2028", "عربى",
    "--", "===", "!!!!!!!!", "don't", "<b>", "%s", "$a", "\xef\xbb\xbf"};

static const char *
pick(const char *const *from, size_t n)
{
	return from[lrand48() % (long)n];
}

static void
add_text(struct buf *b, size_t len)
{
	for (size_t start = b->len; b->len - start < len;)
		buf_adds(b, pick(parts, sizeof(parts) / sizeof(*parts)));
}

static void
add_line(struct buf *b)
{
	switch (lrand48() % 8) {
	case 0:
		buf_addf(b, "int name%ld(void) { return", lrand48() % 9);
		buf_addf(b, " name%ld(1); }", lrand48() % 9);
		break;
	case 1:
		buf_adds(b, "/* TODO: ");
		add_text(b, (size_t)lrand48() % 80);
		buf_adds(b, " */");
		break;
	case 2:
		buf_addf(b, "password = \"Tr0ub4dor&%ld\"", lrand48() % 10000);
		break;
	case 3:
		break;
	case 4:
		add_text(b, lrand48() % 9 == 0 ? 4000 : 300);
		break;
	default:
		add_text(b, (size_t)lrand48() % 60);
	}
	buf_addc(b, '\n');
}

static void
add_path(struct buf *b, long n)
{
	static const char *const names[] = {"plain", "with space", "quo\"te",
	    "ünï", "文件", "😀", "it's", "back\\slash", "tab\there", "-dash",
	    "very-long-name-very-long-name-very-long-name-very-long-name"};
	size_t n_names = sizeof(names) / sizeof(*names);

	for (long depth = n == 0 ? 12 : lrand48() % 4; depth > 0; depth--)
		buf_addf(b, "%s/", pick(names, n_names));
	buf_addf(b, "%s%ld.c", pick(names, n_names), n);
}

static void
make_folders(const struct buf *path)
{
	char *s = xstrndup(path->data, path->len);

	for (char *slash = strchr(s, '/'); slash; slash = strchr(slash, '/')) {
		*slash = '\0';
		if (mkdir(s, 0755) < 0 && errno != EEXIST)
			exit(1);
		*slash++ = '/';
	}
	free(s);
}

static void
make_tree(void)
{
	struct buf path = {0}, text = {0};

	for (long i = 0; i < FILES; i++) {
		buf_truncate(&path, 0);
		buf_truncate(&text, 0);
		add_path(&path, i);
		make_folders(&path);
		for (long n = i == 1 ? 0 : lrand48() % 40; n > 0; n--)
			add_line(&text);
		if (i == 2)
			buf_adds(&text, "no line end");
		int fd = open(path.data, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		if (fd < 0 || write_all(fd, buf_str(&text), text.len) < 0)
			exit(1);
		close(fd);
	}
	buf_release(&path);
	buf_release(&text);
}

int
main(int argc, char **argv)
{
	struct buf text = {0};
	long seed, n = 0;

	if (argc < 3 || !parse_long(argv[1], 0, LONG_MAX, &seed) ||
	    (argc > 3 && !parse_long(argv[3], 0, INT_MAX, &n)))
		return 2;
	srand48(seed);
	if (strcmp(argv[2], "tree") == 0)
		make_tree();
	while (n-- > 0)
		add_line(&text);
	if (write_all(STDOUT_FILENO, buf_str(&text), text.len) < 0)
		return 1;
	buf_release(&text);
	return 0;
}
