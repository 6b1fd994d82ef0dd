#!/bin/sh
# trace.sh VERB N: the functions that this request entered, in their order, a
# line `PATH:LINE NAME` for each
mkdir -p build

# where each function is
codex-run outline src --kinds function </dev/null |
	jq -r '.details.symbols[] | "\(.path):\(.line) \(.name)"' >build/places

# which of them ran; addr2line prints a name, then a place, for each address
gcc -g -O0 -no-pie -finstrument-functions -o build/traced src/*.c enter.c
TRACE=build/trace build/traced "$@" >/dev/null 2>&1
addr2line -f -e build/traced <build/trace |
	awk 'NR == FNR { place[$2] = $1; next }
		$1 in place { print place[$1], $1 }' build/places -
