#!/bin/sh
# judge.sh LOGS ANCHORS: a line `ID VERDICT` for each log in the folder
export CODEX_LOG_DIR="$1"

codex-log list | jq -r '.details.sessions[].id' | while read -r id; do
	result=$(codex-log verify "$id" 2>/dev/null)
	line=$(printf '%s' "$result" |
		jq -r '.details.error.message // "" | capture("line (?<n>[0-9]+)").n')
	head=$(printf '%s' "$result" | jq -r '.details.head // ""')
	anchor=$(sed -n "s/^$id //p" "$2")
	if [ -n "$line" ]; then
		echo "$id line $line"
	elif [ "$anchor" = "$head" ] ||
		grep -q "\"prev\":\"$anchor\"" "$1"/*/*/*/"$id.jsonl"; then
		echo "$id whole"
	else
		echo "$id anchor"
	fi
done
