#!/bin/sh
# answer.sh: go on with conversation.json, which ends with calls of helpers
results=$(jq -c '.[-1].tool_calls[]' conversation.json | codex-run | jq -s .)

jq --argjson results "$results" '
	. + ([.[-1].tool_calls, $results] | transpose | map({
		role: "tool",
		tool_call_id: .[0].id,
		content: (.[1].details | tojson)
	}))' conversation.json |
	codex-call -T none --input messages
