#!/bin/sh
# run.sh: tests of jot.sh, as TAP; fails if one of them does
JOTS=$(mktemp)
export JOTS
trap 'rm -f "$JOTS"' EXIT
sh jot.sh add buy bread
sh jot.sh add call mum
if [ "$(sh jot.sh list)" = "$(printf '1 buy bread\n2 call mum')" ]; then
	echo 'ok 1 - notes are listed with their numbers'
else
	echo 'not ok 1 - notes are listed with their numbers'
	exit 1
fi
echo 1..1
