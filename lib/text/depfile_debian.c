/* depfile_debian: debian/control (Debian Policy, chapters 5 and 7) */
#include "base/alloc.h"
#include "text/depfile.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *field, *scope;
} fields[] = {
    {"Build-Depends", "build"},
    {"Build-Depends-Arch", "build"},
    {"Build-Depends-Indep", "build"},
    {"Pre-Depends", "runtime"},
    {"Depends", "runtime"},
    {"Recommends", "optional"},
    {"Suggests", "optional"},
};

static const char *
scope_of(const char *field, size_t len)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strlen(fields[i].field) == len &&
		    strncasecmp(fields[i].field, field, len) == 0)
			return fields[i].scope;
	return NULL;
}

/* NAME[:ARCH] [(VERSION)] [[ARCHS]] [<PROFILES>]; ${...} is filled in later. */
static void
add_relation(
    struct depfile *d, const char *s, size_t len, const char *scope, long line)
{
	char *one = xstrndup(s, len), *name = one + strspn(one, " \t");
	char *version = strchr(name, '(');

	if (version != NULL) {
		version++;
		version += strspn(version, " \t");
		version[strcspn(version, ")")] = '\0';
	}
	name[strcspn(name, " \t:([<")] = '\0';
	if (strchr(name, '$') == NULL)
		depfile_add_once(d,
		    &(struct dependency){"debian", name, version, scope, line});
	free(one);
}

static void
add_relations(struct depfile *d, const char *s, const char *scope, long line)
{
	size_t len;

	for (; *s != '\0'; s += len + (s[len] != '\0')) {
		len = strcspn(s, ",|");
		add_relation(d, s, len, scope, line);
	}
}

int
depfile_debian(struct depfile *d, const char *text, struct error *e)
{
	struct depline l = {.text = text};
	const char *scope = NULL, *s;
	size_t len;

	while (depline_next(&l)) {
		s = buf_str(&l.line);
		if (*s == '#' || s[strspn(s, " \t")] == '\0')
			continue;
		if (*s != ' ' && *s != '\t') {
			len = strcspn(s, ":");
			if (s[len] != ':' || strcspn(s, " \t") < len) {
				depfile_wrong(
				    e, l.number, "it is no field, NAME: VALUE");
				continue;
			}
			scope = scope_of(s, len);
			s += len + 1;
		}
		if (scope != NULL)
			add_relations(d, s, scope, l.number);
	}
	return e->code == ERROR_NONE ? 0 : -1;
}
