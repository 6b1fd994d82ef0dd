#!/bin/sh
# one page, as long as it takes
codex-run grep --literal "$1" src |
	jq -r '.details.matches[] | "\(.path):\(.line)"'
