#!/bin/sh
# build.sh: have a model carry out the order in order.txt
CODEX_SESSION=${CODEX_SESSION:-$(codex-log new --text)}
export CODEX_SESSION

# TODO: first have it ask (--schema question.json), let person.sh choose, and go
# on (-c) with `Answer: WHAT WAS CHOSEN`
cat order.txt report.sh |
	codex-call --json -T none 'Do what the order says. Answer with a diff.' |
	codex-extract diff | codex-run apply_patch
