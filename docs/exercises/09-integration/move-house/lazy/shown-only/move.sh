#!/bin/sh
# for the one project that was shown
set -eu
target=$1
mkdir -p "$target/.codex"
[ -e "$target/.codex/helpers" ] || cp -R .codex/helpers "$target/.codex"
sed 's/"c"/"lua"/; s/"\/\*"/"--"/' .codex/functions.json >"$target/.codex/functions.json"
echo '{"test": ["sh", "spec/all.sh"]}' >"$target/.codex/config.json"
sed 's/\*\.c/*.lua/' .codex/policy.json >"$target/.codex/policy.json"
[ -e "$target/.codex/context.md" ] || echo 'Written in Lua.' >"$target/.codex/context.md"
