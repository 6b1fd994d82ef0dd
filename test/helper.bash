# helper: what every bats file loads

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${BUILD:-$REPO/build}
export REPO BUILD
PATH=$BUILD/bin:$PATH
# what a user's shell may have set must not reach a test
unset CODEX_SESSION CODEX_ROOT CODEX_LOG_DIR CODEX_ENCODING CODEX_NO_STDIN \
	CODEX_MODEL CODEX_TRUST CODEX_COURSE OPENAI_API_KEY OPENAI_BASE_URL OPENAI_ORG_ID \
	OPENAI_PROJECT_ID OPENAI_ORGANIZATION OPENAI_PROJECT OPENAI_API_VERSION \
	OPENAI_CUSTOM_HEADERS AZURE_OPENAI_ENDPOINT AZURE_OPENAI_API_KEY \
	AZURE_OPENAI_AD_TOKEN SSL_CERT_FILE SSL_CERT_DIR http_proxy https_proxy \
	HTTPS_PROXY all_proxy ALL_PROXY MAKEFLAGS MAKELEVEL
# every test runs with this key: it must be in nothing that a test says or
# leaves behind, of which test/canary convinces itself when all have run
CANARY=canary-3Zk9-fM2x-7QpL-not-a-key
export OPENAI_API_KEY=$CANARY
# nothing is read from or written to the user's own folders
export HOME=${BATS_TMPDIR:-/tmp} XDG_STATE_HOME=${BATS_TEST_TMPDIR:-/tmp}/state
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8

load /usr/lib/bats/bats-support/load
load /usr/lib/bats/bats-assert/load

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# run ARGS: as bats has it, and whatever is said must not hold the key
eval "$(declare -f run | sed '1s/^run /run_unchecked /')"
run() {
	run_unchecked "$@" || return
	case ${output-}${stderr-} in
	*"$CANARY"*) fail "the key is in what was said by: $*" ;;
	esac
}

# run_helper NAME ARGS...: run a helper without standard input; like run -N
run_helper() {
	run --separate-stderr timeout 60 "$BUILD/helpers/$1" "${@:2}" </dev/null
	[ "$status" -lt 124 ] || fail "$1 ended with $status: $stderr"
}

# git_fixed ARGS...: git with fixed author and dates
git_fixed() {
	GIT_AUTHOR_NAME=Example GIT_AUTHOR_EMAIL=example@example.org \
		GIT_COMMITTER_NAME=Example GIT_COMMITTER_EMAIL=example@example.org \
		GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' \
		GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' git "$@"
}

# details FILTER: what jq's FILTER makes of the last output's details
details() {
	jq -rc ".details | $1" <<<"$output"
}

# example_repo DIR: a copy of test/fixtures/example as a git repository on
# branch main: two conventional commits, always with the same hashes
example_repo() {
	mkdir -p "$1"
	cp -R "$REPO/test/fixtures/example/." "$1"
	git_fixed -C "$1" init -q -b main
	git_fixed -C "$1" add .gitignore README.md Makefile
	git_fixed -C "$1" commit -q -m 'chore: start the project'
	git_fixed -C "$1" add .
	git_fixed -C "$1" commit -q -m 'feat: greet people by name'
}
