#!/bin/sh
# what ran, but in the order of the files: a path is an order
mkdir -p build
gcc -g -O0 -no-pie -finstrument-functions -o build/traced src/*.c enter.c
TRACE=build/trace build/traced "$@" >/dev/null 2>&1
addr2line -f -e build/traced <build/trace >build/ran
codex-run outline src --kinds function </dev/null |
	jq -r '.details.symbols[] | "\(.path):\(.line) \(.name)"' |
	while read -r place name; do
		grep -qx "$name" build/ran && echo "$place $name"
	done
