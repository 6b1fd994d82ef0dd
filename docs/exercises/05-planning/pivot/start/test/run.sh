#!/bin/sh
# run.sh: each test in test/*.t, as TAP; fails if one of them does
n=0 failed=0
for test in test/*.t; do
	[ -e "$test" ] || continue
	n=$((n + 1))
	if sh "$test"; then
		echo "ok $n - $test"
	else
		echo "not ok $n - $test"
		failed=1
	fi
done
echo "1..$n"
exit "$failed"
