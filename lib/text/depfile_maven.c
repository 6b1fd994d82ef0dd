/* depfile_maven: pom.xml (maven.apache.org/pom.html) */
#include "base/alloc.h"
#include "text/depfile.h"
#include "text/xml.h"
#include <stdlib.h>
#include <string.h>

enum { GROUP, ARTIFACT, RELEASE, SCOPE, OPTIONAL, FIELDS };

static const char *const fields[] = {
    "groupId", "artifactId", "version", "scope", "optional"};

struct pom {
	struct depfile *d;
	struct xml xml;
	struct buf path; /* "/project/dependencies/dependency" */
	size_t in;       /* how much of it an open dependency has; 0: none */
	long line;
	struct buf field[FIELDS];
	int reading; /* one of these, or -1 */
};

static bool
ends(const struct pom *p, const char *with)
{
	size_t len = strlen(with);

	return p->path.len >= len &&
	       memcmp(p->path.data + p->path.len - len, with, len) == 0;
}

static void
start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct pom *p = data;

	(void)attributes;
	if (strrchr(name, ':') != NULL)
		name = strrchr(name, ':') + 1;
	buf_addf(&p->path, "/%s", name);
	p->reading = -1;
	if (p->in == 0 && (ends(p, "/dependencies/dependency") ||
			      ends(p, "/plugins/plugin") ||
			      strcmp(p->path.data, "/project/parent") == 0)) {
		p->in = p->path.len;
		p->line = (long)XML_GetCurrentLineNumber(p->xml.parser);
		return;
	}
	/* a field of the dependency itself, not of what it excludes */
	for (int i = 0; p->in > 0 && i < FIELDS; i++)
		if (p->path.len == p->in + 1 + strlen(fields[i]) &&
		    ends(p, fields[i]))
			p->reading = i;
}

static void
text(void *data, const XML_Char *s, int len)
{
	struct pom *p = data;

	for (; p->reading >= 0 && len > 0; s++, len--)
		if (strchr(" \t\r\n", *s) == NULL)
			buf_addc(&p->field[p->reading], *s);
}

/*
 * A test's is for development, a container provides what is `provided`, and
 * what is managed is only declared for others that name it.
 */
static const char *
scope_of(const struct pom *p)
{
	const char *scope = buf_str(&p->field[SCOPE]);

	if (ends(p, "/plugin"))
		return strstr(p->path.data, "/pluginManagement/") ? "managed"
								  : "build";
	if (ends(p, "/parent") ||
	    strstr(p->path.data, "/dependencyManagement/") != NULL)
		return "managed";
	if (strstr(p->path.data, "/plugins/") != NULL)
		return "build";
	if (strcmp(scope, "test") == 0)
		return "dev";
	if (strcmp(scope, "provided") == 0 || strcmp(scope, "system") == 0)
		return "peer";
	return strcmp(buf_str(&p->field[OPTIONAL]), "true") == 0 ? "optional"
								 : "runtime";
}

static void
end(void *data, const XML_Char *tag)
{
	struct pom *p = data;
	const char *group = buf_str(&p->field[GROUP]);
	struct buf name = {0};

	(void)tag;
	p->reading = -1;
	if (p->in > 0 && p->in == p->path.len) {
		if (*group == '\0' && ends(p, "/plugin"))
			group = "org.apache.maven.plugins";
		if (p->field[ARTIFACT].len > 0)
			buf_addf(&name, "%s:%s", group,
			    buf_str(&p->field[ARTIFACT]));
		depfile_add(
		    p->d, &(struct dependency){"maven", (char *)buf_str(&name),
			      (char *)buf_str(&p->field[RELEASE]), scope_of(p),
			      p->line});
		buf_release(&name);
		for (int i = 0; i < FIELDS; i++)
			buf_truncate(&p->field[i], 0);
		p->in = 0;
	}
	buf_truncate(
	    &p->path, (size_t)(strrchr(p->path.data, '/') - p->path.data));
}

int
depfile_maven(struct depfile *d, const char *bytes, struct error *e)
{
	struct pom p = {.d = d, .reading = -1};
	bool whole;

	p.xml =
	    (struct xml){.start = start, .end = end, .text = text, .data = &p};
	whole = xml_read(&p.xml, bytes, strlen(bytes));
	buf_release(&p.path);
	for (int i = 0; i < FIELDS; i++)
		buf_release(&p.field[i]);
	if (whole)
		return 0;
	return depfile_wrong(e, p.xml.line,
	    p.xml.declares ? "it declares entities" : p.xml.wrong);
}
