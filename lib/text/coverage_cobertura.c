/* coverage_cobertura: Cobertura's XML, as coverage.py and gcovr write it */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/num.h"
#include "text/coverage.h"
#include <expat.h>
#include <limits.h>
#include <string.h>

struct report {
	XML_Parser parser;
	struct coverage *c;
	struct coverage_file *f; /* of the class at hand */
	struct buf source;
	bool in_source, is_one, declares;
};

static const char *
attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static void
add_line(struct report *r, const XML_Char **attributes)
{
	const char *number = attribute(attributes, "number");
	const char *hits = attribute(attributes, "hits");
	double count;
	long line;

	if (number != NULL && hits != NULL &&
	    parse_long(number, 1, LONG_MAX, &line) &&
	    parse_double(hits, 0, 1e300, &count))
		coverage_add(r->f, line, count > 0);
}

static void
start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct report *r = data;
	const char *file;

	/* Clover's root has the same name */
	r->is_one |= strcmp(name, "packages") == 0;
	r->in_source = strcmp(name, "source") == 0;
	if (strcmp(name, "class") == 0) {
		file = attribute(attributes, "filename");
		r->f = file ? coverage_file(r->c, file) : NULL;
	}
	/* those of a class's methods are among its own once more */
	if (strcmp(name, "line") == 0 && r->f != NULL)
		add_line(r, attributes);
}

static void
text(void *data, const XML_Char *s, int len)
{
	struct report *r = data;

	if (r->in_source && r->source.len < PATH_MAX)
		buf_add(&r->source, s, (size_t)len);
}

static void
end(void *data, const XML_Char *name)
{
	struct report *r = data;

	if (r->in_source && r->source.len > 0)
		strv_add(&r->c->roots, buf_str(&r->source));
	r->in_source = false;
	buf_truncate(&r->source, 0);
	if (strcmp(name, "class") == 0)
		r->f = NULL;
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

static bool
parse(struct report *r, const char *xml, size_t len)
{
	bool whole;

	r->parser = XML_ParserCreate(NULL);
	if (r->parser == NULL)
		alloc_failed();
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, start, end);
	XML_SetCharacterDataHandler(r->parser, text);
	XML_SetEntityDeclHandler(r->parser, entity);
	whole = len < INT_MAX &&
		XML_Parse(r->parser, xml, (int)len, 1) == XML_STATUS_OK;
	XML_ParserFree(r->parser);
	return whole && r->is_one;
}

int
coverage_cobertura(
    struct coverage *c, const char *xml, size_t len, struct error *e)
{
	struct report r = {.c = c};
	bool whole = parse(&r, xml, len);

	buf_release(&r.source);
	if (whole)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this is no report in Cobertura's XML%s",
	    r.declares ? ": it declares entities" : "");
}
