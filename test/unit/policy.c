/* policy: judges the diff on stdin; the operand is a policy's text */
#include "record/policy.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
fail(struct error *e)
{
	printf("%s: %s\n", error_name(e->code), e->message);
	error_release(e);
	return 1;
}

int
main(int argc, char *argv[])
{
	const char *json = argc > 1 ? argv[1] : NULL;
	struct findings found = {0};
	struct buf text = {0};
	struct error e = {0};
	struct policy *p;
	struct diff d;

	if (root_set(".", &e) < 0)
		return fail(&e);
	p = json ? policy_read(json, strlen(json), &e) : policy_load(&e);
	if (p == NULL)
		return fail(&e);
	if (buf_read(&text, 0, 1 << 30) < 0 ||
	    diff_parse(&d, buf_str(&text), text.len, &e) < 0)
		return fail(&e);
	policy_judge(p, &d, &found);
	for (size_t i = 0; i < found.n; i++)
		printf("%s %s %s:%ld: %s\n",
		    policy_level_name(found.v[i].level), found.v[i].rule,
		    found.v[i].path, found.v[i].line, found.v[i].message);
	findings_release(&found);
	diff_release(&d);
	policy_free(p);
	buf_release(&text);
	return 0;
}
