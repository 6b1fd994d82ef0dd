#!/bin/sh
# word_freq: the most frequent words of a file
set -eu
jq -r '.path, .top' | {
	IFS= read -r path
	read -r top
	tr -cs '[:alpha:]' '\n' <"$path" | sort | uniq -c | sort -k1,1nr -k2 | head -n "$top"
} | jq -cRn '{success: true, details: {words: [inputs | sub("^ *[0-9]+ "; "")]}, tokens: 0}'
