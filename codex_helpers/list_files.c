/* list_files: the files that git would list */
#include "base/json.h"
#include "contract/tool.h"
#include "list_files.args.h"
#include "system/walk.h"
#include <string.h>

int
main(int argc, char **argv)
{
	static struct strv files;
	static struct result r;
	struct error e = {0};
	struct args a;

	tool_args(&a, &args_desc, argc, argv);
	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) &&
	    walk_files(&a.paths, &a.include, &a.exclude, &files, &e) < 0)
		tool_fail_with(&e);
	result_list(&r, "paths", a.max_tokens, a.skip);
	for (size_t i = 0; i < files.n; i++)
		result_add(&r, json_new_string(files.v[i], strlen(files.v[i])));
	tool_answer_list(&r);
}
