#!/bin/sh
# validate.sh: everything that must hold before a change is handed on.
#
# usage: validate.sh [BASE]
#
# In this order, and it stops at the first no:
#   format  make format-check, or npm run format:check, cargo fmt, gofmt -l
#   lint    make lint, or npm run lint, cargo clippy, go vet
#   tests   the helper run_tests, which finds the project's command
#   diff    scripts/validate_diff against BASE: when it is left out, the merge
#           base with the upstream branch or origin/HEAD, else the last commit
# A step for which the project has nothing says so and counts as passed; the
# tests and the diff must be there. It runs the project's own commands: use it
# on code that you trust to run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
PATH=${CODEX_BIN:-$here/../build/bin}:$PATH
[ "${1:-}" != --help ] || exec sed -n 's/^# usage: /usage: /p' "$0"
[ $# -le 1 ] || {
	echo 'usage: validate.sh [BASE]' >&2
	exit 2
}

# has_target NAME: whether make knows it; a makefile that is broken ends it all
has_target() {
	[ -f Makefile ] || [ -f makefile ] || [ -f GNUmakefile ] || return 1
	if said=$(LC_ALL=C make -n "$1" 2>&1); then return 0; fi
	case $said in
	*"No rule to make target '$1'"*) return 1 ;;
	esac
	printf 'validate: make %s: %s\n' "$1" "$said" >&2
	exit 1
}
has_script() {
	[ -f package.json ] &&
		jq -e --arg s "$1" '.scripts[$s]' package.json >/dev/null
}
no() {
	printf 'validate: no: %s\n' "$1" >&2
	exit 1
}
# step NAME COMMAND...
step() {
	name=$1
	shift
	printf '== %s: %s\n' "$name" "$*"
	"$@" </dev/null || no "$name"
}
nothing() { printf '== %s: the project has no command for it\n' "$1"; }
gofmt_clean() { [ -z "$(gofmt -l . | tee /dev/stderr)" ]; }

if has_target format-check; then
	step format make format-check
elif has_script format:check; then
	step format npm run --silent format:check
elif [ -f Cargo.toml ]; then
	step format cargo fmt --check
elif [ -f go.mod ]; then
	step format gofmt_clean
else
	nothing format
fi

if has_target lint; then
	step lint make lint
elif has_script lint; then
	step lint npm run --silent lint
elif [ -f Cargo.toml ]; then
	step lint cargo clippy --quiet -- -D warnings
elif [ -f go.mod ]; then
	step lint go vet ./...
else
	nothing lint
fi

printf '== tests: codex-run run_tests\n'
codex-run run_tests </dev/null | codex-report || no tests

base=${1:-}
if [ -z "$base" ]; then
	base=$(git rev-parse -q --verify --abbrev-ref '@{upstream}' 2>/dev/null ||
		git rev-parse -q --verify --abbrev-ref origin/HEAD 2>/dev/null ||
		echo HEAD)
fi
step diff "$here/validate_diff" --diff "$base"
echo 'validate: yes'
