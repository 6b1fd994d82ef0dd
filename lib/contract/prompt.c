/* prompt: prompt templates with front matter and messages */
#include "contract/prompt.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "contract/prompt_files.h"
#include "text/nearest.h"
#include "text/template.h"
#include "text/yaml.h"
#include <stdlib.h>
#include <string.h>

/* A value of the front matter: the key's type, or an error. */
static int
check_key(const struct prompt *p, const cJSON *m, struct error *e)
{
	static const char *const strings[] = {"prompt_name", "purpose", NULL};
	static const char *const lists[] = {"helpers", "constraints", NULL};
	struct nearest best = {.name = m->string};
	const cJSON *item;

	for (size_t i = 0; strings[i] != NULL; i++) {
		nearest_offer(&best, strings[i]);
		if (strcmp(m->string, strings[i]) == 0)
			return cJSON_IsString(m)
				   ? 0
				   : error_set(e, ERROR_INVALID_ARGUMENTS,
					 "%s: '%s' must be text", p->path,
					 m->string);
	}
	for (size_t i = 0; lists[i] != NULL; i++) {
		nearest_offer(&best, lists[i]);
		if (strcmp(m->string, lists[i]) != 0)
			continue;
		if (!cJSON_IsArray(m))
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s: '%s' must be a list", p->path, m->string);
		cJSON_ArrayForEach(item, m) {
			if (!cJSON_IsString(item))
				return error_set(e, ERROR_INVALID_ARGUMENTS,
				    "%s: '%s' must be a list of texts", p->path,
				    m->string);
		}
		return 0;
	}
	nearest_offer(&best, "variables");
	if (strcmp(m->string, "variables") == 0)
		return cJSON_IsObject(m) || cJSON_IsNull(m)
			   ? 0
			   : error_set(e, ERROR_INVALID_ARGUMENTS,
				 "%s: 'variables' must map names to defaults",
				 p->path);
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "%s: unknown key '%s' in the front matter%s%s%s", p->path,
	    m->string, best.found ? "; did you mean '" : "",
	    best.found ? best.found : "", best.found ? "'?" : "");
	return -1;
}

char *
prompt_pushed_down(
    const char *from, const char *to, const char *text, size_t len)
{
	struct buf b = {0};

	for (; from < to; from++)
		if (*from == '\n')
			buf_addc(&b, '\n');
	buf_add(&b, text, len);
	return buf_detach(&b);
}

/*
 * Splits text at its front matter and reads that. Blank lines stand for it
 * in the body, so that messages name the file's lines.
 */
static int
parse(struct prompt *p, const char *text, struct error *e)
{
	const char *yaml = text + 4, *end;
	struct error inner = {0};
	const cJSON *m;

	if (strncmp(text, "---\n", 4) != 0 ||
	    (end = strstr(text + 3, "\n---\n")) == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%s: a template starts with front matter between two lines "
		    "'---'",
		    p->path);
	p->body = prompt_pushed_down(text, end + 5, end + 5, strlen(end + 5));
	p->front = yaml_parse(
	    yaml, end + 1 > yaml ? (size_t)(end + 1 - yaml) : 0, &inner);
	if (p->front == NULL || !cJSON_IsObject(p->front)) {
		error_set(e, ERROR_INVALID_ARGUMENTS, "%s: front matter: %s",
		    p->path,
		    inner.message ? inner.message : "it is no mapping");
		error_release(&inner);
		return -1;
	}
	cJSON_ArrayForEach(m, p->front) {
		if (check_key(p, m, e) < 0)
			return -1;
	}
	if (json_string(p->front, "purpose") == NULL)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%s: the front matter has no 'purpose'", p->path);
	return 0;
}

int
prompt_load(struct prompt *p, const char *name, struct error *e)
{
	char *text;
	int result = -1;

	*p = (struct prompt){.name = xstrdup(name)};
	text = prompt_file(p->name, &p->path, e);
	if (text != NULL)
		result = parse(p, text, e);
	free(text);
	if (result < 0)
		prompt_release(p);
	return result;
}

void
prompt_release(struct prompt *p)
{
	free(p->name);
	free(p->path);
	free(p->body);
	cJSON_Delete(p->front);
	*p = (struct prompt){0};
}

int
prompt_check_helpers(
    const struct prompt *p, const struct manifest *m, struct error *e)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, json_get(p->front, "helpers")) {
		if (manifest_find(m, item->valuestring) == NULL)
			return error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s: there is no helper '%s'", p->path,
			    item->valuestring);
	}
	return 0;
}

static bool
is_known(const struct prompt *p, const char *name)
{
	return name[0] == '.' || strcmp(name, "context") == 0 ||
	       strcmp(name, "data") == 0 ||
	       json_get(json_get(p->front, "variables"), name) != NULL;
}

/* The variables that the body names are declared. */
static int
check_names(const struct prompt *p, struct error *e)
{
	struct error inner = {0};
	struct strv used = {0};
	int result = template_names(&used, p->body, &inner);

	if (result < 0)
		error_set(e, inner.code, "%s, %s", p->path, inner.message);
	for (size_t i = 0; result == 0 && i < used.n; i++)
		if (!is_known(p, used.v[i]))
			result = error_set(e, ERROR_INVALID_ARGUMENTS,
			    "%s: '{{%s}}' is not among its variables", p->path,
			    used.v[i]);
	error_release(&inner);
	strv_release(&used);
	return result;
}

int
prompt_check(const struct prompt *p, const struct manifest *m, struct error *e)
{
	const char *name = json_string(p->front, "prompt_name");

	if (name && !strchr(p->name, '/') && strcmp(name, p->name) != 0)
		return error_set(e, ERROR_INVALID_ARGUMENTS,
		    "%s: prompt_name is '%s'", p->path, name);
	if (prompt_check_helpers(p, m, e) < 0)
		return -1;
	return check_names(p, e);
}
