#ifndef CONTRACT_PROMPT_H
#define CONTRACT_PROMPT_H

#include "base/error.h"
#include "base/strv.h"
#include "contract/manifest.h"
#include <cjson/cJSON.h>

/*
 * Prompt templates: prompt_templates/NAME.md, front matter in YAML between
 * two lines `---` (prompt_name, purpose, helpers, constraints, variables),
 * then the messages, each after a line that is `# system`, `# user` or
 * `# assistant`. The project's .codex/prompt_templates come before ours.
 * `variables` maps names to defaults; without one (null) a value is needed.
 */
struct prompt {
	char *name;
	char *path;   /* where it was found */
	cJSON *front; /* the front matter, checked */
	char *body;
};

/*
 * Loads a template by name, or by path when it holds a slash. -1 with
 * not_found (and the nearest name), or invalid_arguments that names file,
 * line and key.
 */
int prompt_load(struct prompt *p, const char *name, struct error *e);
void prompt_release(struct prompt *p);
/* The names of all templates, sorted. */
void prompt_names(struct strv *names);

/*
 * Renders the messages [{role,content}] with the values given (an object of
 * strings) over the defaults; `context` is what {{context}} stands for,
 * and within a frame that marks it as data {{data}}.
 * NULL with invalid_arguments for an unknown or missing variable. The
 * caller deletes.
 */
cJSON *prompt_render(const struct prompt *p, const cJSON *given,
    const char *context, struct error *e);
/* Whether the helpers that it names exist. */
int prompt_check_helpers(
    const struct prompt *p, const struct manifest *m, struct error *e);
/* Whether its helpers exist and its variables are declared. */
int prompt_check(
    const struct prompt *p, const struct manifest *m, struct error *e);

#endif
