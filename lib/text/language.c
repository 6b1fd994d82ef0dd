/* language: the languages of source files, by the names of these */
#include "text/language.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct syntax c = {"//", NULL, "/*", "*/", "\"'", 0},
			   rust = {"//", NULL, "/*", "*/", "\"", 0},
			   script = {"//", NULL, "/*", "*/", "\"'`",
			       SYNTAX_LONG_TICK},
			   css = {NULL, NULL, "/*", "*/", "\"'", 0},
			   php = {"//", "#", "/*", "*/", "\"'", 0},
			   python = {"#", NULL, NULL, NULL, "\"'",
			       SYNTAX_TRIPLE},
			   hash = {"#", NULL, NULL, NULL, "\"'",
			       SYNTAX_AFTER_SPACE},
			   sql = {"--", NULL, "/*", "*/", "\"'", 0},
			   lua = {"--", NULL, NULL, NULL, "\"'",
			       SYNTAX_LONG_BRACKET},
			   haskell = {"--", NULL, "{-", "-}", "\"", 0},
			   dashes = {"--", NULL, NULL, NULL, "\"", 0},
			   markup = {NULL, NULL, "<!--", "-->", "", 0},
			   semicolon = {";", NULL, NULL, NULL, "\"", 0},
			   percent = {"%", NULL, NULL, NULL, "", 0};

/* By name. */
static const struct language languages[] = {
    {"Ada", "ada adb ads", &dashes},
    {"Assembly", "s asm", &c},
    {"Awk", "awk", &hash},
    {"Batch", "bat cmd", NULL},
    {"C", "c", &c},
    {"C Header", "h", &c},
    {"C#", "cs", &c},
    {"C++", "cc cpp cxx c++ ipp inl ixx cppm", &c},
    {"C++ Header", "hh hpp hxx h++", &c},
    {"Clojure", "clj cljs cljc", &semicolon},
    {"CMake", "cmake cmakelists.txt", &hash},
    {"CODEOWNERS", "codeowners", &hash},
    {"Config", "conf cfg .gitignore .gitattributes .editorconfig", &hash},
    {"CSS", "css", &css},
    {"CSV", "csv tsv", NULL},
    {"CUDA", "cu cuh", &c},
    {"Cython", "pyx pxd", &python},
    {"Dart", "dart", &c},
    {"Device Tree", "dts dtsi", &c},
    {"Dockerfile", "dockerfile containerfile", &hash},
    {"Elixir", "ex exs", &hash},
    {"Elm", "elm", &haskell},
    {"Emacs Lisp", "el", &semicolon},
    {"Erlang", "erl hrl", &percent},
    {"Fish", "fish", &hash},
    {"GLSL", "glsl vert frag comp", &c},
    {"Go", "go", &script},
    {"Groovy", "groovy gradle", &c},
    {"Haskell", "hs", &haskell},
    {"HCL", "tf hcl", &hash},
    {"HLSL", "hlsl", &c},
    {"HTML", "html htm xhtml", &markup},
    {"INI", "ini", &semicolon},
    {"Java", "java", &c},
    {"JavaScript", "js mjs cjs", &script},
    {"JSON", "json jsonl ndjson webmanifest", NULL},
    {"JSX", "jsx", &script},
    {"Julia", "jl", &hash},
    {"Kconfig", "kconfig kbuild", &hash},
    {"Kotlin", "kt kts", &c},
    {"Less", "less", &c},
    {"Lex", "l", &c},
    {"Linker Script", "ld lds", &c},
    {"Lisp", "lisp lsp cl", &semicolon},
    {"LLVM", "ll", &semicolon},
    {"Lua", "lua", &lua},
    {"Makefile", "mk mak makefile gnumakefile", &hash},
    {"Markdown", "md markdown", &markup},
    {"Nix", "nix", &hash},
    {"Objective-C", "m mm", &c},
    {"Perl", "pl pm t", &hash},
    {"PHP", "php", &php},
    {"PowerShell", "ps1 psm1", &hash},
    {"Protocol Buffers", "proto", &c},
    {"Python", "py pyi", &python},
    {"R", "r", &hash},
    {"reStructuredText", "rst", NULL},
    {"Ruby", "rb rake gemfile rakefile", &hash},
    {"Rust", "rs", &rust},
    {"Sass", "sass", &c},
    {"Scala", "scala", &c},
    {"Scheme", "scm", &semicolon},
    {"SCSS", "scss", &c},
    {"Shell", "sh bash zsh ksh bats", &hash},
    {"SQL", "sql", &sql},
    {"Starlark", "bzl bazel build", &hash},
    {"Svelte", "svelte", &markup},
    {"SVG", "svg", &markup},
    {"Swift", "swift", &c},
    {"SystemVerilog", "sv svh", &c},
    {"Tcl", "tcl", &hash},
    {"TeX", "tex sty cls", &percent},
    {"Text", "txt", NULL},
    {"TOML", "toml", &hash},
    {"TSX", "tsx", &script},
    {"TypeScript", "ts mts cts", &script},
    {"Verilog", "v", &c},
    {"VHDL", "vhd vhdl", &dashes},
    {"Vue", "vue", &markup},
    {"XML", "xml xsl xsd", &markup},
    {"Yacc", "y yy", &c},
    {"YAML", "yaml yml", &hash},
    {"Zig", "zig", &c},
};

enum { LANGUAGES = sizeof(languages) / sizeof(*languages), WORDS = 512 };

/* Each word of `names`, sorted. */
static struct word {
	const char *text;
	size_t len;
	const struct language *of;
} words[WORDS];
static size_t n_words;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int
compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = strncasecmp(x->text, y->text, n);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static void
sort_words(void)
{
	for (size_t i = 0; i < LANGUAGES; i++) {
		const char *text = languages[i].names;

		for (size_t n; *text != '\0' && n_words < WORDS; text += n) {
			n = strcspn(text, " ");
			words[n_words++] =
			    (struct word){text, n, &languages[i]};
			n += text[n] == ' ';
		}
	}
	qsort(words, n_words, sizeof(*words), compare);
}

static const struct language *
find(const char *text)
{
	struct word key = {text, strlen(text), NULL}, *found;

	pthread_once(&once, sort_words);
	found = bsearch(&key, words, n_words, sizeof(*words), compare);
	return found ? found->of : NULL;
}

const struct language *
language_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	const struct language *l = find(name);

	return l == NULL && dot != NULL ? find(dot + 1) : l;
}
