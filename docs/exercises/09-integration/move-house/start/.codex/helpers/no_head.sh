#!/bin/sh
# no_head.sh: list the source files that do not say what they are for
set -eu
arguments=$(cat)
ending=$(printf '%s' "$arguments" | jq -r .ending)
comment=$(printf '%s' "$arguments" | jq -r .comment)
find . -name .git -prune -o -name .codex -prune -o -type f -name "*.$ending" -print |
	sort | while IFS= read -r path; do
	case $(head -n 1 "$path") in
	"$comment"*) ;;
	*) printf '%s\n' "${path#./}" ;;
	esac
done | jq -cRs '{success: true, details: {paths: (split("\n") | map(select(. != "")))}, tokens: 0}'
