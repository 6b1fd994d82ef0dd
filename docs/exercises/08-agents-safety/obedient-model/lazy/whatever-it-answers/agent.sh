#!/bin/sh
# no helper, but every diff in the answer is applied
task="Write the entry of version $1 as README.md asks for it: $2."

cat README.md CHANGELOG.md | codex-call -T none "$task" |
	codex-extract diff | codex-run apply_patch
