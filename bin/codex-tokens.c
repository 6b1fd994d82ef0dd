/* codex-tokens: count, encode and decode the tokens of files, as wc counts */
#include "base/alloc.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "system/encodings.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_MAX = 1 << 30 }; /* bytes of one file */

static struct {
	const char *encoding;
	bool encode, decode, json;
	struct strv files;
	const struct encoding *table;
	struct buf out; /* what is printed in the end */
	cJSON *details; /* with --json */
	size_t total;
	bool failed;
} opt;

static void
open_table(void)
{
	struct error e = {0};

	opt.table = encoding_named(opt.encoding, &e);
	if (opt.table == NULL)
		tool_fail_with(&e);
}

static int
read_file(const char *name, struct buf *b, struct error *e)
{
	int fd = 0, failed;

	if (strcmp(name, "-") != 0)
		fd = open(name, O_RDONLY | O_CLOEXEC);
	failed = fd < 0 || buf_read(b, fd, INPUT_MAX) < 0;
	if (failed)
		error_errno(e, "cannot read '%s'", name);
	if (fd > 0)
		close(fd);
	return failed ? -1 : 0;
}

/* Goes on to the next file, as wc does. */
static void
report(const char *name, struct error *e)
{
	cJSON *item, *why;

	opt.failed = true;
	tool_warn("%s", e->message);
	if (opt.json) {
		item = cJSON_CreateObject();
		json_set(item, "path", json_new_string(name, strlen(name)));
		why = result_error(e);
		json_set(item, "error", json_copy(json_get(why, "error")));
		cJSON_Delete(why);
		cJSON_AddItemToArray(json_get(opt.details, "counts"), item);
	}
	error_release(e);
}

static void
count(const char *name, const struct buf *text)
{
	size_t n = tokens_count(opt.table, buf_str(text), text->len);
	cJSON *item;

	opt.total += n;
	if (opt.json) {
		item = cJSON_CreateObject();
		json_set(item, "path", json_new_string(name, strlen(name)));
		json_add_long(item, "bytes", (long)text->len);
		json_add_long(item, "tokens", (long)n);
		cJSON_AddItemToArray(json_get(opt.details, "counts"), item);
	} else {
		buf_addf(&opt.out, opt.files.n ? "%zu %s\n" : "%zu\n", n, name);
	}
}

static void
encode(const struct buf *text)
{
	struct buf ids = {0};
	const uint32_t *id;
	cJSON *list;

	tokens_encode(opt.table, buf_str(text), text->len, &ids);
	id = (const uint32_t *)(const void *)buf_str(&ids);
	list = opt.json ? json_get(opt.details, "ids") : NULL;
	for (size_t i = 0; i < ids.len / sizeof(*id); i++)
		if (opt.json)
			cJSON_AddItemToArray(list, json_new_long(id[i]));
		else
			buf_addf(&opt.out, i ? " %u" : "%u", id[i]);
	if (!opt.json)
		buf_addc(&opt.out, '\n');
	buf_release(&ids);
}

static int
decode(const char *name, struct buf *text, struct error *e)
{
	struct buf ids = {0};
	char *word, *rest = text->data;
	uint32_t id;
	long n;
	int failed = 0;

	while (failed == 0 && rest != NULL &&
	       (word = strsep(&rest, " \t\r\n,")) != NULL) {
		if (*word == '\0')
			continue;
		if (!parse_long(word, 0, UINT32_MAX, &n))
			failed = error_set(e, ERROR_INVALID_ARGUMENTS,
			    "'%s': '%s' is no token id", name, word);
		id = (uint32_t)n;
		buf_add(&ids, &id, sizeof(id));
	}
	if (failed == 0)
		failed = tokens_decode(opt.table,
		    (const uint32_t *)(const void *)buf_str(&ids),
		    ids.len / sizeof(id), &opt.out, e);
	buf_release(&ids);
	return failed;
}

static void
one_file(const char *name)
{
	struct buf text = {0};
	struct error e = {0};

	if (read_file(name, &text, &e) < 0)
		report(name, &e);
	else if (opt.decode && decode(name, &text, &e) < 0)
		tool_fail_with(&e);
	else if (opt.encode)
		encode(&text);
	else if (!opt.decode)
		count(name, &text);
	buf_release(&text);
}

static noreturn void
finish(void)
{
	if (!opt.json) {
		if (opt.files.n > 1 && !opt.encode && !opt.decode)
			buf_addf(&opt.out, "%zu total\n", opt.total);
		tool_text(buf_str(&opt.out), opt.out.len);
		tool_exit(opt.failed ? 1 : 0);
	}
	if (opt.decode)
		json_set(opt.details, "text",
		    json_new_string(buf_str(&opt.out), opt.out.len));
	else if (!opt.encode)
		json_add_long(opt.details, "tokens", (long)opt.total);
	tool_answer(!opt.failed, opt.details);
}

int
main(int argc, char *argv[])
{
	const char *preset = getenv("CODEX_ENCODING");
	const struct option_spec specs[] = {
	    {"encoding", 'e', OPTION_STRING, &opt.encoding, "NAME",
		"o200k_base or cl100k_base; default: CODEX_ENCODING, or "
		"o200k_base"},
	    {"encode", 0, OPTION_FLAG, &opt.encode, NULL,
		"print the ids, a line for each file"},
	    {"decode", 0, OPTION_FLAG, &opt.decode, NULL,
		"read ids between white space or commas, print the bytes"},
	    {"json", 0, OPTION_FLAG, &opt.json, NULL, "print a result line"},
	    {0}};

	tool_start("codex-tokens");
	opt.encoding = preset && *preset ? preset : "o200k_base";
	options_parse(specs, "[options] [FILE...]",
	    "Count the tokens of files, or of standard input: exactly as "
	    "OpenAI's models do. `-` is standard input.",
	    false, argc, argv, &opt.files);
	if (opt.encode && opt.decode)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "--encode and --decode exclude each other");
	open_table();
	if (opt.json) {
		opt.details = cJSON_CreateObject();
		cJSON_AddStringToObject(opt.details, "encoding", opt.encoding);
		if (!opt.decode)
			cJSON_AddArrayToObject(
			    opt.details, opt.encode ? "ids" : "counts");
	}
	for (size_t i = 0; i < opt.files.n; i++)
		one_file(opt.files.v[i]);
	if (opt.files.n == 0)
		one_file("-");
	finish();
}
