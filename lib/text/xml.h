#ifndef TEXT_XML_H
#define TEXT_XML_H

#include <expat.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Reports in XML, by expat. A report needs no entities of its own: one that
 * declares some is not read on, so that none can grow.
 */
struct xml {
	XML_StartElementHandler start;
	XML_EndElementHandler end;     /* may be NULL */
	XML_CharacterDataHandler text; /* may be NULL */
	void *data;                    /* what these get */
	bool declares;                 /* out: it declares entities */
	const char *wrong;             /* out: why it was not read on; lent */
	long line;                     /* out: where */
	XML_Parser parser;
};

/* Whether all of it was read: it is well-formed, and declares no entities. */
bool xml_read(struct xml *x, const char *bytes, size_t len);
/* The value of an element's attribute, or NULL. Lent. */
const char *xml_attribute(const XML_Char **attributes, const char *name);

#endif
