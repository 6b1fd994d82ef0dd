#!/bin/sh
# gain.sh BEFORE AFTER: compare two sessions: NAME BEFORE AFTER RATIO, a line
# each for turns, input_tokens and total_tokens
before=$(codex-log stats "$1") || exit
after=$(codex-log stats "$2") || exit

printf '%s\n' "$before" "$after" | jq -rs '
	map(.details.total | {turns} + .usage) as [$b, $a]
	| "turns", "input_tokens", "total_tokens"
	| "\(.) \($b[.]) \($a[.]) \($b[.] / $a[.])"'
