/* survey: the lines of all files of known languages */
#include "system/survey.h"
#include "base/alloc.h"
#include "system/crew.h"
#include "text/line_count.h"
#include <stdlib.h>
#include <string.h>

/* What a worker keeps to itself. */
struct part {
	struct line_count count;
	struct walk_skipped skipped;
};

/* What the visitor fills: there is one survey at a time. */
static struct survey *survey;
static struct part parts[CREW_MAX];

/* A file, or a piece of it; one that breaks off is not counted. */
static bool
visit(const struct walk_visit *v, unsigned worker)
{
	struct part *p = &parts[worker];
	struct line_count *c = &p->count;
	struct survey_file *f = &survey->v[v->i];

	if (v->why != NULL) {
		walk_skip(&p->skipped, v->why);
		f->lines = (struct survey_lines){0};
		return true;
	}
	if (v->is_first)
		*c = (struct line_count){.syntax = f->language->syntax};
	line_count_add(c, v->text, v->len);
	f->lines = (struct survey_lines){
	    1, (long)c->blank, (long)c->comment, (long)c->code};
	return true;
}

/* Keeps those of the listed files whose language is known. */
static void
choose(struct survey *s, const struct strv *listed)
{
	const struct language *l;

	s->v = xcalloc(listed->n + 1, sizeof(*s->v));
	for (size_t i = 0; i < listed->n; i++) {
		l = language_of(listed->v[i]);
		if (l == NULL)
			continue;
		strv_add(&s->paths, listed->v[i]);
		s->v[s->n].path = s->paths.v[s->n];
		s->v[s->n++].language = l;
	}
}

int
survey_make(struct survey *s, struct walk *w, struct error *e)
{
	struct walk_tour tour = {.files = &s->paths, .visit = visit};
	struct strv listed = {0};
	int status;

	*s = (struct survey){0};
	status = walk_list(w, &listed, e);
	choose(s, &listed);
	strv_release(&listed);
	survey = s;
	memset(parts, 0, sizeof(parts));
	if (status == 0)
		walk_each(&tour);
	s->skipped = w->skipped;
	for (size_t i = 0; i < CREW_MAX; i++)
		walk_skipped_add(&s->skipped, &parts[i].skipped);
	return status;
}

bool
survey_is_source(const struct language *l)
{
	static const char *const others[] = {"CMake", "CODEOWNERS", "Config",
	    "CSS", "CSV", "Device Tree", "Dockerfile", "HCL", "HTML", "INI",
	    "JSON", "Kconfig", "Less", "Linker Script", "Makefile", "Markdown",
	    "Nix", "Protocol Buffers", "reStructuredText", "Sass", "SCSS",
	    "Starlark", "SVG", "TeX", "Text", "TOML", "XML", "YAML"};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(l->name, others[i]) == 0)
			return false;
	return true;
}

void
survey_lines_add(struct survey_lines *to, const struct survey_lines *from)
{
	to->files += from->files;
	to->blank += from->blank;
	to->comment += from->comment;
	to->code += from->code;
}

void
survey_release(struct survey *s)
{
	free(s->v);
	strv_release(&s->paths);
	*s = (struct survey){0};
}
