# retries: which failures codex-call tries again, how long it waits, and what
# it says when it gives up
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned

setup() {
	project
}

# refuse N STATUS JSON [HEADER...]: the n-th answer is this error
refuse() {
	put "$1" "$2" application/json "${@:4}" <<<"{\"error\":$3}"
}

# fresh: no answers and no requests
fresh() {
	rm -f srv/*
}

# requests: how many there were
requests() {
	find srv -name '*.request' | wc -l
}

# took COMMAND...: run it; $ms is how many milliseconds that took
took() {
	local start=${EPOCHREALTIME/./}
	"$@"
	ms=$(((${EPOCHREALTIME/./} - start) / 1000))
}

@test "each status is tried again, or not, as its meaning has it" {
	for row in '400 1 4' '401 1 4' '402 1 5' '403 1 4' '404 1 4' '408 3 4' \
		'409 3 4' '413 1 4' '422 1 4' '429 3 5' '500 3 4' '502 3 4' \
		'503 3 4' '504 3 4' '529 3 4'; do
		read -r code n want <<<"$row"
		fresh
		for i in 1 2 3; do refuse $i "$code" '{"message":"no"}' 'retry-after-ms: 1'; done
		canned hi
		assert_equal "$code $(requests) $status" "$row"
	done
}

@test "a code inside the error says more than the status" {
	while read -r code n want name; do
		fresh
		for i in 1 2 3; do refuse $i "$code" "{\"message\":\"no\",\"code\":\"$name\"}" 'retry-after-ms: 1'; done
		canned hi
		assert_equal "$code $(requests) $status $name" "$code $n $want $name"
	done <<-'EOF'
		429 1 5 insufficient_quota
		429 1 5 credit_balance_exhausted
		429 1 5 billing_hard_limit_reached
		429 3 5 rate_limit_exceeded
		503 3 5 slow_down
		400 1 4 context_length_exceeded
		500 1 4 model_not_found
		200 3 4 server_is_overloaded
	EOF
}

@test "x-should-retry overrides what the status means, either way" {
	refuse 1 400 '{"message":"odd"}' 'x-should-retry: true' 'retry-after-ms: 1'
	deltas 2 '{"content":"hello"}'
	canned hi
	assert_equal "$(details .text)" hello
	fresh
	refuse 1 503 '{"message":"no"}' 'x-should-retry: false'
	canned hi
	assert_equal "$status $(requests)" '4 1'
}

@test "Retry-After is obeyed: milliseconds, seconds, a date, in that order" {
	deltas 2 '{"content":"hello"}'
	refuse 1 429 '{"message":"later"}' 'Retry-After: 50' 'retry-after-ms: 300'
	took canned hi
	assert_equal "$status" 0
	[ "$ms" -ge 300 ] && [ "$ms" -lt 3000 ]
	assert_regex "$stderr" '^codex-call: 127.0.0.1:[0-9]+ answered 429: later, retry 1 in 0.3 s$'
	refuse 1 503 '{"message":"later"}' 'Retry-After: 1'
	took canned hi
	assert_equal "$status" 0
	[ "$ms" -ge 1000 ] && [ "$ms" -lt 9000 ]
	# by the server's clock, which is not ours
	refuse 1 429 '{"message":"later"}' 'Date: Fri, 02 Jan 2026 03:04:05 GMT' \
		'Retry-After: Fri, 02 Jan 2026 03:04:06 GMT'
	took canned hi
	assert_equal "$status" 0
	[ "$ms" -ge 1000 ] && [ "$ms" -lt 9000 ]
	assert_regex "$stderr" 'retry 1 in 1.0 s$'
	refuse 1 429 '{"message":"later"}' "Retry-After: $(date -u -d '-1 hour' '+%a, %d %b %Y %H:%M:%S GMT')"
	took canned hi
	assert_regex "$stderr" 'retry 1 in 0.0 s$'
}

@test "the delay in a message is obeyed as Retry-After is" {
	deltas 2 '{"content":"hello"}'
	while IFS='|' read -r message wait; do
		refuse 1 429 "{\"message\":\"$message\"}"
		canned --timeout 3 hi
		assert_regex "$stderr" "retry 1 in $wait s\$"
		assert_equal "$status" 0
	done <<-'EOF'
		Rate limit reached for m: Limit 3, Used 3. Please try again in 20ms. Visit us|0.0
		Please try again in 1.2s.|1.2
		Please retry after 1 second.|1.0
		try again in 0m0.3s|0.3
	EOF
	# in a stream, where headers came before
	printf 'data: %s\n\n' '{"error":{"code":"rate_limit_exceeded","message":"Please try again in 0.2s"}}' |
		put 1 200 text/event-stream
	canned hi
	assert_regex "$stderr" "retry 1 in 0.2 s\$"
	assert_equal "$status" 0
}

@test "a wait that the deadline does not leave is not begun" {
	while IFS='|' read -r wait header message; do
		refuse 1 429 "{\"message\":\"$message\"}" "$header"
		took canned --timeout 20 hi
		assert_equal "$status" 5
		[ "$ms" -lt 5000 ]
		at=$(details .error.retry_at)
		left=$(($(date -d "$at" +%s) - $(date +%s)))
		[ "$left" -le "$wait" ] && [ "$left" -ge $((wait - 5)) ]
		assert_equal "$(details .error.hint)" "it asks to wait $wait s, which --timeout does not leave; come back after $at"
		assert_equal "$(requests)" 1
		assert_equal "$(tail -qn1 .codex-log/*/*/*/*.jsonl | jq -r .error.retry_at | tail -n1)" "$at"
		fresh
	done <<-'EOF'
		100|Retry-After: 100|later
		70|X: y|Please try again in 1m10s.
		5400|X: y|Please try again in 1h30m0s.
		90|retry-after-ms: 90000|try again in 1s
	EOF
}

@test "waits that the server names are kept to beyond the count of retries" {
	for i in 1 2 3 4; do refuse $i 429 '{"message":"later"}' 'Retry-After: 1'; done
	deltas 5 '{"content":"hello"}'
	canned --timeout 30 hi
	assert_equal "$status" 0
	assert_equal "$(details .text)" hello
	assert_equal "$(wc -l <<<"$stderr")" 4
}

@test "--retries says how often, and 0 never" {
	for i in 1 2 3 4 5; do refuse $i 500 '{"message":"no"}' 'retry-after-ms: 1'; done
	canned --retries 4 hi
	assert_equal "$status $(requests)" '4 5'
	fresh
	refuse 1 500 '{"message":"no"}' 'retry-after-ms: 1'
	canned --retries 0 hi
	assert_equal "$status $(requests)" '4 1'
	fresh
	refuse 1 429 '{"message":"no"}' 'retry-after: 1'
	canned --retries 0 hi
	assert_equal "$status $(requests)" '5 1'
	assert_regex "$stderr" '; come back after 20[-0-9]*T[0-9:]*Z$'
}

@test "waits grow, each a little less than twice the one before" {
	for i in 1 2 3; do refuse $i 500 '{"message":"no"}'; done
	canned hi
	assert_equal "$status" 4
	mapfile -t waits < <(jq -r 'select(.type=="error")|.retry_in // empty' .codex-log/*/*/*/*.jsonl)
	assert_equal "${#waits[@]}" 2
	run jq -n --argjson a "${waits[0]}" --argjson b "${waits[1]}" '$a > 0.37 and $a <= 0.5 and $b > 0.74 and $b <= 1'
	assert_output true
}

@test "each failed attempt is an event, and the last has no retry" {
	for i in 1 2 3; do refuse $i 500 "{\"message\":\"no $i\"}" 'retry-after-ms: 5'; done
	canned hi
	run jq -c 'select(.type=="error")|[.code,(.message|sub(".* answered";"")),.retry_in]' .codex-log/*/*/*/*.jsonl
	assert_output '["api_error"," 500: no 1",0.005]
["api_error"," 500: no 2",0.005]
["api_error"," 500: no 3",null]'
	assert_equal "$(wc -l <<<"$stderr")" 3
}

@test "a reset before the answer is tried again, one within it is not" {
	: >srv/1
	: >srv/1.reset
	deltas 2 '{"content":"hello"}'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details .text)" hello
	fresh
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half"}}]}'
	: >srv/1.reset
	deltas 2 '{"content":"hello"}'
	canned hi
	assert_equal "$status $(requests)" '3 1'
	assert_equal "$(details .text)" half
}

@test "an error inside a stream is tried again only before its first word" {
	error='{"error":{"code":"server_error","message":"oops"}}'
	chunks 1 '{"choices":[]}' "$error"
	deltas 2 '{"content":"hello"}'
	canned hi
	assert_equal "$(details .text)" hello
	fresh
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half"}}]}' "$error"
	canned hi
	assert_equal "$status $(requests)" '4 1'
	assert_equal "$(details .text)" half
}

@test "a signal ends a wait at once" {
	refuse 1 429 '{"message":"later"}' 'Retry-After: 30'
	took run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		codex-call -T none hi >out 2>err </dev/null &
		until grep -q retry err 2>/dev/null; do sleep 0.05; done
		kill -TERM $!; wait $!'
	assert_equal "$status" 143
	[ "$ms" -lt 10000 ]
	assert_equal "$(jq -r .details.error.code out)" killed
}

@test "a name that does not exist is a network failure that says what it asked for" {
	OPENAI_BASE_URL=http://nowhere.invalid/v1 run --separate-stderr codex-call -T none --retries 1 hi </dev/null
	assert_equal "$status" 3
	assert_regex "$(details .error.message)" '^no answer from nowhere.invalid: .*nowhere.invalid'
	assert_equal "$(details .error.hint)" 'are you offline, or behind a proxy?'
}
