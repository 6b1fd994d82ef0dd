/* pieces: labelled pieces of text, of files and result lines */
#include "contract/pieces.h"
#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "text/visible.h"
#include <stdlib.h>
#include <string.h>

enum { LABEL = 240 }; /* bytes */

struct piece *
pieces_add(struct pieces *p, const struct piece *like)
{
	if (p->n == p->room) {
		p->room = 2 * p->room + 16;
		p->v = xreallocarray(p->v, p->room, sizeof(*p->v));
	}
	p->v[p->n] = *like;
	p->v[p->n].place = p->n;
	return &p->v[p->n++];
}

void
piece_take(struct piece *p, struct buf *text)
{
	p->len = text->len;
	p->text = p->own = buf_detach(text);
}

void
pieces_add_files(struct pieces *p, const struct excerpts *x)
{
	const struct piece like = {
	    .rank = RANK_OTHER, .helper = "read_file", .firm = true};
	const struct excerpt *f;
	struct piece *piece;
	size_t from;

	for (size_t i = 0; i < x->n; i++) {
		f = &x->v[i];
		from = f->file->line[f->at];
		piece = pieces_add(p, &like);
		piece->path = f->file->path;
		piece->first = f->first;
		piece->last = f->last;
		piece->whole = f->first == 1 && f->last == f->file->n;
		piece->text = buf_str(&f->file->text) + from;
		piece->len =
		    f->file->line[f->at + f->last - f->first + 1] - from;
	}
}

static void
add_lines_of(struct buf *b, const struct piece *p)
{
	bool read = strcmp(p->helper ? p->helper : "", "read_file") == 0;

	buf_adds(b, "{\"paths\":[");
	json_print_string(b, p->path, strlen(p->path));
	buf_adds(b, "]");
	if (read && !p->whole && p->last >= p->first)
		buf_addf(b, ",\"start_line\":%ld,\"end_line\":%ld", p->first,
		    p->last);
	buf_addc(b, '}');
	if (!read)
		buf_addf(b, " lines %ld-%ld", p->first, p->last);
}

void
piece_label(struct buf *b, const struct piece *p)
{
	struct buf words = {0}, line = {0};

	if (p->result > 0)
		buf_addf(&words, "result %zu%s, ", p->result,
		    p->failed ? " (failed)" : "");
	if (p->helper != NULL)
		buf_addf(&words, "%s ", p->helper);
	if (p->path != NULL)
		add_lines_of(&words, p);
	buf_adds(&words, p->name ? p->name : "");
	visible(&line, words.data, words.len, false);
	if (line.len > LABEL) {
		buf_truncate(&line, utf8_cut(line.data, line.len, LABEL - 3));
		buf_adds(&line, "...");
	}
	buf_add(b, line.data, line.len);
	buf_release(&words);
	buf_release(&line);
}

void
pieces_release(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].name);
		free(p->v[i].own);
	}
	free(p->v);
	*p = (struct pieces){0};
}
