#!/bin/sh
# summarize_session.sh: let a model summarise a session, and go on from that.
#
# usage: summarize_session.sh SESSION [OPTION of codex-call]...
#
# Makes a new session that begins with the summary (template summarize_session)
# of what SESSION's log holds: `codex-call -c` goes on there. Prints the summary;
# the last line is `session: ID`. The summary is a request to the model like any
# other: what it costs is said on standard error, and is in the new session's
# log. -m and --max-cost say how much that may be, -p words=N how long it gets.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
PATH=${CODEX_BIN:-$here/../build/bin}:$PATH
case ${1:-} in
--help) exec sed -n 's/^# usage: /usage: /p' "$0" ;;
'' | -*)
	echo 'usage: summarize_session.sh SESSION [OPTION of codex-call]...' >&2
	exit 2
	;;
esac
old=$1
shift
say() { echo "summarize_session: $*" >&2; }
# shown: lines whose text is the model's, so that none steers a terminal
shown() { jq -Rr 'gsub("[\\p{Cc}\\p{Cf}]"; "?")'; }

# what was said and done; of what helpers answered the beginning is enough
log=$(codex-log show --json "$old") || {
	status=$?
	printf '%s\n' "$log"
	exit "$status"
}
story=$(printf '%s\n' "$log" | jq -r '
	def text: if type == "array" then map(.text // "") | join("") else . // "" end;
	def short: if length > 1000 then .[:1000] + " [... \(length - 1000) characters more]" else . end;
	def item:
		if .type == "message" then "\(.role): \(.content | text)"
		elif .type == "function_call" then "call of \(.name): \(.arguments | short)"
		elif .type == "function_call_output" then "answer: \(.output | text | short)"
		else empty end;
	.details.events[] |
	if .type == "call" then (if .call_id then empty else "helper \(.name) \(.arguments | tostring | short): \(if .success then "yes" else "no" end)" end)
	elif .type == "error" then "error: \(.message)"
	elif .items then .items[] | item
	elif .text and .type != "piece" then "\(.type): \(.text)"
	else empty end')
[ -n "$story" ] || {
	say "session '$old' holds nothing to summarise"
	exit 1
}

session=$(codex-log new --text)
# without a summary there is nothing to go on with in the new session
drop() {
	trap - EXIT
	codex-log add --session "$session" --type summary "" >/dev/null
}
trap drop EXIT
for signal in HUP INT TERM; do
	# shellcheck disable=SC2064 # this signal is meant
	trap "drop; trap - $signal; kill -s $signal \$\$" "$signal"
done
say "asks a model for a summary of $(printf %s "$story" | codex-tokens) tokens of log"
status=0
answer=$(printf '%s\n' "$story" |
	CODEX_SESSION=$session codex-call --json -T none --no-context -t summarize_session "$@") || status=$?
printf '%s\n' "$answer" | jq -r '.details | select(.usage) |
	"summarize_session: \(.model) took \(.usage.input_tokens // "?") tokens and gave \(.usage.output_tokens // "?"), for " +
	if .cost then "about \(.cost.amount) \(.cost.currency) by the prices of \(.cost.prices_date)" else "a price that is not known" end' | shown >&2
if [ "$status" -ne 0 ]; then
	printf '%s\n' "$answer"
	exit "$status"
fi
summary=$(printf '%s\n' "$answer" | jq -r .details.text)
codex-log add --session "$session" --type summary "Of session $old: $summary" >/dev/null
trap - EXIT HUP INT TERM
printf '%s\n' "$summary" | shown
echo "session: $session"
