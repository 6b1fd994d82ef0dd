/* callers: where a name is used, the nearest to its definition first */
#include "base/alloc.h"
#include "base/json.h"
#include "callers.args.h"
#include "contract/skipped.h"
#include "contract/tool.h"
#include "system/ctags.h"
#include "system/walk.h"
#include "text/glob.h"
#include "text/test_path.h"
#include "text/uses.h"
#include <stdlib.h>
#include <string.h>

/* Bytes of files for ctags: what is beyond is told without what it is in. */
#define MAX_PARSED ((size_t)64 << 20)
/* So many definitions are shown. */
#define MAX_SHOWN 10

/* A file that holds the name. */
struct file {
	char *path;
	struct uses uses;
	bool given;   /* to ctags, or too much for it */
	bool defines; /* the name itself, not only a prototype of it */
	int rank;
};

static struct args a;
static struct result r;
static struct {
	const char *word; /* the name without what it is in */
	struct pattern *pattern;
	struct file *files;
	size_t n;
	struct ctags ctags;
	struct file **given; /* whose texts ctags has */
	size_t parsed;       /* bytes */
	struct buf text;
	cJSON *definitions;
} job;

/* Of A.b, A::b and a/b it is b that is written where it is used. */
static const char *
last_word(const char *name)
{
	const char *word = name;

	for (const char *s = name; *s != '\0'; s++)
		if (strchr(":./#", *s) != NULL && s[1] != '\0')
			word = s + 1;
	return word;
}

static void
search(const char *path)
{
	struct file f = {0};
	struct error e = {0};
	const char *why = walk_read(path, &job.text);

	if (why != NULL) {
		skipped_count(r.details, why);
		return;
	}
	if (memmem(buf_str(&job.text), job.text.len, job.word,
		strlen(job.word)) != NULL)
		tool_must(uses_find(&f.uses, job.pattern, job.word,
			      job.text.data, job.text.len, &e),
		    &e);
	if (f.uses.n == 0)
		return;
	f.path = xstrdup(path);
	job.files = xreallocarray(job.files, job.n + 1, sizeof(*job.files));
	job.files[job.n++] = f;
}

/* What is written in other files, such as headings, defines no name. */
static bool
is_source(const struct file *f)
{
	return !glob_match("*.{md,markdown,rst,adoc,txt,tex,html,htm,xml,svg,"
			   "json,jsonl,csv,po,log,lock}",
	    f->path);
}

static void
show_definitions(struct file *f, const struct tags *tags)
{
	cJSON *d;

	for (size_t i = 0; i < tags->n; i++) {
		const struct tag *tag = &tags->v[i];

		if (strcmp(tag->name, job.word) != 0)
			continue;
		f->defines |= strcmp(tag->kind, "prototype") != 0;
		if (cJSON_GetArraySize(job.definitions) >= MAX_SHOWN)
			continue;
		d = cJSON_CreateObject();
		json_add_path(d, "path", f->path);
		json_add_long(d, "line", tag->line);
		cJSON_AddStringToObject(d, "kind", tag->kind);
		cJSON_AddItemToArray(job.definitions, d);
	}
}

/* What ctags says of the files that it was given. */
static void
flush(void)
{
	struct ctags *c = &job.ctags;
	struct error e = {0};

	tool_must(ctags_run(c, &e), &e);
	for (size_t i = 0; i < c->n; i++) {
		if (c->texts[i].failed)
			skipped_count(r.details, "unparsed");
		show_definitions(job.given[i], &c->texts[i].tags);
		uses_mark(&job.given[i]->uses, &c->texts[i].tags, job.word);
	}
	ctags_clear(c);
}

static void
give(struct file *f)
{
	size_t n = job.ctags.n;

	if (f->given || !is_source(f))
		return;
	f->given = true;
	if (walk_read(f->path, &job.text) != NULL ||
	    (job.parsed += job.text.len) > MAX_PARSED) {
		skipped_count(r.details, "unparsed");
		return;
	}
	job.given = xreallocarray(job.given, n + 1, sizeof(*job.given));
	job.given[n] = f;
	ctags_add(&job.ctags, f->path, buf_str(&job.text), job.text.len);
	if (job.ctags.in.len > CTAGS_BATCH)
		flush();
}

static bool
in_one_folder(const char *x, const char *y)
{
	const char *end = strrchr(x, '/'), *other = strrchr(y, '/');
	size_t n = end ? (size_t)(end - x) : 0;

	return n == (other ? (size_t)(other - y) : 0) && memcmp(x, y, n) == 0;
}

/*
 * 0: it defines the name; 1: it lies beside such a file; 2: elsewhere; then
 * tests, and last what is no source text.
 */
static int
rank_of(const struct file *f)
{
	if (!is_source(f))
		return 4;
	if (test_path(f->path))
		return 3;
	if (f->defines)
		return 0;
	for (size_t i = 0; i < job.n; i++)
		if (job.files[i].defines &&
		    in_one_folder(f->path, job.files[i].path))
			return 1;
	return 2;
}

static int
by_rank(const void *x, const void *y)
{
	const struct file *f = x, *g = y;

	return f->rank != g->rank ? f->rank - g->rank
				  : strcmp(f->path, g->path);
}

/* The definitions are looked for where a line looks like one. */
static void
rank(void)
{
	for (size_t i = 0; i < job.n; i++)
		if (job.files[i].uses.may_define)
			give(&job.files[i]);
	flush();
	for (size_t i = 0; i < job.n; i++)
		job.files[i].rank = rank_of(&job.files[i]);
	if (job.n > 0)
		qsort(job.files, job.n, sizeof(*job.files), by_rank);
}

static cJSON *
new_match(const char *path, const struct use *u)
{
	cJSON *m = cJSON_CreateObject();

	json_add_path(m, "path", path);
	json_add_long(m, "line", u->line);
	json_add_long(m, "column", u->column);
	json_add_string(m, "text", u->text);
	if (u->in != NULL)
		json_add_string(m, "in", u->in);
	return m;
}

/* Adds the uses in files from..to. */
static void
add_files(size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		give(&job.files[i]);
	flush();
	for (size_t i = from; i < to; i++) {
		const struct uses *u = &job.files[i].uses;

		for (size_t j = 0; j < u->n; j++)
			if (!u->v[j].definition)
				result_add(
				    &r, new_match(job.files[i].path, &u->v[j]));
	}
}

static void
release(void)
{
	for (size_t i = 0; i < job.n; i++) {
		free(job.files[i].path);
		uses_release(&job.files[i].uses);
	}
	free(job.files);
	free(job.given);
	pattern_free(job.pattern);
	ctags_release(&job.ctags);
	buf_release(&job.text);
}

int
main(int argc, char **argv)
{
	struct strv files = {0};
	struct error e = {0};
	size_t at = 0, step = 64, n;

	tool_args(&a, &args_desc, argc, argv);
	job.word = last_word(a.name);
	job.pattern = pattern_compile(job.word,
	    PATTERN_LITERAL | PATTERN_WORD | PATTERN_MULTILINE | PATTERN_JIT,
	    &e);
	tool_must(job.pattern == NULL ? -1 : 0, &e);
	/* paths that are given but empty come from a pipe that found none */
	if (a.paths.n > 0 || !tool_given("paths"))
		tool_must(
		    walk_files(&a.paths, &a.include, &a.exclude, &files, &e),
		    &e);
	result_list(&r, "matches", a.max_tokens, a.skip);
	job.definitions = cJSON_AddArrayToObject(r.details, "definitions");
	for (size_t i = 0; i < files.n; i++)
		search(files.v[i]);
	strv_release(&files);
	rank();
	/* once the answer is full, no more files are read */
	for (; at < job.n && !r.full; at += n) {
		n = a.max_tokens > 0 && job.n - at > step ? step : job.n - at;
		add_files(at, at + n);
	}
	r.more = at < job.n;
	release();
	tool_answer_list(&r);
}
