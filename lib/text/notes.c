/* notes: the TODO, FIXME and XXX notes in comments and strings */
#include "text/notes.h"
#include "text/bytes.h"
#include <ctype.h>
#include <string.h>

/* A tag as it stands in the text. */
struct tag {
	size_t start, end;
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The first whole word `word` in from..to of the text. */
static bool
find_word(const struct comments *c, size_t from, size_t to, const char *word,
    struct tag *tag)
{
	size_t len = strlen(word);
	const char *s = c->text, *at = s + from;

	for (; (at = memmem(at, to - (size_t)(at - s), word, len)); at++) {
		tag->start = (size_t)(at - s);
		tag->end = tag->start + len;
		if ((tag->start == 0 || !is_word(at[-1])) &&
		    (tag->end == c->len || !is_word(at[len])))
			return true;
	}
	return false;
}

/* The first tag of any kind in what is left of the comment. */
static bool
find_tag(const struct notes *n, struct tag *tag)
{
	size_t to = n->to;
	struct tag found;
	bool any = false;

	for (size_t i = 0; i < n->tags->n; i++) {
		if (!find_word(&n->c, n->from, to, n->tags->v[i], &found))
			continue;
		*tag = found;
		to = found.start;
		any = true;
	}
	return any;
}

/* Strings speak of tags, too: a note begins a line and goes on like one. */
static bool
is_note(const struct comments *c, size_t left, size_t right, struct tag tag)
{
	if (!c->is_string)
		return true;
	while (left < tag.start && isspace((unsigned char)c->text[left]))
		left++;
	return left == tag.start && tag.end < right &&
	       (c->text[tag.end] == ':' || c->text[tag.end] == '(');
}

/* The part of a comment that is on one line, without its decoration. */
static void
set_text(struct note *note, const char *s, size_t from, size_t to)
{
	while (from < to && (isspace((unsigned char)s[from]) ||
				strchr("*/#!-;%", s[from]) != NULL))
		from++;
	while (from < to &&
	       (isspace((unsigned char)s[to - 1]) || s[to - 1] == '*'))
		to--;
	note->text = s + from;
	note->text_len = to - from;
}

/* Who is named in parentheses right behind the tag. */
static void
set_owner(struct note *note, const char *s, const char *end)
{
	const char *close =
	    s < end && *s == '(' ? memchr(s, ')', (size_t)(end - s)) : NULL;

	if (close == NULL || close == s + 1)
		return;
	note->owner = s + 1;
	note->owner_len = (size_t)(close - s) - 1;
}

static void
fill(struct notes *n, struct note *note, size_t left, size_t right,
    struct tag tag)
{
	const char *s = n->c.text;

	n->line += (long)bytes_lines(s + n->counted, tag.start - n->counted);
	n->counted = tag.start;
	*note = (struct note){.line = n->line + 1,
	    .tag = s + tag.start,
	    .tag_len = tag.end - tag.start};
	set_text(note, s, left, right);
	set_owner(note, s + tag.end, s + right);
}

bool
notes_possible(const struct strv *tags, const char *text, size_t len)
{
	for (size_t i = 0; i < tags->n; i++)
		if (memmem(text, len, tags->v[i], strlen(tags->v[i])) != NULL)
			return true;
	return false;
}

bool
notes_next(struct notes *n, struct note *note)
{
	const char *s = n->c.text, *nl;
	struct tag tag = {0};
	size_t left, right;

	for (;;) {
		if (n->from >= n->to && !comments_next(&n->c, &n->from, &n->to))
			return false;
		if (!find_tag(n, &tag)) {
			n->from = n->to;
			continue;
		}
		nl = memrchr(s + n->from, '\n', tag.start - n->from);
		left = nl ? (size_t)(nl - s) + 1 : n->from;
		nl = memchr(s + tag.end, '\n', n->to - tag.end);
		right = nl ? (size_t)(nl - s) : n->to;
		n->from = right;
		if (is_note(&n->c, left, right, tag)) {
			fill(n, note, left, right, tag);
			return true;
		}
	}
}
