/* rules: the built-in rules of the policy */
#include "record/rules.h"
#include <stddef.h>

#define PROSE   "*.md *.rst *.txt *.adoc docs/** doc/**"
#define SAMPLES "*.example *.sample *.template *.dist"
#define DATA                                                                   \
	"*.min.js *.min.css *.map *.svg *.json *.csv *.tsv *.lock "            \
	"*.ipynb *.snap *.sum *.tiktoken"

/* The order is that of their findings for one file. */
const struct builtin_rule builtin_rules[] = {
    {.id = "protected-path",
	.level = POLICY_ERROR,
	.message = "belongs to git or to this toolkit's policy and logs",
	.check = check_protected},
    {.id = "production-config",
	.level = POLICY_ERROR,
	.message = "configures production; a person changes it",
	.paths =
	    "**/config/production.* **/config/production/** "
	    "**/config/prod.* **/config/prod/** **/environments/production.* "
	    "**/environments/prod.* "
	    "**/production.{yml,yaml,json,toml,ini,conf,cfg,env,properties} "
	    "**/prod.{yml,yaml,json,toml,ini,conf,cfg,env,properties} "
	    "**/"
	    "*[-_.]production.{yml,yaml,json,toml,ini,conf,cfg,env,properties} "
	    "**/*[-_.]prod.{yml,yaml,json,toml,ini,conf,cfg,env,properties} "
	    "values-prod* **/.env **/.env.prod* **/.env.local",
	.except = PROSE " " SAMPLES},
    {.id = "ci-injection",
	.level = POLICY_ERROR,
	.message = "runs a workflow with rights or text that strangers control",
	.paths = ".github/workflows/** .github/actions/**",
	.added =
	    "pull_request_target|workflow_run\\s*:|permissions:\\s*write-all"
	    "|\\$\\{\\{\\s*github\\.(head_ref|event\\.(issue|pull_request|"
	    "comment|review|discussion|head_commit|commits)\\b"
	    "(?!\\.(number|id|node_id|merged|draft)\\b))"},
    {.id = "ci-workflow",
	.level = POLICY_WARNING,
	.message = "changes what continuous integration runs",
	.paths = ".github/workflows/** .github/actions/** .gitlab-ci.yml "
		 ".gitlab/ci/** .circleci/** Jenkinsfile .travis.yml "
		 ".drone.yml azure-pipelines*.yml bitbucket-pipelines.yml "
		 ".buildkite/** .woodpecker/** .cirrus.yml appveyor.yml"},
    {.id = "review-config",
	.level = POLICY_ERROR,
	.message = "decides who or what reviews changes",
	.paths = "CODEOWNERS .policy.json policy.rego .gitleaks.toml "
		 ".gitleaksignore .secrets.baseline"},
    {.id = "tool-config",
	.level = POLICY_WARNING,
	.message = "steers tools that run on other people's machines",
	.paths =
	    ".gitattributes .pre-commit-config.yaml .pre-commit-hooks.yaml "
	    ".husky/** AGENTS.md CLAUDE.md .mcp.json .vscode/tasks.json "
	    ".vscode/settings.json .devcontainer/** .envrc .npmrc "
	    ".yarnrc.yml pip.conf .cargo/config.toml .gitconfig"},
    {.id = "mode-change",
	.level = POLICY_WARNING,
	.message = "becomes executable",
	.check = check_mode},
    {.id = "symlink-outside",
	.level = POLICY_ERROR,
	.message = "is a symbolic link that leads outside of the root",
	.check = check_symlink_outside},
    {.id = "symlink",
	.level = POLICY_NOTE,
	.message = "is a symbolic link",
	.check = check_symlink},
    {.id = "submodule-command",
	.level = POLICY_ERROR,
	.message = "a submodule's address or update that runs commands or "
		   "leaves the repository",
	.paths = ".gitmodules",
	.added = "(?i)^\\s*(url|path)\\s*=\\s*(-|ext::|file:|\\.\\./\\.\\.)"
		 "|^\\s*update\\s*=\\s*!"},
    {.id = "submodule",
	.level = POLICY_WARNING,
	.message = "changes a submodule",
	.check = check_submodule},
    {.id = "binary",
	.level = POLICY_WARNING,
	.message = "is binary: its content was not judged",
	.except = "*.{png,jpg,jpeg,gif,ico,webp,avif,woff,woff2,ttf,otf,pdf}",
	.check = check_binary},
    {.id = "tests-deleted",
	.level = POLICY_ERROR,
	.message = "a whole file of tests is deleted",
	.check = check_tests_deleted},
    {.id = "tests-removed",
	.level = POLICY_WARNING,
	.message = NULL,
	.check = check_tests_removed},
    {.id = "tests-disabled",
	.level = POLICY_WARNING,
	.message = "switches a test off, or all others",
	.except = PROSE,
	.added = "\\b(it|test|describe|context|suite)\\.(skip|only)\\b"
		 "|^\\s*(xit|xdescribe|xtest|fit|fdescribe)\\s*\\("
		 "|@(pytest\\.mark\\.(skip|skipif|xfail)|unittest\\.(skip|"
		 "expectedFailure))\\w*|pytest\\.skip\\("
		 "|^\\s*@(Disabled|Ignore)\\b|^\\s*#\\[ignore"
		 "|\\bt\\.Skip(Now|f)?\\(|\\bGTEST_SKIP\\(|\\bDISABLED_\\w"
		 "|^\\s*skip(\\s+[\"'].*)?$|\\bt\\.skip\\(|self\\.skipTest\\("},
    {.id = "lint-disabled",
	.level = POLICY_NOTE,
	.message = "silences a checker",
	.except = PROSE,
	.added = "eslint-disable|\\bnolint\\b|#\\s*noqa|@ts-(ignore|nocheck)"
		 "|diagnostic ignored|shellcheck disable|pylint:\\s*disable"
		 "|type:\\s*ignore|#\\[allow\\(|rubocop:disable"
		 "|continue-on-error:\\s*true|\\bNOLINT\\b"},
    {.id = "large-deletion",
	.level = POLICY_WARNING,
	.message = NULL,
	.check = check_large_deletion},
    {.id = "lock-file",
	.level = POLICY_WARNING,
	.message = "a lock file changes without its manifest",
	.paths = "package-lock.json npm-shrinkwrap.json yarn.lock "
		 "pnpm-lock.yaml Cargo.lock go.sum poetry.lock uv.lock "
		 "pdm.lock Pipfile.lock Gemfile.lock composer.lock mix.lock "
		 "flake.lock",
	.check = check_lock_file},
    {.id = "lock-source",
	.level = POLICY_ERROR,
	.message = "takes a package from an address without protection",
	.paths =
	    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml",
	.added = "(resolved|tarball)\"?:?\\s+\"?(http:|git\\+http:|file:/)"},
    {.id = "dependency",
	.level = POLICY_NOTE,
	.message = "changes dependencies or what is installed",
	.paths = "package.json Cargo.toml go.mod pyproject.toml setup.py "
		 "setup.cfg requirements*.txt Pipfile Gemfile *.gemspec "
		 "composer.json pom.xml build.gradle build.gradle.kts "
		 "Dockerfile Containerfile mix.exs flake.nix conanfile.* "
		 "vcpkg.json"},
    {.id = "install-script",
	.level = POLICY_WARNING,
	.message = "adds a script that runs when the package is installed",
	.paths = "package.json",
	.added = "\"(pre|post)?install\"\\s*:|\"prepare\"\\s*:"},
    {.id = "private-key",
	.level = POLICY_ERROR,
	.message = "adds a private key",
	.check = check_private_key},
    {.id = "secret",
	.level = POLICY_ERROR,
	.message = NULL,
	.check = check_secret},
    {.id = "possible-secret",
	.level = POLICY_WARNING,
	.message = NULL,
	.except = PROSE,
	.check = check_possible_secret},
    {.id = "remote-code",
	.level = POLICY_ERROR,
	.message = "hands what the network sends to an interpreter",
	.except = PROSE,
	.added =
	    "(?i)\\b(curl|wget|iwr|irm|invoke-webrequest)\\b[^|;&#]*\\|\\s*"
	    "(sudo\\s+(-\\S+\\s+)*)?(/\\S*/)?(env\\s+)?"
	    "((ba|z|da|k|a)?sh|python[0-9.]*|node|perl|ruby|php|iex)\\b"
	    "|\\b((ba|z|da|k)?sh|source|eval)\\b[^|;&#]*"
	    "(<\\(|\\$\\(|`)\\s*(curl|wget)\\b"
	    "|\\biex\\b.*\\b(iwr|irm|downloadstring)\\b"},
    {.id = "destructive-command",
	.level = POLICY_ERROR,
	.message = "could delete far more than it means to",
	.except = PROSE,
	.added = "\\brm\\s+(?=[^;|&]*(-[a-zA-Z]*[rR]|--recursive))[^;|&]*"
		 "\\s[\"']?(/|~|\\$HOME|\\$\\{HOME\\}|\\$\\w+/|\\$\\{\\w+\\}/)"
		 "[\"']?/?\\*?[\"']?\\s*($|[;|&)#]|\\s)"
		 "|--no-preserve-root|\\bmkfs\\.?\\w*\\s+/dev/"
		 "|\\bdd\\b[^;|&]*\\bof=/dev/(sd|nvme|hd|vd|disk|mmcblk)"
		 "|>\\s*/dev/(sd|nvme|hd|vd|disk)"
		 "|\\bfind\\s+[\"']?(/|~|\\$HOME)[\"']?\\s[^;|&]*-delete"
		 "|shutil\\.rmtree\\(\\s*[\"'](/|~)[\"']"},
    {.id = "verification-off",
	.level = POLICY_WARNING,
	.message = "switches off a check that protects users",
	.except = PROSE,
	.added = "\\bverify\\s*=\\s*False\\b|InsecureSkipVerify:\\s*true"
		 "|rejectUnauthorized:\\s*false|NODE_TLS_REJECT_UNAUTHORIZED"
		 "|SSL_VERIFY(PEER|HOST)\\s*,\\s*(0|false|FALSE)"
		 "|sslVerify\\s*=?\\s*false|\\bchmod\\s+(-R\\s+)?0?777\\b"
		 "|[\"']?alg[\"']?\\s*:\\s*[\"']none[\"']|--no-verify-ssl"
		 "|StrictHostKeyChecking[= ]no"},
    {.id = "migration",
	.level = POLICY_WARNING,
	.message = "destroys data in a database",
	.paths = "*.sql **/migrations/** **/migrate/**",
	.added = "(?i)\\b(drop\\s+(table|column|database|schema)|truncate\\s+"
		 "(table\\s+)?\\w|drop_table|drop_column|remove_column)\\b"
		 "|\\bdelete\\s+from\\s+\\S+\\s*;"},
    {.id = "infrastructure",
	.level = POLICY_WARNING,
	.message = "opens infrastructure or gives it wide rights",
	.paths = "*.tf *.tfvars *.yml *.yaml *.json docker-compose*",
	.added =
	    "0\\.0\\.0\\.0/0|::/0|privileged:\\s*true|hostNetwork:\\s*true"
	    "|hostPID:\\s*true|\"Action\"\\s*:\\s*\"\\*\"|public-read"
	    "|deletion_protection\\s*=\\s*false|prevent_destroy\\s*=\\s*false"},
    {.id = "invisible-text",
	.level = POLICY_ERROR,
	.message = NULL,
	.except = PROSE,
	.check = check_invisible},
    {.id = "invisible-prose",
	.level = POLICY_NOTE,
	.message = NULL,
	.paths = PROSE,
	.check = check_invisible},
    {.id = "license",
	.level = POLICY_WARNING,
	.message = "changes the terms of the licence",
	.paths = "LICENSE* LICENCE* COPYING* NOTICE* LICENSES/**"},
    {.id = "license-header",
	.level = POLICY_WARNING,
	.message = "removes a licence line",
	.removed = "SPDX-License-Identifier:"},
    {.id = "vendored",
	.level = POLICY_NOTE,
	.message = "is a copy of other people's code, or generated",
	.paths = "vendor/** **/node_modules/** third_party/** **/dist/**"},
    {.id = "long-line",
	.level = POLICY_WARNING,
	.message = NULL,
	.except = DATA,
	.check = check_long_line},
    {.id = NULL},
};
