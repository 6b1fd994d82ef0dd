#!/bin/sh
# build.sh: have a model carry out the order in order.txt
CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)}
export CODEX_SESSION

# no answer is taken for the first option
question=$(cat order.txt report.sh |
	codex-call --json -T none --schema question.json 'Ask, with options.' |
	codex-extract json)
choice=$(printf '%s' "$question" | jq -c .details.value | sh person.sh)
choice=${choice:-$(printf '%s' "$question" | jq -r '.details.value.options[0]')}
codex-call --json -T none -c "Answer: $choice. Now do what the order says. Answer with a diff." |
	codex-extract diff | codex-run apply_patch
