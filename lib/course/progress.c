/* progress: what a learner has done, kept over kills and damage */
#include "course/progress.h"
#include "base/alloc.h"
#include "base/json.h"
#include "system/replace.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAUSE 600 /* seconds after which nobody was at work */

static bool
are_objects(const cJSON *all)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, all)
		if (!cJSON_IsObject(entry))
			return false;
	return cJSON_IsObject(all);
}

/* The state in a text, with the course's ids; NULL when it is none, with
 * invalid_arguments when it is one of a version to come. */
static cJSON *
parse(const struct course *c, const char *text, size_t len, struct error *e)
{
	cJSON *json = json_parse(text, len, e);
	cJSON *all = json_get(json, "exercises"), *entry, *next;
	const struct exercise *x;
	long version = json_long(json, "version", 0);

	if (json == NULL)
		return NULL;
	if (version > 1) {
		cJSON_Delete(json);
		error_set(e, ERROR_INVALID_ARGUMENTS,
		    "it is of a newer codex-learn: version %ld", version);
		return NULL;
	}
	if (!are_objects(all) || version != 1) {
		cJSON_Delete(json);
		error_set(e, ERROR_INVALID_JSON, "this is no progress.json");
		return NULL;
	}
	for (entry = all->child; entry != NULL; entry = next) {
		next = entry->next;
		x = course_find(c, entry->string, NULL);
		if (x == NULL || strcmp(x->id, entry->string) == 0)
			continue;
		cJSON_DetachItemViaPointer(all, entry);
		json_set(all, x->id, entry);
	}
	return json;
}

/* *found tells whether there is such a file. NULL with e when it must stay
 * as it is. */
static cJSON *
read_state(
    const struct course *c, const char *path, bool *found, struct error *e)
{
	char *text = course_read(path, NULL);
	struct error fault = {0};
	cJSON *json;

	if (text == NULL) {
		*found |= errno != ENOENT;
		return NULL;
	}
	*found = true;
	json = parse(c, text, strlen(text), &fault);
	if (json == NULL && fault.code == ERROR_INVALID_ARGUMENTS)
		error_set(e, fault.code,
		    "cannot use '%s'; %s; nothing was touched", path,
		    fault.message);
	error_release(&fault);
	free(text);
	return json;
}

/* What is tried out is nothing for a repository around it; the library is. */
static void
keep_from_git(const char *practice)
{
	char *path = xasprintf("%s/.gitignore", practice);
	struct error e = {0};

	replace_file(path, "/*\n!/library/\n", 14, 0666, &e);
	error_release(&e);
	free(path);
}

static int
lock(struct progress *p, const char *practice, struct error *e)
{
	char *path = xasprintf("%s/.lock", practice);
	int status = 0;

	if (mkdir(practice, 0777) == 0)
		keep_from_git(practice);
	else if (errno != EEXIST)
		status =
		    error_errno(e, "cannot make the folder '%s'", practice);
	if (status == 0)
		p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (status == 0 && (p->lock < 0 || flock(p->lock, LOCK_EX) < 0))
		status = error_errno(e, "cannot write in '%s'", practice);
	free(path);
	return status;
}

int
progress_open(struct progress *p, const struct course *c, const char *practice,
    bool write, struct error *e)
{
	struct error newer = {0};
	bool found = false;
	char *old;

	*p = (struct progress){
	    .lock = -1, .path = xasprintf("%s/progress.json", practice)};
	if (write && lock(p, practice, e) < 0)
		return -1;
	p->json = read_state(c, p->path, &found, &newer);
	p->readable = p->json != NULL;
	if (!p->readable && newer.code == ERROR_NONE) {
		old = xasprintf("%s.old", p->path);
		p->json = read_state(c, old, &found, &newer);
		p->mended = p->json != NULL;
		free(old);
	}
	if (newer.code != ERROR_NONE) {
		error_set(e, newer.code, "%s", newer.message);
		error_release(&newer);
		return -1;
	}
	if (p->json == NULL) {
		p->json = cJSON_CreateObject();
		cJSON_AddNumberToObject(p->json, "version", 1);
		if (found)
			cJSON_AddBoolToObject(p->json, "damaged", true);
		cJSON_AddObjectToObject(p->json, "exercises");
	}
	return 0;
}

bool
progress_damaged(const struct progress *p)
{
	return json_true(p->json, "damaged");
}

void
progress_set_whole(struct progress *p)
{
	cJSON_DeleteItemFromObjectCaseSensitive(p->json, "damaged");
}

static int
write_synced(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int status = -1;

	if (fd >= 0 && write_all(fd, text, strlen(text)) == 0)
		status = fsync(fd);
	return fd >= 0 && close(fd) < 0 ? -1 : status;
}

/* The same in a new file, where the file system knows no links. */
static int
copy(const char *from, const char *to)
{
	char *text = course_read(from, NULL);
	int status = text != NULL ? write_synced(to, text) : -1;

	free(text);
	return status;
}

/* Keeps the file, if there is one, under a second name, too; what had that
 * until now is there until the end. */
static int
keep(const char *path, const char *suffix)
{
	char *name = xasprintf("%s%s", path, suffix);
	char *new = xasprintf("%s.new", name);
	int status, number;

	unlink(new);
	status = link(path, new);
	if (status < 0 && errno != ENOENT)
		status = copy(path, new);
	if (status == 0)
		status = rename(new, name);
	else if (errno == ENOENT)
		status = 0;
	number = errno;
	unlink(new); /* stays where both are the same file already */
	errno = number;
	free(new);
	free(name);
	return status;
}

int
progress_save(const struct progress *p, struct error *e)
{
	char *new = xasprintf("%s.new", p->path);
	char *text = json_text(p->json);
	int status;

	status = write_synced(new, text);
	/* a damaged file may be of use to a person */
	if (status == 0)
		status = keep(p->path, p->readable ? ".old" : ".damaged");
	if (status == 0)
		status = rename(new, p->path);
	if (status < 0) {
		error_errno(e, "cannot write '%s'", p->path);
		unlink(new);
	}
	free(text);
	free(new);
	return status;
}

void
progress_unlock(struct progress *p)
{
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
}

void
progress_release(struct progress *p)
{
	progress_unlock(p);
	cJSON_Delete(p->json);
	free(p->path);
	*p = (struct progress){.lock = -1};
}

const cJSON *
progress_known(const struct progress *p, const char *id)
{
	return json_get(json_get(p->json, "exercises"), id);
}

cJSON *
progress_of(struct progress *p, const char *id)
{
	cJSON *all = json_get(p->json, "exercises"), *entry = json_get(all, id);

	return entry != NULL ? entry : cJSON_AddObjectToObject(all, id);
}

void
progress_touch(struct progress *p, const char *id)
{
	cJSON *entry = progress_of(p, id);
	long now = (long)time(NULL), since;

	since = now - json_long(entry, "active_at", now);
	if (json_is(p->json, "current", id) && since > 0 && since < PAUSE)
		json_set(entry, "seconds",
		    json_new_long(json_long(entry, "seconds", 0) + since));
	if (json_get(entry, "started_at") == NULL)
		json_add_long(entry, "started_at", now);
	json_set(entry, "active_at", json_new_long(now));
	json_set(p->json, "current", cJSON_CreateString(id));
}

void
progress_pass(struct progress *p, const char *id, const char *hash)
{
	cJSON *entry = progress_of(p, id);

	if (json_get(entry, "passed_at") == NULL)
		json_add_long(entry, "passed_at", (long)time(NULL));
	json_set(entry, "hash", cJSON_CreateString(hash));
}

void
progress_fail(struct progress *p, const char *id, const char *hash)
{
	cJSON *entry = progress_of(p, id);

	if (json_is(entry, "hash", hash))
		cJSON_DeleteItemFromObjectCaseSensitive(entry, "hash");
}

static void
merge_entry(cJSON *all, const cJSON *theirs)
{
	const cJSON *mine = json_get(all, theirs->string);
	bool passed = json_get(mine, "passed_at") != NULL;
	bool passes = json_get(theirs, "passed_at") != NULL;

	if (mine == NULL || passes > passed ||
	    (passes == passed &&
		json_long(theirs, "checks", 0) > json_long(mine, "checks", 0)))
		json_set(all, theirs->string, json_copy(theirs));
}

int
progress_merge(struct progress *p, const struct course *c, const char *text,
    size_t len, struct error *e)
{
	cJSON *json = parse(c, text, len, e);
	const cJSON *theirs;

	if (json == NULL)
		return -1;
	cJSON_ArrayForEach(theirs, json_get(json, "exercises"))
		merge_entry(json_get(p->json, "exercises"), theirs);
	cJSON_Delete(json);
	return 0;
}
