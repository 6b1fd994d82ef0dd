/* structured: an answer that has to match a JSON Schema */
#include "exchange/structured.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "exchange/strict.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA_MAX ((size_t)1 << 20)

/* The file's name without folder and ending, in the characters allowed. */
static char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t len = strcspn(base, ".");
	char *name = xstrndup(base, len > 64 ? 64 : len);

	for (char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '_')
			*p = '-';
	if (*name != '\0')
		return name;
	free(name);
	return xstrdup("answer");
}

static cJSON *
read_json(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct error inner = {0};
	struct buf text = {0};
	cJSON *json = NULL;

	if (fd < 0 || buf_read(&text, fd, SCHEMA_MAX) < 0)
		error_errno(e, "cannot read the schema '%s'", path);
	else if ((json = json_parse(buf_str(&text), text.len, &inner)) == NULL)
		error_set(
		    e, inner.code, "the schema '%s': %s", path, inner.message);
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	error_release(&inner);
	return json;
}

int
structured_load(struct structured *s, const char *path, struct error *e)
{
	struct error inner = {0};

	*s = (struct structured){.json = read_json(path, e)};
	if (s->json == NULL)
		return -1;
	s->schema = schema_compile(s->json, &inner);
	if (s->schema == NULL) {
		error_set(e, ERROR_INVALID_ARGUMENTS, "the schema '%s': %s",
		    path, inner.message);
		error_release(&inner);
		return -1;
	}
	s->name = name_of(path);
	s->form = strict_form(s->json);
	return 0;
}

void
structured_release(struct structured *s)
{
	if (s->schema != NULL)
		schema_free(s->schema);
	cJSON_Delete(s->json);
	cJSON_Delete(s->form);
	free(s->name);
	*s = (struct structured){0};
}

/* What matches as it is stays; else nulls that mean "missing" are dropped. */
static int
check(
    const struct structured *s, cJSON *value, struct buf *text, struct error *e)
{
	if (schema_check(s->schema, value, e) == 0)
		return 0;
	if (s->form == NULL || strict_drop_nulls(s->json, value) == 0)
		return -1;
	error_release(e);
	if (schema_check(s->schema, value, e) < 0)
		return -1;
	buf_truncate(text, 0);
	json_print(text, value);
	return 0;
}

int
structured_check(const struct structured *s, struct buf *text, struct error *e)
{
	struct error inner = {0};
	cJSON *value = json_parse(buf_str(text), text->len, &inner);
	int status = 0;

	if (value == NULL)
		status = error_set(e, ERROR_SCHEMA_MISMATCH,
		    "the answer is no JSON: %s", inner.message);
	else if (check(s, value, text, &inner) < 0)
		status = error_set(e, ERROR_SCHEMA_MISMATCH,
		    "the answer does not match the schema: %s", inner.message);
	error_release(&inner);
	cJSON_Delete(value);
	return status;
}
