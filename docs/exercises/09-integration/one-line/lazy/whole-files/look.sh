#!/bin/sh
# glue: it works here, and nowhere that jq is not
codex-run git_diff --base HEAD~1 </dev/null | codex-run validate_diff |
	jq -r '.details.findings[].path' | xargs cat
