/* help: what --help prints of a helper, from its manifest entry */
#include "contract/help.h"
#include "base/json.h"
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
		buf_addf(
		    out, "%s%s", sep == '(' ? " (" : "|", value->valuestring);
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
		buf_addf(out, "\n    echo '");
		json_print(out, json_get(p, "arguments"));
		buf_addf(out, "' | codex-run %s\n", json_string(entry, "name"));
	}
}
