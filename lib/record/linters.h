#ifndef RECORD_LINTERS_H
#define RECORD_LINTERS_H

#include "base/strv.h"
#include "text/lintlog.h"
#include <stdbool.h>

/*
 * The linters that we know: how a project shows that it uses one, how it is
 * started so that programs can read what it prints, and how that is read.
 */
struct linter {
	const char *name;
	const char *program; /* that must be installed; NULL: its name */
	const char *package; /* how to install it */
	/*
	 * The project uses it when one of these files is at the root (a glob),
	 * or when one of the marks is in one of the files; or, with neither,
	 * when it has files of its kind.
	 */
	const char *config;
	struct {
		const char *file, *text;
	} marks[3];
	const char *kind;  /* glob of the files that it is for */
	bool shebang;      /* and those that begin with #!...sh */
	bool whole;        /* it looks at the whole project, not at files */
	bool code;         /* it runs code of the project's, as plugins are */
	const char *local; /* folder below the root where it may be; or NULL */
	const char *argv[16];
	enum lint_format format;
	enum lint_columns columns;
	enum lint_level level; /* of a finding that has none */
	int most;              /* a status above this is no answer */
	/* rules (a glob) by which it says that it understood nothing */
	const char *weak;
};

extern const struct linter linters[];
extern const size_t linters_n;

/* Whether the project, which has these files, uses it. */
bool linter_is_used(const struct linter *l, const struct strv *files);
/* Whether the file is one of its kind. */
bool linter_takes(const struct linter *l, const char *path);
/*
 * Where it is installed: in the root when *in_root, else in PATH. NULL when
 * it is not. The caller frees.
 */
char *linter_find(const struct linter *l, bool *in_root);

#endif
