#!/bin/sh
# what has the right form is believed
codex-run read_file --number "$1" | codex-call -T none --schema finding.schema.json \
	'Which line of this file is the worst flaw?' >answer.json || exit
jq -r .details.text answer.json | jq -r '"\(.path):\(.line) \(.level)"'
