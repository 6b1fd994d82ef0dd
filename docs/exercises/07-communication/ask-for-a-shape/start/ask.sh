#!/bin/sh
# ask.sh FILE: print PATH:LINE LEVEL of the worst flaw in FILE
question='Which line of this file is the worst flaw, and how bad is it: error,
warning or note? Answer as JSON with path, line and level.'

# TODO: the shape is wished for, and nothing that comes back is checked
codex-run read_file --number "$1" | codex-call -T none "$question" >answer.json
jq -r '.details.text' answer.json | jq -r '"\(.path):\(.line) \(.level)"'
