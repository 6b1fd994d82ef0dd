/* prompt_render: a template's messages, filled in */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "contract/prompt.h"
#include "contract/prompt_files.h"
#include "text/frame.h"
#include "text/nearest.h"
#include "text/template.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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
	char *text =
	    prompt_pushed_down(body, start, start, (size_t)(end - start));

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
	struct template_partials partials = {prompt_partial, &kept};
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
