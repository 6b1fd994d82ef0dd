#!/bin/sh
# try.sh: what the policy says of each diff in diffs
for diff in diffs/*/*.diff; do
	jq -n --rawfile diff "$diff" '{diff: $diff}' |
		codex-run validate_diff >said.json 2>&1
	case $? in
	0) verdict=accepted ;;
	1) verdict=refused ;;
	*) verdict='not judged' ;;
	esac
	echo "$verdict: $diff"
	jq -r '.details | .error.message // (.findings[] | "    \(.rule), \(.level)")' said.json
done
rm -f said.json
