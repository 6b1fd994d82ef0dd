/* rules_tests: the built-in rules about what keeps code right */
#include "record/judge.h"
#include <stddef.h>

/* What decides whether tests or a build are red. */
#define HARNESS                                                                \
	"makefile gnumakefile *.mk justfile rakefile package.json tox.ini "    \
	"noxfile.py conftest.py **/{test,tests,spec,t,ci,.ci}/**/*.{sh,bash,"  \
	"bats,t,pl} *.bats run_tests* run-tests* *test*.sh "                   \
	".github/workflows/** .github/actions/** .gitlab-ci.yml .travis.yml "  \
	".circleci/** jenkinsfile scripts/{test,check,lint,ci,coverage}* "     \
	".pre-commit-config.yaml .husky/** .ci/** ci.sh"

/* A command that tests or checks, behind what runs it. */
#define CHECKER                                                                \
	"((env|uv|poetry|pipenv|run|npx|bundle|exec|time|-m|(\\S*/)?python"    \
	"[0-9.]*|\\w+=\\S*|\\$[({]\\w+[)}])\\s+)*(\\S*/)?(pytest|py\\.test|"   \
	"unittest|tox|nox|jest|vitest|mocha|bats|ctest|rspec|phpunit|prove|"   \
	"eslint|tsc|flake8|ruff|mypy|pyright|pylint|rubocop|shellcheck|"       \
	"clang-tidy|golangci-lint|(go|cargo|mvn|gradlew?|make|npm|yarn|pnpm|"  \
	"\\$[({]MAKE[)}])\\s([^;|&#\\n]*\\s)?(test|check|lint|vet|clippy)|"    \
	"[\\w.-]*(test|lint|check)[\\w-]*\\.(sh|py|pl))\\b"

/* Asserts what holds whatever the code does. */
#define LITERAL "(true|[0-9]+|\"[^\"\\n]*\"|'[^'\\n]*'|none|null|nil)"
#define VACUOUS                                                                \
	"(?i)\\bassert\\s+(true|1|not\\s+(false|none|0))\\s*([,:;#].*)?$"      \
	"|\\bassert\\s+(?<a>" LITERAL ")\\s*(==|is)\\s*\\k<a>\\s*([,:#].*)?$"  \
	"|\\bassert\\s.*\\sor\\s+true\\s*([,#].*)?$"                           \
	"|\\b(assert|expect|check|require)(!|\\.ok|[._]?(is_?)?true)?\\(\\s*"  \
	"(t,\\s*)?(true|1|.*\\|\\|\\s*true)\\s*(\\)\\s*(;|#|//|<<|$)"          \
	"|,\\s*[\"'])"                                                         \
	"|\\b(assert|expect)\\w*([.!]\\w*)?\\(\\s*(t,\\s*)?(?<b>" LITERAL      \
	")\\s*(,|==|\\)\\.to[.\\w]*\\()\\s*\\k<b>\\s*[,)]"                     \
	"|\\bexpect\\(\\s*(true|1)\\s*\\)\\.to(betruthy|\\.be\\.(true|ok))\\b"

const struct builtin_rule rules_of_tests[] = {
    {.id = "tests-deleted",
	.level = POLICY_ERROR,
	.message = "a whole file of tests is deleted",
	.hint = "move its tests in the same change, or let a person delete it",
	.check = check_tests_deleted},
    {.id = "tests-removed",
	.level = POLICY_WARNING,
	.message = "removes more lines that test something than it adds",
	.hint = "keep what was asserted, or say why it no longer holds",
	.added = VACUOUS,
	.removed = VACUOUS,
	.check = check_tests_removed},
    {.id = "tests-changed",
	.level = POLICY_NOTE,
	.message = "changes what a test expects together with the code",
	.check = check_tests_changed},
    {.id = "tests-disabled",
	.level = POLICY_WARNING,
	.message = "switches a test off, or all others",
	.hint = "mend the test or the code",
	.except = RULE_PROSE,
	.added =
	    "\\b(it|test|describe|context|suite)\\.(skip|only|todo|fixme)\\b"
	    "\\s*[(.`]"
	    "|^\\s*(xit|xdescribe|xtest|xcontext|fit|fdescribe)\\s*\\("
	    "|@(pytest\\.mark\\.(skip|skipif|xfail)|unittest\\.(skip|"
	    "expectedFailure))\\w*|\\bpytest\\.(skip|xfail)\\("
	    "|^\\s*@(Disabled|Ignore)\\b|^\\s*#\\[ignore"
	    "|\\b[tb]\\.Skip(Now|f)?\\(|\\bGTEST_SKIP\\(|\\bTEST\\w*\\(.*"
	    "\\bDISABLED_\\w|^\\s*skip(\\s+[\"'].*)?$|\\bt\\.skip\\("
	    "|\\bself\\.skipTest\\(|^\\s*raise\\s+(unittest\\.)?SkipTest\\b"
	    "|\\[(Fact|Theory)\\(Skip\\s*=|\\bmarkTestSkipped\\("
	    "|^\\s*collect_ignore(_glob)?\\b\\s*(\\.(append|extend|insert)"
	    "\\(|(:[^=\\n]+)?\\+?=(?!=|\\s*(\\[\\s*\\]|None)\\s*(#|$)))"
	    "|^\\s*def\\s+pytest_ignore_collect\\b",
	.code = true},
    {.id = "tests-exit",
	.level = POLICY_ERROR,
	.message = "ends the tests with success, whatever they found",
	.hint = "let the status of what failed be the status",
	.paths = HARNESS " *_test.* *.test.* *_spec.* test_*.*",
	.except = RULE_PROSE,
	.added = "^\\s*(exit 0|true\\s*#\\s*skip)\\s*;?\\s*(#.*)?$"
		 "|;\\s*exit 0\\s*[\"']?\\s*$"
		 "|\\b(process|sys|os)\\.(_?exit)\\(\\s*0\\s*\\)"
		 "|\\bos\\.Exit\\(0\\)|\\s--exit-zero\\b"
		 "|--passWithNoTests\\b|\\bpytest\\.exit\\([^)\\n]*"
		 "returncode\\s*=\\s*0"
		 "|\"test\"\\s*:\\s*\"(echo|true|exit 0|:)\\b",
	.code = true},
    {.id = "failure-ignored",
	.level = POLICY_WARNING,
	.message = "goes on as if nothing had failed",
	.hint = "mend what fails, or handle the one failure that is meant",
	.paths = HARNESS,
	.except = RULE_PROSE,
	.added = "\\|\\|\\s*(true|:|exit 0|echo\\b)|^\\s*set \\+e\\b"
		 "|\\bcontinue-on-error:\\s*true|\\ballow_failure:\\s*true"
		 "|^\\t-@?(?!rm\\b)[a-z]{2,}\\s|\\bignore_failure:\\s*true"
		 "|\\bfail-fast:\\s*false\\s*#\\s*skip|\\bif:\\s*false\\b"
		 "|^\\t[@+]*-[@+]*\\s*" CHECKER
		 "|(?<!;);\\s*(true|:)\\s*([\"'}),]*\\s*$|#|&&|\\|\\|)",
	.code = true},
    {.id = "threshold-lowered",
	.level = POLICY_WARNING,
	.message = "lowers a limit",
	.hint = "bring the figure up to the limit, not the limit down to it",
	.paths =
	    "*.{json,yml,yaml,toml,ini,cfg,js,cjs,mjs,ts,xml,gradle,kts,mk,"
	    "sh} .coveragerc .nycrc makefile jest.config.* codecov.yml",
	.removed = "(?i)\\b(fail[_-]?under|cov-fail-under|thresholds?|"
		   "min(imum)?[_-]?(coverage|score)|coverage|target|"
		   "branches|functions|lines|statements|minimum|"
		   "check-coverage|msi)\\b[^\\d\\n]{0,12}\\d",
	.check = check_threshold,
	.code = true},
    {.id = "lint-disabled",
	.level = POLICY_WARNING,
	.message = "silences a checker",
	.hint = "mend what it found, or silence one rule with a reason",
	.except = RULE_PROSE
	" **/vendor/** **/node_modules/** **/dist/** *.map *.min.js",
	.added = "\\beslint-disable|\\bnolint\\b|#\\s*noqa\\b|@ts-(ignore|"
		 "nocheck|expect-error)|\\bdiagnostic\\s+ignored\\b"
		 "|\\bshellcheck\\s+disable|\\bpylint:\\s*disable"
		 "|#\\s*type:\\s*ignore|#!?\\[allow\\(|\\brubocop:disable"
		 "|\\bNOLINT(NEXTLINE|BEGIN)?\\b|#\\s*nosec\\b"
		 "|#\\s*pragma:\\s*no cover|\\bistanbul ignore|\\bc8 ignore"
		 "|@SuppressWarnings|\\btflint-ignore\\b|#\\s*tfsec:ignore"
		 "|\\bbiome-ignore\\b|\\bphpcs:ignore|\\bLCOV_EXCL_"},
    {.id = "allowance",
	.level = POLICY_ERROR,
	.message = "allows itself what a rule forbids",
	.hint = "it counts only once it is in the base; a person commits it",
	.except = RULE_PROSE,
	.check = check_allowance},
    {.id = "large-deletion",
	.level = POLICY_WARNING,
	.message = "removes 400 lines (`removed_lines`) and twice what is "
		   "added, or 10 files (`removed_files`)",
	.hint = "delete in a change of its own, and say why",
	.check = check_large_deletion},
    {.id = NULL},
};
