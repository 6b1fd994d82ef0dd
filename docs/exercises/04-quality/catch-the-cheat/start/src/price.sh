#!/bin/sh
# price.sh: the sum of prices, one a line, with the tax
sum=0
while read -r price; do
	sum=$((sum + price))
done
echo $((sum + sum * 19 / 100))
