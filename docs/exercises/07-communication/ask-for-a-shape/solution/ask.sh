#!/bin/sh
# ask.sh FILE: print PATH:LINE LEVEL of the worst flaw in FILE
question='Which line of this file is the worst flaw, and how bad is it: error,
warning or note?'

codex-run read_file --number "$1" |
	codex-call -T none --schema finding.schema.json "$question" >answer.json || exit

# the form is right; is it true?
jq -r '.details.text' answer.json >finding.json
if [ "$(jq -r .path finding.json)" != "$1" ] ||
	[ "$(jq .line finding.json)" -gt "$(wc -l <"$1")" ]; then
	echo "ask.sh: there is no such line in $1" >&2
	exit 1
fi
jq -r '"\(.path):\(.line) \(.level)"' finding.json
