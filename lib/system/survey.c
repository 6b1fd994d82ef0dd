/* survey: the lines of all files of known languages */
#include "system/survey.h"
#include "base/alloc.h"
#include "system/crew.h"
#include "text/imports.h"
#include "text/line_count.h"
#include <stdlib.h>
#include <string.h>

/* What a worker keeps to itself. */
struct part {
	struct line_count count;
	struct walk_skipped skipped;
	struct imports imports;
	struct survey_imports *met;
	size_t file;
};

/* What the visitor fills: there is one survey at a time. */
static struct survey *survey;
static struct part parts[CREW_MAX];

static void
add_import(struct survey_imports *met, size_t file, const char *import)
{
	size_t name = names_add(&met->names, import, strlen(import));

	if (met->n == met->room) {
		met->room = met->room ? 2 * met->room : 1024;
		met->v = xreallocarray(met->v, met->room, sizeof(*met->v));
	}
	met->v[met->n++] =
	    (struct survey_import){(uint32_t)file, (uint32_t)name};
}

static void
read_line(void *context, const char *s, size_t len)
{
	struct part *p = context;
	const struct buf *out = &p->imports.out;

	p->imports.read(&p->imports, s, len);
	if (out->len == 0)
		return;
	for (const char *i = out->data; i < out->data + out->len;
	     i += strlen(i) + 1)
		add_import(p->met, p->file, i);
	buf_truncate(&p->imports.out, 0);
}

static void
begin(struct part *p, size_t i)
{
	const struct language *l = survey->v[i].language;

	p->count = (struct line_count){.syntax = l->syntax};
	p->file = i;
	imports_begin(&p->imports, l);
	if (survey->imports && p->imports.read != NULL) {
		p->count.line = read_line;
		p->count.context = p;
	}
}

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
		begin(p, v->i);
	line_count_add(c, v->text, v->len);
	f->lines = (struct survey_lines){
	    1, (long)c->blank, (long)c->comment, (long)c->code};
	return true;
}

static bool
is_module(const char *path)
{
	size_t len = strlen(path);

	return len >= 6 && strcmp(path + len - 6, "go.mod") == 0 &&
	       (len == 6 || path[len - 7] == '/');
}

/* Keeps those of the listed files whose language is known. */
static void
choose(struct survey *s, const struct strv *listed)
{
	const struct language *l;

	s->v = xcalloc(listed->n + 1, sizeof(*s->v));
	for (size_t i = 0; i < listed->n; i++) {
		l = language_of(listed->v[i]);
		if (is_module(listed->v[i]))
			strv_add(&s->modules, listed->v[i]);
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

	*s = (struct survey){.imports = s->imports};
	status = walk_list(w, &listed, e);
	choose(s, &listed);
	strv_release(&listed);
	survey = s;
	memset(parts, 0, sizeof(parts));
	for (size_t i = 0; i < CREW_MAX; i++)
		parts[i].met = &s->met[i];
	if (status == 0)
		walk_each(&tour);
	s->skipped = w->skipped;
	for (size_t i = 0; i < CREW_MAX; i++) {
		walk_skipped_add(&s->skipped, &parts[i].skipped);
		buf_release(&parts[i].imports.out);
	}
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
	for (size_t i = 0; i < CREW_MAX; i++) {
		names_release(&s->met[i].names);
		free(s->met[i].v);
	}
	free(s->v);
	strv_release(&s->paths);
	strv_release(&s->modules);
	*s = (struct survey){0};
}
