/* rules_packages: the built-in rules about packages and workflows */
#include "record/judge.h"
#include <stddef.h>

#define NPM_LOCKS                                                              \
	"package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml"
#define LOCKS                                                                  \
	NPM_LOCKS " cargo.lock go.sum poetry.lock uv.lock pdm.lock "           \
		  "pipfile.lock gemfile.lock composer.lock mix.lock "          \
		  "flake.lock bun.lock deno.lock"
#define MANIFESTS                                                              \
	"package.json cargo.toml go.mod pyproject.toml setup.py setup.cfg "    \
	"*requirements*.{txt,in} pipfile gemfile *.gemspec composer.json "     \
	"pom.xml build.gradle build.gradle.kts dockerfile* *.dockerfile "      \
	"containerfile mix.exs flake.nix conanfile.* vcpkg.json deno.json "    \
	"environment.y{,a}ml"

const struct builtin_rule rules_of_packages[] = {
    {.id = "ci-injection",
	.level = POLICY_ERROR,
	.message = "runs a workflow with rights or text that strangers control",
	.hint = "use pull_request, and hand such text over in env",
	.paths = RULE_WORKFLOWS,
	.added =
	    "(?i)(^\\s*-?|[\\[,{]|^\\s*[\"']?on[\"']?:)\\s*[\"']?"
	    "(pull_request_target\\b|(workflow_run|issue_comment)[\"']?\\s*:)"
	    "|(^\\s*[\"']?on[\"']?:(.*[\\[,])?\\s*[\"']?)"
	    "(workflow_run|issue_comment)\\b"
	    "|\\$\\{\\{(?:(?!\\}\\}).)*\\bgithub(\\.|\\[')(head_ref|event('\\]|"
	    "\\b)(\\s*(\\)|\\}\\})|(\\.|\\[')(issue|"
	    "pull_request|comment|review|review_comment|discussion|"
	    "head_commit|commits|pages|workflow_run)\\b"
	    "(?!\\.(number|id|node_id|merged|draft|state|html_url|"
	    "base\\.(ref|sha)|head\\.sha|head\\.repo\\.(fork|full_name)|"
	    "user\\.(login|id)|conclusion|event|labels)\\b)))",
	.code = true},
    {.id = "ci-permissions",
	.level = POLICY_ERROR,
	.message = "widens what a workflow's token may do",
	.hint = "ask for the least that the job needs",
	.paths = RULE_WORKFLOWS,
	.added = "^\\s*([\"']?permissions[\"']?\\s*:\\s*[\"']?(write-all|\\{"
		 "[^}\\n]*:\\s*[\"']?write)|"
		 "[\"']?(actions|artifact-metadata|attestations|checks|"
		 "contents|deployments|discussions|id-token|issues|models|"
		 "packages|pages|pull-requests|repository-projects|"
		 "security-events|statuses)[\"']?\\s*:\\s*"
		 "[\"']?write\\b)|^\\s*-?\\s*persist-credentials:\\s*true",
	.removed = "^\\s*[\"']?permissions[\"']?\\s*:",
	.check = check_permissions,
	.code = true},
    {.id = "ci-unpinned",
	.level = POLICY_WARNING,
	.message = "uses an action or an image that its owner can exchange",
	.hint = "name the commit: owner/action@<40 hexadecimal digits>",
	.paths = RULE_WORKFLOWS,
	.added = "^\\s*-?\\s*uses:\\s*[\"']?(?!\\./|docker://\\S*@sha256:)"
		 "[\\w./:-]+(@(?![0-9a-f]{40}\\b)|\\s*$)",
	.code = true},
    {.id = "ci-reach",
	.level = POLICY_WARNING,
	.message = "lets a workflow reach further: a runner of one's own, "
		   "secrets handed on, or later steps' environment",
	.paths = RULE_WORKFLOWS " .gitlab-ci.yml .circleci/**",
	.added = "\\bruns-on:.*\\bself-hosted\\b|^\\s*-\\s*self-hosted\\b"
		 "|^\\s*secrets:\\s*inherit\\b|toJSON\\(\\s*secrets\\s*\\)"
		 "|>>?\\s*[\"']?\\$\\{?GITHUB_(ENV|PATH)\\b"
		 "|ACTIONS_ALLOW_UNSECURE_COMMANDS|::set-env\\b"
		 "|\\buses:\\s*actions/cache/save@"
		 "|--privileged\\b|docker\\.sock\\b",
	.code = true},
    {.id = "lock-file",
	.level = POLICY_WARNING,
	.message = "a lock file changes without its manifest",
	.hint = "change the manifest, and let the package manager write this",
	.paths = LOCKS,
	.check = check_lock_file},
    {.id = "lock-source",
	.level = POLICY_ERROR,
	.message = "takes a package from an address without protection, or "
		   "from another host",
	.hint = "let the package manager write the lock file anew",
	.paths = LOCKS " requirements*.txt",
	.added = "(?i)((resolved|tarball|url|source|registry)\"?\\s*[:=]?"
		 "\\s*\"?|--(extra-)?index-url[ =]|\\+)"
		 "(http://|git\\+http:|git://|file:/|ssh://)",
	.check = check_lock_source},
    {.id = "lock-integrity",
	.level = POLICY_ERROR,
	.message = "removes or weakens checksums of packages",
	.hint = "let the package manager write the lock file anew",
	.paths = NPM_LOCKS " cargo.lock poetry.lock uv.lock pipfile.lock",
	.added = "(?i)\\bintegrity\"?:?\\s*\"?sha1-",
	.check = check_integrity},
    {.id = "dependency-source",
	.level = POLICY_WARNING,
	.message = "takes a dependency from an address or a folder instead of "
		   "the registry",
	.hint = "publish it, or pin the commit",
	.paths = MANIFESTS,
	.added =
	    "(?i)^\\s*\"[@\\w./-]+\":\\s*\"(git(\\+\\w+)?:|https?://(?!.*\"\\s"
	    "*:).*\\.(tgz|git|tar\\.gz|zip)\\b|file:|link:|(github|gitlab|"
	    "bitbucket|gist):)"
	    "|^\\s*(-e\\s+|[\\w.\\[\\]-]+\\s*@\\s*)?(git\\+|https?://\\S+\\."
	    "(git|zip|whl|tar\\.gz)|file:)"
	    "|^\\s*[\\w-]+\\s*=\\s*\\{[^}\\n]*\\b(git|url)\\s*=\\s*\""
	    "|^\\s*git\\s*=\\s*\"|^\\s*(replace\\s+)?\\S+(\\s+v\\S+)?\\s+=>\\s"
	    "|\\b(git|github|path):\\s*['\"]|--(extra-)?index-url"
	    "|<systemPath>|\\[\\s*[\"'][^\"'\\n]*\\s@\\s*(git\\+|https?:)",
	.code = true},
    {.id = "install-script",
	.level = POLICY_WARNING,
	.message = "adds a script that runs when the package is installed",
	.hint = "let the person who installs it run a command",
	.paths = "package.json setup.py build.rs composer.json",
	.added = "\"(pre|post)?install\"\\s*:|\"prepare\"\\s*:"
		 "|\"post-(install|update)-cmd\"\\s*:|\\bcmdclass\\s*="},
    {.id = "dependency",
	.level = POLICY_NOTE,
	.message = "changes dependencies or what is installed",
	.paths = MANIFESTS},
    {.id = "install-command",
	.level = POLICY_NOTE,
	.message = "installs packages",
	.except = RULE_PROSE,
	.added =
	    "\\b(apt-get|apt|yum|dnf|apk|zypper|brew|pacman)\\s+(-\\S+\\s+)*"
	    "(install|add|-S\\w*)\\s+(-\\S+\\s+)*\\w"
	    "|\\bpip3?\\s+install\\s+(?!-r\\b|-e\\s+\\.|\\.)\\S"
	    "|\\bnpm\\s+(install|i|add)\\s+(-\\S+\\s+)*[@\\w]"
	    "|\\b(go|cargo|gem)\\s+install\\s+\\S",
	.code = true},
    {.id = NULL},
};
