/* help: what --help prints of a helper, from its manifest entry */
#include "contract/help.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

void
help_wrap(struct buf *out, const char *text, size_t indent)
{
	size_t column = 0, len;

	while (*text != '\0') {
		len = strcspn(text, " \n");
		if (column > 0 && column + 1 + len <= 78) {
			buf_addc(out, ' ');
			column++;
		} else {
			if (column > 0)
				buf_addc(out, '\n');
			buf_addf(out, "%*s", (int)indent, "");
			column = indent;
		}
		buf_add(out, text, len);
		column += len;
		text += len;
		text += strspn(text, " \n");
	}
	buf_addc(out, '\n');
}

/* A string without its quotes, anything else as JSON. */
static void
add_plain(struct buf *out, const cJSON *v)
{
	if (cJSON_IsString(v))
		buf_adds(out, v->valuestring);
	else
		json_print(out, v);
}

/* JSON as one word for a shell. */
static void
add_quoted(struct buf *out, const cJSON *v)
{
	char *text = json_text(v);

	buf_addc(out, '\'');
	for (const char *c = text; *c != '\0'; c++)
		if (*c == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, *c);
	buf_addc(out, '\'');
	free(text);
}

static void
add_flag(struct buf *out, const cJSON *p)
{
	const char *type = json_string(p, "type");
	const cJSON *fallback = json_get(p, "default"), *value;
	char sep = '(';

	buf_adds(out, "  --");
	for (const char *c = p->string; *c; c++)
		buf_addc(out, *c == '_' ? '-' : *c);
	if (type && strcmp(type, "array") == 0) {
		type = json_string(json_get(p, "items"), "type");
		buf_addf(out, " %s ...", type ? type : "value");
	} else if (type && strcmp(type, "boolean") != 0) {
		buf_addf(out, " %s", type);
	}
	cJSON_ArrayForEach(value, json_get(p, "enum")) {
		buf_adds(out, sep == '(' ? " (" : "|");
		add_plain(out, value);
		sep = '|';
	}
	if (sep == '|')
		buf_addc(out, ')');
	if (fallback != NULL && !cJSON_IsFalse(fallback)) {
		buf_adds(out, ", default ");
		json_print(out, fallback);
	}
	buf_addc(out, '\n');
	if (json_string(p, "description") != NULL)
		help_wrap(out, json_string(p, "description"), 8);
}

void
help_of_helper(struct buf *out, const cJSON *entry)
{
	const cJSON *parameters = json_get(entry, "parameters");
	const cJSON *properties = json_get(parameters, "properties"), *p;

	buf_addf(
	    out, "usage: codex-run %s [flags]", json_string(entry, "name"));
	cJSON_ArrayForEach(p, json_get(entry, "x-operands"))
		buf_addf(out, " [%s]", p->valuestring);
	buf_adds(out, "\n\n");
	help_wrap(out, json_string(entry, "description"), 0);
	buf_adds(out, "\n");
	cJSON_ArrayForEach(p, properties)
		add_flag(out, p);
	cJSON_ArrayForEach(p, json_get(entry, "x-flags"))
		add_flag(out, p);
	buf_adds(out,
	    "  --root DIR\n        The project's root, instead of the nearest "
	    "folder with a .git.\n"
	    "  --no-stdin, --keep-going, --schema, --help, --version\n");
	cJSON_ArrayForEach(p, json_get(entry, "x-examples")) {
		buf_adds(out, "\n    printf '%s' ");
		add_quoted(out, json_get(p, "arguments"));
		buf_addf(out, " | codex-run %s\n", json_string(entry, "name"));
	}
}
