/* first: print each line the first time that it comes, and not again */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct set {
	char **lines; /* a hash table, at most half full */
	size_t n, room;
};

/* The place of a line: where it is, or where it would be. */
static char **
find(const struct set *s, const char *line)
{
	size_t h = 5381;

	for (const char *c = line; *c != '\0'; c++)
		h = h * 33 ^ (unsigned char)*c;
	h *= 0x9e3779b97f4a7c15;
	h = (h >> 32) % s->room;
	while (s->lines[h] != NULL && strcmp(s->lines[h], line) != 0)
		h = (h + 1) % s->room;
	return &s->lines[h];
}

static void
grow(struct set *s)
{
	struct set more = {.room = s->room * 4 + 64, .n = s->n};

	more.lines = calloc(more.room, sizeof(*more.lines));
	if (more.lines == NULL)
		abort();
	for (size_t i = 0; i < s->room; i++)
		if (s->lines[i] != NULL)
			*find(&more, s->lines[i]) = s->lines[i];
	free(s->lines);
	*s = more;
}

static int
has(const struct set *s, const char *line)
{
	return s->n > 0 && *find(s, line) != NULL;
}

static void
add(struct set *s, const char *line)
{
	if (s->n * 2 >= s->room)
		grow(s);
	*find(s, line) = strdup(line);
	s->n++;
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
