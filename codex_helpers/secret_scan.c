/* secret_scan: secrets in files, changes, history and text */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/tool.h"
#include "record/leaks.h"
#include "secret_scan.args.h"
#include "system/commits.h"
#include "system/root.h"
#include "system/walk.h"
#include "text/added.h"
#include "text/decode.h"
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_MAX ((size_t)1 << 30)

static struct args a;
static struct result r;
static struct strv known; /* fingerprints of the baseline */
static struct buf buffer;
static size_t levels[3];

/* Adds n to a number in one of the answer's objects. */
static void
count(const char *in, const char *what, size_t n)
{
	cJSON *object = json_get(r.details, in);

	if (object == NULL)
		object = cJSON_AddObjectToObject(r.details, in);
	json_set(
	    object, what, json_new_long(json_long(object, what, 0) + (long)n));
}

static int
compare(const void *x, const void *y)
{
	return strcmp(x, y);
}

/* Of what comes and goes in history, the first commit is told. */
static bool
was_told(const cJSON *finding)
{
	static void *told;
	char *key = xstrdup(json_string(finding, "fingerprint"));
	char **at = tsearch(key, &told, compare);

	if (at == NULL)
		alloc_failed();
	if (*at == key)
		return false;
	free(key);
	return true;
}

static void
add_finding(const struct leak_source *t, const struct secret *s)
{
	cJSON *item = leak_finding(t, s);

	if (leak_is_known(&known, item)) {
		count("skipped", "known", 1);
		cJSON_Delete(item);
		return;
	}
	if (t->commit != NULL && was_told(item)) {
		cJSON_Delete(item);
		return;
	}
	levels[leak_level(s)]++;
	result_add(&r, item);
}

static void
scan(const struct leak_source *t)
{
	struct secrets found = {0};

	secrets_find(&found, t->s, t->len);
	for (size_t i = 0; i < found.n; i++) {
		const struct secret *s = &found.v[i];

		/* what only its name calls secret has no names in binaries */
		if (s->placeholder || strv_has(&a.without, s->rule->id) ||
		    (t->binary && s->rule->level != SECRET_ERROR))
			continue;
		add_finding(t, s);
	}
	secrets_release(&found);
}

static void
scan_file(const char *path)
{
	const char *why = walk_read(path, &buffer), *encoding;
	struct leak_source t = {.path = path};

	if (why != NULL && strcmp(why, "binary") != 0) {
		if (*why != '\0') /* it is no file of its own */
			count("skipped", why, 1);
		return;
	}
	t.binary = !decode_text(&buffer, &encoding);
	t.s = buf_str(&buffer);
	t.len = buffer.len;
	scan(&t);
}

/* The added lines of a diff or of commits. */
static void
scan_added(const char *s, size_t len)
{
	struct added part = {.s = s, .len = len};

	while (added_next(&part)) {
		struct leak_source t = {.path = part.path,
		    .commit = *part.commit ? part.commit : NULL,
		    .s = buf_str(&part.text),
		    .len = part.text.len,
		    .lines = part.lines};

		if (part.binary)
			count("skipped", "binary", 1);
		scan(&t);
	}
	added_release(&part);
}

static void
scan_files(void)
{
	struct strv files = {0};
	struct error e = {0};

	/* paths that are given but empty come from a pipe that found none */
	if ((a.paths.n > 0 || !tool_given("paths")) &&
	    walk_files(&a.paths, &a.include, &a.exclude, &files, &e) < 0)
		tool_fail_with(&e);
	for (size_t i = 0; i < files.n; i++)
		scan_file(files.v[i]);
	count("scanned", "files", files.n);
	strv_release(&files);
}

static void
scan_history(void)
{
	struct commits h;
	struct error e = {0};
	int status;

	if (commits_init(&h, a.history, &e) < 0)
		tool_fail_with(&e);
	while ((status = commits_next(&h, &a.paths, &buffer, &e)) > 0)
		scan_added(buf_str(&buffer), buffer.len);
	if (status < 0)
		tool_fail_with(&e);
	count("scanned", "commits", h.hashes.n);
	if (h.too_large > 0)
		count("skipped", "too_large", h.too_large);
	commits_release(&h);
}

static void
scan_text(const char *s, size_t len)
{
	scan(&(struct leak_source){.s = s, .len = len});
}

static void
scan_input(void)
{
	const char *encoding;

	if (buf_read(&buffer, STDIN_FILENO, INPUT_MAX) < 0)
		tool_fail(errno == EFBIG ? ERROR_TOO_LARGE : ERROR_INTERNAL,
		    "cannot read standard input: %s", strerror(errno));
	/* a log stays text whatever bytes are in it */
	decode_text(&buffer, &encoding);
	scan_text(buf_str(&buffer), buffer.len);
}

static void
read_baseline(void)
{
	struct error e = {0};

	if (a.baseline == NULL)
		return;
	if (root_read(a.baseline, ROOT_FILE_MAX, &buffer, NULL, &e) < 0 ||
	    leak_baseline(&known, buf_str(&buffer), buffer.len, &e) < 0)
		tool_fail_with(&e);
	buf_truncate(&buffer, 0);
}

static bool
says_no(void)
{
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		n += levels[i];
		if (strcmp(a.fail_on, leak_level_name(i)) == 0)
			return n > 0;
	}
	return false; /* never */
}

static void
add_summary(void)
{
	char text[128];

	snprintf(text, sizeof(text), "%zu error%s, %zu warning%s, %zu note%s",
	    levels[SECRET_ERROR], plural((long)levels[SECRET_ERROR]),
	    levels[SECRET_WARNING], plural((long)levels[SECRET_WARNING]),
	    levels[SECRET_NOTE], plural((long)levels[SECRET_NOTE]));
	cJSON_AddStringToObject(r.details, "summary", text);
}

int
main(int argc, char *argv[])
{
	tool_args(&a, &args_desc, argc, argv);
	read_baseline();
	result_list(&r, "findings", a.max_tokens, a.skip);
	if (a.stdin)
		scan_input();
	if (a.text != NULL)
		scan_text(a.text, strlen(a.text));
	if (a.diff != NULL)
		scan_added(a.diff, strlen(a.diff));
	if (a.history != NULL)
		scan_history();
	else if (!a.stdin && a.text == NULL && a.diff == NULL)
		scan_files();
	add_summary();
	r.failed = says_no();
	tool_answer_list(&r);
}
