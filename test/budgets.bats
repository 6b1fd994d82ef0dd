# budgets: what codex-call may spend, each limit with exit status 6 and the
# partial answer, and what it says that it has cost
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned
load scripted

setup() {
	project
}



# said N USAGE TEXT: the n-th answer, whole, with that usage
said() {
	put "$1" 200 application/json <<<"{\"choices\":[{\"message\":{\"content\":\"$3\"},\"finish_reason\":\"stop\"}],\"usage\":$2}"
}

# calls N USAGE: the same, asking for a call of `add`
calls() {
	put "$1" 200 application/json <<<"{\"choices\":[{\"message\":{\"content\":\"so far\",\"tool_calls\":[{\"id\":\"c$1\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1,\\\"b\\\":$1}\"}}]},\"finish_reason\":\"tool_calls\"}],\"usage\":$2}"
}

@test "--max-calls runs none of the calls that would pass it" {
	add_helpers
	rule '[{"result":"add"}]' '{"text":"more","calls":[{"name":"add","arguments":{"a":1,"b":2}},{"name":"add","arguments":{"a":3,"b":4}}]}'
	rule '[]' '{"text":"first","calls":[{"name":"add","arguments":{"a":0,"b":0}}]}'
	ask --functions f.json --max-calls 2 hi
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.text,.turns,(.calls|length)]')" '["budget_exceeded","more",2,1]'
	assert_equal "$stderr" 'codex-call: the model asked for 2 more calls after 1 of 2; allow more with --max-calls; codex-call -c goes on from here'
	assert_equal "$(wc -l <ran)" 1
	ask --functions f.json --max-calls 3 --max-turns 2 hi
	assert_equal "$status" 6
	assert_equal "$(details .error.message)" 'the model was not done after 2 turns'
}

@test "a budget that is not reached changes nothing, and 0 is no limit" {
	add_helpers
	rule '[{"result":"add"}]' '{"text":"done"}'
	rule '[]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	ask --functions f.json --max-turns 2 --max-calls 1 --max-tokens-total 100000 hi
	assert_equal "$status" 0
	ask --functions f.json --max-calls 0 --max-tokens-total 0 --max-cost 0 --timeout 0 --idle-timeout 0 --connect-timeout 0 hi
	assert_equal "$status" 0
	assert_equal "$(details .text)" 'done'
}

@test "--max-tokens-total sends nothing that would pass it" {
	add_helpers
	calls 1 '{"prompt_tokens":300,"completion_tokens":100,"total_tokens":400}'
	said 2 '{"prompt_tokens":500,"completion_tokens":1,"total_tokens":501}' 'never asked for'
	canned --no-stream --functions f.json -T add --max-tokens-total 420 hi
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.text,.turns,(.calls|length),.usage.total_tokens]')" '["budget_exceeded","so far",1,1,400]'
	assert_regex "$stderr" '^codex-call: 400 of 420 tokens are used, and the next request holds about [0-9]+; allow more with --max-tokens-total; codex-call -c goes on from here$'
	[ ! -e srv/2.request ]
	canned --no-stream --functions f.json -T add --max-tokens-total 1000 hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.usage.total_tokens]')" '["never asked for",901]'
}

@test "a server that counts below zero, or beyond all reason, has told nothing" {
	add_helpers
	for usage in '{"prompt_tokens":-300,"completion_tokens":-9,"total_tokens":-400}' \
		'{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}' \
		'{"prompt_tokens":"many","completion_tokens":1.5,"total_tokens":null}'; do
		calls 1 "$usage"
		said 2 "$usage" 'never asked for'
		rm -f srv/*.request
		canned --no-stream --functions f.json -T add --max-tokens-total 60 hi
		assert_equal "$status $(details '[.error.code,.usage,.turns]')" '6 ["budget_exceeded",{},1]'
		[ ! -e srv/2.request ]
	done
	# a total that is less than its parts is none
	calls 1 '{"prompt_tokens":300,"completion_tokens":100,"total_tokens":1}'
	canned --no-stream --functions f.json -T add --max-tokens-total 420 hi
	assert_regex "$stderr" '^codex-call: 400 of 420 tokens are used'
}

@test "a prompt that alone passes the budget is not sent" {
	said 1 '{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}' hi
	canned --no-stream --max-tokens-total 50 "$(yes word | head -60 | tr '\n' ' ')"
	assert_equal "$status" 6
	assert_regex "$stderr" '^codex-call: 0 of 50 tokens are used, and the next request holds about [0-9]+; '
	[ ! -e srv/1.request ]
}

@test "what the last helpers answered is not lost when a budget ends the run" {
	add_helpers
	calls 1 '{"prompt_tokens":300,"completion_tokens":100,"total_tokens":400}'
	canned --no-stream --functions f.json -T add --max-tokens-total 420 hi
	assert_equal "$status" 6
	run -0 codex-call --dry-run --api chat -c -T none more </dev/null
	assert_equal "$(jq -c '[.messages[].role]' <<<"$output")" '["user","assistant","tool","user"]'
	assert_equal "$(jq -r .messages[2].content <<<"$output" | jq -c .details)" '{"sum":2}'
}

@test "an answer that tells no usage is counted by its text" {
	add_helpers
	put 1 200 application/json <<<'{"choices":[{"message":{"content":"'"$(yes word | head -90 | tr '\n' ' ')"'","tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}'
	canned --no-stream --functions f.json -T add --max-tokens-total 230 hi
	assert_equal "$status" 6
	assert_equal "$(details .usage)" '{}'
	assert_regex "$stderr" 'codex-call: 1[0-9][0-9] of 230 tokens are used'
}

@test "cost is told as an estimate, with the date of its prices" {
	said 1 '{"prompt_tokens":1000000,"completion_tokens":10000,"prompt_tokens_details":{"cached_tokens":400000}}' hi
	canned -m gpt-5-mini --no-stream hi
	# 0.6 of 0.25, 0.4 of 0.025, 0.01 of 2
	assert_equal "$(details .cost)" '{"amount":0.18,"currency":"USD","estimate":true,"prices_date":"2026-07-30"}'
	assert_equal "$(tail -qn1 .codex-log/*/*/*/*.jsonl | jq -c .cost.amount)" 0.18
	# the name of a snapshot, and a cache write: 0.1 of 6.25 and 0.1 of 5
	said 1 '{"prompt_tokens":200000,"completion_tokens":0,"prompt_tokens_details":{"cache_write_tokens":100000}}' hi
	canned -m gpt-5.6-sol-2026-07-09 --no-stream hi
	assert_equal "$(details .cost.amount)" 1.125
	# a long prompt costs more, all of it
	said 1 '{"prompt_tokens":300000,"completion_tokens":0}' hi
	canned -m gpt-5.6-sol --no-stream hi
	assert_equal "$(details .cost.amount)" 3
}

@test "a model whose price is not known has no cost, and no budget of it" {
	said 1 '{"prompt_tokens":1000,"completion_tokens":10}' hi
	canned --no-stream hi
	assert_equal "$status" 0
	assert_equal "$(details .cost)" null
	canned --no-stream --max-cost 1 hi
	assert_equal "$status" 2
	assert_equal "$(details .error)" '{"code":"invalid_arguments","message":"no price is known for the model '"'m'"', so --max-cost cannot be kept; give one with --prices"}'
}

@test "--max-cost sends nothing that would pass it, by the prices of --prices" {
	add_helpers
	echo '{"date":"2026-01-02","currency":"EUR","models":{"m":{"input":1000,"output":1000}}}' >prices.json
	calls 1 '{"prompt_tokens":300,"completion_tokens":100}'
	said 2 '{"prompt_tokens":500,"completion_tokens":100}' 'done'
	canned --no-stream --functions f.json -T add --prices prices.json --max-cost 0.41 hi
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.text,.cost.amount,.cost.currency,.cost.prices_date]')" '["budget_exceeded","so far",0.4,"EUR","2026-01-02"]'
	assert_regex "$stderr" '^codex-call: 0\.4 of 0\.41 EUR are spent, and the next request costs at least about 0\.[0-9]+; allow more with --max-cost; codex-call -c goes on from here$'
	[ ! -e srv/2.request ]
	canned --no-stream --functions f.json -T add --prices prices.json --max-cost 2 hi
	assert_equal "$status" 0
	assert_equal "$(details .cost.amount)" 1
}

@test "a table of prices that is none is refused" {
	run -1 --separate-stderr codex-call --prices none.json hi </dev/null
	assert_equal "$(details .error.code)" not_found
	echo '{"date":"d","currency":"USD","models":{"m":{"input":"1"}}}' >prices.json
	run -2 --separate-stderr codex-call --prices prices.json hi </dev/null
	assert_equal "$(details .error.message)" "the price of 'm' in 'prices.json' needs numbers as input and output, for a million tokens"
	echo '[]' >prices.json
	run -2 --separate-stderr codex-call --prices prices.json hi </dev/null
	assert_equal "$(details .error.message)" "the prices in 'prices.json' lack a date, a currency, or models"
}

@test "our own table has a date and all four prices of every model in it" {
	table=$BUILD/share/codex/prices.json
	run jq -r 'def bad: (.input > 0 and .cached_input > 0 and .cached_input <= .input and
			.cache_write >= .input and .output > .input) | not;
		.models | to_entries[] | select((.value | bad) or (.value.date | test("^2[0-9]{3}-[01][0-9]-[0-3][0-9]$") | not) or
			(.value.long and ((.value.long | bad) or .value.above < 1000 or .value.long.input <= .value.input))) | .key' "$table"
	assert_equal "$status:$output" 0:
	assert_equal "$(jq -r '[.currency, (.models | length > 30)] | @tsv' "$table")" $'USD\ttrue'
	assert_equal "$(jq '.models["gpt-5-mini"].input' "$table")" 0.25
}

@test "the name of a snapshot has the price of its model, another name has none" {
	for name in gpt-5-mini-2025-08-07 gpt-5-mini; do
		said 1 '{"prompt_tokens":1000000,"completion_tokens":0}' hi
		canned -m "$name" --no-stream hi
		assert_equal "$name $(details .cost.amount)" "$name 0.25"
	done
	for name in gpt-5-mini-2025-08 gpt-5-mini-fast x-gpt-5-mini-2025-08-07; do
		said 1 '{"prompt_tokens":1000000,"completion_tokens":0}' hi
		canned -m "$name" --no-stream hi
		assert_equal "$name $(details .cost)" "$name null"
	done
}

@test "--idle-timeout ends a silence, and only once more is tried" {
	for n in 1 2 3; do : >srv/$n; : >srv/$n.hang; done
	SECONDS=0
	canned --idle-timeout 0.3 hi
	assert_equal "$status" 3
	assert_equal "$(details .error.code)" timeout
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ was silent for 0.3 s$'
	[ -e srv/2.request ]
	[ ! -e srv/3.request ]
	[ "$SECONDS" -lt 9 ]
}

@test "--idle-timeout counts silence, not the time of the answer" {
	cat >slow.jsonl <<-'EOF'
		{"when":[],"reply":{"text":"a slow answer in several words of a model","slow":0.2}}
	EOF
	if ! codex-replay --check slow.jsonl >/dev/null 2>&1; then skip 'no slow replies'; fi
	run --separate-stderr timeout 60 codex-replay slow.jsonl \
		codex-call -m m -T none --idle-timeout 1 hi </dev/null
	assert_equal "$status" 0
	assert_equal "$(details .text)" 'a slow answer in several words of a model'
}

@test "a silence within the answer keeps what had come" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half an ans"}}]}'
	: >srv/1.hang
	canned --idle-timeout 0.3 hi
	assert_equal "$status" 3
	assert_equal "$(details '[.error.code,.text]')" '["timeout","half an ans"]'
	[ ! -e srv/2.request ]
}

@test "--connect-timeout ends a handshake that nobody answers" {
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		OPENAI_BASE_URL=https${OPENAI_BASE_URL#http} exec codex-call \
			-T none --connect-timeout 0.3 --timeout 5 hi' </dev/null
	assert_equal "$status" 3
	assert_equal "$(details .error.code)" timeout
	assert_regex "$(details .error.message)" '^no connection to 127.0.0.1:[0-9]+ within 0.3 s$'
}

@test "--timeout is a budget too, with what had come" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half an ans"}}]}'
	: >srv/1.hang
	canned --timeout 0.5 hi
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.text]')" '["budget_exceeded","half an ans"]'
}
