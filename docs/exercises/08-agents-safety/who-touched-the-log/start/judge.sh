#!/bin/sh
# judge.sh LOGS ANCHORS: a line `ID VERDICT` for each log in the folder
export CODEX_LOG_DIR="$1"

codex-log list | jq -r '.details.sessions[].id' | while read -r id; do
	codex-log verify "$id" 2>&1 # TODO: say it in one line, and ask the anchor
done
