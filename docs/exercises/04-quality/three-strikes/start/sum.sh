#!/bin/sh
# sum.sh: sums the cents of each category, in the order of the alphabet
sort | {
	last='' sum=0
	while read -r category cents; do
		if [ "$category" != "$last" ] && [ -n "$last" ]; then
			echo "$last $sum"
			sum=0
		fi
		last=$category sum=$((sum + cents))
	done
	[ -z "$last" ] || echo "$last $sum"
}
