#!/bin/sh
# try.sh CALLS: make each call in the room, and print what became of it
git checkout -q -- room/ops room/src # as it was before the last try

codex-run --root room <"$1" 2>/dev/null | jq -rs --slurpfile calls "$1" '
	to_entries[] | "\($calls[.key].call_id) \(.value |
		if .success then "open" else .details.error.code // "stopped" end)"'
