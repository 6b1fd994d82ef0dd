#!/bin/sh
# test.sh: first prints what awk prints
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -Wall -o "$work/first" first.c
awk 'BEGIN { for (i = 0; i < 500; i++) print "line", i * i % 97 }' >"$work/in"
"$work/first" <"$work/in" >"$work/out"
awk '!seen[$0]++' "$work/in" | diff - "$work/out" && echo green
