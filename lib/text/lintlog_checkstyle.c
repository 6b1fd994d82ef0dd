/* lintlog_checkstyle: findings in checkstyle's XML, which many tools write */
#include "base/alloc.h"
#include "base/num.h"
#include "text/lintlog.h"
#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct report {
	XML_Parser parser;
	struct lintlog *log;
	char *path;
	bool is_one, declares;
};

static const char *
attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static long
number(const XML_Char **attributes, const char *name)
{
	const char *text = attribute(attributes, name);
	long n = 0;

	if (text != NULL)
		parse_long(text, 0, LONG_MAX, &n);
	return n;
}

static void
add(struct report *r, const XML_Char **attributes)
{
	const char *level = attribute(attributes, "severity");
	const char *rule = attribute(attributes, "source");
	const char *message = attribute(attributes, "message");
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
		path = attribute(attributes, "name");
		free(r->path);
		r->path = path ? xstrdup(path) : NULL;
	}
	if (strcmp(name, "error") == 0 && r->path != NULL)
		add(r, attributes);
}

/* A report needs no entities of its own; what declares some is no report. */
static void
entity(void *data, const XML_Char *name, int is_parameter,
    const XML_Char *value, int len, const XML_Char *base, const XML_Char *where,
    const XML_Char *public, const XML_Char *notation)
{
	struct report *r = data;

	(void)name, (void)is_parameter, (void)value, (void)len, (void)base;
	(void)where, (void)public, (void)notation;
	r->declares = true;
	XML_StopParser(r->parser, XML_FALSE);
}

int
lintlog_checkstyle(
    struct lintlog *log, const char *xml, size_t len, struct error *e)
{
	struct report r = {.log = log};
	bool whole;

	r.parser = XML_ParserCreate(NULL);
	if (r.parser == NULL)
		alloc_failed();
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, start, NULL);
	XML_SetEntityDeclHandler(r.parser, entity);
	whole = len < INT_MAX &&
		XML_Parse(r.parser, xml, (int)len, 1) == XML_STATUS_OK;
	XML_ParserFree(r.parser);
	free(r.path);
	if (whole && r.is_one)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this is no checkstyle XML%s",
	    r.declares ? ": it declares entities" : "");
}
