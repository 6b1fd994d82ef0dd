/* places: to which folders imports lead */
#include "text/places.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "text/imports.h"
#include <stdlib.h>
#include <string.h>

static const char *
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void
add_path(struct places *p, const char *path, size_t len, size_t folder)
{
	size_t id = names_add(&p->paths, path, len);

	if (id + 1 == p->paths.n && (id == 0 || (id & (id - 1)) == 0))
		p->path_folder = xreallocarray(
		    p->path_folder, id ? 2 * id : 1, sizeof(*p->path_folder));
	if (id + 1 == p->paths.n)
		p->path_folder[id] = folder;
}

void
places_init(struct places *p, const struct strv *files)
{
	size_t *last;

	*p = (struct places){.files = files};
	p->folder_of = xcalloc(files->n + 1, sizeof(*p->folder_of));
	p->next = xcalloc(files->n + 1, sizeof(*p->next));
	p->base_first = xcalloc(files->n + 1, sizeof(*p->base_first));
	last = xcalloc(files->n + 1, sizeof(*last));
	for (size_t i = 0; i < files->n; i++) {
		const char *path = files->v[i], *base = base_of(path), *dot;
		size_t len = base > path ? (size_t)(base - path) - 1 : 0, b;

		p->folder_of[i] = names_add(&p->folders, path, len);
		p->next[i] = NAMES_NONE;
		add_path(p, path, strlen(path), p->folder_of[i]);
		dot = strrchr(base, '.');
		if (dot != NULL && dot > base)
			add_path(
			    p, path, (size_t)(dot - path), p->folder_of[i]);
		b = names_add(&p->bases, base, strlen(base));
		if (last[b] == 0)
			p->base_first[b] = i;
		else
			p->next[last[b] - 1] = i;
		last[b] = i + 1;
	}
	free(last);
}

void
places_add_module(struct places *p, const char *name, size_t folder)
{
	size_t id = names_add(&p->modules, name, strlen(name));

	p->module_folder = xreallocarray(
	    p->module_folder, p->modules.n, sizeof(*p->module_folder));
	p->module_folder[id] = folder;
}

/* The folder of a file, with or without its extension, or that folder. */
static size_t
find_exact(const struct places *p, const char *path, size_t len)
{
	size_t id = names_find(&p->paths, path, len);

	return id != NAMES_NONE ? p->path_folder[id]
				: names_find(&p->folders, path, len);
}

/* The same of a name below a folder, whose . and .. are taken back. */
static size_t
find_below(const struct places *p, const char *folder, size_t folder_len,
    const char *name, size_t len)
{
	struct buf path = {0};
	size_t found = NAMES_NONE, n;
	const char *slash;

	buf_add(&path, folder, folder_len);
	for (; len > 0; name += n, len -= n) {
		slash = memchr(name, '/', len);
		n = slash ? (size_t)(slash - name) : len;
		if (n == 2 && memcmp(name, "..", 2) == 0) {
			if (path.len == 0)
				goto out;
			slash = memrchr(path.data, '/', path.len);
			buf_truncate(
			    &path, slash ? (size_t)(slash - path.data) : 0);
		} else if (n > 0 && (n != 1 || *name != '.')) {
			if (path.len > 0)
				buf_addc(&path, '/');
			buf_add(&path, name, n);
		}
		n += n < len;
	}
	found = find_exact(p, buf_str(&path), path.len);
out:
	buf_release(&path);
	return found;
}

/* How many leading folders two paths share. */
static size_t
shared(const char *a, const char *b)
{
	size_t n = 0;

	for (; *a == *b && *a != '\0'; a++, b++)
		n += *a == '/';
	return n + (*a == '\0' && *b == '/');
}

/* 2: headers in angles are looked for there; 1: perhaps, it is at the top. */
static size_t
includes(const char *folder, size_t len)
{
	static const char *const names[] = {
	    "include", "inc", "src", "lib", "uapi"};
	const char *slash = memrchr(folder, '/', len);
	const char *base = slash ? slash + 1 : folder;
	size_t n = len - (size_t)(base - folder);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == n && memcmp(base, names[i], n) == 0)
			return 2;
	return slash == NULL;
}

/* The folder of the nearest file whose path ends in name. */
static size_t
find_suffix(
    const struct places *p, const char *from, const char *name, bool angled)
{
	const char *base = base_of(name), *path;
	size_t b = names_find(&p->bases, base, strlen(base)), len, best = 0;
	size_t n = strlen(name), found = NAMES_NONE, score, best_len = 0, at;

	for (size_t i = b == NAMES_NONE ? b : p->base_first[b]; i != NAMES_NONE;
	     i = p->next[i]) {
		path = p->files->v[i];
		len = strlen(path);
		if (len < n || strcmp(path + len - n, name) != 0 ||
		    (len > n && path[len - n - 1] != '/'))
			continue;
		score = 4 * shared(from, path);
		if (angled && len > n) {
			at = includes(path, len - n - 1);
			if (at == 0 && base == name)
				continue;
			score += at;
		}
		if (found != NAMES_NONE &&
		    (score < best || (score == best && len >= best_len)))
			continue;
		found = p->folder_of[i];
		best = score;
		best_len = len;
	}
	return found;
}

/* As it is; or else where it would be, for it may be no file but a name in
 * one, or made, or have another extension. */
static size_t
find_relative(const struct places *p, const char *from, const char *name)
{
	size_t found = find_below(p, from, strlen(from), name, strlen(name));
	const char *slash = strrchr(name, '/');

	if (found != NAMES_NONE || slash == NULL)
		return found;
	return find_below(p, from, strlen(from), name, (size_t)(slash - name));
}

/* Below the folder or one above it, or its src; then less of the name. */
static size_t
find_module(const struct places *p, const char *from, const char *name)
{
	size_t found = NAMES_NONE, len = strlen(name), up;
	const char *slash;
	char *folder;

	for (; len > 0 && found == NAMES_NONE;
	     slash = memrchr(name, '/', len),
	     len = slash ? (size_t)(slash - name) : 0) {
		for (up = strlen(from); found == NAMES_NONE;) {
			found = find_below(p, from, up, name, len);
			folder = xasprintf(
			    "%.*s%ssrc", (int)up, from, up > 0 ? "/" : "");
			if (found == NAMES_NONE)
				found = find_below(
				    p, folder, strlen(folder), name, len);
			free(folder);
			if (up == 0)
				break;
			slash = memrchr(from, '/', up);
			up = slash ? (size_t)(slash - from) : 0;
		}
	}
	return found;
}

/* The last folder named src in the path, or its first folder. */
static size_t
find_crate(const struct places *p, const char *from, const char *name)
{
	size_t found = NAMES_NONE, len = strlen(name), n = 0;
	const char *slash;

	for (const char *s = from; *s != '\0'; s += *s == '/') {
		const char *end = strchrnul(s, '/');

		if (n == 0 || (end - s == 3 && memcmp(s, "src", 3) == 0))
			n = (size_t)(end - from);
		s = end;
	}
	for (; len > 0 && found == NAMES_NONE;
	     slash = memrchr(name, '/', len),
	     len = slash ? (size_t)(slash - name) : 0)
		found = find_below(p, from, n, name, len);
	return found;
}

static size_t
find_class(const struct places *p, const char *from, const char *name)
{
	static const char *const ends[] = {".java", ".kt", ".scala", ".groovy"};
	size_t found = NAMES_NONE;
	char *path = xstrdup(name), *file, *slash;

	while (found == NAMES_NONE && (slash = strrchr(path, '/')) != NULL) {
		for (size_t i = 0; i < 4 && found == NAMES_NONE; i++) {
			file = xasprintf("%s%s", path, ends[i]);
			found = find_suffix(p, from, file, false);
			free(file);
		}
		*slash = '\0';
	}
	free(path);
	return found;
}

static size_t
find_package(const struct places *p, const char *name)
{
	const char *folder;
	size_t n, found = NAMES_NONE;

	for (size_t i = 0; i < p->modules.n && found == NAMES_NONE; i++) {
		n = strlen(p->modules.v[i]);
		if (strncmp(name, p->modules.v[i], n) != 0 ||
		    (name[n] != '/' && name[n] != '\0'))
			continue;
		folder = p->folders.v[p->module_folder[i]];
		found = find_below(
		    p, folder, strlen(folder), name + n, strlen(name + n));
	}
	return found;
}

size_t
places_find(const struct places *p, size_t from, const char *import)
{
	const char *folder = p->folders.v[from], *name = import + 1;
	size_t found;

	switch ((enum import_kind) * import) {
	case IMPORT_QUOTED:
		found =
		    find_below(p, folder, strlen(folder), name, strlen(name));
		return found != NAMES_NONE
			   ? found
			   : find_suffix(p, folder, name, false);
	case IMPORT_ANGLED:
		return find_suffix(p, folder, name, true);
	case IMPORT_RELATIVE:
		return find_relative(p, folder, name);
	case IMPORT_MODULE:
		return find_module(p, folder, name);
	case IMPORT_CLASS:
		return find_class(p, folder, name);
	case IMPORT_CRATE:
		return find_crate(p, folder, name);
	case IMPORT_PACKAGE:
		return find_package(p, name);
	}
	return NAMES_NONE;
}

void
places_release(struct places *p)
{
	names_release(&p->folders);
	names_release(&p->paths);
	names_release(&p->bases);
	names_release(&p->modules);
	free(p->folder_of);
	free(p->path_folder);
	free(p->base_first);
	free(p->next);
	free(p->module_folder);
	*p = (struct places){0};
}
