#!/bin/sh
# the list looks whole: it ends at the default of --edges
codex-run code_metrics --sections imports src </dev/null |
	jq -r '.details
		| (.imports[] | "\(.from) \(.to)"),
		  (.cycles[] | "cycle " + (.folders | join(" ")))' |
	sed 's|src/||g'
