#!/bin/sh
# resume.sh: ask the questions of questions.txt about what was decided in talk.json
summary=$(codex-call --text -T none -t summarize_session <talk.json)

session=$(codex-log new --text)
codex-log add --session "$session" --type summary "$summary" >/dev/null
while IFS= read -r question; do
	codex-call --text -T none --session "$session" "$question" </dev/null
done <questions.txt
