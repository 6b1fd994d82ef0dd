#!/bin/sh
# all.sh TEXT: print PATH:LINE of each line in src/ that holds TEXT
args=$(jq -cn --arg text "$1" \
	'{pattern: $text, literal: true, paths: ["src"], max_tokens: 2000}')

answer=$(printf '%s\n' "$args" | codex-run grep) || exit
printf '%s\n' "$answer" | jq -r '.details.matches[] | "\(.path):\(.line)"'

# TODO: that was the first page
