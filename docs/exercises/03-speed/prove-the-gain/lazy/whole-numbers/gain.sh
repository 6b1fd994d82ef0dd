#!/bin/sh
# the shell divides whole numbers only
value() { codex-log stats "$1" | jq ".details.total | {turns} + .usage | .$2"; }
for name in turns input_tokens total_tokens; do
	b=$(value "$1" "$name") a=$(value "$2" "$name")
	echo "$name $b $a $((b / a))"
done
