/* lines: lines of files as an answer within a token limit */
#include "contract/lines.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "contract/result.h"
#include "system/root.h"
#include <stdlib.h>
#include <string.h>

/* Bytes of the longest token of either encoding. */
#define LONGEST_TOKEN 128

/* Lines of an excerpt that are asked for: an item of the answer. */
struct piece {
	const struct excerpt_file *file;
	long first, n;
	const size_t *line; /* where each of them begins */
	struct counted head, text;
	struct count *lines; /* of text, after each line; only with a limit */
};

/* The answer as it would be with some of them. */
struct page {
	const struct lines *of;
	struct piece *pieces;
	size_t n_pieces;
	long total, given; /* lines: of all excerpts; that were counted */
	struct counted members, cut;
	size_t whole; /* bytes of the line that is cut */
	struct buf head, marks, tail;
	struct counted_part *parts;
	size_t n;
};

/* An empty file counts as one line, so that it too is answered just once. */
static long
lines_of(const struct excerpt *x)
{
	return x->last < x->first ? 1 : x->last - x->first + 1;
}

size_t
lines_most(long max_tokens)
{
	if (max_tokens <= 0 ||
	    max_tokens >= (long)(ROOT_FILE_MAX / LONGEST_TOKEN))
		return 0;
	return ((size_t)max_tokens + 1) * LONGEST_TOKEN;
}

/* How many of the first bytes of the piece are no UTF-8. */
static long
count_replaced(const struct piece *p, size_t len)
{
	const char *s = buf_str(&p->file->text) + p->line[0], *end = s + len;
	long n = 0;

	for (; (s += utf8_valid(s, (size_t)(end - s))) < end; s++)
		n++;
	return n;
}

/* What precedes the text of the piece's n lines, of which it has len bytes. */
static void
print_head(struct buf *b, const struct piece *p, long n, size_t len)
{
	const struct excerpt_file *f = p->file;
	long replaced = count_replaced(p, len);

	buf_adds(b, "{\"path\":");
	json_print_path(b, f->path);
	buf_addf(b, ",\"start_line\":%ld,\"end_line\":%ld", p->first,
	    f->n != 0 ? p->first + n - 1 : 0);
	if (f->n >= 0)
		buf_addf(b, ",\"total_lines\":%ld", f->n);
	if (f->encoding != NULL)
		buf_addf(b, ",\"encoding\":\"%s\"", f->encoding);
	if (replaced > 0)
		buf_addf(b, ",\"replaced\":%ld", replaced);
	if (f->sha256 != NULL)
		buf_addf(b, ",\"sha256\":\"%s\"", f->sha256);
	buf_adds(b, ",\"text\":\"");
}

/* Not aligned: what is cheap counts, and the tab tells them apart. */
static void
print_number(struct buf *b, long line)
{
	buf_addf(b, "%ld\\t", line);
}

/* Adds lines until they are certainly too many; returns how many. */
static long
count_lines(struct piece *p, const struct lines *l)
{
	const char *text = buf_str(&p->file->text);
	size_t max = (size_t)l->max_tokens;
	long n = 0, step = max > 0 || l->number ? 1 : p->n;

	print_head(&p->head.text, p, p->n, p->line[p->n] - p->line[0]);
	counted_grow(&p->head);
	if (max > 0)
		p->lines = xcalloc((size_t)p->n, sizeof(*p->lines));
	while (n < p->n && (max == 0 || p->text.count.tokens <= max)) {
		if (l->number && p->file->n != 0)
			print_number(&p->text.text, p->first + n);
		if (p->file->n != 0)
			counted_string(&p->text.text, text + p->line[n],
			    p->line[n + step] - p->line[n]);
		if (max > 0)
			counted_grow(&p->text);
		n += step;
		if (max > 0)
			p->lines[n - 1] = p->text.count;
	}
	counted_grow(&p->text);
	return n;
}

/* The lines of an excerpt behind the first `pass`, as far as they are held. */
static void
begin_piece(struct piece *p, const struct excerpt *x, long pass)
{
	static const size_t none[2];
	bool empty = x->file->n == 0;

	p->file = x->file;
	p->first = x->first + pass;
	p->n = empty ? 1 : x->held - p->first + 1;
	p->line = empty ? none : x->file->line + (x->at + pass);
}

/* Makes the pieces from skip on, as far as they may fit. */
static void
make_pieces(struct page *page)
{
	const struct excerpts *x = page->of->x;
	size_t max = (size_t)page->of->max_tokens, tokens = 0;
	long pass = page->of->skip, n;
	struct piece *p;

	page->pieces = xcalloc(x->n, sizeof(*page->pieces));
	page->parts = xcalloc(4 * x->n + 6, sizeof(*page->parts));
	for (size_t i = 0; i < x->n; i++) {
		n = lines_of(&x->v[i]);
		page->total += n;
		if (n <= pass || (max > 0 && tokens > max)) {
			pass -= n;
			continue;
		}
		p = &page->pieces[page->n_pieces];
		begin_piece(p, &x->v[i], pass);
		pass = 0;
		if (p->n <= 0)
			continue;
		page->n_pieces++;
		page->given += count_lines(p, page->of);
		tokens += p->head.count.tokens + p->text.count.tokens;
	}
}

static void
put(struct page *page, struct counted_part part)
{
	page->parts[page->n++] = part;
}

static void
put_string(struct page *page, const char *s)
{
	put(page, counted_plain(s, strlen(s)));
}

static void
begin(struct page *page)
{
	page->n = 0;
	buf_truncate(&page->head, 0);
	buf_truncate(&page->marks, 0);
	buf_truncate(&page->tail, 0);
	put_string(page, "{\"files\":[");
}

static size_t
end(struct page *page, long count)
{
	const struct lines *l = page->of;

	put(page, counted_part(&page->members, page->members.count));
	if (l->skip + count < page->total)
		buf_addf(&page->tail,
		    ",\"truncated\":true,\"total\":%ld%s,\"next\":{\"skip\":%"
		    "ld}",
		    page->total,
		    l->x->is_partial ? ",\"total_is_exact\":false" : "",
		    l->skip + count);
	buf_addc(&page->tail, '}');
	put_string(page, page->tail.data);
	return counted_sum(page->parts, page->n);
}

/* Composes the answer of `count` lines; returns what it costs. */
static size_t
compose(struct page *page, long count)
{
	const struct piece *p = page->pieces;

	begin(page);
	for (long left = count; left > 0; left -= p++->n) {
		if (p > page->pieces)
			put_string(page, ",");
		if (left >= p->n) {
			put(page, counted_part(&p->head, p->head.count));
			put(page, counted_part(&p->text, p->text.count));
		} else {
			print_head(
			    &page->head, p, left, p->line[left] - p->line[0]);
			put_string(page, page->head.data);
			put(page, counted_part(&p->text, p->lines[left - 1]));
		}
		put_string(page, "\"}");
	}
	return end(page, count);
}

/* The same with a part of the first line. */
static size_t
compose_cut(void *of, struct counted_part part, size_t kept)
{
	struct page *page = of;

	begin(page);
	print_head(&page->head, page->pieces, 1, kept);
	if (page->of->number)
		print_number(&page->head, page->pieces->first);
	put_string(page, page->head.data);
	put(page, part);
	buf_addf(&page->marks, "\",\"cut\":true,\"bytes_left_out\":%zu}",
	    page->whole - kept);
	put_string(page, page->marks.data);
	return end(page, 1);
}

/* Whether a part of the first line fits; else *least is what it needs. */
static bool
cut_first(struct page *page, size_t *least)
{
	size_t max = (size_t)page->of->max_tokens, cost;
	const struct piece *p = page->pieces;
	const struct excerpt_file *f = p->file;
	size_t len = p->line[1] - p->line[0];
	long kept;

	if (f->n == 0)
		return false;
	page->whole = len;
	if (p->line + 1 == f->line + f->n_held)
		page->whole += f->cut;
	kept = counted_cut(&page->cut, buf_str(&f->text) + p->line[0], len, max,
	    compose_cut, page);
	cost = compose_cut(page, counted_part(&page->cut, page->cut.count),
	    kept < 0 ? 0 : (size_t)kept);
	*least = cost < *least ? cost : *least;
	return cost <= max;
}

/* Composes as many of the lines as the limit allows. */
static int
fit(struct page *page, struct error *e)
{
	size_t max = (size_t)page->of->max_tokens;
	size_t least = compose(page, page->given);
	long low = 0, high = page->given, middle;

	if (max == 0 || least <= max)
		return 0;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (compose(page, middle) <= max)
			low = middle;
		else
			high = middle;
	}
	least = compose(page, page->given > 0 && low == 0 ? 1 : low);
	if (least <= max || (page->given > 0 && cut_first(page, &least)))
		return 0;
	return result_refuse(page->of->max_tokens, least, e);
}

static void
release(struct page *page)
{
	for (size_t i = 0; i < page->n_pieces; i++) {
		counted_release(&page->pieces[i].head);
		counted_release(&page->pieces[i].text);
		free(page->pieces[i].lines);
	}
	counted_release(&page->members);
	counted_release(&page->cut);
	buf_release(&page->head);
	buf_release(&page->marks);
	buf_release(&page->tail);
	free(page->pieces);
	free(page->parts);
}

int
lines_finish(struct lines *l, struct buf *line, struct error *e)
{
	struct page page = {.of = l};
	int status;

	make_pieces(&page);
	result_members(&page.members, l->details);
	status = fit(&page, e);
	if (status == 0)
		result_parts(line, true, page.parts, page.n);
	release(&page);
	cJSON_Delete(l->details);
	return status;
}
