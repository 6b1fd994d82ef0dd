/* diff: reads a diff on stdin; lists its sections, or applies them here */
#include "text/diff.h"
#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fail(struct error *e)
{
	printf("%s: %s\n", error_name(e->code), e->message);
	error_release(e);
	return 1;
}

static void
list(const struct diff *d)
{
	static const char *const words[] = {
	    "modify", "create", "delete", "rename", "copy"};

	for (size_t i = 0; i < d->n; i++) {
		const struct diff_file *f = &d->files[i];

		printf("%s %s", words[f->change], f->path);
		if (f->change == DIFF_RENAME || f->change == DIFF_COPY)
			printf(" from %s", f->old_path);
		if (f->old_mode != 0 || f->new_mode != 0)
			printf(" %o>%o", f->old_mode, f->new_mode);
		printf(f->binary ? " binary\n" : " hunks=%zu\n", f->n);
	}
}

static void
read_file(struct buf *b, const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0 || buf_read(b, fd, 1 << 30) < 0) {
		printf("cannot read %s: %s\n", path, strerror(errno));
		exit(3);
	}
	close(fd);
}

static void
write_file(const char *path, const struct buf *b, mode_t mode)
{
	char *dir = xstrdup(path), *slash = dir;
	int fd;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(dir, 0777);
		*slash = '/';
	}
	free(dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || write_all(fd, buf_str(b), b->len) < 0) {
		printf("cannot write %s: %s\n", path, strerror(errno));
		exit(3);
	}
	if (mode != 0)
		fchmod(fd, mode);
	close(fd);
}

/* Applies in two steps, so that sources are read before they change. */
static int
apply(const struct diff *d)
{
	struct buf *new = xcalloc(d->n, sizeof(*new));
	struct error e = {0};
	struct stat st;

	for (size_t i = 0; i < d->n; i++) {
		const struct diff_file *f = &d->files[i];
		struct buf old = {0};
		int n;

		if (f->change != DIFF_CREATE)
			read_file(&old, f->old_path);
		n = diff_apply(f, buf_str(&old), old.len, &new[i], NULL, &e);
		buf_release(&old);
		if (n < 0) {
			for (size_t k = 0; k <= i; k++)
				buf_release(&new[k]);
			free(new);
			return fail(&e);
		}
	}
	for (size_t i = 0; i < d->n; i++) {
		const struct diff_file *f = &d->files[i];
		mode_t mode = f->new_mode & 0777;

		if (mode == 0 && f->change != DIFF_CREATE &&
		    stat(f->old_path, &st) == 0)
			mode = st.st_mode & 0777;
		if (f->change == DIFF_DELETE || f->change == DIFF_RENAME)
			unlink(f->old_path);
		if (f->change != DIFF_DELETE)
			write_file(f->path, &new[i], mode);
		buf_release(&new[i]);
	}
	free(new);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct buf text = {0};
	struct error e = {0};
	struct diff d;
	int status = 0;

	if (buf_read(&text, 0, 1 << 30) < 0)
		return 3;
	if (diff_parse(&d, buf_str(&text), text.len, &e) < 0) {
		buf_release(&text);
		return fail(&e);
	}
	if (argc > 1 && strcmp(argv[1], "apply") == 0)
		status = apply(&d);
	else
		list(&d);
	diff_release(&d);
	buf_release(&text);
	return status;
}
