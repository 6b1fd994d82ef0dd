#!/bin/sh
# ask.sh NAME: ask where the setting NAME is validated, and what it may be
question="Where is $1 validated? Answer PATH:LINE, and what it may be."

# TODO: search first; send only what the answer stands in
cat src/*.c | codex-call -T none "$question"
