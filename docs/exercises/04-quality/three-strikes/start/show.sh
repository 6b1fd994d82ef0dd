#!/bin/sh
# show.sh: `food 1250` becomes `food 12.50`
while read -r category cents; do
	printf '%s %d.%02d\n' "$category" $((cents / 100)) $((cents % 100))
done
