/* result_helper: which of our helpers an answer is from */
#include "base/json.h"
#include "contract/result.h"

const char *
result_helper(const cJSON *details)
{
	static const struct {
		const char *member, *beside, *helper;
	} known[] = {{"files", NULL, "read_file"},
	    {"matches", "definitions", "callers"}, {"matches", NULL, "grep"},
	    {"todos", NULL, "list_todos"}, {"changes", NULL, "git_status"},
	    {"totals", NULL, "code_metrics"}, {"symbols", NULL, "outline"},
	    {"stat", "hash", "git_show"}, {"stat", NULL, "git_diff"},
	    {"lines", NULL, "git_blame"}, {"commits", "text", "changelog"},
	    {"commits", NULL, "git_log"}, {"failures", NULL, "run_tests"},
	    {"coverage", NULL, "coverage"},
	    {"dependencies", NULL, "dependencies"}, {"linters", NULL, "lint"},
	    {"findings", "scanned", "secret_scan"},
	    {"findings", "diff", "validate_diff"}};

	const cJSON *member;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		member = json_get(details, known[i].member);
		if ((cJSON_IsArray(member) || cJSON_IsObject(member)) &&
		    (known[i].beside == NULL ||
			json_get(details, known[i].beside)))
			return known[i].helper;
	}
	return NULL;
}
