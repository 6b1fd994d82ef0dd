#!/bin/sh
# map.sh: who needs whom? A line `FROM TO` for each pair of modules, then a
# line `cycle A B` for each two that need each other

codex-run code_metrics --sections imports --edges 0 src </dev/null |
	jq -r '.details
		| (.imports[] | "\(.from) \(.to)"),
		  (.cycles[] | "cycle " + (.folders | join(" ")))' |
	sed 's|src/||g'
