/* commit: the messages of conventional commits */
#include "text/commit.h"
#include "base/alloc.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * Where a type of commit goes; NULL: it changes nothing for a user, and is
 * in `commits` only, unless it is breaking. What has no known type, or no
 * type at all, is under Changed: better too much than a change unsaid.
 */
static const struct {
	const char *type, *section;
} types[] = {{"feat", "Added"}, {"feature", "Added"}, {"fix", "Fixed"},
    {"bugfix", "Fixed"}, {"hotfix", "Fixed"}, {"perf", "Changed"},
    {"revert", "Changed"}, {"deprecate", "Deprecated"}, {"remove", "Removed"},
    {"security", "Security"}, {"docs", NULL}, {"style", NULL},
    {"refactor", NULL}, {"test", NULL}, {"tests", NULL}, {"build", NULL},
    {"ci", NULL}, {"chore", NULL}};

/* What git rebase --autosquash was to fold away. */
static bool
is_fixup(const char *subject)
{
	return strncmp(subject, "fixup! ", 7) == 0 ||
	       strncmp(subject, "squash! ", 8) == 0 ||
	       strncmp(subject, "amend! ", 7) == 0;
}

/* The end of a type, or of an area such as `lib/text, docs`. */
static const char *
end_of_word(const char *s)
{
	const char *at = s;

	while (isalnum((unsigned char)*at) ||
	       (*at != '\0' && strchr("-_/.,", *at) != NULL) ||
	       (*at == ' ' && at > s && at[-1] == ','))
		at++;
	return at;
}

static bool
find_type(struct commit_heading *h)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i].type) != h->type_len ||
		    strncasecmp(types[i].type, h->type, h->type_len) != 0)
			continue;
		h->section = types[i].section;
		h->type = types[i].type; /* in lower case */
		return true;
	}
	return false;
}

struct commit_heading
commit_heading(const char *subject)
{
	struct commit_heading h = {
	    .type = subject, .subject = subject, .section = "Changed"};
	const char *at = end_of_word(subject);

	if (is_fixup(subject))
		return (struct commit_heading){
		    .type = "fixup", .type_len = 5, .subject = subject};
	h.type_len = (size_t)(at - subject);
	if (*at == '(') {
		h.scope = at + 1;
		h.scope_len = strcspn(h.scope, ")");
		at = h.scope + h.scope_len + (h.scope[h.scope_len] == ')');
	}
	h.breaking = *at == '!';
	at += h.breaking;
	if (h.type_len == 0 || *at != ':' || at[1] != ' ') {
		h = (struct commit_heading){
		    .type = "", .subject = subject, .section = "Changed"};
		return h;
	}
	h.subject = at + 1 + strspn(at + 1, " ");
	if (!find_type(&h)) { /* `area: what it does now` */
		if (h.scope == NULL) {
			h.scope = h.type;
			h.scope_len = h.type_len;
		}
		h.type_len = 0;
	}
	if (h.scope != NULL && h.scope_len == 8 &&
	    strncmp(h.scope, "security", 8) == 0)
		h.section = "Security";
	return h;
}

char *
commit_breaking(const char *body)
{
	static const char *const marks[] = {
	    "BREAKING CHANGE: ", "BREAKING-CHANGE: "};
	const char *at, *end;
	char *note;

	for (const char *line = body; *line != '\0';
	     line = strchrnul(line, '\n'), line += *line == '\n') {
		for (size_t i = 0; i < 2; i++) {
			if (strncmp(line, marks[i], strlen(marks[i])) != 0)
				continue;
			at = line + strlen(marks[i]);
			end = strstr(at, "\n\n");
			note = end ? xstrndup(at, (size_t)(end - at))
				   : xstrdup(at);
			for (char *c = note; *c != '\0'; c++)
				*c = *c == '\n' ? ' ' : *c;
			for (size_t n = strlen(note);
			     n > 0 && note[n - 1] == ' ';)
				note[--n] = '\0';
			return note;
		}
	}
	return NULL;
}
