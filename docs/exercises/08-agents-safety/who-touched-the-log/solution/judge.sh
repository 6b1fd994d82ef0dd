#!/bin/sh
# judge.sh LOGS ANCHORS: a line `ID VERDICT` for each log in the folder
export CODEX_LOG_DIR="$1"

codex-log list | jq -r '.details.sessions[].id' | while read -r id; do
	anchor=$(sed -n "s/^$id //p" "$2")
	# the hash of the last line, or `line N` of a log that does not hold
	verdict=$(codex-log verify "$id" 2>/dev/null | jq -r '.details.head //
		(.details.error.message | match("line [0-9]+").string)')
	case $verdict in
	line*) ;;
	"$anchor") verdict=whole ;;
	*)
		grep -q "\"prev\":\"$anchor\"" "$1"/*/*/*/"$id.jsonl" &&
			verdict=whole || verdict=anchor
		;;
	esac
	echo "$id $verdict"
done
