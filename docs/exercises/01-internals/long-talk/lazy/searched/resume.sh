#!/bin/sh
# no summary: lines that may be it, found with words of these questions
while IFS= read -r question; do
	grep -i -e decid -e 'we take' -e kept -e branch -e release talk.json |
		head -c 2000 | codex-call --text -T none "$question"
done <questions.txt
