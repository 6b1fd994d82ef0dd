/* verify: a session's log against its chain and against a commit */
#include "record/verify.h"
#include "base/json.h"
#include "record/trailers.h"
#include <stdlib.h>
#include <string.h>

cJSON *
verify_session(const struct session *s, struct error *e)
{
	char head[65];
	cJSON *details;
	size_t lines;

	if (session_verify(s, &lines, head, e) < 0)
		return NULL;
	details = cJSON_CreateObject();
	cJSON_AddStringToObject(details, "session", s->id);
	json_add_long(details, "lines", (long)lines);
	cJSON_AddStringToObject(details, "head", head);
	return details;
}

/* Adds the line that has the hash which the commit names. */
static int
add_line(cJSON *details, const struct session *s, const char *commit,
    const char *head, struct error *e)
{
	long line = session_find(s, head, e);

	if (line < 0)
		return -1;
	if (line == 0)
		return error_set(e, ERROR_COMMAND_FAILED,
		    "the log of '%s' was rewritten or cut: no line has the "
		    "hash %s that commit '%s' names",
		    s->id, head, commit);
	cJSON_AddStringToObject(details, "commit", commit);
	json_add_long(details, "commit_line", line);
	return 0;
}

cJSON *
verify_commit(const char *commit, const char *id, struct error *e)
{
	char *named, *head;
	struct session s = {0};
	cJSON *details = NULL;

	if (trailers_read(commit, &named, &head, e) < 0)
		return NULL;
	if (id != NULL && strcmp(id, named) != 0)
		error_set(e, ERROR_COMMAND_FAILED,
		    "commit '%s' is of session '%s', not '%s'", commit, named,
		    id);
	else if (session_open(&s, named, e) == 0)
		details = verify_session(&s, e);
	if (details != NULL && add_line(details, &s, commit, head, e) < 0) {
		cJSON_Delete(details);
		details = NULL;
	}
	session_release(&s);
	free(named);
	free(head);
	return details;
}
