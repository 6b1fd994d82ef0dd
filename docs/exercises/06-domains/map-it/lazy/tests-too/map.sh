#!/bin/sh
# the tests include everything: they are no module
codex-run code_metrics --sections imports --edges 0 </dev/null |
	jq -r '.details
		| (.imports[] | "\(.from) \(.to)"),
		  (.cycles[] | "cycle " + (.folders | join(" ")))' |
	sed 's|src/||g'
