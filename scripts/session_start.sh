#!/bin/sh
# session_start.sh: print the state of a project and open a session log.
#
# usage: session_start.sh [--no-tests]
#
# Prints branch, changes, last commits, test status, coverage where a report is
# there, and open issues (from gh, else ISSUES.md, else the TODO notes). The
# last line is `session: ID`; CODEX_SESSION=ID makes what follows part of it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
PATH=${CODEX_BIN:-$here/../build/bin}:$PATH
tests=yes
case ${1:-} in
'') ;;
--no-tests) tests=no ;;
*)
	echo 'usage: session_start.sh [--no-tests]' >&2
	exit 2
	;;
esac

# helper NAME ARGS...: what a helper answers, also when the answer is no
helper() { codex-run "$@" </dev/null 2>/dev/null || :; }

session=$(codex-log new | jq -r .details.session)
CODEX_SESSION=$session
export CODEX_SESSION

helper git_status | jq -r '.details |
	if .error then "branch: none (\(.error.message))" else
	"branch: \(.branch)\(if .upstream then " (\(.upstream), ahead \(.ahead), behind \(.behind))" else "" end)",
	"changes: \(.changes | length)", (.changes[:20][] | "  \(.status) \(.path)") end'

if git rev-parse -q --verify HEAD >/dev/null 2>&1; then
	echo 'last commits:'
	git log -5 --format='  %h %s'
fi

[ "$tests" = no ] || helper run_tests | jq -r '.details |
	if .error then "tests: \(.error.message)" else
	"tests: \(.passed) passed, \(.failed) failed, \(.skipped) skipped (\(.command))",
	(.failures[:10][] | "  failed: \(.name)") end'

for report in coverage/lcov.info lcov.info coverage.info; do
	[ -f "$report" ] || continue
	awk -F: '/^LF:/ { found += $2 } /^LH:/ { hit += $2 }
		END { if (found) printf "coverage: %.1f %% of %d lines\n", 100 * hit / found, found }' "$report"
	break
done

echo 'open issues:'
if issues=$(gh issue list --limit 10 </dev/null 2>/dev/null) && [ -n "$issues" ]; then
	printf '%s\n' "$issues" | sed 's/^/  /'
elif [ -f ISSUES.md ]; then
	grep -v '^#' ISSUES.md | grep . | sed 's/^/  /'
else
	helper list_todos | jq -r '.details.todos[:10][]? | "  \(.path):\(.line): \(.tag) \(.text)"'
fi
echo "session: $session"
