#!/bin/sh
# deliver.sh: deliver one feature, from the request to a validated commit.
#
# usage: deliver.sh TITLE REQUEST
#
# Run it in the project. The model prepares the change; deterministic checks
# decide: a diff that the policy refuses goes back to the model with the
# findings, at most three times; then it is applied, the tests must pass, and
# the commit names the session and the head of its log. Writes PR.md.
# What the model may run is named here: read_file, grep, list_files, run_tests.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
PATH=${CODEX_BIN:-$here/../build/bin}:$PATH
[ "${1:-}" != --help ] || exec sed -n 's/^# usage: /usage: /p' "$0"
[ $# -eq 2 ] || {
	echo 'usage: deliver.sh TITLE REQUEST' >&2
	exit 2
}
title=$1
request=$2
started=$(date +%s)
tools=read_file,grep,list_files,run_tests
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() { printf '\n== %s\n' "$1"; }
fail() {
	printf 'deliver: %s\n' "$1" >&2
	exit 1
}
# list FILTER FILE: what a jq filter prints of a result line, a line for each
# item, so that no text of the model or the project forges one or steers a
# terminal
list() { jq -r "$1"' | gsub("[\\p{Cc}\\p{Cf}]"; "?")' <"$2"; }
# findings FILE: of a result line, as `path:line: level: rule: message`
findings() {
	list '.details.findings[] | .path + (if (.line // 0) > 0 then ":\(.line)" else "" end) +
		": \(.level): \(.rule): \(.message)"' "$1"
}
# message FILE: what a result line says went wrong
message() { list '.details.error.message? // .details.summary? // "the answer is no"' "$1" | tail -n 1; }

git diff --cached --quiet ||
	fail 'something is staged already: commit it, or git reset, so that the commit holds what was judged'

step 'the state of the project'
sh "$here/session_start.sh" >"$work/state" || fail 'the session did not start'
cat "$work/state"
CODEX_SESSION=$(sed -n '$s/^session: //p' "$work/state")
export CODEX_SESSION

step 'the plan and the change'
# a failing test is an answer that the model must see: no pipefail here
{ codex-run git_status </dev/null; codex-run run_tests </dev/null || :; } |
	codex-pack --budget 4000 |
	codex-template feature_plan request="$request" |
	codex-call --json -T "$tools" >"$work/answer" ||
	fail "the model gave no answer: $(message "$work/answer")"
list '.details.calls[]? | "  called \(.name) \(.arguments)"' "$work/answer"

attempt=1
: >"$work/refusals"
until codex-extract diff <"$work/answer" | codex-run validate_diff >"$work/verdict"; do
	grep -q '"error":{' "$work/verdict" && fail "no diff to judge: $(message "$work/verdict")"
	findings "$work/verdict" | tee -a "$work/refusals" | sed 's/^/  refused: /'
	[ "$attempt" -lt 3 ] || fail 'refused three times: see the session log'
	attempt=$((attempt + 1))
	codex-call --json --session "$CODEX_SESSION" -c -T "$tools" \
		'The checks refused your diff: the findings are in the data. Answer with a diff that does without what they name.' \
		<"$work/verdict" >"$work/answer" ||
		fail "the model gave no answer: $(message "$work/answer")"
done
jq -r '.details.text' "$work/answer" >"$work/text"
echo "  accepted: attempt $attempt"

step 'apply it and run the tests'
codex-run apply_patch <"$work/verdict" >"$work/applied" ||
	fail "the patch does not apply: $(message "$work/applied")"
list '.details.paths[] | "  wrote \(.)"' "$work/applied"
codex-run run_tests </dev/null >"$work/tests" || {
	list '.details.failures[]? | "  failed: \(.name)"' "$work/tests"
	fail 'the tests are red: nothing is committed'
}
tests=$(list '.details | "\(.passed) passed, \(.failed) failed, \(.skipped) skipped (`\(.command)`)"' "$work/tests")
echo "  $tests"

step 'commit'
codex-log verify "$CODEX_SESSION" >"$work/log" || fail "the log does not verify: $(message "$work/log")"
head=$(jq -r .details.head "$work/log")
jq -j '.details.paths[] + "\u0000"' "$work/applied" >"$work/paths"
set -- --pathspec-from-file="$work/paths" --pathspec-file-nul
git --literal-pathspecs add -A "$@"
# only these: the tests may have staged more
git --literal-pathspecs commit -q --only "$@" -m "feat: $title" -m "$request" \
	-m "Codex-Session: $CODEX_SESSION
Codex-Log-Head: $head"
git log -1 --format='  %h %s%n%(trailers)' | sed '/^$/d'

codex-run changelog HEAD~1 HEAD </dev/null >"$work/changelog" ||
	fail "no changelog: $(message "$work/changelog")"
{
	printf '# %s\n\n## Summary\n\n%s\n\n' "$title" "$request"
	sed '/^```diff/,/^```$/d' "$work/text" | sed -e '/./,$!d'
	printf '\n## Changes\n\n'
	git show --stat --format= HEAD | sed 's/^/    /'
	printf '\n## Tests run\n\n- %s\n\n## Findings\n\n' "$tests"
	findings "$work/verdict" | sed 's/^/- /' | grep . || echo '- none in the diff that was applied'
	sed 's/^/- refused before: /' "$work/refusals"
	printf '\n## Changelog\n\n'
	jq -r .details.text "$work/changelog"
	printf '\nSession %s, log head %s.\n' "$CODEX_SESSION" "$head"
} >"$work/PR.md"
# not through a link that the project has under that name
rm -f PR.md
mv "$work/PR.md" PR.md
echo '  PR.md is written'

step 'the evidence'
codex-log verify "$CODEX_SESSION" >"$work/log" || fail "the log does not verify: $(message "$work/log")"
jq -r '.details | "  log ok: \(.lines) lines, head \(.head)"' "$work/log"
codex-log show --json "$CODEX_SESSION" | jq -r --argjson seconds "$(($(date +%s) - started))" '
	[.details.events[]] as $e |
	([$e[] | select(.type == "response") | .usage.total_tokens // 0] | add // 0) as $tokens |
	"\ndelivered: \([$e[] | select(.type == "response")] | length) turns, " +
	"\([$e[] | select(.type == "call")] | length) helper calls, \($tokens) tokens, \($seconds) seconds"'
