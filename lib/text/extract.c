/* extract: the diff, code or JSON in a model's answer */
#include "text/extract.h"
#include "base/json.h"
#include "base/num.h"
#include <string.h>

static int
check_whole(const struct markdown *m, struct error *e)
{
	for (size_t i = 0; i < m->n; i++)
		if (!m->blocks[i].closed)
			return error_set(e, ERROR_NOT_FOUND,
			    "the answer was cut: the code block that begins "
			    "in line %zu does not end",
			    m->blocks[i].line);
	return 0;
}

static bool
starts_with(const char *s, const char *end, const char *word)
{
	return (size_t)(end - s) >= strlen(word) &&
	       memcmp(s, word, strlen(word)) == 0;
}

/* Whether a diff begins with the line at s. */
static bool
begins_diff(const char *s, const char *end)
{
	const char *next = memchr(s, '\n', (size_t)(end - s));

	if (starts_with(s, end, "diff --git "))
		return true;
	return starts_with(s, end, "--- ") && next != NULL &&
	       starts_with(next + 1, end, "+++ ");
}

static bool
is_diff_block(const struct markdown_block *b)
{
	return markdown_is(b, "diff") || markdown_is(b, "patch") ||
	       markdown_is(b, "udiff");
}

static long
join_blocks(struct buf *diff, const struct markdown *m, bool by_language)
{
	long n = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct markdown_block *b = &m->blocks[i];
		const char *text = buf_str(&b->text);

		if (by_language ? !is_diff_block(b)
				: !begins_diff(text, text + b->text.len))
			continue;
		buf_add(diff, text, b->text.len);
		n++;
	}
	return n;
}

/* A diff that stands in the text itself, from its first line to the end. */
static long
bare_diff(struct buf *diff, const char *text, size_t len)
{
	const char *end = text + len, *nl;

	for (const char *s = text; s < end; s = nl ? nl + 1 : end) {
		nl = memchr(s, '\n', (size_t)(end - s));
		if (!begins_diff(s, end))
			continue;
		buf_add(diff, s, (size_t)(end - s));
		if (end[-1] != '\n')
			buf_addc(diff, '\n');
		return 1;
	}
	return 0;
}

long
extract_diff(struct buf *diff, const struct markdown *m, const char *text,
    size_t len, struct error *e)
{
	long n;

	if (check_whole(m, e) < 0)
		return -1;
	n = join_blocks(diff, m, true);
	if (n == 0)
		n = join_blocks(diff, m, false);
	if (n == 0 && m->n == 0)
		n = bare_diff(diff, text, len);
	if (diff->len == 0)
		return error_set(e, ERROR_NOT_FOUND,
		    "the answer has no diff; ask for one in a ```diff block");
	return n;
}

const struct markdown_block *
extract_code(const struct markdown *m, const char *language, long n,
    long *total, struct error *e)
{
	const struct markdown_block *found = NULL;

	if (check_whole(m, e) < 0)
		return NULL;
	*total = 0;
	for (size_t i = 0; i < m->n; i++) {
		if (language != NULL && !markdown_is(&m->blocks[i], language))
			continue;
		if (++*total == n)
			found = &m->blocks[i];
	}
	if (found == NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "the answer has %ld code block%s%s%s, no number %ld",
		    *total, plural(*total), language ? " of " : "",
		    language ? language : "", n);
	return found;
}

/* The first JSON object or array that begins a line of the text. */
static cJSON *
bare_json(const char *text, size_t len)
{
	const char *end = text + len, *nl;
	size_t at;
	cJSON *value;

	for (const char *s = text; s < end; s = nl ? nl + 1 : end) {
		nl = memchr(s, '\n', (size_t)(end - s));
		at = 0;
		if (*s != '{' && *s != '[')
			continue;
		value = json_parse_next(s, (size_t)(end - s), &at, NULL);
		if (value != NULL)
			return value;
	}
	return NULL;
}

static const struct markdown_block *
json_block(const struct markdown *m, long n)
{
	for (size_t i = 0; i < m->n; i++)
		if (markdown_is(&m->blocks[i], "json") && --n == 0)
			return &m->blocks[i];
	return NULL;
}

static cJSON *
read_block(const struct markdown_block *b, struct error *e)
{
	struct error inner = {0};
	cJSON *value = json_parse(buf_str(&b->text), b->text.len, &inner);

	if (value == NULL)
		error_set(e, ERROR_INVALID_JSON,
		    "the JSON block in line %zu of the answer: %s", b->line,
		    inner.message);
	error_release(&inner);
	return value;
}

cJSON *
extract_json(const struct markdown *m, const char *text, size_t len, long n,
    struct error *e)
{
	cJSON *value = json_parse(text, len, NULL);
	const struct markdown_block *block;

	if (value != NULL)
		return value;
	if (check_whole(m, e) < 0)
		return NULL;
	block = json_block(m, n);
	if (block != NULL)
		return read_block(block, e);
	if (n == 1)
		value = bare_json(text, len);
	if (value == NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "the answer has no JSON; ask for it in a ```json block");
	return value;
}
