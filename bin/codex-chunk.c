/* codex-chunk: split text into pieces of so many tokens */
#include "base/alloc.h"
#include "base/filename.h"
#include "base/json.h"
#include "contract/chunks.h"
#include "contract/options.h"
#include "contract/pieces.h"
#include "contract/tool.h"
#include "system/ctags.h"
#include "text/starts.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	long limit, overlap;
	const char *at, *as;
	bool keep_going;
	struct strv files;

	struct chunks chunks;
	enum level most;
	bool no_ctags; /* which was told already */
	int status;
} job = {.limit = 2000, .at = "function"};

/* Prints all pieces of what job.chunks holds. */
static void
print_pieces(void)
{
	struct error e = {0};
	cJSON *details;
	int found;

	while ((found = chunks_next(&job.chunks, &details, &e)) > 0) {
		tool_print(true, details);
		cJSON_Delete(details);
	}
	tool_must(found, &e);
	chunks_release(&job.chunks);
}

/* Where the functions are in the text, which is all there is of it. */
static unsigned char *
find_starts(const char *name)
{
	struct ctags ctags = {0};
	struct chunks *c = &job.chunks;
	unsigned char *starts = NULL;
	struct error e = {0};

	if (c->in.most < LEVEL_NESTED || job.no_ctags)
		return NULL;
	ctags_add(&ctags, name, buf_str(&c->in.text), c->in.text.len);
	if (ctags_run(&ctags, &e) == 0) {
		starts = starts_of(&ctags.texts[0].tags, buf_str(&c->in.text),
		    c->in.text.len, &c->in.n_starts);
	} else {
		job.no_ctags = true;
		error_hint(&e, "install the package universal-ctags; until "
			       "then pieces end at paragraphs");
		tool_tell(&e);
	}
	error_release(&e);
	ctags_release(&ctags);
	return starts;
}

/* A text is to come from fd, unless that is -1. */
static void
begin(int fd, const char *name)
{
	job.chunks.in = (struct segments){
	    .name = name, .fd = fd, .first_line = 1, .most = job.most};
}

/*
 * Reads the beginning: 1 when that was all. Source text is not longer, so
 * that what is longer is never held whole.
 */
static int
read_head(struct chunks *c, struct error *e)
{
	ssize_t n;

	while (c->in.text.len <= CTAGS_BATCH) {
		n = read(
		    c->in.fd, buf_room(&c->in.text, CTAGS_BATCH), CTAGS_BATCH);
		if (n < 0)
			return error_errno(e, "cannot read '%s'",
			    c->path ? c->path : "standard input");
		if (n == 0)
			return 1;
		c->in.text.len += (size_t)n;
	}
	return 0;
}

static bool
holds_result_lines(const struct buf *text)
{
	static const char first[] = "{\"success\":";

	return strncmp(buf_str(text), first, strlen(first)) == 0;
}

/* Goes on with what was read, and the rest of the file behind it. */
static void
split_text(bool all, const char *name)
{
	struct chunks *c = &job.chunks;
	unsigned char *starts = all && name ? find_starts(name) : NULL;

	c->in.starts = starts;
	print_pieces();
	free(starts);
}

/* The pieces that codex-pack makes of result lines, split further. */
static void
split_lines(struct input *in)
{
	struct chunks *c = &job.chunks;
	struct pieces pieces = {0};
	struct buf label = {0};
	struct error e = {0};

	tool_must(input_parse(in, &e), &e);
	if (in->kind != INPUT_RESULTS)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "standard input begins like result lines, but holds "
		    "arguments");
	tool_pass_failures(in, false, job.keep_going);
	pieces_add_lines(&pieces, in->value);
	tool_must(pieces_sort(&pieces, NULL, 0, &e), &e);
	for (size_t i = 0; i < pieces.n; i++) {
		const struct piece *p = &pieces.v[i];

		if (p->repeated)
			continue;
		piece_label(&label, p);
		c->of = p->path ? NULL : buf_str(&label);
		c->path = p->path;
		begin(-1, c->path);
		c->in.first_line = p->path ? p->first : 1;
		buf_add(&c->in.text, p->text, p->len);
		split_text(true, p->path);
		buf_truncate(&label, 0);
	}
	buf_release(&label);
	pieces_release(&pieces);
}

static void
split_stdin(void)
{
	struct chunks *c = &job.chunks;
	struct input in = {0};
	struct error e = {0};
	int all;

	begin(STDIN_FILENO, NULL);
	if (isatty(STDIN_FILENO))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nothing to split: name files, or give a text on standard "
		    "input");
	all = read_head(c, &e);
	tool_must(all, &e);
	if (c->in.text.len == 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "nothing on standard input; name files, or give a text");
	if (!holds_result_lines(&c->in.text)) {
		c->path = job.as;
		split_text(all, job.as);
		return;
	}
	in.text = c->in.text;
	c->in.text = (struct buf){0};
	tool_must(input_read(&in, NULL, &e), &e);
	split_lines(&in);
	input_release(&in);
}

/* Goes on to the next file, as wc does. */
static void
report(struct error *e)
{
	cJSON *details = result_error(e);

	tool_tell(e);
	tool_print(false, details);
	cJSON_Delete(details);
	if (job.status == 0)
		job.status = error_status(e->code, 0);
	error_release(e);
}

static void
split_file(const char *path)
{
	struct chunks *c = &job.chunks;
	struct error e = {0};
	int all = -1, fd;
	char *form;

	if (strcmp(path, "-") == 0) {
		split_stdin();
		return;
	}
	c->path = form = filename_show(path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	begin(fd, path);
	if (fd < 0)
		error_errno(&e, "cannot read '%s'", path);
	else
		all = read_head(c, &e);
	if (all < 0)
		report(&e);
	else
		split_text(all, path);
	chunks_release(c);
	free(form);
	if (fd >= 0)
		close(fd);
}

static enum level
highest_level(void)
{
	static const char *const names[] = {"line", "paragraph", "function"};
	static const enum level levels[] = {
	    LEVEL_LINE, LEVEL_PARAGRAPH, LEVEL_TOP};

	for (size_t i = 0; i < 3; i++)
		if (strcmp(job.at, names[i]) == 0)
			return levels[i];
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "--at is line, paragraph or function, not '%s'", job.at);
}

int
main(int argc, char *argv[])
{
	const struct option_spec specs[] = {
	    {"tokens", 'n', OPTION_LONG, &job.limit, "N",
		"what a piece's details cost at most; default 2000"},
	    {"at", 0, OPTION_STRING, &job.at, "line|paragraph|function",
		"the highest boundary that a piece ends at; default function"},
	    {"overlap", 0, OPTION_LONG, &job.overlap, "N",
		"lines of a piece that the next one repeats"},
	    {"as", 0, OPTION_STRING, &job.as, "NAME",
		"take standard input for a file of this name"},
	    {"keep-going", 0, OPTION_FLAG, &job.keep_going, NULL,
		"split failed result lines too"},
	    {0}};

	tool_start("codex-chunk");
	options_parse(specs, "[options] [FILE...]",
	    "Split files, or the text or result lines on standard input, into "
	    "result lines of at most N tokens each. `-` is standard input.",
	    false, argc, argv, &job.files);
	job.most = highest_level();
	job.chunks.limit = job.limit;
	job.chunks.overlap = job.overlap;
	for (size_t i = 0; i < job.files.n; i++)
		split_file(job.files.v[i]);
	if (job.files.n == 0)
		split_stdin();
	strv_release(&job.files);
	tool_exit(job.status);
}
