/* owners: who is asked about a file, by a CODEOWNERS */
#include "base/alloc.h"
#include "record/rules.h"
#include <stdlib.h>
#include <string.h>

static void
add(struct policy *p, char *glob, const char *names)
{
	p->owners =
	    xreallocarray(p->owners, p->n_owners + 1, sizeof(*p->owners));
	p->owners[p->n_owners++] =
	    (struct owner){.glob = glob, .names = xstrdup(names)};
}

/* Ends a pattern at its first blank, which a backslash may quote. */
static char *
end_pattern(char *line)
{
	char *to = line;

	for (; *line != '\0' && strchr(" \t", *line) == NULL; line++) {
		if (*line == '\\' && line[1] != '\0')
			line++;
		*to++ = *line;
	}
	line += *line != '\0';
	*to = '\0';
	return line;
}

/* The rest of a line without what is behind a # and without blanks around. */
static char *
trim(char *s)
{
	size_t n;

	for (char *c = s; *c != '\0'; c++)
		if (*c == '#' && (c == s || strchr(" \t", c[-1])))
			*c = '\0';
	s += strspn(s, " \t");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]))
		s[--n] = '\0';
	return s;
}

/* `[Section][2] @owners`: whom those of its patterns have that name none. */
static char *
section_owners(const char *line)
{
	const char *end = strrchr(line, ']');
	char *copy = xstrdup(end ? end + 1 : ""), *names;

	names = xstrdup(trim(copy));
	free(copy);
	return names;
}

/* A folder's name stands for all that is in it, but a star for no more. */
static void
read_line(struct policy *p, char *line, const char *section)
{
	char *names = trim(end_pattern(line)), *glob = rule_fold(line);
	const char *last = strrchr(glob, '/');

	if (*names == '\0')
		names = (char *)section;
	add(p, glob, names);
	if (strchr(last ? last : glob, '*') == NULL && !(last && !last[1]))
		add(p, xasprintf("%s/", glob), names);
}

void
policy_code_owners(struct policy *p, const char *text)
{
	char *section = xstrdup(""), *line;
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		line = xstrndup(text, n);
		if (*line == '[' || strncmp(line, "^[", 2) == 0) {
			free(section);
			section = section_owners(line);
		} else if (line[strspn(line, " \t\r")] != '\0' &&
			   *line != '#') {
			read_line(p, line + strspn(line, " \t"), section);
		}
		free(line);
	}
	free(section);
}
