/* codex-tokens: count, encode and decode the tokens of files, as wc counts */
#include "base/json.h"
#include "base/num.h"
#include "contract/options.h"
#include "contract/tool.h"
#include "system/encodings.h"
#include "text/visible.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_MAX = 1 << 30 }; /* bytes of one file */

static struct {
	const char *encoding, *names_from;
	bool encode, decode, special, json;
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

/* The files that --files0-from lists, as wc takes them. */
static void
read_names(void)
{
	struct buf names = {0};
	struct error e = {0};

	if (opt.files.n > 0)
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "files cannot be named both by --files0-from and here");
	tool_must(read_file(opt.names_from, &names, &e), &e);
	for (size_t at = 0; at < names.len; at += strlen(names.data + at) + 1)
		strv_add(&opt.files, names.data + at);
	if (strcmp(opt.names_from, "-") == 0 && strv_has(&opt.files, "-"))
		tool_fail(ERROR_INVALID_ARGUMENTS,
		    "'-' is among the names that standard input holds; it "
		    "cannot be a file, too");
	buf_release(&names);
}

/* An entry of counts, with --json. */
static cJSON *
new_entry(const char *name)
{
	cJSON *entry = cJSON_CreateObject();

	json_set(entry, "path", json_new_string(name, strlen(name)));
	cJSON_AddItemToArray(json_get(opt.details, "counts"), entry);
	return entry;
}

/* Goes on to the next file, as wc does. */
static void
report(const char *name, struct error *e)
{
	cJSON *why;

	if (opt.json && (opt.encode || opt.decode))
		tool_fail_with(e);
	opt.failed = true;
	tool_warn("%s", e->message);
	if (opt.json) {
		why = result_error(e);
		json_set(new_entry(name), "error",
		    cJSON_DetachItemFromObject(why, "error"));
		cJSON_Delete(why);
	}
	error_release(e);
}

/* Appends the ids to out, if there is one; returns how many. */
static size_t
tokens_of(const struct buf *text, struct buf *out)
{
	return (opt.special ? tokens_special : tokens_encode)(
	    opt.table, buf_str(text), text->len, out);
}

static void
count(const char *name, const struct buf *text)
{
	size_t n = tokens_of(text, NULL);
	cJSON *entry;

	opt.total += n;
	if (opt.json) {
		entry = new_entry(name);
		json_add_long(entry, "bytes", (long)text->len);
		json_add_long(entry, "tokens", (long)n);
		return;
	}
	buf_addf(&opt.out, opt.files.n ? "%zu " : "%zu", n);
	if (opt.files.n > 0) /* a newline in it must not make a line */
		visible(&opt.out, name, strlen(name), false);
	buf_addc(&opt.out, '\n');
}

static void
encode(const struct buf *text)
{
	struct buf ids = {0};
	size_t n = tokens_of(text, &ids);
	const uint32_t *id;

	id = (const uint32_t *)(const void *)buf_str(&ids);
	for (size_t i = 0; i < n; i++)
		if (opt.json)
			cJSON_AddItemToArray(
			    json_get(opt.details, "ids"), json_new_long(id[i]));
		else
			buf_addf(&opt.out, i ? " %u" : "%u", id[i]);
	if (!opt.json)
		buf_addc(&opt.out, '\n');
	buf_release(&ids);
}

static void
decode(const char *name, struct buf *text)
{
	struct error e = {0};
	char *word, *rest = text->data;
	uint32_t id;
	long n;

	while (rest != NULL && (word = strsep(&rest, " \t\r\n,")) != NULL) {
		if (*word == '\0')
			continue;
		if (!parse_long(word, 0, UINT32_MAX, &n))
			tool_fail(ERROR_INVALID_ARGUMENTS,
			    "'%s': '%s' is no token id", name, word);
		id = (uint32_t)n;
		tool_must(tokens_decode(opt.table, &id, 1, &opt.out, &e), &e);
	}
}

static void
one_file(const char *name)
{
	struct buf text = {0};
	struct error e = {0};

	if (read_file(name, &text, &e) < 0)
		report(name, &e);
	else if (opt.decode)
		decode(name, &text);
	else if (opt.encode)
		encode(&text);
	else
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
	    {"special", 0, OPTION_FLAG, &opt.special, NULL,
		"take the names of special tokens in text as these tokens"},
	    {"files0-from", 0, OPTION_STRING, &opt.names_from, "FILE",
		"read the names of the files from FILE, each with a NUL behind "
		"it"},
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
	if (opt.names_from != NULL)
		read_names();
	else if (opt.files.n == 0)
		one_file("-");
	for (size_t i = 0; i < opt.files.n; i++)
		one_file(opt.files.v[i]);
	finish();
}
