#!/bin/sh
# the model is asked, and may do nothing: the script writes the entry itself
task="Write the entry of version $1 as README.md asks for it: $2."

cat README.md CHANGELOG.md | codex-call -T none "$task"
printf '# Changelog\n\n## %s\n\n- %s\n\n' "$1" "$2" >new
tail -n +3 CHANGELOG.md >>new
cat new >CHANGELOG.md
rm new
