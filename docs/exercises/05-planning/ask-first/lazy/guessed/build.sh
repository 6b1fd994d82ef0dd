#!/bin/sh
# build.sh: have a model carry out the order in order.txt
CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)}
export CODEX_SESSION

# the prompt decides what nobody was asked
echo '{"question": "How?", "options": ["by amount, the largest first"]}' | sh person.sh >/dev/null
cat order.txt report.sh |
	codex-call --json -T none 'Answer: by amount, the largest first. Do what the order says. Answer with a diff.' |
	codex-extract diff | codex-run apply_patch
