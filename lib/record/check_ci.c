/* check_ci: rules about workflows */
#include "record/judge.h"
#include <string.h>

/* Comments alone run nothing. */
void
check_ci(struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool counts = s->n == 0;

	for (size_t i = 0; i < s->n && !counts; i++)
		counts = !subject_is_comment(s, s->v[i].text, s->v[i].len);
	if (counts)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* In code: a comment restricts nothing. */
static bool
says_permissions(const struct subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == '+' &&
		    memmem(s->v[i].text, s->v[i].len, "permissions", 11) &&
		    !subject_is_comment(s, s->v[i].text, s->v[i].len))
			return true;
	return false;
}

/* Without permissions a token has all that the forge gives by default. */
void
check_permissions(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool restricted = says_permissions(s);

	for (size_t i = 0; i < s->n; i++) {
		const struct changed *at = &s->v[i];

		if ((at->kind == '-' &&
			(restricted || s->file->change == DIFF_DELETE)) ||
		    !rule_matches(rule, at) || !judge_counts(rule, s, at))
			continue;
		judge_add(j, rule, s, at, rule->level,
		    at->kind == '+'
			? NULL
			: "no longer says what a workflow's token may do");
	}
}
