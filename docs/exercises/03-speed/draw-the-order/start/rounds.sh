#!/bin/sh
# rounds.sh: show the rounds, then run all nine steps from nothing
make -pn pack 2>/dev/null | awk -f rounds.awk
rm -rf out
mkdir out
make -s -j9 pack && head -n 20 out/pack
