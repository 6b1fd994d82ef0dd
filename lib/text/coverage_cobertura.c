/* coverage_cobertura: Cobertura's XML, as coverage.py and gcovr write it */
#include "base/buf.h"
#include "base/num.h"
#include "text/coverage.h"
#include "text/xml.h"
#include <limits.h>
#include <string.h>

struct report {
	struct coverage *c;
	struct coverage_file *f; /* of the class at hand */
	struct buf source;
	bool in_source, is_one;
};

static void
add_line(struct report *r, const XML_Char **attributes)
{
	const char *number = xml_attribute(attributes, "number");
	const char *hits = xml_attribute(attributes, "hits");
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
		file = xml_attribute(attributes, "filename");
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

int
coverage_cobertura(
    struct coverage *c, const char *xml, size_t len, struct error *e)
{
	struct report r = {.c = c};
	struct xml x = {.start = start, .end = end, .text = text, .data = &r};
	bool whole = xml_read(&x, xml, len);

	buf_release(&r.source);
	if (whole && r.is_one)
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "this is no report in Cobertura's XML%s",
	    x.declares ? ": it declares entities" : "");
}
