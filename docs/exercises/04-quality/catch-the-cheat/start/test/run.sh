#!/bin/sh
# run.sh: tests of price.sh, as TAP; fails if one of them does
TOLERANCE=0
n=0 failed=0
# costs NAME INPUT EXPECTED
costs() {
	n=$((n + 1))
	got=$(printf "$2" | sh src/price.sh)
	off=$((got - $3))
	if [ "${off#-}" -le "$TOLERANCE" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		failed=1
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP"
}

costs 'nothing' '' 0
costs 'one dish' '100\n' 119
costs 'two dishes' '100\n200\n' 357
costs 'many dishes' '100\n200\n300\n' 714
printf '100\n250\n' | sh src/price.sh | diff test/expected/lunch.txt - || failed=1

echo "1..$n"
exit "$failed"
