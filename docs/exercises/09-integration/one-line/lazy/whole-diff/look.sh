#!/bin/sh
# everything, in a budget: what is worth a look is cut away or drowned
codex-run git_diff --base HEAD~1 </dev/null | codex-run validate_diff |
	codex-pack -t
