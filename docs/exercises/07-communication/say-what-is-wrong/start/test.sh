#!/bin/sh
# test.sh: try slug.jq on each line TITLE|NAME of tests.txt
status=0
while IFS='|' read -r title name; do
	got=$(printf '%s\n' "$title" | jq -Rr -f slug.jq 2>&1)
	if [ "$got" = "$name" ]; then
		echo "ok '$title'"
	else
		echo "not ok '$title': expected '$name', got '$got'"
		status=1
	fi
done <tests.txt
exit $status
