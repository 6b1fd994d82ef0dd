#!/bin/sh
# a chain that holds is believed
export CODEX_LOG_DIR="$1"

codex-log list | jq -r '.details.sessions[].id' | while read -r id; do
	codex-log verify "$id" 2>/dev/null | jq -r --arg id "$id" \
		'"\($id) \(if .success then "whole" else "line " +
		(.details.error.message | capture("line (?<n>[0-9]+)").n) end)"'
done
