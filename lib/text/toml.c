/* toml: a TOML document as JSON, with the line of each value */
#include "text/toml.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_KEYS = 5000, MAX_DEPTH = 64 };

struct reader {
	const char *s; /* the rest */
	int line;
	struct buf word; /* the key or scalar read last */
	struct error *error;
};

static cJSON *read_value(struct reader *r, int depth);

static void *
bad(struct reader *r, const char *what)
{
	if (r->error->code == ERROR_NONE)
		error_set(r->error, ERROR_INVALID_ARGUMENTS, "line %d: %s",
		    r->line, what);
	return NULL;
}

static void
skip_blanks(struct reader *r)
{
	r->s += strspn(r->s, " \t");
}

/* Also over newlines and comments. */
static void
skip_lines(struct reader *r)
{
	for (;; r->s++) {
		r->s += strspn(r->s, " \t\r");
		if (*r->s == '#')
			r->s += strcspn(r->s, "\n");
		if (*r->s != '\n')
			return;
		r->line++;
	}
}

static bool
end_of_line(struct reader *r)
{
	skip_blanks(r);
	if (*r->s == '#')
		r->s += strcspn(r->s, "\n");
	r->s += *r->s == '\r';
	return *r->s == '\0' || *r->s == '\n' ||
	       bad(r, "there is more behind the value") != NULL;
}

static bool
read_escape(struct reader *r)
{
	static const char names[] = "btnfr\"\\", values[] = "\b\t\n\f\r\"\\";
	const char *at = *r->s ? strchr(names, *r->s) : NULL;
	size_t digits = *r->s == 'u' ? 4 : *r->s == 'U' ? 8 : 0;
	char hex[9] = "", utf8[4];
	unsigned long c;

	if (at != NULL) {
		buf_addc(&r->word, values[at - names]);
		r->s++;
		return true;
	}
	if (digits == 0 || strspn(r->s + 1, "0123456789abcdefABCDEF") < digits)
		return bad(r, "there is no such escape") != NULL;
	memcpy(hex, r->s + 1, digits);
	c = strtoul(hex, NULL, 16);
	if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return bad(r, "there is no such character") != NULL;
	buf_add(&r->word, utf8, utf8_encode((uint32_t)c, utf8));
	r->s += 1 + digits;
	return true;
}

/* Behind a backslash at a line's end the next line's indent is left out. */
static bool
joins_lines(struct reader *r)
{
	size_t blanks = strspn(r->s, " \t\r");

	if (r->s[blanks] != '\n')
		return false;
	for (; *r->s != '\0' && strchr(" \t\r\n", *r->s); r->s++)
		r->line += *r->s == '\n';
	return true;
}

/* The string that quote begins, to the word. */
static bool
read_string(struct reader *r, char quote)
{
	char three[] = {quote, quote, quote, '\0'};
	bool many = strncmp(r->s, three, 3) == 0;

	r->s += many ? 3 : 1;
	if (many && (*r->s == '\n' || strncmp(r->s, "\r\n", 2) == 0)) {
		r->s += 1 + (*r->s == '\r');
		r->line++;
	}
	while (many ? strncmp(r->s, three, 3) != 0 : *r->s != quote) {
		if (*r->s == '\0' || (*r->s == '\n' && !many))
			return bad(r, "a string is not closed") != NULL;
		if (*r->s == '\\' && quote == '"') {
			r->s++;
			if (!(many && joins_lines(r)) && !read_escape(r))
				return false;
			continue;
		}
		r->line += *r->s == '\n';
		buf_addc(&r->word, *r->s++);
	}
	/* up to two quotes may stand before the closing ones */
	for (; many && r->s[3] == quote; r->s++)
		buf_addc(&r->word, quote);
	r->s += many ? 3 : 1;
	return true;
}

static bool
read_key(struct reader *r)
{
	size_t len = strspn(r->s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789_-");

	buf_truncate(&r->word, 0);
	if (*r->s == '"' || *r->s == '\'') {
		if (strncmp(r->s, "\"\"\"", 3) == 0 ||
		    strncmp(r->s, "'''", 3) == 0)
			return bad(r, "a key is no name") != NULL;
		if (!read_string(r, *r->s))
			return false;
	} else if (len == 0)
		return bad(r, "there is no key") != NULL;
	buf_add(&r->word, r->s, len);
	r->s += len;
	skip_blanks(r);
	return true;
}

static cJSON *
get(struct reader *r, const cJSON *table)
{
	int n = 0;
	cJSON *at;

	cJSON_ArrayForEach(at, table) {
		if (strcmp(at->string, buf_str(&r->word)) == 0)
			return at;
		if (++n == MAX_KEYS)
			return bad(r, "a table has too many keys");
	}
	return NULL;
}

/* Adds value, which it takes, under the key that was read last. */
static cJSON *
add(struct reader *r, cJSON *table, cJSON *value, int line)
{
	cJSON *key = json_new_string(buf_str(&r->word), r->word.len);

	value->valueint = line;
	cJSON_AddItemToObject(table, key->valuestring, value);
	cJSON_Delete(key);
	return value;
}

/*
 * The table that a key leads to, made when it is missing. Where it is an
 * array of tables, the last one.
 */
static cJSON *
enter(struct reader *r, cJSON *table, int line)
{
	cJSON *next = get(r, table);

	if (r->error->code != ERROR_NONE)
		return NULL;
	if (next == NULL)
		return add(r, table, cJSON_CreateObject(), line);
	if (cJSON_IsArray(next) && next->child != NULL)
		next = next->child->prev;
	return cJSON_IsObject(next) ? next : bad(r, "a key is no table");
}

/* KEY = VALUE into the table. */
static bool
read_pair(struct reader *r, cJSON *table, int depth)
{
	int line = r->line;
	struct buf name = {0};
	cJSON *value;

	while (read_key(r) && *r->s == '.') {
		table = ++depth < MAX_DEPTH ? enter(r, table, line)
					    : bad(r, "it is nested too deeply");
		if (table == NULL)
			return false;
		r->s++;
		skip_blanks(r);
	}
	if (r->error->code != ERROR_NONE || get(r, table) != NULL)
		return bad(r, "a key is there twice") != NULL;
	if (r->error->code != ERROR_NONE || *r->s != '=')
		return bad(r, "a key has no =") != NULL;
	r->s++;
	buf_add(&name, r->word.data, r->word.len);
	value = read_value(r, depth + 1);
	buf_truncate(&r->word, 0);
	buf_add(&r->word, name.data, name.len);
	buf_release(&name);
	return value != NULL && add(r, table, value, line) != NULL;
}

/* What stands in brackets or braces, to `to`; true at its end. */
static bool
read_items(struct reader *r, cJSON *to, char close, int depth)
{
	cJSON *item;

	if (depth > MAX_DEPTH)
		return bad(r, "it is nested too deeply") != NULL;
	r->s++;
	for (skip_lines(r); *r->s != close; skip_lines(r)) {
		if (cJSON_IsArray(to)) {
			item = read_value(r, depth + 1);
			if (item == NULL)
				return false;
			cJSON_AddItemToArray(to, item);
		} else if (!read_pair(r, to, depth + 1))
			return false;
		skip_lines(r);
		if (*r->s == ',')
			r->s++;
		else if (*r->s != close)
			return bad(r, close == ']'
					  ? "an array is not closed"
					  : "a table is not closed") != NULL;
	}
	r->s++;
	return true;
}

/* A number, a date, true or false, as it is written. */
static bool
read_scalar(struct reader *r)
{
	static const char of[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789_+-.:";
	size_t len = strspn(r->s, of);
	bool date = len == 10 && r->s[4] == '-' && r->s[10] == ' ';

	if (date && r->s[11] >= '0' && r->s[11] <= '9')
		len += 1 + strspn(r->s + 11, of);
	buf_add(&r->word, r->s, len);
	r->s += len;
	return len > 0 && (strchr("0123456789+-", *r->word.data) ||
			      strcmp(r->word.data, "true") == 0 ||
			      strcmp(r->word.data, "false") == 0 ||
			      strcmp(r->word.data, "inf") == 0 ||
			      strcmp(r->word.data, "nan") == 0)
		   ? true
		   : bad(r, "there is no value") != NULL;
}

static cJSON *
read_value(struct reader *r, int depth)
{
	int line = r->line;
	cJSON *value;
	bool good;

	skip_blanks(r);
	buf_truncate(&r->word, 0);
	if (*r->s == '[' || *r->s == '{') {
		value =
		    *r->s == '[' ? cJSON_CreateArray() : cJSON_CreateObject();
		good = read_items(r, value, *r->s == '[' ? ']' : '}', depth);
	} else {
		good = *r->s == '"' || *r->s == '\'' ? read_string(r, *r->s)
						     : read_scalar(r);
		value = json_new_string(buf_str(&r->word), r->word.len);
	}
	value->valueint = line;
	if (good)
		return value;
	cJSON_Delete(value);
	return NULL;
}

/* [TABLE] or [[TABLE]]: where the pairs that follow go. */
static cJSON *
read_header(struct reader *r, cJSON *table)
{
	bool many = r->s[1] == '[';
	cJSON *last;
	int depth = 0;

	r->s += 1 + many;
	skip_blanks(r);
	/* what a header only passes through may be defined later: line 0 */
	while (read_key(r) && *r->s == '.') {
		table = ++depth < MAX_DEPTH ? enter(r, table, 0)
					    : bad(r, "it is nested too deeply");
		if (table == NULL)
			return NULL;
		r->s++;
		skip_blanks(r);
	}
	last = r->error->code == ERROR_NONE ? get(r, table) : NULL;
	if (r->error->code != ERROR_NONE || *r->s != ']' ||
	    (many && r->s[1] != ']'))
		return bad(r, "a table's name is not closed");
	r->s += 1 + many;
	if (last != NULL &&
	    (many ? !cJSON_IsArray(last)
		  : !cJSON_IsObject(last) || last->valueint > 0))
		return bad(r, "a table is there twice");
	if (last == NULL)
		last = add(r, table,
		    many ? cJSON_CreateArray() : cJSON_CreateObject(), r->line);
	if (many) {
		cJSON_AddItemToArray(last, cJSON_CreateObject());
		last = last->child->prev;
	}
	last->valueint = r->line;
	return last;
}

cJSON *
toml_parse(const char *text, struct error *e)
{
	struct error own = {0};
	struct reader r = {text, 1, {0}, &own};
	cJSON *root = cJSON_CreateObject(), *table = root;

	for (skip_lines(&r); *r.s != '\0'; skip_lines(&r)) {
		if (*r.s == '[')
			table = read_header(&r, root);
		else if (!read_pair(&r, table, 0))
			table = NULL;
		if (table == NULL || !end_of_line(&r))
			break;
	}
	buf_release(&r.word);
	if (own.code == ERROR_NONE)
		return root;
	error_set(e, own.code, "%s", own.message);
	error_release(&own);
	cJSON_Delete(root);
	return NULL;
}
