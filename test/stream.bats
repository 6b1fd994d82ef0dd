# long answers and killed ones: what is held of a stream, and what the log has
load helper
load canned

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/p/srv" && cd "$BATS_TEST_TMPDIR/p" || return 1
	git init -q .
}

# flood API MB ARGS: codex-call against a stream of so many MB of words, with
# what it prints in `out`; $peak is the most memory it had, in KB
flood() {
	run --separate-stderr timeout 120 "$BUILD/test/flood" "$1" "$2" sh -c '
		exec codex-call -m m -T none "$@" >out' sh --api "$1" "${@:3}" </dev/null
	[ "$status" -ne 124 ] || fail "codex-call hangs: $stderr"
	peak=$(cat peak)
}

# said MB: the words of such a stream
said() {
	awk -v n=$(($1 * 16384)) 'BEGIN { for (i = 1; i <= n; i++) printf "%016d %046d\n", i, 0 }'
}

# log FILTER: what jq makes of the events of the only log
log() {
	jq -rc "$1" .codex-log/*/*/*/*.jsonl
}

# flat API: the memory for 100 MB of words is that for 10 MB, and small
flat() {
	local ten
	flood "$1" 10 --text hi
	assert_equal "$status $stderr" '0 '
	ten=$peak
	rm -r .codex-log
	flood "$1" 100 --text hi
	assert_equal "$status $stderr" '0 '
	said 100 | cmp - out
	case $BUILD in
	*san*) ;;
	*) [ "$peak" -le 16384 ] && [ $((peak - ten)) -le 2048 ] ||
		fail "$ten KB for 10 MB, $peak KB for 100 MB" ;;
	esac
	assert_equal "$(log 'select(.type=="response") | [.cut,.bytes,.items,.usage.total_tokens]')" \
		'[true,104857600,[],12]'
	# the log has every word of it, in pieces of a bounded size
	said 100 | cmp - <(log 'select(.type=="piece").text | @json' | jq -j .)
	assert_equal "$(log 'select(.type=="piece").text | length < 100000' | sort -u)" true
	run -0 codex-log verify
}

@test "100 MB of a chat stream are printed and logged in the memory of 10" {
	flat chat
}

@test "so are 100 MB of a Responses stream, which says them five times" {
	flat responses
}

@test "a conversation with an answer too long to be held cannot go on" {
	for api in chat responses; do
		flood $api 2 --text hi
		assert_equal "$status" 0
		canned --json -c go on
		assert_equal "$status $(details .error.code)" '1 too_large'
		assert_regex "$(details .error.message)" "^the conversation of session '.*' cannot go on: it holds an answer of 2097152 bytes$"
		assert_regex "$(details .error.hint)" 'codex-log show'
		[ ! -e srv/1.request ]
		run -0 codex-log show --json
		assert_equal "$(details '.events[] | select(.type=="piece") | .text | @json' | jq -j . | wc -c)" 2097152
		rm -r .codex-log
	done
}

@test "one that is long, and can be held, goes on" {
	deltas 1 "{\"content\":\"$(printf '%0500000d' 0)\"}"
	canned --text hi
	deltas 1 '{"content":"so be it"}'
	canned --text -c go on
	assert_equal "$status $output" '0 so be it'
	assert_equal "$(body 1 | jq -c '[.messages[].content | length]')" '[2,500000,5]'
}

@test "a call behind an answer too long to be held is not made" {
	{
		printf 'data: {"choices":[{"index":0,"delta":{"content":"%0600000d"}}]}\n\n' 0
		printf 'data: {"choices":[{"index":0,"delta":{%s}}]}\n\n' \
			'"tool_calls":[{"index":0,"id":"c","function":{"name":"grep","arguments":"{}"}}]'
		printf 'data: %s\n\n' '{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}' '[DONE]'
	} | put 1 200 text/event-stream
	canned --text hi
	assert_equal "$status ${#output}" '4 600000'
	assert_equal "$stderr" "codex-call: the model's answer of 600000 bytes is too long to be sent back with the results of its calls"
	assert_equal "$(log 'select(.type=="end") | [.status,.error.code]')" '[4,"api_error"]'
}

@test "an answer that a result line would have to hold has a limit, and is in the log" {
	flood chat 20 --json hi
	output=$(cat out)
	assert_equal "$status $(details .error.code)" '4 api_error'
	assert_regex "$(details .error.message)" "^127.0.0.1:[0-9]+'s answer is longer than the 16777216 bytes that a result holds$"
	assert_regex "$(details .error.hint)" '^--text'
	said 16 | cmp - <(details .text | head -c 16777216)
	said 16 | cmp - <(log 'select(.type=="piece").text | @json' | jq -j . | head -c 16777216)
	run -0 codex-log verify
}

@test "what is held is not more than that" {
	flood responses 10 --json hi
	output=$(cat out)
	assert_equal "$status $(details '.text | length')" '0 10485760'
}

WORDS='one two three four five six seven eight nine ten eleven twelve'

# killed READY: a chat stream says WORDS and goes silent; codex-call is killed
# once READY holds
killed() {
	rm -f srv/1.request
	printf 'data: {"choices":[{"index":0,"delta":{"content":"%s"}}]}\n\n' "$WORDS" |
		put 1 200 text/event-stream
	: >srv/1.hang
	cat >kill.sh <<-'EOF'
		codex-call -m m -T none --text hi >out 2>err </dev/null &
		n=0
		until eval "$1"; do
			n=$((n + 1))
			[ $n -lt 500 ] || { kill -KILL $!; exit 99; }
			sleep 0.02
		done
		kill -KILL $!
		wait $!
	EOF
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv bash kill.sh "$1" </dev/null
	assert_equal "$status $(cat out)" "137 $WORDS"
	rm srv/1.hang
}

PIECE='grep -qs "\"type\":\"piece\"" .codex-log/*/*/*/*.jsonl'

@test "who is killed while an answer comes loses a second of it, and no more" {
	killed "$PIECE"
	assert_equal "$(log .type | tr '\n' ' ')" 'session request piece '
	# the last words may be half of a secret, and wait for the others
	assert_equal "$(log 'select(.type=="piece").text')" "${WORDS% ten*}"
	run -0 codex-log verify
	run -0 codex-log stats
	assert_equal "$(details '.total | [.runs,.turns,.unfinished]')" '[1,0,1]'
	run -0 codex-log show --text
	assert_line --regexp "  piece  run=.*  pieces=1  text=\"${WORDS% ten*}\"$"
	run -0 codex-log grep seven
	assert_equal "$(details '[.matches[] | .type, .line, .at]')" '["piece",3,"/text"]'
	run -0 codex-log show --html -
	assert_output --partial '<h2>What had come</h2>'
	assert_output --partial "<pre class=\"said\">${WORDS% ten*}</pre>"
}

@test "-c goes on from what had come" {
	killed "$PIECE"
	deltas 1 '{"content":"ten"}'
	canned --json -c and then
	assert_equal "$status $(details .text)" '0 ten'
	assert_equal "$(body 1 | jq -c '[.messages[] | .role, .content]')" \
		"$(jq -nc --arg w "${WORDS% ten*}" '["user","hi","assistant",$w,"user","and then"]')"
	# that is no message of this run: a third one finds it once
	canned --json -c again
	assert_equal "$(body 1 | jq '.messages | length')" 5
}

@test "-c goes on from an answer that broke off" {
	printf 'data: {"choices":[{"index":0,"delta":{"content":"half an"}}]}\n\n' | put 1 200 text/event-stream
	canned --json hi
	assert_equal "$status $(details .text)" '3 half an'
	deltas 1 '{"content":"answer"}'
	canned --json -c go on
	assert_equal "$(body 1 | jq -c '[.messages[].content]')" '["hi","half an","go on"]'
}

# slowly ARGS: codex-call against WORDS, said in pieces for some seconds
slowly() {
	jq -nc --arg w "$WORDS" '{when: [], reply: {text: $w, slow: 0.3}}' >c.jsonl
	run --separate-stderr timeout 60 codex-replay c.jsonl codex-call -m m -T none "$@" hi </dev/null
}

@test "an answer that came whole is shown once, whatever pieces it came in" {
	for how in --text --json; do
		slowly $how
		assert_equal "$status" 0
		[ "$(log .type | grep -c piece)" -ge 1 ]
		run -0 codex-log show
		assert_equal "$(details '.events | map(.type)')" '["session","request","response","end"]'
		run -0 codex-log grep two
		assert_equal "$(details '[.matches[].type]')" '["response"]'
		run -0 codex-log show --html -
		assert_equal "$(grep -o 'two three' <<<"$output" | wc -l)" 1
		run -0 codex-log verify
		rm -r .codex-log
	done
}

@test "a short answer has no pieces" {
	deltas 1 '{"content":"one "}' '{"content":"two "}' '{"content":"three four five"}'
	canned --text hi
	assert_equal "$(log .type | tr '\n' ' ')" 'session request response end '
}

@test "no secret gets into the log in halves" {
	export SOME_TOKEN=one-8Gq2-that-only-the-environment-knows
	WORDS="the key is $SOME_TOKEN and its token ghp_${WORDS//[^a-z]/}AB9 so there"
	slowly --text
	assert_output "$WORDS"
	[ "$(log .type | grep -c piece)" -ge 1 ]
	run grep -rE '8Gq2|only-the|ghp_|eleventwelve' .codex-log
	assert_output ''
	# the control: what stands around them is there
	assert_regex "$(log 'select(.type=="piece").text' | tr -d '\n')" '^the key is \[redacted'
}

@test "who reads no more has it in the log that the rest is not there" {
	flood chat 4 --text hi
	rm -r .codex-log
	run --separate-stderr timeout 60 "$BUILD/test/flood" chat 100 bash -c '
		codex-call -m m -T none --text hi | head -c 3000000 | wc -c
		exit ${PIPESTATUS[0]}' </dev/null
	assert_equal "$status $output" '2 3000000'
	assert_equal "$(log 'select(.type=="end") | .status')" 2
	said 3 | head -c 3000000 |
		cmp - <(log 'select(.type=="piece").text | @json' | jq -j . | head -c 3000000)
}

# what is waited for, on a terminal

# typed SERVER...: the shell command $ON on a terminal of its own; what that
# terminal got is in `seen`, with each N for a number of seconds, CLEAR for
# the sequence that empties a line, and a line that is redrawn only once
typed() {
	command -v script >/dev/null || skip 'there is no script program'
	TERM=xterm run --separate-stderr timeout 60 "$@" script -qec "$ON" typescript </dev/null
	[ "$status" -ne 124 ] || fail 'codex-call hangs'
	sed -e '1{/^Script started/d}' -e '/^Script done/d' typescript | hosts |
		sed -E -e $'s/\r\033\\[K/CLEAR/g' -e $'s/\r//g' -e 's/, [0-9]+( of [0-9]+)? s/, N\1 s/g' \
			-e ':a' -e 's/(CLEAR[^:]*: waiting for [^,]*, N[^,]* s)\1/\1/;ta' | sed '/^$/d' >seen
}

hosts() { sed -E 's/127\.0\.0\.1:[0-9]+/HOST/g'; }

@test "a terminal is told what is waited for, in one line that goes away" {
	: >srv/1
	: >srv/1.hang
	ON='exec codex-call -m m -T none --idle-timeout 5.5 --retries 0 hi' typed "$BUILD/test/canned" srv
	assert_equal "$status" 3
	assert_equal "$(cat seen)" 'CLEARcodex-call: waiting for the answer of HOST, N sCLEARcodex-call: HOST was silent for 5.5 s'
	# it was drawn more than once
	assert_equal "$(grep -o 'waiting' typescript | wc -l | tr 2345 y)" y
	: >srv/blackhole
	ON='exec codex-call -m m -T none --connect-timeout 4 --retries 0 hi' typed "$BUILD/test/canned" srv
	assert_equal "$(cat seen)" 'CLEARcodex-call: waiting for a connection to HOST, N sCLEARcodex-call: no connection to HOST within 4 s'
}

@test "but not in the middle of the model's words" {
	printf 'data: {"choices":[{"index":0,"delta":{"content":"half\\n"}}]}\n\n' | put 1 200 text/event-stream
	: >srv/1.hang
	ON='exec codex-call -m m -T none --idle-timeout 4 hi' typed "$BUILD/test/canned" srv
	assert_equal "$(cat seen)" 'half
CLEARcodex-call: waiting for more of the answer of HOST, N sCLEARcodex-call: HOST was silent for 4 s'
	printf 'data: {"choices":[{"index":0,"delta":{"content":"half"}}]}\n\n' | put 1 200 text/event-stream
	ON='exec codex-call -m m -T none --idle-timeout 4 hi' typed "$BUILD/test/canned" srv
	assert_equal "$(cat seen)" 'half
codex-call: HOST was silent for 4 s'
}

@test "it is told of the next try, and of a wait for the rate" {
	echo '{"when":[],"reply":{"status":429,"headers":{"retry-after-ms":"4000"}},"times":1}' >c.jsonl
	echo '{"when":[],"reply":{"text":"hello"}}' >>c.jsonl
	ON='codex-call -m m -T none --rpm 12 hi; codex-call -m m -T none --rpm 12 hi' typed codex-replay c.jsonl
	assert_equal "$status" 0
	assert_equal "$(sed -e 's/HOST answered 429: .*,/HOST answered 429,/' -e 's/of [45] s/of M s/' seen)" 'codex-call: HOST answered 429, retry 1 in 4.0 s
CLEARcodex-call: waiting for the next try, N of M sCLEARhello
CLEARcodex-call: waiting for the rate limit, N of M sCLEARhello'
}

@test "what a helper says is not written into that line" {
	cat >f.json <<-'EOF'
		[{"name": "nap", "description": "Sleep.", "parameters": {"type": "object"},
		  "x-grants": ["read"], "x-command": "nap.sh"}]
	EOF
	cat >nap.sh <<-'EOF'
		#!/bin/sh
		sleep 4
		echo 'nap: half of it' >&2
		sleep 1.5
		echo '{"success":true,"details":{},"tokens":0}'
	EOF
	chmod +x nap.sh
	echo '{"when":[],"reply":{"calls":[{"name":"nap"}]},"times":1}' >c.jsonl
	echo '{"when":[],"reply":{"text":"hello"}}' >>c.jsonl
	ON='exec codex-call -m m --functions f.json hi' typed codex-replay c.jsonl
	assert_equal "$(cat seen)" 'CLEARcodex-call: waiting for nap, N sCLEARnap: half of it
CLEARcodex-call: waiting for nap, N sCLEARhello'
}

@test "elsewhere nothing is told but a long wait for the rate" {
	: >srv/1
	: >srv/1.hang
	canned --idle-timeout 4 --retries 0 hi
	assert_equal "$(hosts <<<"$stderr")" 'codex-call: HOST was silent for 4 s'
	deltas 1 '{"content":"hello"}'
	deltas 2 '{"content":"hello"}'
	rm srv/1.hang
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		codex-call -m m -T none --rpm 15 --text hi
		codex-call -m m -T none --rpm 15 --text hi' </dev/null
	assert_equal "$output ${stderr/[34] s/N s}" 'hello
hello codex-call: waiting for the rate limit, N s'
}
