#!/bin/sh
# run.sh: tests of ledger, as TAP
n=0
# prints NAME INPUT EXPECTED
prints() {
	n=$((n + 1))
	got=$(printf "$2" | build/ledger 2>/dev/null)
	if [ "$got" = "$(printf "$3")" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '# expected %s\n# got      %s\n' "$3" "$got"
	fi
}

prints 'one entry' '2026-01-31 12.50 food lunch\n' 'food 12.50'
prints 'two entries of one category' \
	'2026-01-30 10.00 food x\n2026-01-31 2.50 food y\n' 'food 12.50'
prints 'a line that is none is passed over' 'hello\n' ''
echo "1..$n"
