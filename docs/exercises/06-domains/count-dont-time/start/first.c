/* first: print each line the first time that it comes, and not again */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct set {
	char **lines;
	size_t n, room;
};

static int
same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* TODO: this looks at every line that came before */
static int
has(const struct set *s, const char *line)
{
	for (size_t i = 0; i < s->n; i++)
		if (same(s->lines[i], line))
			return 1;
	return 0;
}

static void
add(struct set *s, const char *line)
{
	if (s->n == s->room) {
		s->room = s->room * 2 + 16;
		s->lines = realloc(s->lines, s->room * sizeof(*s->lines));
		if (s->lines == NULL)
			abort();
	}
	s->lines[s->n++] = strdup(line);
}

int
main(void)
{
	struct set s = {0};
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) >= 0)
		if (!has(&s, line)) {
			fputs(line, stdout);
			add(&s, line);
		}
	return 0;
}
