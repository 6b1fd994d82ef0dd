/* policy: judges the diff on stdin; the operand is a policy's text */
#include "record/policy.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
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

/* The rules as the table of the documentation has them. */
static void
describe(const struct policy *p)
{
	cJSON *rules = policy_describe(p), *rule;
	const char *message;

	cJSON_ArrayForEach(rule, rules) {
		message = json_string(rule, "message");
		printf("%s\t%s\t%s\t%s\n", json_string(rule, "rule"),
		    json_string(rule, "level"), message,
		    json_string(rule, "hint") ? json_string(rule, "hint") : "");
	}
	cJSON_Delete(rules);
}

static int
judge(const struct policy *p)
{
	struct findings found = {0};
	struct buf text = {0};
	struct error e = {0};
	struct diff d;

	if (buf_read(&text, 0, 1 << 30) < 0 ||
	    diff_parse(&d, buf_str(&text), text.len, &e) < 0)
		return fail(&e);
	policy_judge(p, &d, &found);
	for (size_t i = 0; i < found.n; i++)
		printf("%s %s %s:%ld: %s%s%s\n",
		    policy_level_name(found.v[i].level), found.v[i].rule,
		    found.v[i].path, found.v[i].line, found.v[i].message,
		    found.v[i].allowed ? "; allowed " : "",
		    found.v[i].allowed ? found.v[i].allowed : "");
	findings_release(&found);
	diff_release(&d);
	buf_release(&text);
	return 0;
}

int
main(int argc, char *argv[])
{
	const char *json = argc > 1 ? argv[1] : NULL;
	bool rules = json != NULL && strcmp(json, "--rules") == 0;
	struct error e = {0};
	struct policy *p;
	int status = 0;

	if (root_set(".", &e) < 0)
		return fail(&e);
	p = json && !rules ? policy_read(json, strlen(json), &e)
			   : policy_load(&e);
	if (p == NULL)
		return fail(&e);
	if (rules)
		describe(p);
	else
		status = judge(p);
	policy_free(p);
	return status;
}
