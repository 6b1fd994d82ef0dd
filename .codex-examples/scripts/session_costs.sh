#!/bin/sh
# session_costs.sh: tokens of each session, newest first
set -eu
codex-log list | jq -r '.details.sessions[].id' | while IFS= read -r id; do
	codex-log show --json "$id" | jq -r --arg id "$id" '
		[.details.events[] | select(.type == "response") | .usage.total_tokens // 0] | "\($id)\t\(add // 0)"'
done
