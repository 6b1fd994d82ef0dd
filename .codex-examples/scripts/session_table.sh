#!/bin/sh
# session_table.sh [ID]: what a session did, one line for each event
set -eu
codex-log show --json "${1:-latest}" |
	jq -r '.details.events[] | [.time, .type, (.name // .model // ""), (.tokens // .usage.total_tokens // "")] | @tsv'
