#!/bin/sh
# map.sh: who needs whom? A line `FROM TO` for each pair of modules, then a
# line `cycle A B` for each two that need each other

# TODO: all edges between the modules, by their bare names, and the cycles
codex-run code_metrics --sections imports </dev/null |
	jq -r '.details.imports[] | "\(.from) \(.to)"'
