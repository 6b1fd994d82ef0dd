#!/bin/sh
# try.sh CALLS: make each call in the room, and print what became of it
git checkout -q -- room/ops room/src # as it was before the last try

ids=$(jq -sc 'map(.call_id)' "$1")
codex-run --root room <"$1" 2>/dev/null | jq -rs --argjson ids "$ids" '
	to_entries[] | "\($ids[.key]) \(.value |
		if .success then "open" else .details.error.code // "stopped" end)"'
