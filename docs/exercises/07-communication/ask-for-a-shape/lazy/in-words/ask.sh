#!/bin/sh
# asked for nicely
codex-run read_file --number "$1" | codex-call -T none 'Which line of this file is
the worst flaw? Answer ONLY with JSON that has path, line and level (error,
warning or note), and with nothing else!' >answer.json || exit
codex-extract json <answer.json | jq -er '.details.value | "\(.path):\(.line) \(.level)"'
