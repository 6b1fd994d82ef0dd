/* codex-report: what result lines say, for a terminal, a forge or CI */
#include "contract/colour.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "record/report.h"
#include "system/replace.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_MAX ((size_t)1 << 30) /* bytes of a file */

static const char *format = "text", *output, *root;
static bool exit_zero, allow_empty;

static struct target {
	const char *name;
	report_format *write;
	const char *path; /* a file that it is written to as well */
	struct buf text;
} targets[] = {{.name = "text", .write = report_text},
    {.name = "github", .write = report_github},
    {.name = "sarif", .write = report_sarif},
    {.name = "junit", .write = report_junit},
    {.name = "markdown", .write = report_markdown},
    {.name = "gitlab", .write = report_gitlab}};

enum { N_TARGETS = sizeof(targets) / sizeof(targets[0]) };

static const struct option_spec specs[] = {
    {"format", 'f', OPTION_STRING, &format, "NAME",
	"of standard output: text (the default), github, sarif, junit, "
	"markdown or gitlab"},
    {"output", 'o', OPTION_STRING, &output, "FILE",
	"write that to FILE instead, whole or not at all"},
    {"sarif", 0, OPTION_STRING, &targets[2].path, "FILE",
	"write SARIF to FILE as well"},
    {"junit", 0, OPTION_STRING, &targets[3].path, "FILE",
	"write JUnit XML to FILE as well"},
    {"markdown", 0, OPTION_STRING, &targets[4].path, "FILE",
	"write Markdown to FILE as well"},
    {"gitlab", 0, OPTION_STRING, &targets[5].path, "FILE",
	"write GitLab's code quality JSON to FILE as well"},
    {"exit-zero", 0, OPTION_FLAG, &exit_zero, NULL,
	"exit 0 whatever the lines say"},
    {"allow-empty", 0, OPTION_FLAG, &allow_empty, NULL,
	"no result line at all is nothing wrong"},
    {"root", 0, OPTION_STRING, &root, "DIR", "the project's root"}, {0}};

static void
read_from(struct report *r, const struct buf *text, const char *path)
{
	size_t before = r->n_results;
	struct error e = {0};

	tool_must(report_read(r, buf_str(text), text->len, path, &e), &e);
	if (r->n_results == before && !allow_empty)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "no result line in %s: whatever should have written one "
		    "did not; --allow-empty takes that for nothing wrong",
		    path ? path : "standard input");
}

static void
read_file(struct report *r, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct buf text = {0};
	struct error e = {0};

	if (fd < 0 || buf_read(&text, fd, INPUT_MAX) < 0)
		tool_must(error_errno(&e, "cannot read '%s'", path), &e);
	close(fd);
	read_from(r, &text, path);
	buf_release(&text);
}

static void
read_stdin(struct report *r)
{
	struct input in = {0};
	struct error e = {0};

	tool_must(input_read(&in, NULL, &e), &e);
	read_from(r, &in.text, NULL);
	input_release(&in);
}

static struct target *
target_of_stdout(void)
{
	for (size_t i = 0; i < N_TARGETS; i++)
		if (strcmp(targets[i].name, format) == 0)
			return &targets[i];
	tool_fail(ERROR_INVALID_ARGUMENTS,
	    "no format '%s'; there are text, github, sarif, junit, markdown "
	    "and gitlab",
	    format);
}

/* A GitHub runner looks for commands in all that a step prints. */
static bool
is_heard(void)
{
	const char *actions = getenv("GITHUB_ACTIONS");
	struct stat st;

	return actions != NULL && strcmp(actions, "true") == 0 &&
	       fstat(STDOUT_FILENO, &st) == 0 && !S_ISREG(st.st_mode);
}

static void
print(const struct target *t, struct report *r)
{
	struct buf text = {0}, out = {0};

	if (t->write == report_text && colour_wanted())
		report_text_colour(&text, r);
	else
		t->write(&text, r);
	if (t->write == report_text && is_heard())
		report_unheard(&out, &text);
	else
		buf_add(&out, buf_str(&text), text.len);
	/* paths are as they are for a program, not for a person */
	if (t->write == report_text)
		tool_write(buf_str(&out), out.len);
	else
		tool_text(buf_str(&out), out.len);
	buf_release(&text);
	buf_release(&out);
}

int
main(int argc, char *argv[])
{
	struct strv files = {0};
	struct report r = {0};
	struct target *t, *end = targets + N_TARGETS;
	struct error e = {0};
	bool red;

	tool_start("codex-report");
	options_parse(specs, "[options] [FILE...]",
	    "Writes what result lines say: findings, tests that failed, notes, "
	    "failures. Exits 1 if any line failed or any finding is an error.",
	    false, argc, argv, &files);
	t = target_of_stdout();
	if (output != NULL && t->path != NULL)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "'%s' and '%s' are both to hold %s; one is enough", output,
		    t->path, t->name);
	tool_must(root_set(root, &e), &e);
	for (size_t i = 0; i < files.n; i++)
		read_file(&r, files.v[i]);
	if (files.n == 0)
		read_stdin(&r);
	if (output != NULL)
		t->path = output;
	for (struct target *f = targets; f < end; f++)
		if (f->path != NULL)
			f->write(&f->text, &r);
	for (struct target *f = targets; f < end; f++)
		if (f->path != NULL)
			tool_must(replace_file(f->path, f->text.data,
				      f->text.len, 0666, &e),
			    &e);
	if (output == NULL)
		print(t, &r);
	red = report_is_red(&r) && !exit_zero;
	for (struct target *f = targets; f < end; f++)
		buf_release(&f->text);
	report_release(&r);
	strv_release(&files);
	tool_exit(red ? 1 : 0);
}
