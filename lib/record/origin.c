/* origin: which logs were begun here, and which a repository brought along */
#include "record/origin.h"
#include "base/alloc.h"
#include "system/state.h"
#include "text/sha256.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file that stands for a log; NULL without a state folder. */
static char *
mark_of(const char *path)
{
	char *real = xrealpath(path), hex[SHA256_HEX + 1];
	const char *place = real ? real : path;

	sha256_hex(place, strlen(place), hex);
	free(real);
	return state_path("logs", hex);
}

void
origin_note(const char *path)
{
	char *mark = mark_of(path);
	int fd = -1;

	if (mark != NULL && state_make_folders(mark, 0700) == 0)
		fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	free(mark);
}

bool
origin_is_here(const char *path)
{
	char *mark = mark_of(path);
	bool here = mark == NULL || access(mark, F_OK) == 0;

	free(mark);
	return here;
}

void
origin_forget(const char *path)
{
	char *mark = mark_of(path);

	if (mark != NULL)
		unlink(mark);
	free(mark);
}
