#!/bin/sh
# agent.sh VERSION CHANGE: let a model write the changelog's entry
task="Write the entry of version $1 as README.md asks for it: $2."

cat README.md CHANGELOG.md |
	codex-call -T apply_patch --max-turns 5 --max-calls 10 "$task"
