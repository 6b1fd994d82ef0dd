#!/bin/sh
# both calls and their ids, copied: right for this one conversation
a=$(codex-run grep max_size limits.conf </dev/null | jq -c .details)
b=$(codex-run read_file notes.md </dev/null | jq -c .details)
jq --arg a "$a" --arg b "$b" '. + [
	{role: "tool", tool_call_id: "call_Qx", content: $a},
	{role: "tool", tool_call_id: "call_7b", content: $b}]' conversation.json |
	codex-call -T none --input messages
