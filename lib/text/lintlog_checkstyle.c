/* lintlog_checkstyle: findings in checkstyle's XML, which many tools write */
#include "base/alloc.h"
#include "base/num.h"
#include "text/lintlog.h"
#include "text/xml.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct report {
	struct lintlog *log;
	char *path;
	bool is_one;
};

static long
number(const XML_Char **attributes, const char *name)
{
	const char *text = xml_attribute(attributes, name);
	long n = 0;

	if (text != NULL)
		parse_long(text, 0, LONG_MAX, &n);
	return n;
}

static void
add(struct report *r, const XML_Char **attributes)
{
	const char *level = xml_attribute(attributes, "severity");
	const char *rule = xml_attribute(attributes, "source");
	const char *message = xml_attribute(attributes, "message");
	struct lint_finding *f = lintlog_add(
	    r->log, xstrdup(r->path), xstrdup(message ? message : ""));

	f->line = number(attributes, "line");
	f->column = number(attributes, "column");
	f->rule = rule && *rule ? xstrdup(rule) : NULL;
	if (level != NULL)
		lintlog_level(level, &f->level);
}

static void
start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct report *r = data;
	const char *path;

	r->is_one |= strcmp(name, "checkstyle") == 0;
	if (strcmp(name, "file") == 0) {
		path = xml_attribute(attributes, "name");
		free(r->path);
		r->path = path ? xstrdup(path) : NULL;
	}
	if (strcmp(name, "error") == 0 && r->path != NULL)
		add(r, attributes);
}

int
lintlog_checkstyle(
    struct lintlog *log, const char *xml, size_t len, struct error *e)
{
	struct report r = {.log = log};
	struct xml x = {.start = start, .data = &r};
	bool whole = xml_read(&x, xml, len);

	free(r.path);
	if (whole && r.is_one)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this is no checkstyle XML%s",
	    x.declares ? ": it declares entities" : "");
}
