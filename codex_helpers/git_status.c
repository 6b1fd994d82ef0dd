/* git_status: the branch, its upstream, and what differs from the commit. */
#include "base/json.h"
#include "contract/tool.h"
#include "git_status.args.h"
#include "system/git.h"
#include <string.h>

/* One answer of git, read record by record (each ends in a NUL). */
struct status {
	const char *at, *end;
	const char *prefix; /* git's paths are relative to the top, not to us */
	struct strv filtered;
	struct result result;
	size_t untracked;
};

static const char *
status_word(char letter)
{
	static const char *const words[] = {"Aadded", "Ddeleted", "Rrenamed",
	    "Ccopied", "Ttype_changed", "Uconflicted", "?untracked"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (*words[i] == letter)
			return words[i] + 1;
	return "modified";
}

/* The text behind n blanks: a record's fields before its path are fixed. */
static const char *
after_blanks(const char *record, int n)
{
	for (; n > 0 && *record != '\0'; record++)
		n -= *record == ' ';
	return record;
}

/* The path as seen from the root; NULL when it lies outside. */
static const char *
in_root(const struct status *s, const char *path)
{
	size_t n = strlen(s->prefix);

	return strncmp(path, s->prefix, n) == 0 ? path + n : NULL;
}

static void
add_change(struct status *s, const char *path, const char *from, char letter,
    bool staged)
{
	cJSON *item = cJSON_CreateObject();
	const char *word = status_word(letter);

	if (letter == 'M' && !staged && strv_has(&s->filtered, path))
		word = "filtered";
	json_add_path(item, "path", path);
	cJSON_AddStringToObject(item, "status", word);
	cJSON_AddBoolToObject(item, "staged", staged);
	if (from != NULL && (letter == 'R' || letter == 'C'))
		json_add_path(item, "from", from);
	result_add(&s->result, item);
}

/* A tracked file: what is staged, and what was changed since. */
static void
add_tracked(struct status *s, const char *xy, const char *path, const char *old)
{
	const char *from = old ? in_root(s, old) : NULL;
	char x = xy[0], y = xy[1];

	path = in_root(s, path);
	if (path == NULL)
		return;
	if (from == NULL && (x == 'R' || x == 'C'))
		x = 'A'; /* from outside the root */
	if (x != '.')
		add_change(s, path, from, x, true);
	if (y != '.')
		add_change(s, path, from, y, false);
}

static void
add_branch(struct status *s, const char *line)
{
	cJSON *details = s->result.details;
	long ahead, behind;

	if (strncmp(line, "branch.oid ", 11) == 0 && line[11] != '(') {
		cJSON_AddItemToObject(
		    details, "head", json_new_string(line + 11, 12));
	} else if (strcmp(line, "branch.head (detached)") == 0) {
		cJSON_AddTrueToObject(details, "detached");
	} else if (strncmp(line, "branch.head ", 12) == 0) {
		json_add_string(details, "branch", line + 12);
	} else if (strncmp(line, "branch.upstream ", 16) == 0) {
		json_add_string(details, "upstream", line + 16);
	} else if (sscanf(line, "branch.ab +%ld -%ld", &ahead, &behind) == 2) {
		json_add_long(details, "ahead", ahead);
		json_add_long(details, "behind", behind);
	}
}

/* The next record, or NULL at the end. */
static const char *
next_record(struct status *s)
{
	const char *record = s->at;

	if (record >= s->end)
		return NULL;
	s->at += strlen(record) + 1;
	return record;
}

static void
add_record(struct status *s, const char *record)
{
	const char *path;

	switch (record[0]) {
	case '#':
		add_branch(s, record + 2);
		break;
	case '1':
		add_tracked(s, record + 2, after_blanks(record, 8), NULL);
		break;
	case '2':
		path = after_blanks(record, 9);
		add_tracked(s, record + 2, path, next_record(s));
		break;
	case 'u':
		path = in_root(s, after_blanks(record, 10));
		if (path != NULL)
			add_change(s, path, NULL, 'U', false);
		break;
	case '?':
		path = in_root(s, record + 2);
		if (path == NULL)
			break;
		s->untracked++;
		add_change(s, path, NULL, '?', false);
		break;
	}
}

/*
 * Notes those of the changed files that a filter (git-lfs) would convert:
 * filters are not run here, so that such a file may look modified.
 */
static int
find_filtered(struct status *s, struct error *e)
{
	struct strv args = {0};
	struct buf out = {0};
	const char *record, *at, *end, *value;
	const struct status start = *s;

	strv_addl(&args, "check-attr", "-z", "filter", "--", NULL);
	while ((record = next_record(s)) != NULL) {
		if (record[0] == '1' && record[3] == 'M' &&
		    in_root(s, after_blanks(record, 8)) != NULL &&
		    args.n < 10000)
			strv_add(&args, in_root(s, after_blanks(record, 8)));
		if (record[0] == '2')
			next_record(s);
	}
	*s = start;
	if (args.n > 4 && git_run(&args, false, &out, e) < 0)
		return -1;
	end = buf_str(&out) + out.len;
	for (at = buf_str(&out); at < end; at = value + strlen(value) + 1) {
		value = at + strlen(at) + 1;
		value += strlen(value) + 1;
		if (strcmp(value, "unspecified") != 0 &&
		    strcmp(value, "unset") != 0 && strcmp(value, "set") != 0)
			strv_add(&s->filtered, at);
	}
	strv_release(&args);
	buf_release(&out);
	return 0;
}

static void
add_summary(struct status *s)
{
	cJSON *details = s->result.details;
	const char *branch = json_string(details, "branch");
	const char *upstream = json_string(details, "upstream");
	struct buf b = {0};

	buf_adds(&b, branch ? branch : "no branch");
	if (upstream != NULL && json_get(details, "ahead") == NULL)
		buf_addf(&b, ", %s is gone", upstream);
	else if (upstream != NULL)
		buf_addf(&b, ", %ld ahead of %s, %ld behind",
		    json_long(details, "ahead", 0), upstream,
		    json_long(details, "behind", 0));
	if (s->result.seen == 0)
		buf_adds(&b, ": clean");
	else
		buf_addf(&b, ": %zu changed, %zu untracked",
		    s->result.seen - s->untracked, s->untracked);
	json_add_string(details, "summary", buf_str(&b));
	buf_release(&b);
}

int
main(int argc, char *argv[])
{
	struct args a = {0};
	struct status s = {0};
	struct buf out = {0};
	struct error e = {0};
	const char *record;

	tool_args(&a, &args_desc, argc, argv);
	s.prefix = git_prefix(&e);
	if (s.prefix == NULL ||
	    git_runl(&out, &e, "status", "--porcelain=v2", "--branch", "-z",
		"--untracked-files=all", "--", ".", NULL) < 0)
		tool_fail_with(&e);
	s.at = buf_str(&out);
	s.end = s.at + out.len;
	if (find_filtered(&s, &e) < 0)
		tool_fail_with(&e);
	result_list(&s.result, "changes", a.max_tokens, a.skip);
	while ((record = next_record(&s)) != NULL)
		add_record(&s, record);
	add_summary(&s);
	buf_release(&out);
	strv_release(&s.filtered);
	tool_answer_list(&s.result);
}
