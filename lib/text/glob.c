/* glob: paths against globs, as .gitignore has them, and {a,b} */
#include "text/glob.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Where a glob's position is known, the braces around it are too. So a state
 * is a position in the glob and one in the text, and what failed once fails
 * always: `failed` holds these states, and no glob takes exponential time.
 */
struct match {
	const char *glob;
	size_t glob_len;
	const char *text;
	size_t text_len;
	size_t *behind; /* of , and } of a group: what follows the group */
	uint8_t *failed;
};

static bool match_at(struct match *m, size_t g, size_t t);

/* The position behind the class that opens at g, or 0 when it is none. */
static size_t
class_end(const char *glob, size_t g)
{
	size_t i = g + 1 + (glob[g + 1] == '!' || glob[g + 1] == '^');

	if (glob[i] == ']')
		i++;
	while (glob[i] && glob[i] != ']')
		i += 1 + (glob[i] == '\\' && glob[i + 1]);
	return glob[i] ? i + 1 : 0;
}

/* How far the thing at g reaches: an escape, a class, or one byte. */
static size_t
step(const char *glob, size_t g)
{
	size_t end = glob[g] == '[' ? class_end(glob, g) : 0;

	if (end)
		return end - g;
	return 1 + (glob[g] == '\\' && glob[g + 1]);
}

/* The closing brace of the one at g, or 0 when there is none. */
static size_t
brace_end(const char *glob, size_t g)
{
	size_t depth = 0;

	for (; glob[g]; g += step(glob, g)) {
		if (glob[g] == '{')
			depth++;
		else if (glob[g] == '}' && --depth == 0)
			return g;
	}
	return 0;
}

/* Fills behind for the group from the brace at g to the one at end. */
static void
note_group(struct match *m, size_t g, size_t end)
{
	size_t inner;

	m->behind[end] = end + 1;
	for (g++; g < end; g += step(m->glob, g)) {
		inner = m->glob[g] == '{' ? brace_end(m->glob, g) : 0;
		if (inner) {
			note_group(m, g, inner);
			g = inner;
		} else if (m->glob[g] == ',') {
			m->behind[g] = end + 1;
		}
	}
}

static void
note_groups(struct match *m)
{
	size_t end;

	for (size_t g = 0; m->glob[g]; g += step(m->glob, g)) {
		end = m->glob[g] == '{' ? brace_end(m->glob, g) : 0;
		if (end) {
			note_group(m, g, end);
			g = end;
		}
	}
}

/* One alternative after the other; match_at leaves the group at its end. */
static bool
match_group(struct match *m, size_t g, size_t t)
{
	size_t end = brace_end(m->glob, g);

	for (g++; g <= end; g += step(m->glob, g)) {
		if (match_at(m, g, t))
			return true;
		while (g < end && m->behind[g] != end + 1)
			g += step(m->glob, g);
	}
	return false;
}

/* `*` stays within a component; `**` between slashes crosses them. */
static bool
match_star(struct match *m, size_t g, size_t t)
{
	bool starts = g == 0 || strchr("/{,", m->glob[g - 1]);
	size_t next = g + strspn(m->glob + g, "*");
	bool crosses =
	    starts && next - g == 2 && strchr("/,}", m->glob[next]) != NULL;

	/* `** /` (no blank) also stands for no folder at all */
	if (crosses && m->glob[next] == '/' && match_at(m, next + 1, t))
		return true;
	for (;; t++) {
		if (match_at(m, next, t))
			return true;
		if (t == m->text_len || (m->text[t] == '/' && !crosses))
			return false;
	}
}

/* The character at s, of which *len bytes are used; a stray byte is one. */
static uint32_t
character(const char *s, size_t max, size_t *len)
{
	uint32_t cp;

	*len = utf8_decode(s, max, &cp);
	if (*len > 0)
		return cp;
	*len = 1;
	return 0x110000 + (unsigned char)*s;
}

static bool
in_class(const char *glob, size_t g, size_t end, uint32_t c)
{
	bool negated = glob[g + 1] == '!' || glob[g + 1] == '^';
	bool found = false;
	size_t i = g + 1 + negated, len;
	uint32_t low, high;

	while (i < end - 1) {
		i += glob[i] == '\\' && i + 1 < end - 1;
		low = high = character(glob + i, end - i, &len);
		i += len;
		if (glob[i] == '-' && i + 1 < end - 1) {
			i += 1 + (glob[i + 1] == '\\' && i + 2 < end - 1);
			high = character(glob + i, end - i, &len);
			i += len;
		}
		found |= low <= c && c <= high;
	}
	return found != negated;
}

/* One character of the text against what stands at g: its length, or 0. */
static size_t
match_one(struct match *m, size_t g, size_t t)
{
	size_t end = m->glob[g] == '[' ? class_end(m->glob, g) : 0, len;
	uint32_t c;

	if (t == m->text_len)
		return 0;
	c = character(m->text + t, m->text_len - t, &len);
	if (end)
		return c != '/' && in_class(m->glob, g, end, c) ? len : 0;
	if (m->glob[g] == '?')
		return c != '/' ? len : 0;
	g += m->glob[g] == '\\' && m->glob[g + 1];
	return m->glob[g] == m->text[t];
}

static bool
match_rest(struct match *m, size_t g, size_t t)
{
	size_t len;

	while (g < m->glob_len) {
		if (m->behind[g]) {
			g = m->behind[g];
			continue;
		}
		if (m->glob[g] == '*')
			return match_star(m, g, t);
		if (m->glob[g] == '{' && brace_end(m->glob, g))
			return match_group(m, g, t);
		len = match_one(m, g, t);
		if (len == 0)
			return false;
		g += step(m->glob, g);
		t += len;
	}
	return t == m->text_len;
}

static bool
match_at(struct match *m, size_t g, size_t t)
{
	size_t state = g * (m->text_len + 1) + t;

	if (m->failed[state / 8] & 1 << state % 8)
		return false;
	if (match_rest(m, g, t))
		return true;
	m->failed[state / 8] |= (uint8_t)(1 << state % 8);
	return false;
}

static bool
match_text(const char *glob, const char *text, size_t len)
{
	struct match m = {glob, strlen(glob), text, len, NULL, NULL};
	bool matched;

	m.behind = xcalloc(m.glob_len + 1, sizeof(*m.behind));
	m.failed = xcalloc((m.glob_len + 1) * (len + 1) / 8 + 1, 1);
	note_groups(&m);
	matched = match_at(&m, 0, 0);
	free(m.behind);
	free(m.failed);
	return matched;
}

/* Whether a folder on the way to path matches. */
static bool
match_folder(const char *glob, const char *path, bool anchored)
{
	const char *start = path;

	for (const char *p = path; *p; p++) {
		if (*p != '/')
			continue;
		if (match_text(glob, start, (size_t)(p - start)))
			return true;
		if (!anchored)
			start = p + 1;
	}
	return false;
}

bool
glob_match(const char *glob, const char *path)
{
	size_t len;
	const char *name;
	bool anchored, matched;
	char *bare;

	if (strncmp(glob, "./", 2) == 0)
		glob++;
	len = strlen(glob);
	if (len > 1 && glob[len - 1] == '/') {
		bare = xstrndup(glob, len - 1);
		anchored = strchr(bare, '/') != NULL;
		matched = match_folder(bare + (bare[0] == '/'), path, anchored);
		free(bare);
		return matched;
	}
	name = strrchr(path, '/');
	if (name != NULL && strchr(glob, '/') == NULL)
		path = name + 1;
	glob += glob[0] == '/';
	return match_text(glob, path, strlen(path));
}
