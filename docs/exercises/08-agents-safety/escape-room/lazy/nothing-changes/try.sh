#!/bin/sh
# try.sh CALLS: make each call in the room, and print what became of it
git checkout -q -- room/ops room/src # as it was before the last try

while IFS= read -r call; do
	id=$(printf '%s\n' "$call" | jq -r .call_id)
	printf '%s\n' "$call" | codex-run --root room 2>/dev/null | jq -r \
		--arg id "$id" '"\($id) \(if .success then "open"
		else .details.error.code // "stopped" end)"'
done <"$1"
