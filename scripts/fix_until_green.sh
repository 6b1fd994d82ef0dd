#!/bin/sh
# fix_until_green.sh: let a model mend failing tests, three times at most.
#
# usage: fix_until_green.sh [OPTION of codex-call...]
#
# Run it in the project; options such as -m NAME or --max-cost 1 go to each
# call. The failing tests go to the model with the template fix_failing_tests.
# Its diff must get past validate_diff without an error or a warning, must fit,
# and must leave the tests alone that are there; then it is applied, and the
# tests run again, of which more must pass and no more be skipped. What was
# refused, did not fit or is still red goes back to the model. It stops after
# three answers, or at the first failure that no answer can mend.
#
# Standard output gets a summary in Markdown, of each round its diff, refusals
# and tests; progress is on standard error. When the tests are green the
# change is left in the work tree, staged nothing. Otherwise each file is put
# back as it was found, what was not committed included; a file that someone
# else changed meanwhile is left alone, and named with the copy of what it
# held. Exits 0 when green, 1 when not, else as codex-call does.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
PATH=${CODEX_BIN:-$here/../build/bin}:$PATH
[ "${1:-}" != --help ] || exec sed -n 's/^# usage: /usage: /p' "$0"
case ${1:--} in
-*) ;;
*)
	echo 'usage: fix_until_green.sh [OPTION of codex-call...]' >&2
	exit 2
	;;
esac
rounds=3
tools=read_file,grep,list_files

cd "${CODEX_ROOT:-$(git rev-parse --show-toplevel 2>/dev/null || pwd)}"
state=${XDG_STATE_HOME:-$HOME/.local/state}/codex
mkdir -p "$state"
work=$(mktemp -d "$state/fix-XXXXXX")
: >"$work/summary"
child=
applying=no
pending=
finished=no
# shellcheck source=scripts/kept.sh
. "$here/kept.sh"

say() { printf 'fix_until_green: %s\n' "$1" >&2; }
# list FILTER FILE: what a jq filter prints of a result line, a line for each
# item, so that no text of the model or the project forges one or steers a
# terminal
list() { jq -r "$1"' | gsub("[\\p{Cc}\\p{Cf}]"; "?")' <"$2"; }
# shown FILTER FILE: a text in it, whose lines and tabs stay
shown() { jq -r "$1"' | gsub("(?![\\n\\t])[\\p{Cc}\\p{Cf}]"; "?")' <"$2"; }
message() { list '.details.error.message? // .details.summary? // "the answer is no"' "$1" | tail -n 1; }
# failed FILE: the tests of a result line of run_tests
failed() {
	list '.details.summary // ""' "$1"
	list '.details.failures[:20][] | "- failed: \(.name)" +
		(if .path then " (\(.path):\(.line // 1))" else "" end) +
		(if .message != "" then ": \(.message)" else "" end)' "$1"
	# where nothing was counted, the end of the output says what failed
	shown '.details | select(.status != 0 and .failures == []).output // "" |
		rtrimstr("\n") | split("\n")[-20:] | select(. != []) | [""] + map("    " + .) | .[]' "$1"
}

# finish STATUS TITLE: print the summary, and what became of the tree
finish() {
	finished=yes
	say "$2"
	if [ "$1" -eq 0 ] && [ -z "${round:-}" ]; then
		tree='Nothing was changed.'
	elif [ "$1" -eq 0 ]; then
		tree='The change is in the work tree; nothing is staged or committed.'
	else
		restore
		if [ -z "$left" ]; then
			tree='Every file is as it was found.'
		else
			say "not every file was put back: see the summary, and $work"
			tree="Changed meanwhile by someone else, and left as it is; all others are as they were found:

$left"
		fi
	fi
	printf '# fix_until_green: %s\n\n' "$2"
	cat "$work/summary"
	printf '## The tree\n\n%s\n' "$tree"
	[ -z "${CODEX_SESSION:-}" ] || printf '\nSession %s.\n' "$CODEX_SESSION"
	[ -n "$left" ] || rm -rf "$work"
}
stop() { # stop SIGNAL: what a patch has begun is ended first
	pending=$1
	[ "$applying" = no ] || return 0
	trap '' INT TERM HUP
	if [ -n "$child" ]; then
		kill "$child" 2>/dev/null || :
		wait "$child" || :
	fi
	finish 1 "stopped by SIG$1" || :
	trap - "$1"
	kill -s "$1" $$
}
# what ends it unforeseen leaves nothing half done either
trap 'status=$?; [ "$finished" = yes ] || finish "$status" "stopped: it failed itself"' EXIT
for signal in INT TERM HUP; do
	# shellcheck disable=SC2064 # the name is meant now
	trap "stop $signal" "$signal"
done
end() { # end STATUS TITLE
	finish "$1" "$2"
	exit "$1"
}
# run IN OUT COMMAND...: one that takes its time, and that a signal stops
run() {
	in=$1
	out=$2
	shift 2
	"$@" <"$in" >"$out" &
	child=$!
	status=0
	wait "$child" || status=$?
	child=
	return "$status"
}
# told TITLE: a section of the summary about this round
told() { printf '## Round %s: %s\n\n' "$round" "$1" >>"$work/summary"; }
# paragraph: standard input goes to the summary
paragraph() {
	text=$(cat)
	[ -z "$text" ] || printf '%s\n\n' "$text" >>"$work/summary"
}
# judged: what was found in the diff, and the diff
judged() {
	list '.details.findings[] | "- \(.path)" + (if (.line // 0) > 0 then ":\(.line)" else "" end) +
		": \(.level): \(.rule): \(.message)"' "$work/verdict" | paragraph
	shown '.details.diff | rtrimstr("\n")' "$work/verdict" | sed 's/^/    /' | paragraph
}
# tests_of FILE: those of a result line's paths that held tests when they were
# found. What a test is the policy says, asked as if they were deleted
tests_of() {
	jq -c '{diff: [.details.paths[] | "diff --git a/\(.) b/\(.)\ndeleted file mode 100644\n" +
		"--- a/\(.)\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"] | add}' "$1" |
		codex-run validate_diff --fail-on never 2>>"$work/err" |
		jq -r --slurpfile fit "$1" '.details | if .findings then .findings[] |
			select(.rule == "tests-deleted").path else $fit[0].details.paths[] end' |
		while IFS= read -r path; do
			if there "$work/before/$path"; then printf '%s\n' "$path"; fi
		done
}
# hopeless FILE STATUS: end where no other answer of the model would help
hopeless() {
	case $(jq -r '.details.error.code? // ""' "$1") in
	'' | not_found | invalid_arguments | invalid_json | policy_denied | \
		outside_root | not_a_file | binary_file | too_large) return 0 ;;
	esac
	end "$2" "stopped: $(message "$1")"
}

say 'the tests run'
status=0
run /dev/null "$work/tests" codex-run run_tests --max-tokens 6000 || status=$?
if jq -e '.details.error' "$work/tests" >/dev/null; then
	end "$status" "the tests cannot be run: $(message "$work/tests")"
fi
failed "$work/tests" | paragraph
[ "$status" -ne 0 ] || end 0 'green before any change'
cp "$work/tests" "$work/first"

CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)} ||
	end 1 'the session did not start'
export CODEX_SESSION
codex-template fix_failing_tests <"$work/tests" >"$work/data" || {
	status=$?
	end "$status" "no prompt: $(message "$work/data")"
}
next=
round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	say "round $round of $rounds: the model is asked"
	status=0
	if [ -z "$next" ]; then
		run "$work/data" "$work/answer" \
			codex-call --json -T "$tools" "$@" || status=$?
	else
		run "$work/data" "$work/answer" codex-call --json -T "$tools" \
			--session "$CODEX_SESSION" -c "$@" "$next" || status=$?
	fi
	[ "$status" -eq 0 ] ||
		end "$status" "no answer in round $round: $(message "$work/answer")"
	said=$(shown '.details.text' "$work/answer" | sed '/^```/,/^```$/d')
	printf '%s' "$said" | sed -e '/./,$!d' -e 's/^/> /' >"$work/said"

	# judged, and tried for its fit
	status=0
	codex-extract diff <"$work/answer" 2>"$work/err" |
		codex-run validate_diff --fail-on warning >"$work/verdict" 2>>"$work/err" || status=$?
	if jq -e '.details.error' "$work/verdict" >/dev/null; then
		hopeless "$work/verdict" "$status"
		say "round $round: no diff to judge"
		told 'no diff to judge'
		paragraph <"$work/said"
		echo "- $(message "$work/verdict")" | paragraph
		jq -c '.details' "$work/verdict" >"$work/data"
		next='Your answer holds no diff that can be judged, and nothing was applied: the data says why. Answer with the whole diff.'
		continue
	fi
	if [ "$status" -ne 0 ]; then
		say "round $round: refused"
		told 'refused by the checks, not applied'
		paragraph <"$work/said"
		judged
		jq -c '{findings: .details.findings}' "$work/verdict" >"$work/data"
		next='The checks refused your diff, and nothing of it was applied: the findings are in the data. Answer with a whole diff that does without what they name.'
		continue
	fi
	status=0
	codex-run apply_patch --dry-run <"$work/verdict" >"$work/fit" 2>"$work/err" || status=$?
	if [ "$status" -eq 0 ]; then
		keep "$work/fit" || end 1 "stopped in round $round: someone else changes the same files"
		tests_of "$work/fit" >"$work/changed"
		if [ -s "$work/changed" ]; then
			say "round $round: refused, it changes tests"
			told 'refused because it changes tests, not applied'
			paragraph <"$work/said"
			sed 's/^/- /' "$work/changed" | paragraph
			judged
			jq -Rc -s '{tests: split("\n")[:-1]}' "$work/changed" >"$work/data"
			next='Your diff changes tests that were there, which the data names, and nothing of it was applied. Answer with a whole diff that mends the code alone; if a test is wrong, say so in words, and a person changes it.'
			continue
		fi
		applying=yes
		codex-run apply_patch <"$work/verdict" >"$work/fit" 2>"$work/err" || status=$?
		note_written
		applying=no
		[ -z "$pending" ] || stop "$pending"
	fi
	if [ "$status" -ne 0 ]; then
		hopeless "$work/fit" "$status"
		say "round $round: the diff does not fit"
		told 'the diff does not fit, not applied'
		paragraph <"$work/said"
		list '.details.error | "- " + .message + (if .hint then "; " + .hint else "" end)' "$work/fit" | paragraph
		judged
		jq -c '.details' "$work/fit" >"$work/data"
		next='Your diff does not fit the files, and nothing of it was applied: the data says where it diverges. Read the files and answer with the whole diff anew.'
		continue
	fi

	say "round $round: applied; the tests run"
	status=0
	run /dev/null "$work/tests" codex-run run_tests --max-tokens 6000 || status=$?
	if jq -e '.details.error' "$work/tests" >/dev/null; then
		end "$status" "the tests cannot be run any more: $(message "$work/tests")"
	fi
	# green because a test is gone or switched off is not green
	if [ "$status" -eq 0 ] && jq -e -n --slurpfile b "$work/first" --slurpfile a "$work/tests" '
		$b[0].details as $b | $a[0].details as $a |
		($b.passed + $b.failed == 0 or $a.passed > $b.passed) and $a.skipped <= $b.skipped' >/dev/null; then
		told 'applied, the tests are green'
		paragraph <"$work/said"
		failed "$work/tests" | paragraph
		judged
		end 0 "green after $round of $rounds rounds"
	fi
	if [ "$status" -eq 0 ]; then
		restore
		[ -z "$left" ] || end 1 "stopped in round $round: someone else changes the same files"
		note_written
		say "round $round: green, but fewer tests passed: taken back"
		told 'green, but no more tests passed than before, or more were skipped; taken back'
		next='Your diff was applied, and then no more tests passed than before, or more were skipped: the data has the run before and the run after. That is no repair; all was taken back, and the files are as they were at the start. Answer with a whole diff that mends the code.'
		jq -c -s 'map(.details | {summary, passed, failed, skipped})' "$work/first" "$work/tests" >"$work/data"
	else
		say "round $round: still red"
		told 'applied, the tests are red'
		next='Your diff was applied, and the tests still fail: the data has what they say now. Answer with a further diff, against the files as they are now.'
		jq -c . "$work/tests" >"$work/data"
	fi
	paragraph <"$work/said"
	failed "$work/tests" | paragraph
	judged
done
end 1 "not green after $rounds rounds"
