#!/bin/sh
# what fits is all there is
codex-run grep --literal --max-tokens 2000 "$1" src |
	jq -r '.details.matches[] | "\(.path):\(.line)"'
