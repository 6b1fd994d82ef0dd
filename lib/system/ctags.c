/* ctags: universal-ctags over texts that we hold */
#include "system/ctags.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "system/environ.h"
#include "system/process.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT    20 /* seconds for all that is still to be read */
#define MAX_OUTPUT ((size_t)256 << 20)

static const char *const allowed[] = {"PATH", "LD_LIBRARY_PATH", NULL};

/*
 * JSON holds data, not definitions. --fields: name, line, end, kind, what it
 * is in, signature, type, language.
 */
static const char *const words[] = {"ctags", "--options=NONE", "--quiet",
    "--_interactive=sandbox", "--output-format=json", "--languages=-JSON",
    "--kinds-C=+p", "--kinds-C++=+p", "--fields=NneKsStl"};

/* What a script without an extension is, its first line says. */
static const char *
extension_of(const char *text, size_t len)
{
	static const char *const known[][2] = {{"python", ".py"},
	    {"perl", ".pl"}, {"ruby", ".rb"}, {"node", ".js"}, {"lua", ".lua"},
	    {"tclsh", ".tcl"}, {"awk", ".awk"}, {"php", ".php"}, {"sh", ".sh"}};
	const char *end = memchr(text, '\n', len);
	size_t n = end ? (size_t)(end - text) : len;

	if (n < 2 || memcmp(text, "#!", 2) != 0)
		return "";
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (memmem(text, n, known[i][0], strlen(known[i][0])))
			return known[i][1];
	return "";
}

/*
 * The name under which ctags gets it: short, since ctags reads no command
 * longer than a kilobyte, and without what JSON would escape.
 */
static void
add_label(struct buf *in, const char *path, const char *text, size_t len)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (strlen(name) > 255)
		name += strlen(name) - 255;
	for (const char *c = name; *c != '\0'; c++)
		buf_addc(in, isalnum((unsigned char)*c) || strchr("._-+@", *c)
				 ? *c
				 : '_');
	if (strchr(name, '.') == NULL)
		buf_adds(in, extension_of(text, len));
}

/* ctags leaves out every tag with bytes that are no UTF-8. */
static void
add_text(struct buf *out, const char *s, size_t len)
{
	size_t n;

	while ((n = utf8_valid(s, len)) < len) {
		buf_add(out, s, n);
		buf_adds(out, "\xEF\xBF\xBD");
		s += n + 1;
		len -= n + 1;
	}
	buf_add(out, s, len);
}

void
ctags_add(struct ctags *c, const char *path, const char *text, size_t len)
{
	struct buf valid = {0};

	c->texts = xreallocarray(c->texts, c->n + 1, sizeof(*c->texts));
	c->texts[c->n++] =
	    (struct ctags_text){.path = xstrdup(path), .at = c->in.len};
	add_text(&valid, text, len);
	buf_adds(&c->in, "{\"command\":\"generate-tags\",\"filename\":\"");
	add_label(&c->in, path, text, len);
	buf_addf(&c->in, "\",\"size\":%zu}\n", valid.len);
	buf_add(&c->in, buf_str(&valid), valid.len);
	buf_release(&valid);
}

/* Hands what was printed to the texts in turn; returns how many are done. */
static size_t
take_output(struct ctags_text *texts, size_t n, const struct buf *out)
{
	const char *line = buf_str(out), *end = line + out->len, *next;
	size_t done = 0;

	for (; line < end && done < n; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (next == NULL)
			break; /* it was cut short */
		next++;
		if (tags_read(&texts[done].tags, line, (size_t)(next - line)) ==
		    TAGS_DONE)
			done++;
	}
	return done;
}

/* Exuberant Ctags, or one without JSON, does not begin like this. */
static bool
is_universal(const struct process *p)
{
	static const char first[] = "{\"_type\": \"program\"";

	return strncmp(buf_str(&p->out), first, strlen(first)) == 0;
}

static int
fail(const struct process *p, struct error *e)
{
	const char *line = buf_str(&p->err);

	error_set(e, ERROR_NOT_AVAILABLE,
	    "the program 'ctags' is not universal-ctags with JSON: it ended "
	    "with status %d%s%.*s",
	    p->status, *line ? ": " : "", (int)strcspn(line, "\n"), line);
	return error_hint(e, "install the package universal-ctags");
}

/* One process for the texts from `from` on; how many it has read, or -1. */
static long
run(struct ctags *c, size_t from, const struct strv *argv,
    const struct strv *env, struct error *e)
{
	size_t at = c->texts[from].at;
	struct process p;
	struct process_options o = {.argv = argv->v,
	    .env = env->v,
	    .dir = "/",
	    .input = c->in.data + at,
	    .input_len = c->in.len - at,
	    .timeout = TIMEOUT,
	    .max_output = MAX_OUTPUT};
	long done = -1;

	if (process_run(&p, &o, e) < 0)
		error_hint(e, "install the package universal-ctags");
	else if (!is_universal(&p))
		fail(&p, e);
	else
		done = (long)take_output(c->texts + from, c->n - from, &p.out);
	process_release(&p);
	return done;
}

int
ctags_run(struct ctags *c, struct error *e)
{
	struct strv argv = {0}, env = {0};
	long done = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		strv_add(&argv, words[i]);
	environ_allow(&env, allowed);
	strv_add(&env, "LC_ALL=C.UTF-8");
	for (size_t from = 0; from < c->n && done >= 0; from += (size_t)done) {
		done = run(c, from, &argv, &env, e);
		if (done >= 0 && from + (size_t)done < c->n)
			c->texts[from + (size_t)done++].failed = true;
	}
	strv_release(&argv);
	strv_release(&env);
	for (size_t i = 0; i < c->n; i++)
		tags_sort(&c->texts[i].tags);
	return done < 0 ? -1 : 0;
}

void
ctags_clear(struct ctags *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->texts[i].path);
		tags_release(&c->texts[i].tags);
	}
	c->n = 0;
	buf_truncate(&c->in, 0);
}

void
ctags_release(struct ctags *c)
{
	ctags_clear(c);
	free(c->texts);
	buf_release(&c->in);
	*c = (struct ctags){0};
}
