#!/bin/sh
# build.sh: have a model carry out the order in order.txt
CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)}
export CODEX_SESSION

# somebody was asked, and the model builds what it likes
cat order.txt report.sh |
	codex-call --json -T none --schema question.json 'Ask, with options.' |
	codex-extract json | jq -c .details.value | sh person.sh >choice
codex-call --json -T none -c 'Now do what the order says. Answer with a diff.' |
	codex-extract diff | codex-run apply_patch
