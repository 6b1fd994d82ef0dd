# scripted: codex-call against rules that play a model, and helpers for it

# rule WHEN REPLY [N]: add a scripted rule, for N requests
rule() {
	printf '{"when":%s,"reply":%s%s}\n' "$1" "$2" "${3:+,\"times\":$3}" >>c.jsonl
}

# ask ARGS: codex-call against the rules, or those in $RULES; ALWAYS=(ARG...)
# is what a file's calls have in common
ask() {
	run --separate-stderr timeout 60 codex-replay "${RULES:-c.jsonl}" \
		codex-call -m m "${ALWAYS[@]}" "$@" </dev/null
	[ "$status" -ne 124 ] || fail "codex-call hangs: $stderr"
}

# add_helpers: a manifest with a helper that adds, and one that meets another
add_helpers() {
	cat >f.json <<-'EOF'
		[{"name": "add", "description": "Add.", "parameters": {"type": "object",
		  "additionalProperties": false, "required": ["a", "b"], "properties": {
		  "a": {"type": "integer", "description": "One."},
		  "b": {"type": "integer", "description": "Two."}}},
		  "x-grants": ["read"], "x-command": "add.sh"},
		 {"name": "meet", "description": "Wait for the other.", "parameters": {
		  "type": "object", "additionalProperties": false, "properties": {
		  "me": {"type": "string", "description": "This."},
		  "you": {"type": "string", "description": "That."}}},
		  "x-grants": ["read"], "x-timeout": 5, "x-command": "meet.sh"},
		 {"name": "change", "description": "Change.", "parameters": {
		  "type": "object"}, "x-grants": ["read", "write"], "x-command": "add.sh"}]
	EOF
	cat >add.sh <<-'EOF'
		#!/bin/sh
		jq -c '{success: true, details: {sum: (.a + .b)}, tokens: 0}'
		echo ran >>ran
	EOF
	cat >meet.sh <<-'EOF'
		#!/bin/sh
		args=$(cat)
		: >"$(printf %s "$args" | jq -r .me)"
		until [ -e "$(printf %s "$args" | jq -r .you)" ]; do sleep 0.05; done
		echo '{"success":true,"details":{"met":true},"tokens":0}'
	EOF
	chmod +x add.sh meet.sh
}
