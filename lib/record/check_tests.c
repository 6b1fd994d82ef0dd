/* check_tests: rules about tests, thresholds and large deletions */
#include "base/alloc.h"
#include "base/num.h"
#include "record/judge.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Whether a line asserts something or begins a test. */
static bool
is_assertion(const char *text, size_t len)
{
	static const char *const words[] = {"assert", "ASSERT", "Assert",
	    "expect", "EXPECT", "should", "@test", "@Test", "def test",
	    "func Test", "#[test]", "#[tokio::test]", "it(", "test(", "t.Error",
	    "t.Fatal", "CHECK(", "REQUIRE(", "TEST(", "TEST_F("};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (memmem(text, len, words[i], strlen(words[i])))
			return true;
	return false;
}

/* A name that no runner of tests takes for one of its files. */
static bool
is_put_away(const char *path)
{
	return rule_in(
	    "*.{off,disabled,bak,old,orig,skip,skipped,ignored,txt} *~", path);
}

/* A name by which runners find tests, wherever the file is. */
static bool
is_collected(const char *path)
{
	return rule_in("test_*.* *{_test,_tests,_spec,.test,.spec}.* "
		       "*test.java *tests.cs *.bats",
	    path);
}

static long
assertions(const struct diff_file *f, char kind)
{
	long n = 0;

	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < f->hunks[i].n; k++) {
			const struct diff_line *l = &f->hunks[i].lines[k];

			n += l->kind == kind && is_assertion(l->text, l->len);
		}
	return n;
}

/* Whether another file of tests takes the name, and as many assertions. */
static bool
is_moved(const struct judge *j, const struct subject *s)
{
	const char *name = rule_base_name(s->old_path);
	bool moved = false;

	for (size_t i = 0; i < j->diff->n && !moved; i++) {
		const struct diff_file *f = &j->diff->files[i];
		char *path = rule_fold(f->path);

		moved = f != s->file && f->change != DIFF_DELETE &&
			rule_is_test(path) &&
			strcmp(rule_base_name(path), name) == 0 &&
			(s->file->change == DIFF_RENAME ||
			    assertions(f, '+') - assertions(f, '-') >=
				assertions(s->file, '-'));
		free(path);
	}
	return moved;
}

/* An error where code changes, too: a model that may edit tests passes. */
void
check_tests_deleted(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	enum policy_level level = rule->level;
	bool away = s->file->change == DIFF_RENAME &&
		    (!rule_is_test(s->path) ||
			(is_put_away(s->path) && !is_put_away(s->old_path)) ||
			(is_collected(s->old_path) && !is_collected(s->path)));

	if ((s->file->change != DIFF_DELETE && !away) ||
	    !rule_is_test(s->old_path) || is_moved(j, s))
		return; /* moved */
	if (!j->code && level > POLICY_WARNING)
		level = POLICY_WARNING;
	judge_add(j, rule, s, NULL, level,
	    away ? "a whole file of tests gets a name that no test has" : NULL);
}

void
check_tests_removed(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	const struct changed *first = NULL;
	long added = 0, removed = 0;

	if (s->file->change == DIFF_DELETE || !rule_is_test(s->old_path))
		return;
	for (size_t i = 0; i < s->n; i++) {
		/* one that always holds tests nothing */
		if (!is_assertion(s->v[i].text, s->v[i].len) ||
		    rule_matches(rule, &s->v[i]))
			continue;
		added += s->v[i].kind == '+';
		removed += s->v[i].kind == '-';
		if (s->v[i].kind == '-' && first == NULL)
			first = &s->v[i];
	}
	if (removed > added)
		judge_take(j, rule, s, first,
		    xasprintf("removes %ld line%s that test something and "
			      "adds %ld",
			removed, plural(removed), added));
}

void
check_tests_changed(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (!j->code || s->file->change == DIFF_DELETE ||
	    !rule_is_test(s->old_path))
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '-' &&
		    is_assertion(s->v[i].text, s->v[i].len) &&
		    !subject_moved(s, &s->v[i])) {
			judge_add(j, rule, s, &s->v[i], rule->level, NULL);
			return;
		}
}

/* A line's first number and the length of the name in front of it. */
static bool
first_number(const struct changed *l, double *number, size_t *before)
{
	char digits[32] = "";
	size_t i, n = 0;

	for (i = 0; i < l->len && !isdigit((unsigned char)l->text[i]); i++)
		;
	*before = i;
	while (i < l->len && n + 1 < sizeof(digits) &&
	       (isdigit((unsigned char)l->text[i]) || l->text[i] == '.'))
		digits[n++] = l->text[i++];
	digits[n] = '\0';
	*number = strtod(digits, NULL);
	return n > 0;
}

/* Whether two lines begin with the same name, but for blanks. */
static bool
same_name(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, k = 0;

	for (;; i++, k++) {
		while (i < a_len && isspace((unsigned char)a[i]))
			i++;
		while (k < b_len && isspace((unsigned char)b[k]))
			k++;
		if (i == a_len || k == b_len || a[i] != b[k])
			return i == a_len && k == b_len;
	}
}

/* A limit that a line removes comes back lower in the same file. */
void
check_threshold(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	size_t name, other, next = 0;
	double old, new;

	for (size_t i = 0; i < s->n; i++) {
		const struct changed *r = &s->v[i], *a;

		if (r->kind != '-' || !judge_counts(rule, s, r) ||
		    !rule_matches(rule, r) || !first_number(r, &old, &name))
			continue;
		if (next <= i)
			next = i + 1;
		/* what replaces it stands in the same run, not far behind */
		for (size_t k = next; k < s->n && k < i + 16; k++) {
			a = &s->v[k];
			if (a->kind != '+' || !first_number(a, &new, &other) ||
			    !same_name(a->text, other, r->text, name))
				continue;
			if (new < old)
				judge_take(j, rule, s, a,
				    xasprintf("lowers a limit from %g to %g",
					old, new));
			break;
		}
	}
}

/* Speaks once, of the whole diff, at its first file. */
void
check_large_deletion(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	if (s->file != j->diff->files ||
	    (j->gone < j->policy->removed_files &&
		(j->removed < j->policy->removed_lines ||
		    j->removed < 2 * j->added)))
		return;
	judge_take(j, rule, s, NULL,
	    xasprintf("the change removes %ld line%s and %ld file%s, and adds "
		      "%ld line%s",
		j->removed, plural(j->removed), j->gone, plural(j->gone),
		j->added, plural(j->added)));
}
