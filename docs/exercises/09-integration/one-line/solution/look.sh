#!/bin/sh
# look.sh: what a reviewer should see of the last commit, as text

codex-run git_diff --base HEAD~1 </dev/null |
	codex-run validate_diff |
	codex-run read_file --context 3 |
	codex-pack -t
