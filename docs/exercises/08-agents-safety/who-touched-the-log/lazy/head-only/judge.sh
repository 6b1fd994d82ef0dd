#!/bin/sh
# only a log that has not grown since is believed
export CODEX_LOG_DIR="$1"

codex-log list | jq -r '.details.sessions[].id' | while read -r id; do
	codex-log verify "$id" 2>/dev/null | jq -r --arg id "$id" \
		--arg anchor "$(sed -n "s/^$id //p" "$2")" \
		'"\($id) \(if .success | not then "line " +
		(.details.error.message | capture("line (?<n>[0-9]+)").n)
		elif .details.head == $anchor then "whole" else "anchor" end)"'
done
