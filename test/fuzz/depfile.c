/* depfile: a manifest or a lock file, whose name is the first line */
#include "text/depfile.h"
#include "fuzz.h"
#include "text/deplock.h"

static void
read_manifest(const char *name, const char *text)
{
	depfile_reader *read = depfile_of(name);
	struct depfile d = {0};
	struct error e = {0};

	if (read == NULL)
		return;
	assert((read(&d, text, &e) < 0) == (e.code != ERROR_NONE));
	for (size_t i = 0; i < d.n; i++) {
		assert(*d.v[i].name != '\0' && d.v[i].line > 0);
		assert(d.v[i].version == NULL || *d.v[i].version != '\0');
		assert(d.v[i].ecosystem != NULL && d.v[i].scope != NULL);
	}
	depfile_release(&d);
	error_release(&e);
}

static void
read_lock(const struct deplock_kind *kind, const char *text)
{
	const char *const under[] = {"1", "a", NULL};
	struct deplock l = {0};
	struct error e = {0};

	assert((kind->read(&l, text, &e) < 0) == (e.code != ERROR_NONE));
	deplock_sort(&l);
	for (size_t i = 0; i < l.n && i < 20; i++)
		deplock_find(&l, kind->ecosystem, l.v[i].name, under);
	deplock_release(&l);
	error_release(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = fuzz_line(&data, &size), *text = fuzz_text(data, size);
	const struct deplock_kind *kind;

	read_manifest(name, text);
	for (size_t i = 0; (kind = deplock_kind(i)) != NULL; i++)
		if (strcmp(kind->name, name) == 0)
			read_lock(kind, text);
	free(name);
	free(text);
	return 0;
}
