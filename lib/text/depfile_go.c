/* depfile_go: go.mod (go.dev/ref/mod, "go.mod files") */
#include "text/depfile.h"
#include <string.h>

static bool
is_directive(const char *s, size_t len)
{
	static const char *const known[] = {"module", "go", "toolchain",
	    "exclude", "replace", "retract", "tool", "godebug", "ignore",
	    "require"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i]) == len && memcmp(known[i], s, len) == 0)
			return true;
	return false;
}

/* Takes the next word out of the line, without its quotes; "" at the end. */
static char *
next_word(char **s)
{
	char *word = *s + strspn(*s, " \t"), *end;

	end = word + strcspn(word, " \t");
	*s = end + (*end != '\0');
	*end = '\0';
	if ((*word == '"' || *word == '`') && end - word > 1 &&
	    end[-1] == *word) {
		end[-1] = '\0';
		word++;
	}
	return word;
}

static bool
add_module(struct depfile *d, char *s, bool indirect, long line)
{
	char *name = next_word(&s), *version = next_word(&s);

	depfile_add(d, &(struct dependency){"go", name, version,
			   indirect ? "indirect" : "runtime", line});
	return *name != '\0' && *version == 'v' && *next_word(&s) == '\0';
}

int
depfile_go(struct depfile *d, const char *text, struct error *e)
{
	struct depline l = {.text = text};
	bool in_block = false, required = false, indirect;
	char *s, *comment;
	size_t len;

	while (depline_next(&l)) {
		if (l.line.len == 0)
			continue;
		s = l.line.data + strspn(l.line.data, " \t");
		comment = strstr(s, "//");
		indirect = comment != NULL &&
			   strncmp(comment + 2 + strspn(comment + 2, " \t"),
			       "indirect", 8) == 0;
		if (comment != NULL)
			*comment = '\0';
		if (*s == '\0')
			continue;
		if (in_block && *s == ')') {
			in_block = false;
			continue;
		}
		if (!in_block) {
			len = strcspn(s, " \t(");
			if (!is_directive(s, len)) {
				depfile_wrong(e, l.number,
				    "it begins with no directive of go.mod");
				continue;
			}
			required = strncmp(s, "require", len) == 0;
			s += len;
			s += strspn(s, " \t");
			in_block = *s == '(';
			if (in_block)
				continue;
		}
		if (required && !add_module(d, s, indirect, l.number))
			depfile_wrong(
			    e, l.number, "it requires no module at a version");
	}
	if (in_block)
		depfile_wrong(e, l.number, "a block is not closed");
	return e->code == ERROR_NONE ? 0 : -1;
}
