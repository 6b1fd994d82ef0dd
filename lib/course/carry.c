/* carry: progress from one machine to another */
#include "course/carry.h"
#include "base/json.h"
#include "contract/tool.h"
#include "course/look.h"
#include "system/replace.h"
#include <stdlib.h>
#include <string.h>

int
carry_out(struct desk *d, char **words)
{
	struct buf text = {0};

	json_print(&text, d->learner.progress.json);
	buf_addc(&text, '\n');
	if (words[0] == NULL)
		tool_write(buf_str(&text), text.len);
	else
		tool_must(replace_file(words[0], buf_str(&text), text.len, 0666,
			      &d->error),
		    &d->error);
	buf_release(&text);
	return 0;
}

int
carry_in(struct desk *d, char **words)
{
	struct learner *l = &d->learner;
	char *text;

	if (words[0] == NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "import needs the file that export made");
	text = course_read(words[0], &d->error);
	if (text == NULL)
		tool_fail_with(&d->error);
	desk_begin(d);
	tool_must(progress_merge(
		      &l->progress, &l->course, text, strlen(text), &d->error),
	    &d->error);
	desk_save(d);
	free(text);
	return look_status(d, words);
}
