/* envelope: a patch in the form of Codex's models, made into git's form */
#include "text/envelope.h"
#include "base/alloc.h"
#include "text/diff_name.h"
#include "text/envelope_chunk.h"
#include <stdlib.h>
#include <string.h>

/* One file's section. */
struct part {
	struct reader *r;
	struct diff_file f; /* its paths, for messages */
	struct buf *diff;
	envelope_read *read;
};

static bool
is_line(const struct reader *r, const char *word)
{
	size_t n = diff_starts(r, word);

	return n > 0 && diff_is_blank(r, n);
}

static void
skip_empty(struct reader *r)
{
	while (r->line != NULL && diff_is_blank(r, 0))
		diff_advance(r);
}

bool
envelope_is(const char *text, size_t len)
{
	struct reader r = {.next = text, .end = text + len};

	diff_advance(&r);
	skip_empty(&r);
	return is_line(&r, "*** Begin Patch");
}

/* The path behind the first n bytes of the line; goes to the next one. */
static char *
read_path(struct reader *r, size_t n)
{
	struct error why = {0};
	size_t len = r->len, at = r->at;
	char *path;

	while (len > n && memchr(" \t\r", r->line[len - 1], 3) != NULL)
		len--;
	path = xstrndup(r->line + n, len - n);
	diff_advance(r);
	if (diff_name_check(path, &why) == 0)
		return path;
	diff_refuse(r, at, "%s", why.message);
	if (r->e != NULL)
		r->e->code = why.code;
	error_release(&why);
	free(path);
	return NULL;
}

static void
add_name(struct buf *b, const char *before, const char *path, const char *after)
{
	const bool quoted = strpbrk(path, "\"\\") != NULL;

	buf_adds(b, quoted ? "\"" : "");
	buf_adds(b, before);
	for (; *path != '\0'; path++) {
		if (*path == '"' || *path == '\\')
			buf_addc(b, '\\');
		buf_addc(b, *path);
	}
	buf_adds(b, quoted ? "\"" : "");
	buf_adds(b, after);
}

static void
add_header(struct part *p, const char *what)
{
	buf_adds(p->diff, "diff --git ");
	add_name(p->diff, "a/", p->f.old_path, " ");
	add_name(p->diff, "b/", p->f.path, "\n");
	buf_adds(p->diff, what);
}

/* The two name lines; a name that is NULL is that of no file. */
static void
add_sides(struct part *p, const char *old, const char *new)
{
	const char *odd = "\t"; /* git's mark behind a name with blanks */

	buf_adds(p->diff, "--- ");
	if (old == NULL)
		buf_adds(p->diff, "/dev/null\n");
	else
		add_name(p->diff, "a/", old, strchr(old, ' ') ? odd : "");
	if (old != NULL)
		buf_addc(p->diff, '\n');
	buf_adds(p->diff, "+++ ");
	if (new == NULL)
		buf_adds(p->diff, "/dev/null");
	else
		add_name(p->diff, "b/", new, strchr(new, ' ') ? odd : "");
	buf_addc(p->diff, '\n');
}

static int
read_old(struct part *p, struct buf *text)
{
	struct error *e = p->r->e;

	if (p->read(p->f.old_path, text, e) < 0)
		return -1;
	if (text->len == 0 || memchr(text->data, '\0', text->len) == NULL)
		return 0;
	error_set(e, ERROR_BINARY_FILE, "'%s' is binary; only text is patched",
	    p->f.old_path);
	return error_path(e, p->f.old_path);
}

static int
add_file(struct part *p)
{
	struct reader *r = p->r;
	struct buf lines = {0};
	size_t n = 0;

	for (; diff_starts(r, "+"); n++) {
		buf_add(&lines, r->line, r->len);
		buf_addc(&lines, '\n');
		diff_advance(r);
	}
	add_header(p, "new file mode 100644\n");
	if (n > 0) {
		add_sides(p, NULL, p->f.path);
		buf_addf(p->diff, "@@ -0,0 +1,%zu @@\n", n);
		buf_add(p->diff, lines.data, lines.len);
	}
	buf_release(&lines);
	return 0;
}

/* All that is deleted is shown, so that it can be judged. */
static int
delete_file(struct part *p)
{
	struct buf text = {0};
	struct image m;

	if (read_old(p, &text) < 0) {
		buf_release(&text);
		return -1;
	}
	image_init(&m, buf_str(&text), text.len);
	add_header(p, "deleted file mode 100644\n");
	if (m.n > 0) {
		add_sides(p, p->f.path, NULL);
		buf_addf(p->diff, "@@ -1,%zu +0,0 @@\n", m.n);
	}
	for (size_t i = 0; i < m.n; i++) {
		buf_addc(p->diff, '-');
		buf_add(p->diff, m.v[i].l.text, m.v[i].l.len);
		buf_adds(p->diff, m.v[i].l.no_newline
				      ? "\n\\ No newline at end of file\n"
				      : "\n");
	}
	image_release(&m);
	buf_release(&text);
	return 0;
}

static void
add_rename(struct part *p)
{
	add_header(p, "rename from ");
	add_name(p->diff, "", p->f.old_path, "\nrename to ");
	add_name(p->diff, "", p->f.path, "\n");
}

static int
change_file(struct part *p, struct chunks *c)
{
	struct buf text = {0};
	struct image m;
	int n;

	if (read_old(p, &text) < 0) {
		buf_release(&text);
		return -1;
	}
	image_init(&m, buf_str(&text), text.len);
	n = chunks_place(c, &m, &p->f, p->r->e);
	if (n == 0 && strcmp(p->f.old_path, p->f.path) != 0)
		add_rename(p);
	else if (n == 0)
		add_header(p, "");
	if (n == 0 && c->n > 0) {
		add_sides(p, p->f.old_path, p->f.path);
		chunks_print(p->diff, c, &m);
	}
	image_release(&m);
	buf_release(&text);
	return n;
}

static int
update_file(struct part *p)
{
	size_t n = diff_starts(p->r, "*** Move to: "), at = p->r->at - 1;
	struct chunks c = {0};
	int status = 0;

	if (n > 0) {
		free(p->f.path);
		p->f.path = read_path(p->r, n);
		if (p->f.path == NULL)
			return -1;
	}
	if (chunks_read(p->r, &c) < 0)
		status = -1;
	else if (c.n == 0 && n == 0)
		status =
		    diff_refuse(p->r, at, "no hunk follows the file's name");
	else
		status = change_file(p, &c);
	chunks_release(&c);
	return status;
}

static int
read_part(struct part *p)
{
	static const struct {
		const char *word;
		int (*make)(struct part *p);
	} kinds[] = {{"*** Add File: ", add_file},
	    {"*** Delete File: ", delete_file},
	    {"*** Update File: ", update_file}};
	int status = -1;
	size_t n;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		n = diff_starts(p->r, kinds[i].word);
		if (n == 0)
			continue;
		p->f = (struct diff_file){.at = p->r->at};
		p->f.path = read_path(p->r, n);
		if (p->f.path != NULL) {
			p->f.old_path = xstrdup(p->f.path);
			status = kinds[i].make(p);
		}
		free(p->f.path);
		free(p->f.old_path);
		return status;
	}
	return diff_refuse(p->r, p->r->at,
	    "'%.*s' is none of '*** Add File: ', '*** Update File: ' and "
	    "'*** Delete File: '",
	    diff_shown(p->r), p->r->line);
}

int
envelope_to_diff(struct buf *diff, const char *text, size_t len,
    envelope_read *read, struct error *e)
{
	struct reader r = {.next = text, .end = text + len, .e = e};
	struct part p = {.r = &r, .diff = diff, .read = read};
	size_t start = diff->len;

	diff_advance(&r);
	skip_empty(&r);
	diff_advance(&r);
	for (skip_empty(&r); !is_line(&r, "*** End Patch"); skip_empty(&r)) {
		if (r.line == NULL)
			return diff_refuse(&r, r.at,
			    "the patch is cut short: it must end with "
			    "'*** End Patch'");
		if (read_part(&p) < 0)
			return -1;
	}
	diff_advance(&r);
	skip_empty(&r);
	if (r.line != NULL)
		return diff_refuse(&r, r.at,
		    "'%.*s' stands behind '*** End Patch'; give the patch "
		    "alone",
		    diff_shown(&r), r.line);
	if (diff->len == start)
		return diff_refuse(&r, 1, "the patch changes nothing");
	return 0;
}
