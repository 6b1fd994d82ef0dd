/* lintlog: what linters print, as findings */
#include "text/lintlog.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct lint_finding *
lintlog_add(struct lintlog *log, char *path, char *message)
{
	if ((log->n & (log->n + 1)) == 0)
		log->v =
		    xreallocarray(log->v, 2 * (log->n + 1), sizeof(*log->v));
	log->v[log->n] = (struct lint_finding){
	    .path = path, .message = message, .level = log->level};
	return &log->v[log->n++];
}

bool
lintlog_level(const char *word, enum lint_level *level)
{
	static const struct {
		const char *word;
		enum lint_level level;
	} levels[] = {{"error", LINT_ERROR}, {"fatal error", LINT_ERROR},
	    {"fatal", LINT_ERROR}, {"critical", LINT_ERROR},
	    {"high", LINT_ERROR}, {"warning", LINT_WARNING},
	    {"warn", LINT_WARNING}, {"performance", LINT_WARNING},
	    {"portability", LINT_WARNING}, {"medium", LINT_WARNING},
	    {"note", LINT_NOTE}, {"none", LINT_NOTE}, {"info", LINT_NOTE},
	    {"information", LINT_NOTE}, {"style", LINT_NOTE},
	    {"convention", LINT_NOTE}, {"refactor", LINT_NOTE},
	    {"hint", LINT_NOTE}, {"help", LINT_NOTE}, {"low", LINT_NOTE},
	    {"ignore", LINT_NOTE}};

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (strcasecmp(levels[i].word, word) == 0) {
			*level = levels[i].level;
			return true;
		}
	return false;
}

int
lintlog_read(struct lintlog *log, enum lint_format format, const char *text,
    size_t len, struct error *e)
{
	if (format == LINT_LINES)
		return lintlog_lines(log, text, len, e);
	if (format == LINT_CHECKSTYLE)
		return lintlog_checkstyle(log, text, len, e);
	return lintlog_json(log, format, text, len, e);
}

void
lintlog_release(struct lintlog *log)
{
	for (size_t i = 0; i < log->n; i++) {
		free(log->v[i].path);
		free(log->v[i].rule);
		free(log->v[i].message);
	}
	free(log->v);
	*log = (struct lintlog){0};
}
