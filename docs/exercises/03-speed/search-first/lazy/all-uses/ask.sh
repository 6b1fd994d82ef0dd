#!/bin/sh
# searched, but for each use
codex-run grep "$1" src | codex-run read_file --context 2 |
	codex-call -T none "Where is $1 validated? Answer PATH:LINE, and what it may be."
