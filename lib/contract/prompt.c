/* prompt: prompt templates with front matter and messages */
#include "contract/prompt.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "system/own.h"
#include "system/root.h"
#include "system/share.h"
#include "text/frame.h"
#include "text/nearest.h"
#include "text/template.h"
#include "text/yaml.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEMPLATE_MAX = 1 << 20 }; /* bytes */

/* The folders that hold templates, the project's first. */
static void
folders(struct strv *dirs)
{
	strv_addf(dirs, "%s/.codex/prompt_templates", root_path());
	strv_take(dirs, share_path("prompt_templates"));
}

/* A file that a person named, or one of ours. */
static int
read_file(const char *path, struct buf *b, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int status;

	if (fd < 0)
		return error_errno(e, "cannot open the template '%s'", path);
	status = root_read_fd(fd, path, TEMPLATE_MAX, b, &st, e);
	close(fd);
	return status;
}

/* The bytes of a file as a C string, or NULL: nothing of it is lost. */
static char *
take_text(struct buf *b, const char *path, struct error *e)
{
	size_t good = utf8_valid(buf_str(b), strlen(buf_str(b)));

	if (good == b->len)
		return buf_detach(b);
	buf_release(b);
	error_set(e, ERROR_INVALID_ARGUMENTS,
	    "%s: no UTF-8 text: see its byte %zu", path, good + 1);
	return NULL;
}

/*
 * The text of NAME.md in the first folder that has it, and its path; NULL
 * with not_found if none has. The caller frees both.
 */
static char *
find(const char *name, char **path, struct error *e)
{
	char *own = xasprintf("prompt_templates/%s.md", name), *ours;
	struct buf b = {0};
	char *text;
	int status = own_read(own, TEMPLATE_MAX, &b, e);

	if (status == 1) {
		ours = share_path(own);
		status = access(ours, F_OK) < 0 ? 1 : read_file(ours, &b, e);
		*path = ours;
	} else {
		*path = xasprintf("%s/.codex/%s", root_path(), own);
	}
	free(own);
	text = status == 0 ? take_text(&b, *path, e) : NULL;
	if (text != NULL)
		return text;
	buf_release(&b);
	free(*path);
	*path = NULL;
	if (status == 1)
		error_set(e, ERROR_NOT_FOUND, "no template '%s'", name);
	return NULL;
}

void
prompt_names(struct strv *names)
{
	struct strv dirs = {0};
	struct dirent *d;
	size_t len;
	DIR *dir;

	folders(&dirs);
	for (size_t i = 0; i < dirs.n; i++) {
		dir = xopendir(dirs.v[i]);
		while (dir != NULL && (d = readdir(dir)) != NULL) {
			len = strlen(d->d_name);
			if (len > 3 && strcmp(d->d_name + len - 3, ".md") == 0)
				strv_addf(
				    names, "%.*s", (int)len - 3, d->d_name);
		}
		if (dir != NULL)
			closedir(dir);
	}
	strv_release(&dirs);
	strv_sort_unique(names);
}

static int
not_found(const char *name, struct error *e)
{
	struct nearest best = {.name = name};
	struct strv names = {0};

	prompt_names(&names);
	for (size_t i = 0; i < names.n; i++)
		nearest_offer(&best, names.v[i]);
	if (best.found != NULL)
		error_set(e, ERROR_NOT_FOUND,
		    "no template '%s'; did you mean '%s'?", name, best.found);
	else
		error_set(e, ERROR_NOT_FOUND,
		    "no template '%s'; codex-template --list shows them", name);
	strv_release(&names);
	return -1;
}

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

/* So many blank lines as there are lines from `from` to `to`, then text. */
static char *
pushed_down(const char *from, const char *to, const char *text, size_t len)
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
	p->body = pushed_down(text, end + 5, end + 5, strlen(end + 5));
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

/* The template's text, and p->path; NULL with why. */
static char *
load_text(struct prompt *p, struct error *e)
{
	struct error why = {0};
	struct buf b = {0};
	char *text;

	if (strchr(p->name, '/') != NULL) {
		p->path = xstrdup(p->name);
		if (read_file(p->path, &b, e) == 0)
			return take_text(&b, p->path, e);
		buf_release(&b);
		return NULL;
	}
	text = find(p->name, &p->path, &why);
	if (text == NULL && why.code == ERROR_NOT_FOUND)
		not_found(p->name, e);
	else if (text == NULL)
		error_set(e, why.code, "%s", why.message);
	error_release(&why);
	return text;
}

int
prompt_load(struct prompt *p, const char *name, struct error *e)
{
	char *text;
	int result = -1;

	*p = (struct prompt){.name = xstrdup(name)};
	text = load_text(p, e);
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

/* Partials live beside the templates, in partials/NAME.md. */
static const char *
find_partial(void *kept, const char *name)
{
	struct error e = {0};
	char *inner = xasprintf("partials/%s", name), *path = NULL;
	char *text = strchr(name, '/') ? NULL : find(inner, &path, &e);

	error_release(&e);
	free(inner);
	free(path);
	if (text == NULL)
		return NULL;
	strv_take(kept, text);
	return text;
}

/* The role whose heading stands at a line's start, and its text behind. */
static const char *
role_heading(const char *line, const char **behind)
{
	static const char *const roles[] = {"system", "user", "assistant"};
	size_t len;

	for (size_t i = 0; strncmp(line, "# ", 2) == 0 && i < 3; i++) {
		len = strlen(roles[i]);
		if (strncmp(line + 2, roles[i], len) == 0 &&
		    (line[2 + len] == '\n' || line[2 + len] == '\0')) {
			*behind = line + 2 + len;
			return roles[i];
		}
	}
	return NULL;
}

/* Adds what stands from start to end; set_trimmed() takes the lines off. */
static void
add_message(cJSON *messages, const char *role, const char *body,
    const char *start, const char *end)
{
	cJSON *message = cJSON_CreateObject();
	char *text = pushed_down(body, start, start, (size_t)(end - start));

	cJSON_AddStringToObject(message, "role", role);
	cJSON_AddStringToObject(message, "content", text);
	cJSON_AddItemToArray(messages, message);
	free(text);
}

/* The body's messages, before anything is filled in. */
static cJSON *
split_messages(const char *body)
{
	cJSON *messages = cJSON_CreateArray();
	const char *role = "user", *start = body, *next, *behind = NULL, *line;

	for (line = body; line != NULL; line = next ? next + 1 : NULL) {
		const char *heading = role_heading(line, &behind);

		next = strchr(line, '\n');
		if (heading == NULL)
			continue;
		if (line > body &&
		    strspn(start, " \n\t") < (size_t)(line - start))
			add_message(messages, role, body, start, line);
		role = heading;
		start = behind;
	}
	add_message(messages, role, body, start, start + strlen(start));
	return messages;
}

static void
set_trimmed(cJSON *message, const char *text)
{
	char *trimmed;
	size_t len;

	text += strspn(text, " \n\t");
	for (len = strlen(text);
	     len > 0 && isspace((unsigned char)text[len - 1]);)
		len--;
	/* as the values hold it: json_new_string() takes what is foreign */
	trimmed = xstrndup(text, len);
	json_set(message, "content", cJSON_CreateString(trimmed));
	free(trimmed);
}

/* The constraints end the system message (which is made if there is none). */
static void
add_constraints(cJSON *messages, const cJSON *constraints)
{
	cJSON *first = messages->child, *item;
	struct buf b = {0};

	if (constraints == NULL || constraints->child == NULL)
		return;
	if (strcmp(json_string(first, "role"), "system") != 0) {
		first = cJSON_CreateObject();
		cJSON_AddStringToObject(first, "role", "system");
		cJSON_AddStringToObject(first, "content", "");
		cJSON_InsertItemInArray(messages, 0, first);
	}
	buf_adds(&b, json_string(first, "content"));
	buf_adds(&b, b.len > 0 ? "\n\nConstraints:" : "Constraints:");
	cJSON_ArrayForEach(item, constraints)
		buf_addf(&b, "\n- %s", item->valuestring);
	json_set(first, "content", cJSON_CreateString(b.data));
	buf_release(&b);
}

static int
unknown_variable(const struct prompt *p, const char *name, struct error *e)
{
	struct nearest best = {.name = name};
	const cJSON *v;

	cJSON_ArrayForEach(v, json_get(p->front, "variables"))
		nearest_offer(&best, v->string);
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "the template '%s' has no variable '%s'%s%s%s", p->name, name,
	    best.found ? "; did you mean '" : "", best.found ? best.found : "",
	    best.found ? "'?" : "");
}

/* {{context}} as it came, and {{data}}, the same marked as data. */
static void
add_context(cJSON *values, const char *context)
{
	struct buf data = {0};

	if (*context != '\0')
		frame(&data, "Data", context, strlen(context));
	if (json_get(values, "context") == NULL)
		cJSON_AddStringToObject(values, "context", context);
	if (json_get(values, "data") == NULL)
		cJSON_AddStringToObject(values, "data", buf_str(&data));
	buf_release(&data);
}

/* Defaults, what was given, and the context: all the values there are. */
static cJSON *
join_values(const struct prompt *p, const cJSON *given, const char *context,
    struct error *e)
{
	const cJSON *declared = json_get(p->front, "variables"), *m;
	cJSON *values = cJSON_CreateObject();

	cJSON_ArrayForEach(m, declared)
		cJSON_AddItemToObject(values, m->string, json_copy(m));
	cJSON_ArrayForEach(m, given) {
		if (json_get(declared, m->string) == NULL) {
			unknown_variable(p, m->string, e);
			goto fail;
		}
		json_set(values, m->string, json_copy(m));
	}
	cJSON_ArrayForEach(m, values) {
		if (cJSON_IsNull(m)) {
			error_set(e, ERROR_INVALID_ARGUMENTS,
			    "the template '%s' needs a value: %s=...", p->name,
			    m->string);
			goto fail;
		}
	}
	add_context(values, context);
	return values;
fail:
	cJSON_Delete(values);
	return NULL;
}

cJSON *
prompt_render(const struct prompt *p, const cJSON *given, const char *context,
    struct error *e)
{
	cJSON *values = join_values(p, given, context, e), *messages, *m;
	struct strv kept = {0};
	struct template_partials partials = {find_partial, &kept};
	struct error inner = {0};
	struct buf text = {0};

	if (values == NULL)
		return NULL;
	messages = split_messages(p->body);
	cJSON_ArrayForEach(m, messages) {
		buf_truncate(&text, 0);
		if (template_render(&text, json_string(m, "content"), values,
			&partials, &inner) < 0)
			break;
		set_trimmed(m, buf_str(&text));
	}
	if (inner.code != ERROR_NONE) {
		error_set(e, inner.code, "%s, %s", p->path, inner.message);
		error_release(&inner);
		cJSON_Delete(messages);
		messages = NULL;
	} else {
		add_constraints(messages, json_get(p->front, "constraints"));
	}
	buf_release(&text);
	strv_release(&kept);
	cJSON_Delete(values);
	return messages;
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
