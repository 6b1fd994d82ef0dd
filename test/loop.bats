# loop: calls in codex-call's loop that are made again and again, that need
# consent, or that fail
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load scripted

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/p" && cd "$BATS_TEST_TMPDIR/p" || return 1
	git init -q .
	printf 'c.jsonl\n.codex-log\n' >.git/info/exclude
}

# turn N CALL,...: a rule for the n-th turn (each turn is two messages)
turn() {
	rule "[{\"pointer\":\"/messages/$((2 * $1 - 2))/role\",\"equals\":\"$([ "$1" -eq 1 ] && echo user || echo tool)\"},{\"no_text\":\"turn $1 is over\"}]" "{\"text\":\"turn $1 is over\",\"calls\":[$2]}"
}

same='{"name":"add","arguments":{"a":1,"b":2}}'
other='{"name":"add","arguments":"{\"b\":2, \"a\":1}"}'
write='{"name":"change","arguments":{"a":3,"b":4}}'

@test "the same call a third time is answered as before, with a note" {
	add_helpers
	for i in 1 2 4; do turn $i "$same"; done
	turn 3 "$other"
	rule '[]' '{"text":"done"}'
	ask --functions f.json hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.turns]')" '["done",5]'
	assert_equal "$(wc -l <ran)" 2
	assert_equal "$(details '[.calls[]|[.success,.repeated]]')" '[[true,null],[true,null],[true,true],[true,true]]'
	run jq -c 'select(.items)|.items[]|select(.type=="function_call_output")|.output|fromjson|.details' .codex-log/*/*/*/*.jsonl
	assert_equal "${lines[1]}" '{"sum":3}'
	assert_equal "${lines[2]}" '{"sum":3,"note":"this call was made before with the same arguments: it was not made again, and this is what it answered"}'
	# its tokens are counted anew
	line=$(jq -rc 'select(.items)|.items[]|select(.type=="function_call_output")|.output' .codex-log/*/*/*/*.jsonl | sed -n 3p)
	assert_equal "$(jq .tokens <<<"$line")" "$(jq -cj .details <<<"$line" | codex-tokens | tr -d ' ')"
}

@test "three of the same in one turn are made twice" {
	add_helpers
	turn 1 "$same,$same,$other,{\"name\":\"add\",\"arguments\":{\"a\":1,\"b\":3}}"
	rule '[]' '{"text":"done"}'
	ask --functions f.json hi
	assert_equal "$status" 0
	assert_equal "$(wc -l <ran)" 3
	assert_equal "$(details '[.calls[]|.repeated]')" '[null,null,true,null]'
}

@test "what was written in between may have changed the answer: it is made again" {
	add_helpers
	for i in 1 2 4 5; do turn $i "$same"; done
	turn 3 "$write"
	rule '[]' '{"text":"done"}'
	ask --functions f.json -T all,change hi
	assert_equal "$status" 0
	assert_equal "$(wc -l <ran)" 5
	assert_equal "$(details '[.calls[]|.repeated]|unique')" '[null]'
}

@test "--max-repeats ends a loop that goes nowhere" {
	add_helpers
	rule '[]' "{\"text\":\"again\",\"calls\":[$same]}"
	ask --functions f.json --max-turns 50 hi
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.text,.turns,(.calls|length)]')" '["budget_exceeded","again",5,4]'
	assert_equal "$stderr" "codex-call: the model made the same call of 'add' 5 times; allow more with --max-repeats; codex-call -c goes on from here"
	assert_equal "$(wc -l <ran)" 2
	ask --functions f.json --max-turns 50 --max-repeats 2 hi
	assert_equal "$(details .turns)" 2
	ask --functions f.json --max-turns 8 --max-repeats 0 hi
	assert_equal "$(details '[.error.message,.turns]')" '["the model was not done after 8 turns",8]'
}

@test "two calls in turn, for ever, end as well" {
	add_helpers
	for i in 1 3 5 7 9; do turn $i "$same"; done
	for i in 2 4 6 8 10; do turn $i '{"name":"add","arguments":{"a":9,"b":9}}'; done
	ask --functions f.json --max-turns 50 hi
	assert_equal "$status" 6
	assert_equal "$(details .turns)" 9
	assert_equal "$(wc -l <ran)" 4
}

@test "--fail-on-tool-error ends the run with the call's own failure" {
	add_helpers
	turn 1 '{"name":"add","arguments":{"a":1}}'
	rule '[]' '{"text":"sorry"}'
	ask --functions f.json hi
	assert_equal "$status" 0
	ask --functions f.json --fail-on-tool-error hi
	assert_equal "$status" 2
	assert_equal "$(details '[.error.code,.text,.turns,(.calls|length)]')" '["invalid_arguments","turn 1 is over",1,1]'
	assert_regex "$(details .error.message)" "^the call of 'add' failed: .*'b'"
}

@test "a helper that says no has not failed" {
	printf '[{"name":"no","description":"No.","parameters":{"type":"object"},"x-grants":["read"],"x-command":"no.sh"}]' >f.json
	printf '#!/bin/sh\necho '"'"'{"success":false,"details":{"findings":[]},"tokens":0}'"'" >no.sh
	chmod +x no.sh
	turn 1 '{"name":"no","arguments":{}}'
	rule '[]' '{"text":"done"}'
	ask --functions f.json --fail-on-tool-error hi
	assert_equal "$status" 0
	assert_equal "$(details '[.calls[].success]')" '[false]'
}

@test "--approve always offers what writes, never leaves out even what is named" {
	add_helpers
	run -0 codex-call --dry-run --api chat --functions f.json --approve always hi </dev/null
	assert_equal "$(jq -c '[.tools[].function.name]' <<<"$output")" '["add","meet","change"]'
	run -0 codex-call --dry-run --api chat --functions f.json --approve always -T add hi </dev/null
	assert_equal "$(jq -c '[.tools[].function.name]' <<<"$output")" '["add"]'
	run -0 --separate-stderr codex-call --dry-run --api chat --functions f.json --approve never -T all,change hi </dev/null
	assert_equal "$(jq -c '[.tools[].function.name]' <<<"$output")" '["add","meet"]'
	assert_equal "$stderr" 'codex-call: change may write or start programs: with --approve never it is not offered'
	run -2 --separate-stderr codex-call --approve maybe hi </dev/null
	assert_equal "$(details .error.message)" "--approve is always, ask or never, not 'maybe'"
}

@test "--approve ask without a terminal is a no, which the model is told" {
	add_helpers
	turn 1 "$write,$same"
	rule '[]' '{"text":"done"}'
	run --separate-stderr timeout 60 setsid -w codex-replay c.jsonl \
		codex-call -m m --functions f.json --approve ask hi </dev/null
	assert_equal "$status" 0
	assert_equal "$(details '[.calls[]|[.name,.success]]')" '[["change",false],["add",true]]'
	assert_equal "$(wc -l <ran)" 1
	run jq -c 'select(.type=="call" and .name=="change")|[.success,.error]' .codex-log/*/*/*/*.jsonl
	assert_output '[false,"policy_denied"]'
	run jq -r 'select(.items)|.items[]|select(.type=="function_call_output")|.output|fromjson|.details.error.message//empty' .codex-log/*/*/*/*.jsonl
	assert_output "'change' needs the user's consent, and there is no terminal to ask on"
}

# on_terminal ANSWER: codex-call --approve ask on a terminal of its own; each
# time a question is there, the next word of ANSWER is typed
on_terminal() {
	(
		n=0
		for word in $1; do
			n=$((n + 1))
			for _ in $(seq 200); do
				[ "$(grep -c 'allow it' typescript 2>/dev/null)" -lt $n ] || break
				sleep 0.05
			done
			sleep 0.1
			printf '%s\n' "$word"
		done
		sleep 1
	) | timeout 60 script -qefc "codex-replay c.jsonl codex-call -m m --json --functions f.json --approve ask hi </dev/null 2>err" typescript >/dev/null
	output=$(grep -ao '{"success".*}' typescript | tr -d '\r')
}

@test "--approve ask asks on the terminal, and runs what is allowed" {
	command -v script >/dev/null || skip 'no script(1)'
	add_helpers
	turn 1 "$write"
	turn 2 '{"name":"change","arguments":{"a":5,"b":6,"text":"line one\nline \u001b[2J two"}}'
	turn 3 "$same"
	rule '[]' '{"text":"done"}'
	: >typescript
	on_terminal 'y n'
	assert_equal "$(details '[.calls[]|[.name,.success]]')" '[["change",true],["change",false],["add",true]]'
	assert_equal "$(wc -l <ran)" 2
	run tr -d '\r' <typescript
	assert_line 'the model calls change with'
	assert_line '  a: 3'
	assert_line '    | line one'
	assert_line '    | line \u001b[2J two'
	assert_equal "$(grep -c 'allow it' typescript)" 2
}

@test "always is for one helper, and Ctrl-D or anything else is a no" {
	command -v script >/dev/null || skip 'no script(1)'
	add_helpers
	turn 1 "$write"
	turn 2 '{"name":"change","arguments":{"a":5,"b":6}}'
	rule '[]' '{"text":"done"}'
	: >typescript
	on_terminal 'always'
	assert_equal "$(details '[.calls[]|.success]')" '[true,true]'
	assert_equal "$(grep -c 'allow it' typescript)" 1
	: >typescript
	on_terminal $'\004 what'
	assert_equal "$(details '[.calls[]|.success]')" '[false,false]'
}
