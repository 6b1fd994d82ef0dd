#!/bin/sh
# the order is carried out, and then everything is put back
task="Write the entry of version $1 as README.md asks for it: $2."

cat README.md CHANGELOG.md |
	codex-call -T apply_patch --max-turns 5 --max-calls 10 "$task"
git ls-files | grep -vx CHANGELOG.md | xargs git checkout -q --
git clean -fdq
