/* read_file: the text of files, whole or in parts */
#include "contract/tool.h"
#include "read_file.args.h"
#include "system/excerpt.h"
#include <limits.h>

static struct excerpts all;

static void
ask_path(const struct args *a, const char *path)
{
	if (a->has_head)
		excerpts_ask(&all, path, 1, a->head);
	if (a->has_tail)
		excerpts_ask(&all, path, -a->tail, LONG_MAX);
	if (!a->has_head && !a->has_tail)
		excerpts_ask(&all, path, a->has_start_line ? a->start_line : 1,
		    a->has_end_line ? a->end_line : LONG_MAX);
}

static void
ask(const struct args *a)
{
	for (size_t i = 0; i < a->paths.n; i++)
		ask_path(a, a->paths.v[i]);
	for (size_t i = 0; i < a->n_locations; i++) {
		const struct args_locations *l = &a->locations[i];
		long last = l->has_line ? l->line : LONG_MAX;

		excerpts_ask(&all, l->path, l->has_line ? l->line : 1,
		    l->has_end_line ? l->end_line : last);
	}
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	struct args a;

	tool_args(&a, &args_desc, argc, argv);
	if (!tool_given("paths") && !tool_given("locations"))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nothing to read: give paths or locations");
	if ((a.has_head || a.has_tail) && (a.has_start_line || a.has_end_line))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "head and tail do not go with start_line and end_line; "
		    "give one or the other");
	ask(&a);
	all.hash = a.hash;
	all.skip = a.skip;
	all.most = lines_most(a.max_tokens);
	tool_must(excerpts_read(&all, a.context, &e), &e);
	tool_answer_lines(&(struct lines){.x = &all,
	    .max_tokens = a.max_tokens,
	    .skip = a.skip,
	    .number = a.number});
}
