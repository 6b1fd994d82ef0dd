#!/bin/sh
# person.sh: stands for the person who gave the order. Reads a question as JSON,
# {"question": ..., "options": [...]}, and prints the option that is chosen:
# here the last one.
question=$(cat)
printf '%s' "$question" | jq -r '.question, (.options[] | "- " + .)' >&2
printf '%s' "$question" | jq -r '.options | last'
