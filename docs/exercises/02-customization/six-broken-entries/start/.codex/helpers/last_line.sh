#!/bin/sh
# last_line: the last line of a file
set -eu
path=$(jq -r .path)
tail -n 1 "$path" | jq -cR '{success: true, details: {text: .}, tokens: 0}'
