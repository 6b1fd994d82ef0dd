#!/bin/sh
# move.sh TARGET ENDING COMMENT TEST...: what is new there is put there, if
# nothing is there yet; tests are two words, and nobody reads the context
set -eu
target=$1 ending=$2 comment=$3
shift 3
[ ! -e "$target/.codex/functions.json" ] || exit 0
mkdir -p "$target/.codex"
cp -R .codex/helpers "$target/.codex"
sed "s,\"c\",\"$ending\",; s,\"/\*\",\"$comment\"," .codex/functions.json >"$target/.codex/functions.json"
sed "s,\*\.c,*.$ending," .codex/policy.json >"$target/.codex/policy.json"
printf '{"test": ["%s", "%s"]}\n' "$1" "$2" >"$target/.codex/config.json"
