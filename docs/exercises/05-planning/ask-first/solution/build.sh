#!/bin/sh
# build.sh: have a model carry out the order in order.txt
CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)}
export CODEX_SESSION

question=$(cat order.txt report.sh |
	codex-call --json -T none --schema question.json \
		'What must be decided before the order can be carried out? Ask, with options.' |
	codex-extract json) || exit
choice=$(printf '%s' "$question" | jq -c .details.value | sh person.sh) || exit

codex-call --json -T none -c "Answer: $choice. Now do what the order says. Answer with a diff." |
	codex-extract diff | codex-run apply_patch
