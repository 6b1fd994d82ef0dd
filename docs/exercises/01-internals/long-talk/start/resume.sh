#!/bin/sh
# resume.sh: ask the questions of questions.txt about what was decided in talk.json

# TODO: send the talk once, and go on from a summary
while IFS= read -r question; do
	jq --arg question "$question" '. + [{role: "user", content: $question}]' talk.json |
		codex-call --text -T none --input messages
done <questions.txt
