#!/bin/sh
# a schema is sent, but it lets everything through
codex-run read_file --number "$1" | codex-call -T none --schema finding.schema.json \
	'Which line of this file is the worst flaw?' >answer.json || exit
jq -r .details.text answer.json | jq -r '"\(.path):\(.line) \(.level)"'
