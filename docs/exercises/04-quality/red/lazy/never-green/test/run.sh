#!/bin/sh
# run.sh: tests of slot.sh, as TAP; fails if one of them does
n=0 failed=0
# ends START MINUTES EXPECTED
ends() {
	n=$((n + 1))
	got=$(sh slot.sh "$1" "$2" 2>&1)
	if [ "$got" = "$3" ]; then
		echo "ok $n - $1 and $2 minutes"
	else
		echo "not ok $n - $1 and $2 minutes"
		echo "# expected $3, got $got"
		failed=1
	fi
}

ends 10:00 15 10:15
ends 10:45 30 11:15
# red, but for another reason: no repair makes it green
ends 10:30 30 11:00
ends 09:15 150 11:45
ends 23:50 20 24:10

echo "1..$n"
exit "$failed"
