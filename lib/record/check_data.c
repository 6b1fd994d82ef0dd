/* check_data: rules about migrations, licences and what leaves a file */
#include "base/alloc.h"
#include "record/statement.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The words, in lower case, of lines that create or add something. */
static void
read_created(const struct subject *s, struct strv *words)
{
	size_t n;
	char *line, *p;

	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].kind != '+')
			continue;
		line = xstrndup(s->v[i].text, s->v[i].len);
		if (strcasestr(line, "create") || strcasestr(line, "add"))
			for (p = line; *p != '\0'; p += n + (n == 0)) {
				for (n = 0; in_name(p[n]); n++)
					p[n] =
					    (char)tolower((unsigned char)p[n]);
				if (n > 2)
					strv_take(words, xstrndup(p, n));
			}
		free(line);
	}
	strv_sort_unique(words);
}

/* What a migration's own lines create. */
struct created {
	const struct subject *s;
	struct strv words;
	bool read;
};

/* Whether no word of what matched, behind its first, is one of those. */
static bool
names_none(const char *text, size_t len, void *arg)
{
	struct created *created = arg;
	size_t n;
	char *word;
	bool found = false;

	if (!created->read)
		read_created(created->s, &created->words);
	created->read = true;
	for (size_t i = 0; i < len && !found; i += n + (n == 0)) {
		for (n = 0; i + n < len && in_name(text[i + n]); n++)
			;
		if (n <= 2)
			continue;
		word = xstrndup(text + i, n);
		for (char *c = word; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		found = strcmp(word, "table") != 0 &&
			strcmp(word, "column") != 0 &&
			strcmp(word, "exists") != 0 &&
			strv_has_sorted(&created->words, word);
		free(word);
	}
	return !found;
}

/* A new migration says how to undo what it creates: that drops nothing. */
void
check_drop(struct judge *j, const struct rule *rule, const struct subject *s)
{
	struct created created = {.s = s};

	statement_judge(j, rule, s, names_none, &created);
	strv_release(&created.words);
}

void
check_migration_edited(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool counts = false;

	for (size_t i = 0; i < s->n && !counts; i++)
		counts = !subject_is_comment(s, s->v[i].text, s->v[i].len) &&
			 !subject_moved(s, &s->v[i]);
	if (s->file->change == DIFF_MODIFY && counts)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* A year alone changes no terms. */
void
check_license(struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool counts = s->n == 0 && s->file->change != DIFF_COPY;

	for (size_t i = 0; i < s->n && !counts; i++)
		counts = !subject_resembles(s, &s->v[i]);
	if (counts)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* What a removed line says is said by no added one, and the file stays. */
void
check_gone_from_file(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (s->file->change == DIFF_DELETE)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '-' && !subject_resembles(s, &s->v[i]) &&
		    judge_counts(rule, s, &s->v[i]) &&
		    rule_matches(rule, &s->v[i]))
			judge_add(j, rule, s, &s->v[i], rule->level, NULL);
}
