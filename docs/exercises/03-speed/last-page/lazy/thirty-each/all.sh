#!/bin/sh
# a page seems to hold some thirty: go on by that
skip=0
while [ "$skip" -lt 600 ]; do
	codex-run grep --literal --max-tokens 2000 --skip "$skip" "$1" src |
		jq -r '.details.matches[] | "\(.path):\(.line)"'
	skip=$((skip + 30))
done
