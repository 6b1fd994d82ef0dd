#!/bin/sh
# the rules are asked, of all that was ever added
codex-run git_diff --base "$(git hash-object -t tree --stdin </dev/null)" </dev/null |
	codex-run validate_diff | codex-run read_file --context 3 | codex-pack -t
