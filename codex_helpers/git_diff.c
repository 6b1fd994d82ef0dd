/* git_diff: changes as a unified diff, cut between files. */
#include "base/alloc.h"
#include "base/json.h"
#include "contract/tool.h"
#include "git_diff.args.h"
#include "record/sections.h"
#include "system/git.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* HEAD, or the empty tree in a repository that has no commit yet. */
static char *
find_head(struct error *e)
{
	char *commit = git_commit("HEAD", e);

	if (commit != NULL || e->code != ERROR_NOT_FOUND)
		return commit;
	return git_empty_tree(e);
}

/* What is neither in the tree now nor in the base is a wrong name. */
static void
check_paths(const struct args *a, const char *base)
{
	struct error e = {0};
	struct buf none = {0};
	char *object;
	int fd;

	for (size_t i = 0; i < a->paths.n; i++) {
		fd = root_open(a->paths.v[i], O_PATH | O_NOFOLLOW, &e);
		if (fd >= 0) {
			close(fd);
			continue;
		}
		object = xasprintf("%s:./%s", base, a->paths.v[i]);
		if (e.code != ERROR_NOT_FOUND ||
		    git_runl(&none, NULL, "cat-file", "-e", object, NULL) < 0)
			tool_fail_with(&e);
		free(object);
		error_release(&e);
	}
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct sections s = {0};
	struct error e = {0};
	char *base, *since;

	tool_args(&a, &args_desc, argc, argv);
	base = a.base ? git_base(a.base, &e) : find_head(&e);
	if (base == NULL)
		tool_fail_with(&e);
	check_paths(&a, base);
	sections_begin(&s, a.max_tokens, a.skip);
	tool_must(sections_read(&s,
		      &(struct sections_of){.base = base,
			  .staged = a.staged,
			  .context = a.context,
			  .paths = &a.paths},
		      &e),
	    &e);
	cJSON_AddItemToObject(s.r.details, "base", json_new_string(base, 12));
	since = xasprintf("since %s", a.base ? a.base : "HEAD");
	sections_summary(&s, since);
	free(since);
	free(base);
	tool_answer_list(&s.r);
}
