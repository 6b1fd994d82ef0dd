/* test_path: which files are tests, by their names */
#include "text/test_path.h"
#include <string.h>

static bool
is_test_folder(const char *name, size_t len)
{
	static const char *const names[] = {
	    "test", "tests", "spec", "specs", "__tests__"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
			return true;
	return false;
}

/* test_x, x_test.c, x.test.js: a word of its own at either end. */
static bool
is_test_word(const char *name, size_t len, const char *word)
{
	size_t n = strlen(word);

	if (len <= n)
		return false;
	if (strncmp(name, word, n) == 0 && name[n] == '_')
		return true;
	return strncmp(name + len - n, word, n) == 0 &&
	       strchr("_.", name[len - n - 1]) != NULL;
}

static bool
ends_in(const char *name, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len > n && strncmp(name + len - n, word, n) == 0;
}

bool
test_path(const char *path)
{
	const char *slash, *dot;
	size_t len;

	for (; (slash = strchr(path, '/')) != NULL; path = slash + 1)
		if (is_test_folder(path, (size_t)(slash - path)))
			return true;
	dot = strrchr(path, '.');
	if (dot == NULL)
		return false;
	len = (size_t)(dot - path);
	return is_test_word(path, len, "test") ||
	       is_test_word(path, len, "tests") ||
	       is_test_word(path, len, "spec") || ends_in(path, len, "Test") ||
	       ends_in(path, len, "Tests") || strcmp(dot, ".bats") == 0;
}
