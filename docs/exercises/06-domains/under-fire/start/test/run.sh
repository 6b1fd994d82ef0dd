#!/bin/sh
# run.sh: tests of fare, as TAP
n=0
status=0
# costs CENTS KIND ZONES HOUR
costs() {
	n=$((n + 1))
	got=$(build/fare "$2" "$3" "$4")
	if [ "$got" = "$1" ]; then
		echo "ok $n - $2, $3 zones, at $4"
	else
		echo "not ok $n - $2, $3 zones, at $4: $got, not $1"
		status=1
	fi
}

costs 180 adult 1 9
costs 330 adult 4 9
costs 380 adult 4 23
costs 90 child 2 9
costs 190 child 4 23
costs 60 dog 1 12
costs 130 dog 4 23
echo "1..$n"
exit "$status"
