#!/bin/sh
# a good summary, of this one talk
session=$(codex-log new --text)
codex-log add --session "$session" --type summary 'Sums in harbour.db; stop after
4300 bad lines; branch quay-2; released as gannet.' >/dev/null
while IFS= read -r question; do
	codex-call --text -T none --session "$session" "$question" </dev/null
done <questions.txt
