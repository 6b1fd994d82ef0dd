/* rules_files: the built-in rules about what a file is: its path and modes */
#include "record/judge.h"
#include <stddef.h>

#define CONFIG "{yml,yaml,json,toml,ini,conf,cfg,env,properties,xml}"

/* Extensions of what a processor or a virtual machine runs. */
#define PROGRAMS                                                               \
	"*.{exe,dll,so,dylib,a,o,obj,lib,ko,class,jar,war,ear,apk,ipa,wasm,"   \
	"pyc,pyo,pyd,node,elf,com,scr,msi,deb,rpm,dmg,bin} *.so.*"

const struct builtin_rule rules_of_files[] = {
    {.id = "protected-path",
	.level = POLICY_ERROR,
	.message = "belongs to git or to this toolkit's policy and logs",
	.hint = "only a person changes it, by hand",
	.check = check_protected},
    {.id = "odd-path",
	.level = POLICY_WARNING,
	.message = "has a path that some systems cannot hold, or that looks "
		   "like another",
	.hint = "choose a name of plain letters, digits, - _ and .",
	.check = check_odd_path},
    {.id = "unread",
	.level = POLICY_ERROR,
	.message = "shows content that could not be judged",
	.hint = "show the content as text, or let a person look at it",
	.check = check_unread},
    {.id = "owned",
	.level = POLICY_NOTE,
	.message = "belongs to somebody, as the policy or CODEOWNERS says",
	.hint = "the policy's owners say who is asked, or CODEOWNERS",
	.check = check_owners},
    {.id = "production-config",
	.level = POLICY_ERROR,
	.message = "configures production; a person changes it",
	.hint = "change a sample or a default instead",
	.paths =
	    "**/config/production.* **/config/production/** "
	    "**/config/prod.* **/config/prod/** "
	    "**/environments/production.* **/environments/prod.* "
	    "**/{production,prod}/**/*." CONFIG " "
	    "**/{production,prod}." CONFIG " **/*[-_.]{production,prod}." CONFIG
	    " values-prod* **/.env **/.env.prod* **/.env.local",
	.except = RULE_PROSE " " RULE_SAMPLES
			     " **/{test,tests,testdata,fixtures,spec}/**"},
    {.id = "config",
	.level = POLICY_NOTE,
	.message = "configures what runs",
	.paths =
	    "config/** **/config/*." CONFIG " .env.* *.env values*.y{,a}ml",
	.except = RULE_PROSE " " RULE_SAMPLES
			     " *.{js,ts,py,rb,go,c,h} *prod{,uction}{.*,} "
			     ".env.local **/{prod,production}/**"
			     " **/{test,tests,testdata,fixtures,spec}/**"},
    {.id = "ci-workflow",
	.level = POLICY_WARNING,
	.message = "changes what continuous integration runs",
	.hint = "comments alone are not counted",
	.paths = RULE_WORKFLOWS
	" .gitlab-ci.yml .gitlab/ci/** .circleci/** jenkinsfile "
	".travis.yml .drone.yml azure-pipelines*.yml "
	"bitbucket-pipelines.yml .buildkite/** .woodpecker/** "
	".cirrus.yml appveyor.yml .appveyor.yml .ci/**",
	.check = check_ci},
    {.id = "review-config",
	.level = POLICY_ERROR,
	.message = "decides who or what reviews changes",
	.hint = "only a person changes it",
	.paths = "codeowners .policy.json policy.rego .gitleaks.toml "
		 ".gitleaksignore .secrets.baseline .trivyignore .snyk "
		 ".semgrepignore osv-scanner.toml .mergify.yml"},
    {.id = "tool-config",
	.level = POLICY_WARNING,
	.message = "steers tools that run on other people's machines",
	.paths =
	    ".gitattributes .pre-commit-config.yaml .pre-commit-hooks.yaml "
	    ".husky/** agents.md claude.md .mcp.json .claude/** .cursor/** "
	    ".cursorrules .vscode/tasks.json .vscode/settings.json "
	    ".vscode/launch.json .devcontainer/** .envrc .npmrc .yarnrc.yml "
	    "pip.conf .cargo/config.toml .gitconfig .golangci.y{,a}ml "
	    ".eslintrc{,.*} eslint.config.* .pylintrc .ruff.toml ruff.toml "
	    ".flake8 .clang-tidy .shellcheckrc .rubocop.yml .tflint.hcl "
	    ".github/dependabot.yml renovate.json .github/copilot*.md "
	    /* what Python runs whenever it starts */
	    "*.pth sitecustomize.py usercustomize.py"},
    {.id = "hidden-from-review",
	.level = POLICY_WARNING,
	.message = "hides files from reviewers' diffs, or has git rewrite them",
	.paths = ".gitattributes",
	.added = "^\\s*[^#\\s].*\\s(-diff|binary|-text|filter=|diff=|merge=|"
		 "linguist-(generated|vendored|documentation)(?!=false))"},
    {.id = "allow-rule",
	.level = POLICY_ERROR,
	.message = "adds to what checkers and agents are allowed to pass over",
	.hint = "take it out; what is allowed is decided before the change",
	.paths = ".gitleaksignore .secrets.baseline .trivyignore .snyk "
		 ".semgrepignore .bandit-baseline .claude/settings*.json "
		 ".checkov.baseline detekt-baseline.xml psalm-baseline.xml",
	.added = "^\\s*[^#\\s]",
	.code = true},
    {.id = "mode-change",
	.level = POLICY_WARNING,
	.message = "becomes executable",
	.hint = "a new script that begins with #! may be, and all new files "
		"in bin, scripts and tools",
	.check = check_mode},
    {.id = "symlink-outside",
	.level = POLICY_ERROR,
	.message = "is a symbolic link that leads outside of the root",
	.hint = "link to a path within the project, relative to the link",
	.check = check_symlink_outside},
    {.id = "symlink",
	.level = POLICY_NOTE,
	.message = "is a symbolic link",
	.check = check_symlink},
    {.id = "submodule-command",
	.level = POLICY_ERROR,
	.message = "a submodule's address or update that runs commands or "
		   "leaves the repository",
	.hint = "use an https address",
	.paths = ".gitmodules",
	.added = "(?i)^\\s*(url|path|branch)\\s*=\\s*\"?(-|ext::|fd::|file:|"
		 "\\.\\./\\.\\./\\.\\.|/)|^\\s*update\\s*=\\s*\"?!"},
    {.id = "submodule",
	.level = POLICY_WARNING,
	.message = "changes a submodule, of which the content is not judged",
	.check = check_submodule},
    {.id = "binary-program",
	.level = POLICY_ERROR,
	.message = "is a compiled program or library",
	.hint = "keep its source, and have the build make it",
	.paths = PROGRAMS,
	.check = check_program},
    {.id = "binary",
	.level = POLICY_WARNING,
	.message = "is binary: its content was not judged",
	.except = "*.{png,jpg,jpeg,gif,ico,webp,avif,bmp,svg,woff,woff2,ttf,"
		  "otf,eot,pdf} " PROGRAMS,
	.check = check_binary},
    {.id = "secret-file",
	.level = POLICY_WARNING,
	.message = "has the name of a file that holds keys or passwords",
	.hint = "keep it out of the repository, and name it in .gitignore",
	.paths = "id_rsa id_dsa id_ecdsa id_ed25519 *.{pem,key,p12,pfx,jks,"
		 "keystore,kdbx,ppk,ovpn} .netrc _netrc .pgpass .htpasswd "
		 "credentials credentials.json *service-account*.json "
		 "*serviceaccount*.json .dockercfg .git-credentials",
	.except = "*.pub *{cert,crt,ca,public,chain}*.pem "
		  "**/{test,tests,testdata,fixtures,fixture,spec,examples,"
		  "example}/**"},
    {.id = "auth-code",
	.level = POLICY_NOTE,
	.message = "is about who may do what, or about cryptography",
	.paths =
	    "**/{auth,authn,authz,authentication,authorization,oauth,"
	    "login,session,sessions,acl,rbac,crypto,permissions,iam}/** "
	    "{,*[-_.]}{auth,login,session,crypto,password,passwd,permission,"
	    "permissions,acl,rbac,jwt,oauth,csrf}.*",
	.except = RULE_PROSE " *.{css,scss,png,svg,jpg,snap} "
			     "**/{test,tests,testdata,fixtures,spec,docs}/**"},
    {.id = "license",
	.level = POLICY_WARNING,
	.message = "changes the terms of the licence",
	.hint = "a change of years alone is not counted",
	.paths = "license* licence* copying* notice* licenses/** unlicense",
	.except = "*.{c,h,js,ts,py,go,rs,rb,java,sh,png,svg,tf,yml,yaml}",
	.check = check_license},
    {.id = "license-header",
	.level = POLICY_WARNING,
	.message = "removes a line about licence or copyright",
	.hint = "keep it, or put its like into the same file",
	.removed = "(?i)SPDX-License-Identifier:|\\bcopyright\\s+(\\(c\\)|"
		   "\\x{a9}|[12]\\d{3}|by\\b)|\\ball rights reserved\\b",
	.except = "**/dist/** **/vendor/** **/node_modules/**",
	.check = check_gone_from_file},
    {.id = "vendored",
	.level = POLICY_WARNING,
	.message = "is generated, or a copy of other people's code, and "
		   "nothing that it comes from is changed",
	.hint = "change its source, and make it again",
	/* which are made, too, and have rules of their own */
	.except = "*.lock *-lock.json go.sum pnpm-lock.yaml "
		  "npm-shrinkwrap.json",
	.check = check_vendored},
    {.id = NULL},
};
