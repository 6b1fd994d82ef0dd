/* course: the modules and exercises of a course, as they lie on the disk */
#include "course/course.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/strv.h"
#include "system/share.h"
#include "text/nearest.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 20) /* bytes of a page or a description */

char *
course_read(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct buf text = {0};
	int status = fd < 0 ? -1 : buf_read(&text, fd, FILE_MAX);

	if (status < 0)
		error_errno(e, "cannot read '%s'", path);
	if (fd >= 0)
		close(fd);
	if (status < 0) {
		buf_release(&text);
		return NULL;
	}
	return buf_detach(&text);
}

static cJSON *
read_object(const char *path, struct error *e)
{
	char *text = course_read(path, e), *reason;
	cJSON *json = NULL;

	if (text == NULL)
		return NULL;
	json = json_parse(text, strlen(text), e);
	free(text);
	if (json == NULL) {
		reason = xstrdup(e->message);
		error_set(e, ERROR_INVALID_JSON, "'%s': %s", path, reason);
		free(reason);
	} else if (json_string(json, "title") == NULL) {
		error_set(e, ERROR_INVALID_JSON, "'%s' has no title", path);
		cJSON_Delete(json);
		json = NULL;
	}
	return json;
}

static int
add_exercise(struct course *c, const char *id, struct error *e)
{
	const struct module *m = &c->modules[c->n_modules - 1];
	struct exercise *x;
	char *path;

	c->exercises = xreallocarray(c->exercises, c->n + 1, sizeof(*x));
	x = &c->exercises[c->n];
	*x = (struct exercise){.id = id,
	    .module = c->n_modules - 1,
	    .number = xasprintf("%ld.%zu", m->number, m->n + 1),
	    .dir = xasprintf("%s/exercises/%s/%s", c->dir, m->name, id)};
	c->n++;
	path = xasprintf("%s/exercise.json", x->dir);
	x->json = read_object(path, e);
	free(path);
	if (x->json == NULL)
		return -1;
	x->title = json_string(x->json, "title");
	x->goal = json_string(x->json, "goal");
	x->minutes = json_long(x->json, "minutes", 15);
	return 0;
}

static int
add_module(struct course *c, const char *name, struct error *e)
{
	const cJSON *id;
	struct module *m;
	char *path;

	c->modules = xreallocarray(c->modules, c->n_modules + 1, sizeof(*m));
	m = &c->modules[c->n_modules++];
	*m = (struct module){.name = xstrdup(name),
	    .number = strtol(name, NULL, 10),
	    .first = c->n,
	    .page = xasprintf("%s/modules/%s.md", c->dir, name)};
	path = xasprintf("%s/exercises/%s/module.json", c->dir, name);
	m->json = read_object(path, e);
	free(path);
	if (m->json == NULL)
		return -1;
	m->title = json_string(m->json, "title");
	cJSON_ArrayForEach(id, json_get(m->json, "exercises")) {
		if (!cJSON_IsString(id))
			return error_set(e, ERROR_INVALID_JSON,
			    "an exercise of module %s is no string", name);
		if (add_exercise(c, id->valuestring, e) < 0)
			return -1;
		m->n++;
	}
	return 0;
}

/* The folders of exercises/ whose names begin with a number, sorted. */
static int
list_modules(struct strv *names, const char *dir, struct error *e)
{
	char *path = xasprintf("%s/exercises", dir);
	const struct dirent *d;
	DIR *folder = xopendir(path);

	if (folder == NULL)
		error_errno(e, "there is no course in '%s'", dir);
	while (folder != NULL && (d = readdir(folder)) != NULL)
		if (isdigit((unsigned char)d->d_name[0]))
			strv_add(names, d->d_name);
	free(path);
	if (folder == NULL)
		return -1;
	closedir(folder);
	strv_sort_unique(names);
	return 0;
}

int
course_load(struct course *c, struct error *e)
{
	char *own = share_path("course");
	const char *dir = getenv("CODEX_COURSE");
	struct strv names = {0};
	int status = 0;

	if (dir == NULL)
		dir = own;
	c->dir = xrealpath(dir);
	if (c->dir == NULL)
		status = error_errno(e, "there is no course in '%s'", dir);
	if (status == 0)
		status = list_modules(&names, c->dir, e);
	for (size_t i = 0; status == 0 && i < names.n; i++)
		status = add_module(c, names.v[i], e);
	if (status == 0 && c->n == 0)
		status = error_set(
		    e, ERROR_NOT_FOUND, "there is no exercise in '%s'", c->dir);
	strv_release(&names);
	free(own);
	return status;
}

void
course_release(struct course *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->exercises[i].number);
		free(c->exercises[i].dir);
		cJSON_Delete(c->exercises[i].json);
	}
	for (size_t i = 0; i < c->n_modules; i++) {
		free(c->modules[i].name);
		free(c->modules[i].page);
		cJSON_Delete(c->modules[i].json);
	}
	free(c->exercises);
	free(c->modules);
	free(c->dir);
	*c = (struct course){0};
}

const struct exercise *
course_find(const struct course *c, const char *name, struct error *e)
{
	struct nearest best = {.name = name};

	for (size_t i = 0; i < c->n; i++) {
		const struct exercise *x = &c->exercises[i];

		if (strcmp(x->id, name) == 0 || strcmp(x->number, name) == 0 ||
		    json_holds(json_get(x->json, "aliases"), name))
			return x;
		nearest_offer(&best, x->id);
	}
	if (best.found != NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "there is no exercise '%s'; did you mean '%s'?", name,
		    best.found);
	else
		error_set(e, ERROR_NOT_FOUND,
		    "there is no exercise '%s'; codex-learn list shows them",
		    name);
	return NULL;
}

const struct module *
course_module(const struct course *c, const char *name)
{
	char *end;
	long number = strtol(name, &end, 10);
	const char *word;

	for (size_t i = 0; i < c->n_modules; i++) {
		word = strchr(c->modules[i].name, '-');
		if (strcmp(c->modules[i].name, name) == 0 ||
		    (word != NULL && strcmp(word + 1, name) == 0) ||
		    (*end == '\0' && number == c->modules[i].number))
			return &c->modules[i];
	}
	return NULL;
}

const struct module *
course_module_of(const struct course *c, const struct exercise *x)
{
	return &c->modules[x->module];
}
