#!/bin/sh
# ask.sh NAME: ask where the setting NAME is validated, and what it may be
question="Where is $1 validated? Answer PATH:LINE, and what it may be."

codex-run grep "if .*\b$1 [<>]=? [A-Z]" src | codex-run read_file --context 3 --number |
	codex-call -T none "$question"
