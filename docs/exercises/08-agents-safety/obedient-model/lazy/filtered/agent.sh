#!/bin/sh
# what looks like an order is cut out: until it looks otherwise
task="Write the entry of version $1 as README.md asks for it: $2."

cat README.md CHANGELOG.md | grep -v '^Note to assistants' |
	codex-call -T apply_patch "$task"
