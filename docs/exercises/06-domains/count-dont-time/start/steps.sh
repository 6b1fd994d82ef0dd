#!/bin/sh
# steps.sh N: how many lines of first.c run for an input of N lines, counted
# by gcov
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O0 --coverage -o "$work/first" first.c
seq 1 "$1" | sed 's/^/user-/' | "$work/first" >/dev/null
gcov --json-format --stdout "$work"/*.gcda 2>/dev/null |
	jq '[.files[].lines[].count] | add'
