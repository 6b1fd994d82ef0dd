/* blame: git blame's porcelain format */
#include "text/blame.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

static struct blame_origin *
find_origin(struct blame *b, const char *hash)
{
	struct blame_origin *o = b->origins;

	while (o != NULL && strncmp(o->hash, hash, 12) != 0)
		o = o->next;
	if (o != NULL)
		return o;
	o = xcalloc(1, sizeof(*o));
	*o = (struct blame_origin){
	    .author = "", .subject = "", .next = b->origins};
	memcpy(o->hash, hash, strnlen(hash, 12));
	o->uncommitted = strspn(o->hash, "0") == strlen(o->hash);
	return b->origins = o;
}

/* A header line: its name, a blank, its value. */
static void
read_header(struct blame_origin *o, char *line)
{
	char *value = strchr(line, ' ');

	if (value == NULL)
		return;
	*value++ = '\0';
	if (strcmp(line, "author") == 0)
		o->author = value;
	else if (strcmp(line, "author-time") == 0)
		o->time = strtol(value, NULL, 10);
	else if (strcmp(line, "author-tz") == 0)
		zoned_date(o->date, o->time, value);
	else if (strcmp(line, "summary") == 0)
		o->subject = value;
}

/* Takes the next line of the output; its length with the newline. */
static size_t
take_line(struct blame *b, char **line)
{
	char *nl = memchr(b->at, '\n', (size_t)(b->end - b->at));

	*line = b->at;
	b->at = nl ? nl + 1 : b->end;
	return (size_t)(b->at - *line);
}

/* `HASH THEN NOW [LINES]`, headers where it is new, a tab and the line. */
bool
blame_next(struct blame *b)
{
	struct blame_origin *o = NULL;
	char *line, *now;
	size_t len;

	while (b->at < b->end) {
		len = take_line(b, &line);
		if (*line == '\t' && o != NULL) {
			b->origin = o;
			b->text = line + 1;
			b->len = len - 1;
			return true;
		}
		line[len - 1] = '\0';
		if (o != NULL) {
			read_header(o, line);
			continue;
		}
		o = find_origin(b, line);
		now = strchr(line, ' ');
		b->line = now ? strtol(strchrnul(now + 1, ' '), NULL, 10) : 0;
	}
	return false;
}

void
blame_release(struct blame *b)
{
	struct blame_origin *o;

	while ((o = b->origins) != NULL) {
		b->origins = o->next;
		free(o);
	}
}
