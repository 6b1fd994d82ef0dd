/* linters: which there are, when a project uses one, how it is started */
#include "record/linters.h"
#include "base/alloc.h"
#include "base/buf.h"
#include "system/process.h"
#include "system/root.h"
#include "text/glob.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAX_CONFIG ((size_t)4 << 20)
#define NODE       "node_modules/.bin"
#define C_FILES    "*.{c,cc,cpp,cxx,c++}"
#define JS_FILES   "*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte}"
#define PYTHON     "*.{py,pyi}"

const struct linter linters[] = {
    {.name = "shellcheck",
	.package = "the package shellcheck",
	.kind = "*.{sh,bash,dash,ksh}",
	.shebang = true,
	.argv = {"--format=json1"},
	.format = LINT_SHELLCHECK,
	.columns = LINT_CHARACTERS,
	.level = LINT_WARNING,
	.most = 1},
    {.name = "cppcheck",
	.package = "the package cppcheck",
	.kind = C_FILES,
	.argv = {"--quiet", "--inline-suppr",
	    "--enable=warning,performance,portability",
	    "--template={file}:{line}:{column}: {severity}: {message} [{id}]",
	    "--template-location=", "-I.", "-Iinclude", "-Isrc", "-Ilib"},
	.level = LINT_WARNING,
	.weak = "{unknownMacro,internalError,internalAstError,"
		"preprocessorErrorDirective,cppcheckError}"},
    {.name = "clang-tidy",
	.package = "the package clang-tidy",
	.config = ".clang-tidy",
	.kind = C_FILES,
	.argv = {"--quiet", "--extra-arg=-I.", "--extra-arg=-Iinclude",
	    "--extra-arg=-Isrc", "--extra-arg=-Ilib"},
	.level = LINT_WARNING,
	.most = 1},
    {.name = "eslint",
	.package = "npm install --save-dev eslint",
	.config = "{eslint.config.{js,mjs,cjs,ts,mts,cts},"
		  ".eslintrc,.eslintrc.{js,cjs,json,yml,yaml}}",
	.marks = {{"package.json", "\"eslintConfig\""}},
	.kind = JS_FILES,
	.code = true,
	.local = NODE,
	.argv = {"--format=json", "--no-error-on-unmatched-pattern"},
	.format = LINT_ESLINT,
	.columns = LINT_UTF16,
	.level = LINT_ERROR,
	.most = 1},
    {.name = "tsc",
	.package = "npm install --save-dev typescript",
	.config = "tsconfig.json",
	.kind = "*.{ts,mts,cts,tsx}",
	.whole = true,
	.local = NODE,
	.argv = {"--noEmit", "--incremental", "false", "--pretty", "false"},
	.columns = LINT_UTF16,
	.level = LINT_ERROR,
	.most = 2},
    {.name = "stylelint",
	.package = "npm install --save-dev stylelint",
	.config = "{.stylelintrc,.stylelintrc.{js,cjs,mjs,json,yml,yaml},"
		  "stylelint.config.{js,cjs,mjs}}",
	.kind = "*.{css,scss,sass,less}",
	.code = true,
	.local = NODE,
	.argv = {"--formatter=json", "--allow-empty-input"},
	.format = LINT_STYLELINT,
	.columns = LINT_UTF16,
	.level = LINT_ERROR,
	.most = 2},
    {.name = "markdownlint",
	.package = "npm install --save-dev markdownlint-cli",
	.config = "{.markdownlintrc,.markdownlint.{json,jsonc,yaml,yml,toml}}",
	.kind = "*.{md,markdown}",
	.local = NODE,
	.columns = LINT_UTF16,
	.level = LINT_ERROR,
	.most = 1},
    {.name = "markdownlint-cli2",
	.package = "npm install --save-dev markdownlint-cli2",
	.config = ".markdownlint-cli2.{jsonc,yaml,cjs,mjs}",
	.kind = "*.{md,markdown}",
	.code = true,
	.local = NODE,
	.argv = {"--no-globs"},
	.columns = LINT_UTF16,
	.level = LINT_ERROR,
	.most = 1},
    {.name = "ruff",
	.package = "pip install ruff",
	.config = "{ruff.toml,.ruff.toml}",
	.marks = {{"pyproject.toml", "[tool.ruff"}},
	.kind = PYTHON,
	.argv = {"check", "--output-format=json", "--no-cache",
	    "--force-exclude"},
	.format = LINT_RUFF,
	.columns = LINT_CHARACTERS,
	.level = LINT_ERROR,
	.most = 1},
    {.name = "flake8",
	.package = "the package flake8",
	.config = ".flake8",
	.marks = {{"setup.cfg", "[flake8]"}, {"tox.ini", "[flake8]"}},
	.kind = PYTHON,
	.code = true,
	.argv = {"--format=%(path)s:%(row)d:%(col)d: %(code)s %(text)s"},
	.columns = LINT_CHARACTERS,
	.level = LINT_ERROR,
	.most = 1},
    {.name = "pylint",
	.package = "the package pylint",
	.config = "{.pylintrc,pylintrc,.pylintrc.toml,pylintrc.toml}",
	.marks = {{"pyproject.toml", "[tool.pylint"}, {"setup.cfg", "[pylint"}},
	.kind = PYTHON,
	.code = true,
	.argv = {"--output-format=json"},
	.format = LINT_PYLINT,
	.columns = LINT_CHARACTERS,
	.level = LINT_WARNING,
	.most = 31},
    {.name = "mypy",
	.package = "the package mypy",
	.config = "{mypy.ini,.mypy.ini}",
	.marks = {{"pyproject.toml", "[tool.mypy"}, {"setup.cfg", "[mypy"}},
	.kind = PYTHON,
	.code = true,
	.argv = {"--show-column-numbers", "--show-error-codes", "--no-pretty",
	    "--no-color-output", "--no-error-summary", "--hide-error-context",
	    "--cache-dir=/dev/null"},
	.level = LINT_ERROR,
	.most = 1},
    {.name = "go vet",
	.program = "go",
	.package = "the package golang-go",
	.config = "go.mod",
	.kind = "*.go",
	.whole = true,
	.argv = {"vet", "./..."},
	.level = LINT_ERROR,
	.most = 2},
    {.name = "golangci-lint",
	.package = "golangci-lint.run says how",
	.config = ".golangci.{yml,yaml,toml,json}",
	.kind = "*.go",
	.whole = true,
	.code = true,
	.argv = {"run", "--output.json.path=stdout", "--show-stats=false"},
	.format = LINT_GOLANGCI,
	.level = LINT_ERROR,
	.most = 1},
    {.name = "cargo clippy",
	.program = "cargo-clippy",
	.package = "rustup component add clippy",
	.config = "Cargo.toml",
	.kind = "*.rs",
	.whole = true,
	.code = true,
	.argv = {"clippy", "--quiet", "--offline", "--all-targets",
	    "--message-format=json"},
	.format = LINT_CARGO,
	.columns = LINT_CHARACTERS,
	.level = LINT_WARNING,
	.most = 101},
    {.name = "rubocop",
	.package = "the package rubocop",
	.config = ".rubocop.yml",
	.kind = "*.{rb,rake,gemspec}",
	.code = true,
	.argv = {"--format=json", "--force-exclusion", "--cache=false"},
	.format = LINT_RUBOCOP,
	.columns = LINT_CHARACTERS,
	.level = LINT_WARNING,
	.most = 1},
    {.name = "phpcs",
	.package = "the package php-codesniffer",
	.config = "{phpcs.xml,phpcs.xml.dist,.phpcs.xml,.phpcs.xml.dist}",
	.kind = "*.php",
	.code = true,
	.local = "vendor/bin",
	.argv = {"-q", "--report=checkstyle"},
	.format = LINT_CHECKSTYLE,
	.columns = LINT_BYTES,
	.level = LINT_WARNING,
	.most = 3},
    {.name = "yamllint",
	.package = "the package yamllint",
	.config = ".yamllint{,.yml,.yaml}",
	.kind = "*.{yml,yaml}",
	.argv = {"--format=parsable"},
	.columns = LINT_CHARACTERS,
	.level = LINT_ERROR,
	.most = 2},
    {.name = "hadolint",
	.package = "github.com/hadolint/hadolint says how",
	.kind = "{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile}",
	.argv = {"--format=sarif"},
	.format = LINT_SARIF,
	.columns = LINT_CHARACTERS,
	.level = LINT_WARNING,
	.most = 1},
    {.name = "actionlint",
	.package = "github.com/rhysd/actionlint says how",
	.kind = ".github/workflows/*.{yml,yaml}",
	.argv = {"-oneline", "-no-color"},
	.level = LINT_ERROR,
	.most = 1},
};

const size_t linters_n = sizeof(linters) / sizeof(*linters);

/* Whether the file at the root is there and holds the text. */
static bool
holds(const char *path, const char *text)
{
	struct buf b = {0};
	bool found = root_read(path, MAX_CONFIG, &b, NULL, NULL) == 0 &&
		     memmem(buf_str(&b), b.len, text, strlen(text)) != NULL;

	buf_release(&b);
	return found;
}

bool
linter_is_used(const struct linter *l, const struct strv *files)
{
	bool sets = l->config != NULL || l->marks[0].file != NULL;

	for (size_t i = 0; i < 3 && l->marks[i].file != NULL; i++)
		if (holds(l->marks[i].file, l->marks[i].text))
			return true;
	for (size_t i = 0; i < files->n; i++) {
		const char *path = files->v[i];

		if (sets ? l->config && !strchr(path, '/') &&
			       glob_match(l->config, path)
			 : linter_takes(l, path))
			return true;
	}
	return false;
}

/* #! and a shell that shellcheck knows, as in `#!/usr/bin/env bash`. */
static bool
is_shell(const char *path)
{
	static const char *const shells[] = {
	    "sh", "bash", "dash", "ksh", "bats"};
	char line[128] = "", *word;
	int fd = root_open(path, O_RDONLY, NULL);
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);

	if (fd >= 0)
		close(fd);
	if (n < 2 || strncmp(line, "#!", 2) != 0)
		return false;
	line[strcspn(line, "\n")] = '\0';
	for (word = line + 2; *word != '\0'; word += strcspn(word, " \t/")) {
		word += strspn(word, " \t/");
		for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++)
			if (strlen(shells[i]) == strcspn(word, " \t/") &&
			    strncmp(word, shells[i], strlen(shells[i])) == 0)
				return true;
	}
	return false;
}

bool
linter_takes(const struct linter *l, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return glob_match(l->kind, path) ||
	       (l->shebang && strchr(name, '.') == NULL && is_shell(path));
}

char *
linter_find(const struct linter *l, bool *in_root)
{
	const char *program = l->program ? l->program : l->name;
	char *path = NULL;
	int fd;

	*in_root = false;
	if (l->local != NULL) {
		path = xasprintf("%s/%s", l->local, program);
		fd = root_open(path, O_PATH, NULL);
		free(path);
		path = xasprintf("%s/%s/%s", root_path(), l->local, program);
		*in_root = fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	if (*in_root)
		return path;
	free(path);
	path = process_find(program);
	/* cargo-clippy is started by cargo, from the same folder */
	return path;
}
