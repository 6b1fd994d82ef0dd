#!/bin/sh
# rounds.sh: show the rounds, then run all nine steps from nothing
make -pn pack 2>/dev/null | awk -f rounds.awk
rm -rf out
mkdir out
if make -s -j9 pack; then
	echo "all steps ran; out/pack has $(codex-tokens <out/pack) tokens"
else
	echo 'rounds.sh: a step began before what it reads was there' >&2
	exit 1
fi
