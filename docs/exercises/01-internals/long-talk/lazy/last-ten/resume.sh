#!/bin/sh
# the last messages are enough, mostly
while IFS= read -r question; do
	jq --arg question "$question" '.[-10:] + [{role: "user", content: $question}]' talk.json |
		codex-call --text -T none --input messages
done <questions.txt
