/* policy: a line with a policy, then a diff that it judges, and lists */
#include "record/policy.h"
#include "fuzz.h"

static void
judge(const struct policy *p, const char *text, size_t size)
{
	struct findings found = {0};
	struct diff d;

	if (diff_parse(&d, text, size, NULL) < 0)
		return;
	policy_judge(p, &d, &found);
	for (size_t i = 0; i < found.n; i++)
		assert(found.v[i].path != NULL && found.v[i].rule != NULL &&
		       found.v[i].message != NULL && found.v[i].line >= 0);
	cJSON_Delete(findings_json(&found));
	findings_release(&found);
	diff_release(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_line(&data, &size), *text = fuzz_text(data, size);
	struct error e = {0};
	struct policy *p = policy_read(line, strlen(line), &e);

	assert((p == NULL) == (e.code != ERROR_NONE));
	if (p != NULL) {
		judge(p, text, size);
		policy_attributes(p, text);
		policy_code_owners(p, text);
		policy_free(p);
	}
	error_release(&e);
	free(line);
	free(text);
	return 0;
}
