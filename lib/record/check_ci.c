/* check_ci: rules about workflows */
#include "record/judge.h"
#include <string.h>

/* Comments alone run nothing. */
void
check_ci(struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool counts = s->n == 0;

	for (size_t i = 0; i < s->n && !counts; i++)
		counts = !line_is_comment(s->v[i].text, s->v[i].len);
	if (counts)
		judge_add(j, rule, s, NULL, rule->level, NULL);
}

/* Without permissions a token has all that the forge gives by default. */
void
check_permissions(
    struct judge *j, const struct rule *rule, const struct subject *s)
{
	bool restricted =
	    s->added.n > 0 &&
	    memmem(s->added.text.data, s->added.text.len, "permissions:", 12);

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
