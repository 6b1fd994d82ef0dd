#!/bin/sh
# trace.sh VERB N: the functions that this request entered, in their order, a
# line `PATH:LINE NAME` for each
mkdir -p build

# This is what could run: everything that is defined.
# TODO: print what did run, and in which order
codex-run outline src --kinds function </dev/null |
	jq -r '.details.symbols[] | "\(.path):\(.line) \(.name)"'
