/* xml: reads reports in XML, without entities */
#include "text/xml.h"
#include "base/alloc.h"
#include <limits.h>
#include <string.h>

static void
entity(void *data, const XML_Char *name, int is_parameter,
    const XML_Char *value, int len, const XML_Char *base, const XML_Char *where,
    const XML_Char *public, const XML_Char *notation)
{
	struct xml *x = data;

	(void)name, (void)is_parameter, (void)value, (void)len, (void)base;
	(void)where, (void)public, (void)notation;
	x->declares = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void
start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *x = data;

	x->start(x->data, name, attributes);
}

static void
end(void *data, const XML_Char *name)
{
	struct xml *x = data;

	if (x->end != NULL)
		x->end(x->data, name);
}

static void
text(void *data, const XML_Char *s, int len)
{
	struct xml *x = data;

	if (x->text != NULL)
		x->text(x->data, s, len);
}

bool
xml_read(struct xml *x, const char *bytes, size_t len)
{
	bool whole;

	x->parser = XML_ParserCreate(NULL);
	if (x->parser == NULL)
		alloc_failed();
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, start, end);
	XML_SetCharacterDataHandler(x->parser, text);
	XML_SetEntityDeclHandler(x->parser, entity);
	whole = len < INT_MAX &&
		XML_Parse(x->parser, bytes, (int)len, 1) == XML_STATUS_OK;
	x->wrong = len < INT_MAX ? XML_ErrorString(XML_GetErrorCode(x->parser))
				 : "it is too large";
	x->line = (long)XML_GetCurrentLineNumber(x->parser);
	XML_ParserFree(x->parser);
	return whole;
}

const char *
xml_attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}
