#!/bin/sh
# what could run, read from the text: the table of verbs leads everywhere
codex-run outline src --kinds function </dev/null |
	jq -r '.details.symbols[] | "\(.path):\(.line) \(.name)"'
