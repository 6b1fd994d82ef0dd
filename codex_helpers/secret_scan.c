/* secret_scan: secrets in files, changes, history and text */
#include "base/json.h"
#include "contract/skipped.h"
#include "contract/tool.h"
#include "record/leaks.h"
#include "secret_scan.args.h"
#include "system/commits.h"
#include "system/root.h"
#include "system/walk.h"
#include "text/added.h"
#include "text/decode.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUT_MAX ((size_t)1 << 30)

static struct args a;
static struct result r;
static struct leak_set known, told; /* in the baseline; in history */
static struct buf buffer;
static struct leak_tally tally;

static void
add_scanned(const char *what, size_t n)
{
	cJSON *scanned = json_get(r.details, "scanned");

	if (scanned == NULL)
		scanned = cJSON_AddObjectToObject(r.details, "scanned");
	json_set(scanned, what,
	    json_new_long(json_long(scanned, what, 0) + (long)n));
}

static void
add_finding(const struct leak_source *t, const struct secret *s)
{
	cJSON *item = leak_finding(t, s);
	bool is_known = leak_is_in(&known, item);

	if (is_known)
		skipped_count(r.details, "known");
	/* of what comes and goes in history, the first commit is told */
	if (is_known || (t->commit != NULL && !leak_add(&told, item))) {
		cJSON_Delete(item);
		return;
	}
	tally.of[leak_level(s)]++;
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
		skipped_count(r.details, why);
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
			skipped_count(r.details, "binary");
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
	add_scanned("files", files.n);
	strv_release(&files);
}

static void
scan_history(void)
{
	struct commits h;
	struct error e = {0};
	int status;

	tool_must(commits_init(&h, a.history, &e), &e);
	while ((status = commits_next(&h, &a.paths, &buffer, &e)) > 0)
		scan_added(buf_str(&buffer), buffer.len);
	tool_must(status, &e);
	add_scanned("commits", h.hashes.n);
	for (size_t i = 0; i < h.too_large; i++)
		skipped_count(r.details, "too_large");
	commits_release(&h);
}

static void
scan_text(const char *s, size_t len)
{
	add_scanned("bytes", len);
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
	tool_must(root_read(a.baseline, ROOT_FILE_MAX, &buffer, NULL, &e), &e);
	tool_must(leak_baseline(&known, buf_str(&buffer), buffer.len, &e), &e);
	buf_truncate(&buffer, 0);
}

int
main(int argc, char *argv[])
{
	char *summary;

	tool_args(&a, &args_desc, argc, argv);
	read_baseline();
	result_list(&r, "findings", a.max_tokens, a.skip);
	if (a.stdin)
		scan_input();
	if (a.text != NULL)
		scan_text(a.text, strlen(a.text));
	if (a.diff != NULL) {
		add_scanned("bytes", strlen(a.diff));
		scan_added(a.diff, strlen(a.diff));
	}
	if (a.history != NULL)
		scan_history();
	else if (!a.stdin && a.text == NULL && a.diff == NULL)
		scan_files();
	summary = leak_summary(&tally);
	cJSON_AddStringToObject(r.details, "summary", summary);
	free(summary);
	r.failed = leak_reaches(&tally, a.fail_on);
	tool_answer_list(&r);
}
