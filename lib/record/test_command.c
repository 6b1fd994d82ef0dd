/* test_command: how a project runs its tests */
#include "record/test_command.h"
#include "base/alloc.h"
#include "base/json.h"
#include "record/settings.h"
#include "system/root.h"
#include "text/glob.h"
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE ((size_t)4 << 20)

static bool
exists(const char *path)
{
	int fd = root_open(path, O_PATH, NULL);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Whether a file is there and holds the text. */
static bool
holds(const char *path, const char *text)
{
	struct buf b = {0};
	bool found = root_read(path, MAX_FILE, &b, NULL, NULL) == 0 &&
		     memmem(buf_str(&b), b.len, text, strlen(text)) != NULL;

	buf_release(&b);
	return found;
}

static bool
folder_holds(const char *folder, const char *glob)
{
	int fd = root_open(folder, O_RDONLY | O_DIRECTORY, NULL);
	const struct dirent *entry;
	bool found = false;
	DIR *dir = fd >= 0 ? xfdopendir(fd) : NULL;

	if (dir == NULL)
		return false;
	while (!found && (entry = readdir(dir)) != NULL)
		found = glob_match(glob, entry->d_name);
	closedir(dir);
	return found;
}

/* Whether a line of a makefile is the rule of a target: `test check: all` */
static bool
is_rule(const char *line, size_t len, const char *target)
{
	const char *colon = memchr(line, ':', len), *word = line;
	size_t n = strlen(target);

	if (colon == NULL || *line == '\t' || *line == '#')
		return false;
	if (colon + 1 < line + len &&
	    (colon[1] == '=' || (colon[1] == ':' && colon[2] == '=')))
		return false;
	for (; word < colon; word += strcspn(word, " :")) {
		word += strspn(word, " ");
		if (strcspn(word, " :") == n && strncmp(word, target, n) == 0)
			return true;
	}
	return false;
}

/* Read as text: even make -n runs what a makefile's $(shell ...) says. */
static bool
makefile_has(const char *target)
{
	/* in the order in which make looks for them */
	static const char *const names[] = {
	    "GNUmakefile", "makefile", "Makefile"};
	struct buf b = {0};
	bool found = false;
	const char *line, *end;

	for (size_t i = 0; i < 3 && b.len == 0; i++)
		root_read(names[i], MAX_FILE, &b, NULL, NULL);
	for (line = buf_str(&b); *line != '\0' && !found;
	     line = end + (*end == '\n')) {
		end = strchrnul(line, '\n');
		found = is_rule(line, (size_t)(end - line), target);
	}
	buf_release(&b);
	return found;
}

/* A script of the project, not the placeholder that npm init writes. */
static bool
npm_has_test(void)
{
	struct buf b = {0};
	cJSON *package = NULL;
	const char *test;
	bool found;

	if (root_read("package.json", MAX_FILE, &b, NULL, NULL) == 0)
		package = json_parse(buf_str(&b), b.len, NULL);
	test = json_string(json_get(package, "scripts"), "test");
	found = test != NULL && strstr(test, "no test specified") == NULL;
	cJSON_Delete(package);
	buf_release(&b);
	return found;
}

static bool
has_pytest(void)
{
	return exists("pytest.ini") || exists("conftest.py") ||
	       exists("tests/conftest.py") || exists("test/conftest.py") ||
	       holds("pyproject.toml", "[tool.pytest") ||
	       holds("setup.cfg", "[tool:pytest]") ||
	       holds("tox.ini", "[pytest]") ||
	       folder_holds("tests", "test_*.py") ||
	       folder_holds("test", "test_*.py");
}

static bool
has_bats(void)
{
	return folder_holds("test", "*.bats");
}

static bool
has_bats_in_tests(void)
{
	return folder_holds("tests", "*.bats");
}

/* A way to run tests: where the file is, or what else holds. */
static const struct {
	const char *target, *file;
	bool (*holds)(void);
	const char *argv[6];
} ways[] = {
    {.target = "check", .argv = {"make", "check"}},
    {.target = "test", .argv = {"make", "test"}},
    {.holds = npm_has_test, .argv = {"npm", "test"}},
    {.holds = has_pytest, .argv = {"pytest"}},
    {.file = "Cargo.toml", .argv = {"cargo", "test"}},
    {.file = "go.mod", .argv = {"go", "test", "-v", "./..."}},
    {.file = "CTestTestfile.cmake", .argv = {"ctest", "--output-on-failure"}},
    {.file = "build/CTestTestfile.cmake",
	.argv = {"ctest", "--test-dir", "build", "--output-on-failure"}},
    {.file = "pom.xml", .argv = {"mvn", "-q", "-B", "test"}},
    {.holds = has_bats, .argv = {"bats", "test"}},
    {.holds = has_bats_in_tests, .argv = {"bats", "tests"}},
};

const char *
test_command_package(const char *program)
{
	static const char *const packages[][2] = {{"make", "make"},
	    {"npm", "npm"}, {"pytest", "python3-pytest"}, {"cargo", "cargo"},
	    {"go", "golang-go"}, {"ctest", "cmake"}, {"mvn", "maven"},
	    {"bats", "bats"}};

	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++)
		if (strcmp(program, packages[i][0]) == 0)
			return packages[i][1];
	return NULL;
}

static int
take_configured(struct strv *argv, const cJSON *test, struct error *e)
{
	const cJSON *word;

	cJSON_ArrayForEach(word, test) {
		if (cJSON_IsString(word))
			strv_add(argv, word->valuestring);
	}
	if (cJSON_IsArray(test) && argv->n > 0 &&
	    argv->n == (size_t)cJSON_GetArraySize(test))
		return 0;
	return error_set(e, ERROR_INVALID_ARGUMENTS,
	    "`test` in .codex/config.json is no array of strings, such as "
	    "[\"make\",\"check\"]");
}

/* 1 when the project configures a command, which is in argv then. */
static int
find_configured(struct strv *argv, struct error *e)
{
	cJSON *test;
	int status;

	if (settings_find("test", "the test command", &test, e) < 0)
		return -1;
	if (test == NULL)
		return 0;
	status = take_configured(argv, test, e) < 0 ? -1 : 1;
	cJSON_Delete(test);
	return status;
}

int
test_command_find(struct strv *argv, struct error *e)
{
	int status = find_configured(argv, e);

	if (status != 0)
		return status < 0 ? -1 : 0;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (!(ways[i].target && makefile_has(ways[i].target)) &&
		    !(ways[i].file && exists(ways[i].file)) &&
		    !(ways[i].holds && ways[i].holds()))
			continue;
		for (const char *const *word = ways[i].argv; *word; word++)
			strv_add(argv, *word);
		return 0;
	}
	error_set(e, ERROR_NOT_FOUND, "no test command is known for this root");
	return error_hint(e,
	    "give the Makefile a check target, or set `test` in "
	    ".codex/config.json and trust it with codex-run --trust");
}
