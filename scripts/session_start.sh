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
--help) exec sed -n 's/^# usage: /usage: /p' "$0" ;;
*)
	echo 'usage: session_start.sh [--no-tests]' >&2
	exit 2
	;;
esac

# helper NAME ARGS...: what a helper answers, also when the answer is no
helper() { codex-run "$@" </dev/null 2>/dev/null || :; }

# shown: lines whose text is the project's, so that none steers a terminal
shown() { jq -Rr 'gsub("[\\p{Cc}\\p{Cf}]"; "?")'; }
# list FILTER: what a jq filter prints of a result line, a line for each item
list() { jq -r "$1"' | gsub("[\\p{Cc}\\p{Cf}]"; "?")'; }

session=$(codex-log new --text)
CODEX_SESSION=$session
export CODEX_SESSION

helper git_status | list '.details |
	if .error then "branch: none (\(.error.message))" else
	"branch: \(.branch)\(if .upstream then " (\(.upstream), ahead \(.ahead), behind \(.behind))" else "" end)",
	"changes: \(.changes | length)", (.changes[:20][] | "  \(.status) \(.path)") end'

if git rev-parse -q --verify HEAD >/dev/null 2>&1; then
	echo 'last commits:'
	git log -5 --format='  %h %s' | shown
fi

[ "$tests" = no ] || helper run_tests | list '.details |
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
	printf '%s\n' "$issues" | shown | sed 's/^/  /'
elif [ -f ISSUES.md ]; then
	grep -v '^#' ISSUES.md | grep . | shown | sed 's/^/  /'
else
	helper list_todos | list '.details.todos // [] |
		if . == [] then "  none" else .[:10][] | "  \(.path):\(.line): \(.text)" end'
fi
echo "session: $session"
