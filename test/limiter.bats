# limiter: one rate for all runs of a user that have the same key and server
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned

setup() {
	project
	answers 20 1
}

# answers N TOKENS: N answers, each of which cost so many tokens
answers() {
	for i in $(seq "$1"); do
		put "$i" 200 application/json <<<"{\"choices\":[{\"message\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":$2,\"completion_tokens\":0,\"total_tokens\":$2}}"
	done
}

# served SCRIPT: run a shell script with the server; `call ARGS` in it is one
# run; $ms is how long it took
served() {
	local start=${EPOCHREALTIME/./}
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv bash -c '
		call() { codex-call -T none --no-log --no-stream --text "$@" hi </dev/null; }
		export -f call
		'"$1"
	ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	[ "$status" -ne 124 ] || fail "it hangs: $stderr"
}

# gaps: the milliseconds between the requests, sorted
gaps() {
	find srv -name '*.request' -printf '%T@\n' | sort -n |
		awk 'NR > 1 { printf "%d\n", ($1 - last) * 1000 } { last = $1 }' | sort -n
}

@test "eight runs at once share one rate" {
	served 'seq 8 | xargs -P8 -I{} bash -c "call --rpm 300"'
	assert_equal "$status" 0
	assert_equal "$(grep -c hello <<<"$output")" 8
	# seven intervals of 200 ms; a wake-up may be late, none is early
	[ "$ms" -ge 1400 ]
	assert_equal "$(gaps | wc -l)" 7
	[ "$(gaps | awk '{ n += $1 } END { print n }')" -ge 1200 ]
	assert_equal "$(find "$XDG_STATE_HOME/codex/limits" -type f | wc -l)" 1
}

@test "without a rate nothing waits and no file is made" {
	served 'seq 8 | xargs -P8 -I{} bash -c "call"'
	assert_equal "$status" 0
	[ "$ms" -lt 5000 ]
	[ ! -e "$XDG_STATE_HOME/codex/limits" ]
}

@test "each key and each server has a rate of its own, and no file holds a key" {
	served 'export OPENAI_API_KEY=canary-one-0123456789abcdef
		call --rpm 1; OPENAI_API_KEY=canary-two-0123456789abcdef call --rpm 1
		OPENAI_BASE_URL=$OPENAI_BASE_URL/ call --rpm 1 --timeout 5'
	assert_equal "$status" 5
	[ "$ms" -lt 20000 ]
	assert_equal "$(grep -c hello <<<"$output")" 2
	assert_equal "$(find "$XDG_STATE_HOME/codex/limits" -type f | wc -l)" 2
	run grep -r canary "$XDG_STATE_HOME"
	assert_equal "$status" 1
	run find "$XDG_STATE_HOME" -name '*canary*'
	assert_output ''
	assert_equal "$(find "$XDG_STATE_HOME/codex/limits" -type f -printf '%m ' -o -name limits -printf '%m ')" '700 600 600 '
}

@test "a turn that does not fit the deadline is told at once, with the moment" {
	served 'call --rpm 2; codex-call --no-log -T none --no-stream --rpm 2 --timeout 10 hi </dev/null'
	assert_equal "$status" 5
	[ "$ms" -lt 8000 ]
	line=$(tail -n1 <<<"$output")
	assert_equal "$(jq -r .details.error.code <<<"$line")" rate_limited
	assert_regex "$(jq -r .details.error.message <<<"$line")" '^the next request may go in (29|30)\.[0-9] s, which --timeout does not leave$'
	at=$(jq -r .details.error.retry_at <<<"$line")
	left=$(($(date -d "$at" +%s) - $(date +%s)))
	[ "$left" -ge 20 ] && [ "$left" -le 30 ]
	[ ! -e srv/2.request ]
}

@test "--tpm counts what was really used" {
	answers 3 1000
	served 'call --tpm 60000; call --tpm 60000; call --tpm 60000'
	assert_equal "$status" 0
	# a thousand tokens are a second of the rate
	[ "$ms" -ge 1900 ] && [ "$ms" -lt 20000 ]
	[ "$(gaps | head -n1)" -ge 900 ]
}

@test "one run's Retry-After is every run's" {
	put 1 429 application/json 'Retry-After: 2' <<<'{"error":{"message":"later"}}'
	served 'call --rpm 6000 & sleep 0.5; call --rpm 6000; wait'
	assert_equal "$status" 0
	# the second run asked nothing before the two seconds were over
	[ "$(gaps | tail -n1)" -ge 1900 ]
	[ "$ms" -lt 20000 ]
}

@test "a run that gave up leaves the server's word to the others" {
	put 1 429 application/json 'Retry-After: 50' <<<'{"error":{"message":"later"}}'
	served 'call --rpm 6000 --timeout 5; call --rpm 6000 --timeout 5'
	assert_equal "$status" 5
	[ ! -e srv/2.request ]
	assert_regex "$stderr" 'the next request may go in (4[0-9]|50)\.[0-9] s'
}

@test "waiting runs that are killed have reserved nothing" {
	served 'call --rpm 60
		for i in 1 2 3 4 5 6; do
			codex-call -T none --no-log --no-stream --rpm 60 hi </dev/null &
			pids="$pids $!"
		done
		sleep 0.3
		kill -9 $pids
		wait
		call --rpm 60' 2>/dev/null
	assert_equal "$status" 0
	# one second for the run after them, not seven
	[ "$ms" -ge 1000 ] && [ "$ms" -lt 5000 ]
}

@test "a lock ends with the process that holds it" {
	served 'call --rpm 6000
		file=$(echo "$XDG_STATE_HOME"/codex/limits/*)
		"$BUILD/test/limiter" "$file" >held &
		holder=$!
		until grep -q locked held; do sleep 0.05; done
		call --rpm 6000 --timeout 1
		echo "while it is locked: $?"
		kill -9 $holder
		call --rpm 6000
		echo "then: $?"'
	assert_line 'while it is locked: 5'
	assert_line 'then: 0'
}

@test "a run that is killed at any moment leaves a file that can be read" {
	served 'for i in $(seq 20); do
			codex-call -T none --no-log --rpm 6000 hi </dev/null >/dev/null &
			sleep 0.0$((i % 10))
			kill -9 $! && wait $!
			jq -e .request "$XDG_STATE_HOME"/codex/limits/* >/dev/null || [ ! -s "$(echo "$XDG_STATE_HOME"/codex/limits/*)" ] || echo broken
		done
		call --rpm 6000' 2>/dev/null
	assert_output hello
}

@test "a file that is damaged, or of another boot, says nothing" {
	served 'call --rpm 1
		file=$(echo "$XDG_STATE_HOME"/codex/limits/*)
		sed -i "s/\"boot\":\"[^\"]*/&x/" "$file"
		call --rpm 1
		echo nonsense >"$file"
		call --rpm 1
		jq -e ".request > 0" "$file"'
	assert_equal "$status" 0
	[ "$ms" -lt 20000 ]
	assert_line true
}

@test "a state folder that cannot be written is named" {
	: >file
	OPENAI_BASE_URL=http://127.0.0.1:1/v1 XDG_STATE_HOME=$PWD/file run --separate-stderr codex-call -T none --rpm 1 hi </dev/null
	[ "$status" -ne 0 ]
	assert_regex "$stderr" "cannot make the folders above '$PWD/file(/codex)?'"
}

@test "a signal ends the wait for a turn" {
	served 'call --rpm 2
		codex-call -T none --no-log --rpm 2 hi </dev/null & sleep 0.5
		kill -TERM $!; wait $!'
	assert_equal "$status" 143
	[ "$ms" -lt 10000 ]
}
