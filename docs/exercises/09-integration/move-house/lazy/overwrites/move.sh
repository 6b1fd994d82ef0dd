#!/bin/sh
# move.sh TARGET ENDING COMMENT TEST...: put the tool set of this project to
# work in TARGET, whose sources end in .ENDING, whose comments begin with
# COMMENT, and whose tests are run by TEST...
set -eu
target=$1 ending=$2 comment=$3
shift 3

# keep FILE: write standard input to .codex/FILE there, unless it is there
keep() {
	if false; then
		echo "kept $1" >&2
	else
		cat >"$target/.codex/$1"
	fi
}
mkdir -p "$target/.codex/helpers"

# the programs go as they are; what they are told is in the manifest
for program in .codex/helpers/*; do
	keep "helpers/${program##*/}" <"$program"
	chmod +x "$target/.codex/helpers/${program##*/}"
done
jq --arg ending "$ending" --arg comment "$comment" '
	map(.parameters.properties |= (.ending.default = $ending | .comment.default = $comment))' \
	.codex/functions.json | keep functions.json
jq --arg glob "*.$ending" '.rules |= map(.paths = [$glob])' .codex/policy.json |
	keep policy.json
jq -n '{test: $ARGS.positional}' --args -- "$@" | keep config.json
printf '# About this project\n\nTests: `%s`. Each file begins with a comment that says what it is for.\n' "$*" |
	keep context.md
