#!/bin/sh
# gain.sh BEFORE AFTER: compare two sessions: NAME BEFORE AFTER RATIO, a line
# each for turns, input_tokens and total_tokens
before=$(codex-log stats "$1") || exit
after=$(codex-log stats "$2") || exit

# TODO: the other lines, and a refusal where there is nothing to compare
b=$(printf '%s\n' "$before" | jq .details.total.turns)
a=$(printf '%s\n' "$after" | jq .details.total.turns)
echo "turns $b $a $((b / a))"
