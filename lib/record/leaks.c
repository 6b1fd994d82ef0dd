/* leaks: secrets as findings, and the baseline of those that are known */
#include "record/leaks.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/num.h"
#include "contract/result.h"
#include "text/sha256.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* What stays the same when the lines around it move: 16 digits. */
static void
fingerprint_of(const struct leak_source *t, const struct secret *s,
    char hex[SHA256_HEX + 1])
{
	struct buf b = {0};

	buf_addf(&b, "%s\n%s\n", s->rule->id, t->path ? t->path : "");
	buf_add(&b, t->s + s->start, s->len);
	sha256_hex(b.data, b.len, hex);
	hex[16] = '\0';
	buf_release(&b);
}

/*
 * The first four characters and a hash: enough to know it again, too little
 * to use it. Of what is short, less is shown.
 */
static cJSON *
message_of(const struct leak_source *t, const struct secret *s)
{
	char hex[SHA256_HEX + 1], *text;
	size_t shown = s->len < 16 ? s->len / 8 : 4;
	struct buf head = {0};
	cJSON *message;

	sha256_hex(t->s + s->start, s->len, hex);
	if (strcmp(s->rule->id, "private-key") != 0)
		buf_add(&head, t->s + s->start, shown);
	text = xasprintf("%s%s%s%s: %s... (%zu bytes, sha256 %.8s)%s",
	    s->rule->what, s->encoding ? " in " : "",
	    s->encoding ? s->encoding : "",
	    t->binary ? " in a binary file" : "", buf_str(&head), s->len, hex,
	    s->wrong_checksum ? "; its checksum is wrong, so it was never "
				"given out like this"
			      : "");
	message = json_new_string(text, strlen(text));
	buf_release(&head);
	free(text);
	return message;
}

static void
add_place(cJSON *item, const struct leak_source *t, size_t at)
{
	const char *start = t->s, *nl;
	long line = 1;

	for (; (nl = memchr(start, '\n', (size_t)(t->s + at - start)));
	     start = nl + 1)
		line++;
	if (t->path != NULL)
		json_add_path(item, "path", t->path);
	if (t->commit != NULL && *t->commit != '\0')
		cJSON_AddStringToObject(item, "commit", t->commit);
	if (t->binary)
		return;
	json_add_long(item, "line", t->lines ? t->lines[line - 1] : line);
	json_add_long(item, "column", t->s + at - start + 1);
}

enum secret_level
leak_level(const struct secret *s)
{
	return s->wrong_checksum ? SECRET_NOTE : s->rule->level;
}

const char *
leak_level_name(enum secret_level level)
{
	static const char *const names[] = {"error", "warning", "note"};

	return names[level];
}

char *
leak_summary(const struct leak_tally *tally)
{
	struct buf b = {0};

	for (int i = SECRET_ERROR; i <= SECRET_NOTE; i++)
		buf_addf(&b, "%s%zu %s%s", i > 0 ? ", " : "", tally->of[i],
		    leak_level_name((enum secret_level)i),
		    plural((long)tally->of[i]));
	return buf_detach(&b);
}

bool
leak_reaches(const struct leak_tally *tally, const char *level)
{
	size_t n = 0;

	for (int i = SECRET_ERROR; i <= SECRET_NOTE; i++) {
		n += tally->of[i];
		if (!strcmp(level, leak_level_name((enum secret_level)i)))
			return n > 0;
	}
	return false;
}

cJSON *
leak_finding(const struct leak_source *t, const struct secret *s)
{
	char fingerprint[SHA256_HEX + 1];
	cJSON *item = cJSON_CreateObject();

	fingerprint_of(t, s, fingerprint);
	add_place(item, t, s->start);
	cJSON_AddStringToObject(item, "rule", s->rule->id);
	cJSON_AddStringToObject(item, "level", leak_level_name(leak_level(s)));
	cJSON_AddItemToObject(item, "message", message_of(t, s));
	cJSON_AddStringToObject(item, "fingerprint", fingerprint);
	return item;
}

static int
compare(const void *x, const void *y)
{
	return strcmp(x, y);
}

bool
leak_add(struct leak_set *set, const cJSON *finding)
{
	const char *fingerprint = json_string(finding, "fingerprint");
	char *key = xstrdup(fingerprint ? fingerprint : "");
	char **at = tsearch(key, &set->tree, compare);

	if (at == NULL)
		alloc_failed();
	if (*at == key)
		return true;
	free(key);
	return false;
}

bool
leak_is_in(const struct leak_set *set, const cJSON *finding)
{
	return tfind(json_string(finding, "fingerprint"), &set->tree,
		   compare) != NULL;
}

/* One answer's findings. */
static int
add_known(struct leak_set *known, const cJSON *line, struct error *e)
{
	const cJSON *details = json_get(line, "details"), *finding;
	const cJSON *findings = json_get(details, "findings");

	if (!result_is(line) || !cJSON_IsArray(findings))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the baseline is no answer of secret_scan");
	if (json_true(details, "truncated"))
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the baseline was cut short; make it without max_tokens");
	cJSON_ArrayForEach(finding, findings)
		leak_add(known, finding);
	return 0;
}

int
leak_baseline(
    struct leak_set *known, const char *text, size_t len, struct error *e)
{
	struct error why = {0};
	cJSON *line;
	size_t at = 0;
	int status = 0;

	while (status == 0 && (line = json_parse_next(text, len, &at, &why))) {
		status = add_known(known, line, e);
		cJSON_Delete(line);
	}
	if (why.code != ERROR_NONE)
		status =
		    error_set(e, why.code, "the baseline: %s", why.message);
	else if (status == 0 && at == 0)
		status = error_set(e, ERROR_INVALID_ARGUMENTS,
		    "the baseline is empty; write an answer of secret_scan to "
		    "it");
	error_release(&why);
	return status;
}
