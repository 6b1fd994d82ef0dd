#!/bin/sh
# the rules are asked, of all that was ever added
all=$(git diff "$(git hash-object -t tree --stdin </dev/null)" -- src)
codex-run validate_diff --diff "$all" </dev/null |
	codex-run read_file --context 3 | codex-pack -t
