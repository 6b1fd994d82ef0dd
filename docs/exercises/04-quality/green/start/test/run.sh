#!/bin/sh
# run.sh: tests of till, as TAP; fails if one of them does
n=0 failed=0
# adds EXPECTED AMOUNT...
adds() {
	n=$((n + 1)) expected=$1
	shift
	got=$(printf '%s\n' "$@" | build/till 2>&1)
	if [ "$got" = "$expected" ]; then
		echo "ok $n - $* is $expected"
	else
		echo "not ok $n - $* is $expected"
		echo "# expected $expected, got $got"
		failed=1
	fi
}

adds 12.50 10.00 2.50
adds -3.25 -4.25 1.00
adds 7.05 7.05
adds 'no amount: abc' abc
adds -0.50 -0.50
echo "1..$n"
exit "$failed"
