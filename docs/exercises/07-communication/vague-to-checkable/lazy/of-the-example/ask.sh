#!/bin/sh
# the values of the example, not of the bug at hand
codex-call -T none 'For 4.35 it must return 435. Answer with a diff. No -lm.' <src/amount.c >answer.json
codex-extract diff <answer.json >diff.json
jq -r .details.diff diff.json | git apply
