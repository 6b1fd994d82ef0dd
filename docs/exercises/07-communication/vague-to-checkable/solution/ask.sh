#!/bin/sh
# ask.sh INPUT EXPECTED: ask for a fix of amount_cents, which does not make
# EXPECTED of INPUT, and apply the answer
set -e
input=$1 expected=$2

prompt="amount_cents, in the file src/amount.c below, does not round: for the
text $input it must return $expected.

Change that function and nothing else. The program is linked without -lm.

Answer with one unified diff against src/amount.c, in a block marked diff. It is
right if amount_cents(\"$input\") is $expected and whole amounts stay as they are."

codex-call -T none "$prompt" <src/amount.c >answer.json
jq -r .details.text answer.json
codex-extract diff <answer.json >diff.json
jq -r .details.diff diff.json | git apply
