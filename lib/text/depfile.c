/* depfile: what manifests declare, whose kind is seen by their name */
#include "text/depfile.h"
#include "base/alloc.h"
#include "text/glob.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *glob;
	depfile_reader *read;
} kinds[] = {
    {"package.json", depfile_npm},
    {"Cargo.toml", depfile_cargo},
    {"go.mod", depfile_go},
    {"{requirements*,*requirements}.{txt,in}", depfile_requirements},
    {"**/requirements/*.{txt,in}", depfile_requirements},
    {"pyproject.toml", depfile_pyproject},
    {"Pipfile", depfile_pipfile},
    {"{pom.xml,*.pom}", depfile_maven},
    {"build.gradle{,.kts}", depfile_gradle},
    {"{Gemfile,gems.rb}", depfile_gemfile},
    {"{CMakeLists.txt,*.cmake}", depfile_cmake},
    {"meson.build", depfile_meson},
    {"configure.{ac,in}", depfile_configure},
    {"{Makefile*,makefile,GNUmakefile,*.mk}", depfile_make},
    {"**/debian/{control,control.in}", depfile_debian},
};

depfile_reader *
depfile_of(const char *path)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (glob_match(kinds[i].glob, path))
			return kinds[i].read;
	return NULL;
}

void
depfile_add(struct depfile *d, const struct dependency *one)
{
	struct dependency *to;

	if (*one->name == '\0')
		return;
	/* grown at powers of two */
	if ((d->n & (d->n - 1)) == 0)
		d->v =
		    xreallocarray(d->v, d->n > 0 ? 2 * d->n : 1, sizeof(*d->v));
	to = &d->v[d->n++];
	*to = *one;
	to->name = xstrdup(one->name);
	to->version = one->version != NULL && *one->version != '\0'
			  ? xstrdup(one->version)
			  : NULL;
}

void
depfile_add_once(struct depfile *d, const struct dependency *one)
{
	const char *version = one->version ? one->version : "";

	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->v[i].name, one->name) == 0 &&
		    strcmp(d->v[i].version ? d->v[i].version : "", version) ==
			0)
			return;
	depfile_add(d, one);
}

const char *
depfile_scope(const char *group)
{
	static const char *const dev[] = {"dev", "test", "lint", "doc", "bench",
	    "ci", "typ", "debug", "format"};

	for (size_t i = 0; i < sizeof(dev) / sizeof(*dev); i++)
		if (strcasestr(group, dev[i]) != NULL)
			return "dev";
	return "optional";
}

void
depfile_release(struct depfile *d)
{
	for (size_t i = 0; i < d->n; i++) {
		free(d->v[i].name);
		free(d->v[i].version);
	}
	free(d->v);
	free(d->package);
	*d = (struct depfile){0};
}

bool
depline_next(struct depline *l)
{
	size_t len = strcspn(l->text, "\n");

	if (*l->text == '\0') {
		buf_release(&l->line);
		return false;
	}
	buf_truncate(&l->line, 0);
	buf_add(&l->line, l->text, len);
	l->text += len + (l->text[len] == '\n');
	if (l->line.len > 0 && l->line.data[l->line.len - 1] == '\r')
		buf_truncate(&l->line, l->line.len - 1);
	l->number++;
	return true;
}

int
depfile_wrong(struct error *e, long line, const char *what)
{
	if (e->code == ERROR_NONE)
		error_set(
		    e, ERROR_INVALID_ARGUMENTS, "line %ld: %s", line, what);
	return -1;
}
