#!/bin/sh
# ask.sh INPUT EXPECTED: ask for a fix of amount_cents, which does not make
# EXPECTED of INPUT, and apply the answer
set -e
input=$1 expected=$2

# TODO: context, task, limits, form
prompt='Please fix the rounding bug.'

codex-call -T none "$prompt" </dev/null >answer.json
jq -r .details.text answer.json
codex-extract diff <answer.json >diff.json
jq -r .details.diff diff.json | git apply
