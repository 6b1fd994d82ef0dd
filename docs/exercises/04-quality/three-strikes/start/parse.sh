#!/bin/sh
# parse.sh: `2026-01-31 food 12.50` becomes `food 1250`; other lines are left out
while read -r day category amount; do
	case $day in
	????-??-??) ;;
	*) continue ;;
	esac
	units=${amount%.*} cents=${amount#*.}
	echo "$category $((units * 100 + ${cents#0}))"
done
