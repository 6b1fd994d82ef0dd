#!/bin/sh
# todo_owner: who wrote each TODO, from git; arguments are on standard input
set -eu
paths=$(jq -r '.paths // [] | .[]')
IFS='
'
set -f
# shellcheck disable=SC2086 # one path a line
git grep -nI -w TODO -- $paths | while IFS=: read -r path line text; do
	author=$(git blame --porcelain -L "$line,$line" -- "$path" | sed -n 's/^author //p')
	jq -cn --arg path "$path" --arg line "$line" --arg text "$text" --arg author "$author" \
		'{path: $path, line: ($line | tonumber), tag: "TODO", text: $text, author: $author}'
done | jq -cs '{success: true, details: {todos: .}, tokens: 0}'
