/* ignored: what git ignores in the root's work tree */
#include "system/ignored.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/root.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The rules of a regular file, or NULL. */
static struct rules *
read_file(int folder, const char *name)
{
	int fd = openat(folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct rules *r = NULL;
	struct buf b = {0};
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    buf_read(&b, fd, ROOT_FILE_MAX) == 0) {
		r = xcalloc(1, sizeof(*r));
		ignore_parse(&r->ignore, buf_str(&b), b.len);
	}
	buf_release(&b);
	close(fd);
	return r;
}

struct rules *
rules_read(int folder, const char *path, struct rules *above)
{
	struct rules *r = read_file(folder, ".gitignore");

	if (r != NULL) {
		r->below = strlen(path);
		r->above = above;
	}
	return r;
}

void
rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	ignore_release(&r->ignore);
	free(r);
}

bool
rules_ignore(const struct rules *r, const char *path)
{
	size_t len = strlen(path);
	bool is_folder = path[len - 1] == '/';
	int says;

	len -= is_folder;
	for (; r != NULL; r = r->above) {
		says = ignore_match(
		    &r->ignore, path + r->below, len - r->below, is_folder);
		if (says >= 0)
			return says;
	}
	return false;
}

void
ignored_init(struct ignored *g, const struct repository *r)
{
	char *path;

	*g = (struct ignored){
	    .repository = r, .lock = PTHREAD_MUTEX_INITIALIZER};
	if (r == NULL)
		return;
	path = xasprintf("%s/info/exclude", r->common);
	g->exclude = read_file(AT_FDCWD, path);
	free(path);
}

void
ignored_release(struct ignored *g)
{
	rules_free(g->exclude);
	tracked_release(&g->tracked);
}

bool
ignored_is_tracked(struct ignored *g, const char *path)
{
	pthread_mutex_lock(&g->lock);
	if (!g->known)
		g->is_gits =
		    tracked_read(&g->tracked, g->repository->folder) < 0;
	g->known = true;
	pthread_mutex_unlock(&g->lock);
	return tracked_has(&g->tracked, path);
}

static bool
starts_with(int folder, const char *name, const char *word)
{
	char text[16] = "";
	int fd = openat(folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		*text = '\0';
	close(fd);
	return strncmp(text, word, strlen(word)) == 0;
}

bool
ignored_is_repository(int folder, bool git_is_folder)
{
	struct stat st;

	if (!git_is_folder)
		return starts_with(folder, ".git", "gitdir: ");
	return fstatat(folder, ".git/HEAD", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(folder, ".git/objects", &st, 0) == 0 &&
	       fstatat(folder, ".git/refs", &st, 0) == 0;
}
