# faults: what codex-call makes of each way in which a network, a server, a
# disk or a user can fail. The title's number is the row of the fault table.
# Scripted rules make the faults; `canned` those that no rule makes.
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned
load scripted

ALWAYS=(-T none)

setup() {
	project
}

LONG='Once upon a time there was a long story in many pieces.'

# hosts: names of hosts and ports out of a text
hosts() { sed -E 's/127\.0\.0\.1:[0-9]+/HOST/g'; }

# log FILTER: what jq makes of the events of the last run's log
log() {
	jq -rc "$1" .codex-log/*/*/*/"$(details .session)".jsonl
}

# ended STATUS CODE REGEX [ATTEMPTS]: one result line and one message say so,
# and so does the log: an error for each attempt (0: none was at fault), an
# end, a chain that holds
ended() {
	local message
	assert_equal "$status $(details .error.code)" "$1 $2"
	assert_equal "$(wc -l <<<"$output") $(jq .success <<<"$output")" '1 false'
	message=$(details .error.message | hosts)
	assert_regex "$message" "$3"
	assert_equal "$(grep -cv ', retry [0-9]' <<<"$stderr")" 1
	[[ $(tail -n 1 <<<"$stderr" | hosts) == "codex-call: "* ]]
	assert_equal "$(log 'select(.type=="end") | [.status,.error.code]')" "[$1,\"$2\"]"
	[ "${4:-1}" -eq 0 ] ||
		assert_equal "$(log 'select(.type=="error").code' | uniq -c | tr -s ' ')" " ${4:-1} $2"
	codex-log verify "$(details .session)" >verified || fail "$(cat verified)"
}

# answered TEXT [ATTEMPTS]: it went well in the end
answered() {
	assert_equal "$status $(details .text)" "0 $1"
	assert_equal "$(grep -c ', retry [0-9]' <<<"$stderr")" $((${2:-1} - 1))
	assert_equal "$(log 'select(.type=="error").retry_in' | grep -c .)" $((${2:-1} - 1))
	assert_equal "$(log 'select(.type=="end").status' | tail -1)" 0
}

# hint REGEX: what the message says to do
hint() { assert_regex "$(details .error.hint | hosts)" "$1"; }

# took SECONDS COMMAND...: runs it; fails unless it took about that long:
# at least so long, and at most ten times (or two seconds on a busy machine)
took() {
	local want=$1 start
	shift
	start=${EPOCHREALTIME/./}
	"$@"
	awk -v t=$((${EPOCHREALTIME/./} - start)) -v w="$want" \
		'BEGIN { exit !(t >= w * 1e6 && t < w * 1e7 + 2e6) }' ||
		fail "took $((${EPOCHREALTIME/./} - start)) us, not about $want s"
}

# connections

@test "1: a host whose name is unknown is named, with a hint" {
	export OPENAI_BASE_URL=http://api.example/v1
	run --separate-stderr "$BUILD/test/names" 3 codex-call -T none hi </dev/null
	[ "$status" -ne 77 ] || skip 'no network of our own can be made here'
	ended 3 network '^no answer from api.example: Could not resolve host: api.example$'
	hint 'offline, or behind a proxy'
}

@test "1: a name server that fails, or is silent, is asked again" {
	export OPENAI_BASE_URL=http://api.example/v1
	for how in 2 silent; do
		run --separate-stderr "$BUILD/test/names" $how codex-call -T none hi </dev/null
		[ "$status" -ne 77 ] || skip 'no network of our own can be made here'
		ended 3 network '^no answer from api.example: Could not resolve host' 3
	done
}

@test "2: a closed port is named, and tried three times" {
	OPENAI_BASE_URL=http://127.0.0.1:1/v1 run --separate-stderr codex-call -T none hi </dev/null
	ended 3 network '^no answer from HOST: .*(refused|connect to)' 3
	assert_regex "$(details .error.message)" '127.0.0.1:1'
}

@test "2: of a host's two addresses, the one that listens is used" {
	deltas 1 '{"content":"hello"}'
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		OPENAI_BASE_URL=$(echo "$OPENAI_BASE_URL" | sed s/127.0.0.1/localhost/)
		NO_PROXY=localhost no_proxy=localhost OPENAI_BASE_URL=$OPENAI_BASE_URL \
			exec codex-call -m m -T none hi' </dev/null
	answered hello
}

@test "3: a connection that is not made ends by the connect limit" {
	: >srv/blackhole
	took 0.5 canned --connect-timeout 0.5 --timeout 0.8 hi
	assert_equal "$(log 'select(.type=="error").code' | head -1)" timeout
	assert_regex "$(log 'select(.type=="error").message' | head -1 | hosts)" '^no connection to HOST within 0.5 s$'
}

@test "3: the time for the whole run is the limit of connecting, too" {
	: >srv/blackhole
	took 0.5 canned --timeout 0.5 hi
	ended 6 budget_exceeded '^the time was up before HOST had answered$'
}

# certificate NAME SUBJECT DAYS: NAME.pem and NAME.key, signed by itself
certificate() {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$1.key" -out "$1.csr" -subj /CN=test 2>/dev/null &&
		openssl x509 -req -in "$1.csr" -signkey "$1.key" -days "$3" \
			-extfile <(echo "subjectAltName=$2") -out "$1.pem" 2>/dev/null
}

# tls NAME [OPTION...]: codex-call against a TLS server with that certificate,
# which answers `hello` whatever it is asked
tls() {
	local name=$1 body='{"choices":[{"index":0,"message":{"content":"hello"},"finish_reason":"stop"}]}' port
	shift
	printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' ${#body} "$body" >reply
	(cat reply; sleep 20) | openssl s_server -accept 127.0.0.1:0 \
		-cert "$name.pem" -key "$name.key" "$@" >served 2>&1 3>&- &
	for _ in $(seq 200); do grep -q '^ACCEPT' served && break; sleep 0.02; done
	port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' served | head -1)
	OPENAI_BASE_URL=https://127.0.0.1:$port/v1 run --separate-stderr \
		timeout 20 codex-call -m m -T none --no-stream hi </dev/null
	kill %% 2>/dev/null || true
}

@test "4: a certificate says what is wrong with it, and nothing is sent" {
	command -v openssl >/dev/null || skip 'there is no openssl program'
	certificate good IP:127.0.0.1 2
	certificate wrong DNS:api.example 2
	certificate old IP:127.0.0.1 -1
	# the control: with that authority it is trusted
	SSL_CERT_FILE=good.pem tls good
	answered hello
	tls good
	ended 3 network '^no answer from HOST: .*certificate.*self.signed'
	hint SSL_CERT_FILE
	SSL_CERT_FILE=wrong.pem tls wrong
	ended 3 network "^no answer from HOST: .*certificate subject name.*127.0.0.1"
	SSL_CERT_FILE=old.pem tls old
	ended 3 network '^no answer from HOST: .*certificate has expired'
}

@test "4: TLS 1.1 is refused" {
	command -v openssl >/dev/null || skip 'there is no openssl program'
	certificate good IP:127.0.0.1 2
	SSL_CERT_FILE=good.pem tls good -tls1_1 -cipher DEFAULT:@SECLEVEL=0
	ended 3 network '^no answer from HOST: .*protocol'
}

@test "4: a server that does not speak TLS is no server" {
	printf 'SSH-2.0-none\r\n' >srv/1
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		OPENAI_BASE_URL=https${OPENAI_BASE_URL#http} \
			exec codex-call --timeout 0.5 --json -m m -T none hi' </dev/null
	# canned reads the first handshake as a request without an end
	ended 6 budget_exceeded '^the time was up before HOST had answered$'
}

@test "5: a reset before the answer is tried again" {
	rule '[]' '{"reset":0}' 1
	rule '[]' '{"text":"hello"}'
	ask hi
	answered hello 2
	assert_regex "$(hosts <<<"$stderr")" '^codex-call: no answer from HOST: Recv failure: Connection reset by peer, retry 1'
	rm c.jsonl
	rule '[]' '{"reset":0}'
	ask hi
	ended 3 network '^no answer from HOST: Recv failure: Connection reset by peer$' 3
}

@test "6: a reset in midst of a stream keeps what came, and is not tried again" {
	rule '[]' "{\"text\":\"$LONG\",\"reset\":3}"
	for api in chat responses; do
		ask --api $api hi
		if [ $api = chat ]; then
			ended 3 network '^the answer of HOST broke off after 3 events: Recv failure: Connection reset by peer$'
			text=$(details .text)
			[ -n "$text" ] && [[ $LONG == "$text"* ]]
			assert_equal "$(log 'select(.type=="error").partial')" "$text"
		fi
		assert_equal "$status" 3
	done
	ask --api chat --text hi
	assert_equal "$status" 3
	assert_output "$text"
}

@test "7: an answer that trickles is cut by the time for the run" {
	rule '[]' "{\"text\":\"$LONG\",\"slow\":0.2}"
	took 0.7 ask --timeout 0.7 hi
	ended 6 budget_exceeded '^the time was up before HOST had answered$'
	text=$(details .text)
	[ -n "$text" ] && [[ $LONG == "$text"* ]]
	: >srv/1.slow
	deltas 1 '{"content":"hello"}'
	took 0.5 canned --timeout 0.5 hi
	ended 6 budget_exceeded '^the time was up before HOST had answered$'
}

@test "7: an answer that trickles slower than the idle limit is cut by that" {
	rule '[]' "{\"text\":\"$LONG\",\"slow\":5}"
	took 1 ask --idle-timeout 1 --timeout 20 hi
	ended 3 timeout '^HOST was silent for 1 s$' "$(log 'select(.type=="error").code' | wc -l)"
}

@test "8: a server that is silent is given up after the idle limit" {
	rule '[]' '{"delay":3600}' 1
	rule '[]' '{"text":"hello"}'
	took 1 ask --idle-timeout 1 hi
	answered hello 2
	assert_regex "$(hosts <<<"$stderr")" '^codex-call: HOST was silent for 1 s, retry 1'
}

@test "8: the time for the run ends a silence" {
	rule '[]' '{"delay":3600}'
	took 0.5 ask --timeout 0.5 hi
	ended 6 budget_exceeded '^the time was up before HOST had answered$'
}

# streams

@test "9: a stream that just ends is an error, not a short answer" {
	rule '[]' "{\"text\":\"$LONG\",\"truncate\":3}"
	ask --api chat hi
	ended 3 network '^the answer of HOST broke off after 3 events$'
	[[ $LONG == "$(details .text)"* ]]
	rm c.jsonl
	rule '[]' "{\"text\":\"$LONG\",\"truncate\":6}"
	ask --api responses hi
	ended 3 network '^the answer of HOST broke off after 6 events$'
	[[ $LONG == "$(details .text)"* ]]
	assert_equal "$(log 'select(.type=="error").partial')" "$(details .text)"
}

@test "9: one that ends before its first word is tried again" {
	rule '[]' "{\"text\":\"$LONG\",\"truncate\":0}" 1
	rule '[]' '{"text":"hello"}'
	ask hi
	answered hello 2
}

@test "9: an answer in one piece that is cut is an error" {
	rule '[]' "{\"text\":\"$LONG\",\"truncate\":50}"
	ask --no-stream hi
	ended 4 api_error "^HOST's answer is no JSON: '\{\"id\""
}

@test "10: an event that is no JSON is named, and made visible" {
	rule '[]' "{\"text\":\"$LONG\",\"garbage\":3}"
	for api in chat responses; do
		ask --api $api hi
		ended 4 api_error "^event 3 of HOST's answer is no JSON: '\{\"gar"
		refute_regex "$stderr" $'\e'
		printf %s "$output$stderr" | iconv -f UTF-8 -t UTF-8 >/dev/null
		refute_output --partial $'\e'
	done
	ask --no-stream hi
	ended 4 api_error "^HOST's answer is no JSON: '\{\"gar"
	refute_regex "$stderr" $'\e'
}

# limits of the server

@test "11: Retry-After is obeyed, in seconds, as a date and in milliseconds" {
	rule '[{"text":"seconds"}]' '{"status":429,"headers":{"retry-after":"1"}}' 1
	rule '[{"text":"ms"}]' '{"status":429,"headers":{"retry-after-ms":"300","retry-after":"30"}}' 1
	rule '[]' '{"text":"hello"}'
	took 1 ask seconds
	answered hello 2
	assert_equal "$(hosts <<<"$stderr" | tail -1)" 'codex-call: HOST answered 429: scripted error, retry 1 in 1.0 s'
	took 0.3 ask ms
	answered hello 2
	assert_regex "$stderr" 'retry 1 in 0.3 s$'
	rule '[{"text":"never"}]' '{"text":"x"}'
	put 1 429 application/json "Retry-After: $(TZ=GMT date -d '+2 sec' '+%a, %d %b %Y %H:%M:%S GMT')" <<<'{}'
	deltas 2 '{"content":"hello"}'
	canned hi
	answered hello 2
	assert_regex "$stderr" 'retry 1 in [12].0 s$'
}

@test "11: a wait that the deadline does not leave is not begun" {
	rule '[]' '{"status":429,"headers":{"retry-after":"100"}}'
	took 0 ask --timeout 20 hi
	ended 5 rate_limited '^HOST answered 429: scripted error$'
	hint '100 s.*come back after 20'
	when=$(date -d "$(details .error.retry_at)" +%s)
	[ $((when - $(date +%s))) -gt 80 ] && [ $((when - $(date +%s))) -le 101 ]
}

@test "12: a plain 429 is tried again after a while" {
	rule '[]' '{"status":429}' 1
	rule '[]' '{"text":"hello"}'
	took 0.3 ask hi
	answered hello 2
	assert_regex "$stderr" 'answered 429: scripted error, retry 1 in 0\.[345] s$'
}

@test "13: no credit is about money, and no time will help" {
	for code in insufficient_quota billing_hard_limit_reached credit_balance_exhausted; do
		rule "[{\"text\":\"$code\"}]" "{\"status\":429,\"error\":{\"message\":\"pay\",\"code\":\"$code\"}}"
		took 0 ask $code
		ended 5 rate_limited '^HOST answered 429: pay$'
		hint 'billing'
	done
}

@test "14: a server that is broken is tried again, its HTML is an excerpt" {
	for code in 500 502 503 504; do
		rule "[{\"text\":\"$code\"}]" "{\"status\":$code,\"body\":\"<html>\\u001b[2J bad</html>\",\"headers\":{\"content-type\":\"text/html\",\"retry-after-ms\":\"1\"}}" 1
	done
	rule '[]' '{"text":"hello"}'
	for code in 500 502 503 504; do
		ask $code
		answered hello 2
		assert_regex "$(hosts <<<"$stderr")" "^codex-call: HOST answered $code: <html>"
		refute_regex "$stderr" $'\e'
	done
	rm c.jsonl
	long=$(printf '%0300d' 0)
	rule '[]' "{\"status\":503,\"body\":\"$long\",\"headers\":{\"retry-after-ms\":\"1\"}}"
	ask hi
	ended 4 api_error '^HOST answered 503: 0{200}$' 3
}

@test "15: x-should-retry wins over the status" {
	rule '[{"text":"no"}]' '{"status":500,"headers":{"x-should-retry":"false"}}'
	rule '[{"text":"yes"}]' '{"status":400,"headers":{"x-should-retry":"true","retry-after-ms":"1"}}' 1
	rule '[]' '{"text":"hello"}'
	ask no
	ended 4 api_error '^HOST answered 500: scripted error$'
	ask yes
	answered hello 2
}

# refusals

@test "16: a bad key says where it came from, and is not shown" {
	# not the key of all tests, which is looked for where the server keeps this
	export OPENAI_API_KEY=another-key-of-mine-0123456789
	for code in 401 403; do
		put 1 $code application/json <<<"{\"error\":{\"message\":\"Incorrect API key provided: $OPENAI_API_KEY.\",\"code\":\"invalid_api_key\"}}"
		canned hi
		ended 4 api_error "^HOST answered $code: Incorrect API key provided: .redacted"
		hint 'OPENAI_API_KEY'
	done
	put 1 403 application/json <<<'{"error":{"message":"Country not supported","code":"unsupported_country_region_territory"}}'
	canned hi
	ended 4 api_error '^HOST answered 403: Country not supported$'
}

@test "17: an unknown model says where the model was named" {
	rule '[]' '{"status":404,"error":{"message":"The model m does not exist","code":"model_not_found"}}'
	ask hi
	ended 4 api_error '^HOST answered 404: The model m does not exist$'
	hint '-m or CODEX_MODEL'
	rm c.jsonl
	rule '[]' '{"status":404,"body":"nothing here"}'
	ask hi
	ended 4 api_error '^HOST answered 404: nothing here$'
	hint '/v1.*model'
}

@test "18: a context that is too long says what trims it" {
	rule '[]' '{"status":400,"error":{"message":"maximum 8192 tokens, you sent 9000","code":"context_length_exceeded"}}'
	ask hi
	ended 4 api_error '^HOST answered 400: maximum 8192 tokens, you sent 9000$'
	hint 'codex-pack --budget'
	printf 'event: error\ndata: {"type":"error","code":"context_length_exceeded","message":"too long"}\n\n' | put 1 200 text/event-stream
	canned --api responses hi
	ended 4 api_error '^HOST broke off the answer: too long$'
	hint 'codex-pack --budget'
	[ ! -e srv/2.request ]
}

@test "19: any other 400 says what the server said, and about what" {
	rule '[]' '{"status":400,"error":{"message":"Invalid schema","param":"text.format.schema"}}'
	ask hi
	ended 4 api_error '^HOST answered 400: Invalid schema \(param: text.format.schema\)$'
}

# limited ARGS: codex-call against srv in 200 MB of memory, which the
# sanitizers alone would fill
limited() {
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		case $BUILD in *san*) ;; *) ulimit -v 200000 ;; esac
		exec codex-call -m m -T none "$@"' sh "$@" </dev/null
}

@test "20: an answer without an end stops at a limit" {
	{ printf 'data: {"choices":[{"delta":{"content":"'; head -c 20000000 /dev/zero | tr '\0' x; } |
		put 1 200 text/event-stream
	canned hi
	ended 4 api_error "^an event of HOST's answer is longer than [0-9]+ bytes$"
	# no line of it is an event: nothing is kept, all of it is counted
	run --separate-stderr timeout 60 "$BUILD/test/flood" comments 1100 sh -c '
		case $BUILD in *san*) ;; *) ulimit -v 200000 ;; esac
		exec codex-call -m m -T none hi' </dev/null
	ended 4 api_error '^the answer is longer than [0-9]+ bytes$'
	{ printf '{"x":"'; head -c 50000000 /dev/zero | tr '\0' x; } |
		put 1 200 application/json
	limited --no-stream hi
	ended 4 api_error "^HOST's answer in one piece is longer than [0-9]+ bytes$"
}

@test "20: neither do headers or a packed body without an end harm" {
	put 1 200 application/json "$(for i in $(seq 6000); do printf 'X-%d: %080d\r\n' "$i" 0; done)Last: 1" <<<'{}'
	canned --no-stream hi
	ended 4 api_error "^the headers of HOST's answer are longer than 307200 bytes$"
	put 1 200 application/json "X: $(head -c 200000 /dev/zero | tr '\0' x)" <<<'{}'
	canned --no-stream hi
	ended 4 api_error "^a header of HOST's answer is too long$"
	head -c 100000000 /dev/zero | gzip | put 1 200 application/json 'Content-Encoding: gzip'
	canned --no-stream hi
	ended 4 api_error '^the answer is encoded \(gzip\), which was not asked for$'
	put 1 200 application/json 'Content-Encoding: identity' \
		<<<'{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}'
	canned --no-stream hi
	assert_equal "$status $(details .text)" '0 ok'
}

@test "31: an odd 200 is an error, not an empty success" {
	n=0
	while read -r body; do
		rule "[{\"text\":\"odd $n.\"}]" "{\"status\":200,\"headers\":{\"content-type\":\"application/json\"},\"body\":$(jq -R . <<<"$body")}"
		n=$((n + 1))
	done <<-'EOF'
		{"choices":[]}
		{}
		{"choices":[{"index":0,"message":{"content":null},"finish_reason":"stop"}]}
		{"error":{"message":"not today"}}
		[]
		null
		"hello"
	EOF
	for i in $(seq 0 $((n - 1))); do
		ask --no-stream "odd $i."
		ended 4 api_error '^(HOST|the answer)'
	done
	rule '[{"text":"nothing"}]' '{"status":200,"body":""}'
	ask --no-stream nothing
	ended 4 api_error '^the answer of HOST is empty$'
}

@test "32: a redirect is not followed" {
	deltas 2 '{"content":"caught"}'
	for to in http://localhost:1/v1/chat/completions /v1/chat/completions https://api.example/v1; do
		put 1 307 text/html "Location: $to" <<<'moved'
		canned hi
		ended 3 network '^HOST answered 307: moved'
		hint 'redirects are not followed'
		[ ! -e srv/2.request ]
	done
}

# calls

# add_helpers: a manifest with a helper that adds and one that sleeps
add_helpers() {
	cat >f.json <<-'EOF'
		[{"name": "add", "description": "Add.", "parameters": {"type": "object",
		  "additionalProperties": false, "required": ["a", "b"], "properties": {
		  "a": {"type": "integer", "description": "One."},
		  "b": {"type": "integer", "description": "Two."}}},
		  "x-grants": ["read"], "x-command": "add.sh"},
		 {"name": "nap", "description": "Sleep.", "parameters": {
		  "type": "object", "properties": {}}, "x-grants": ["read"],
		  "x-timeout": 60, "x-command": "nap.sh"}]
	EOF
	cat >add.sh <<-'EOF'
		#!/bin/sh
		echo ran >>ran
		jq -c '{success: true, details: {sum: (.a + .b)}, tokens: 0}'
	EOF
	cat >nap.sh <<-'EOF'
		#!/bin/sh
		sleep 300 &
		echo $$ $! >napping
		wait
	EOF
	chmod +x add.sh nap.sh
}

# with_helpers ARGS: codex-call against the rules, with the helpers above
with_helpers() {
	run --separate-stderr timeout 60 codex-replay c.jsonl \
		codex-call -m m --functions f.json "$@" </dev/null
	[ "$status" -ne 124 ] || fail "codex-call hangs: $stderr"
}

@test "21: two calls of one id are refused, and none of them runs" {
	add_helpers
	rule '[]' '{"calls":[{"id":"c","name":"add","arguments":{"a":1,"b":2}},{"id":"c","name":"add","arguments":{"a":3,"b":4}}]}'
	for how in '--api chat' '--api responses' --no-stream; do
		# shellcheck disable=SC2086
		with_helpers $how hi
		ended 4 api_error "two calls with the id 'c'$"
	done
	[ ! -e ran ]
}

@test "21: a call without an id gets one, and is answered once" {
	add_helpers
	put 1 200 application/json <<<'{"choices":[{"index":0,"message":{"tool_calls":[{"type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]},"finish_reason":"tool_calls"}]}'
	deltas 2 '{"content":"three"}'
	canned -T all --functions f.json hi
	answered three
	assert_equal "$(wc -l <ran)" 1
	assert_equal "$(sed '1,/^\r$/d' srv/2.request | jq -c '[.messages[] |
		.tool_calls[0].id // .tool_call_id // empty] | [length, (unique | length), (.[0] | length > 0)]')" '[2,1,true]'
}

@test "22: bad arguments are told to the model, which may do better" {
	add_helpers
	rule '[{"result":"add","contains":"\"sum\":3"}]' '{"text":"three"}'
	rule '[{"result":"add","contains":"invalid_arguments"},{"result":"add","contains":"'\''b'\'' is"}]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	rule '[{"result":"add","contains":"'\''c'\''"}]' '{"calls":[{"name":"add","arguments":{"a":1,"b":"two"}}]}'
	rule '[{"result":"add","contains":"invalid_"}]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2,"c":3}}]}'
	rule '[]' '{"calls":[{"name":"add","arguments":"{\"a\":1,"}]}'
	with_helpers hi
	answered three
	assert_equal "$(details '[.calls[].success]')" '[false,false,false,true]'
	assert_equal "$(wc -l <ran)" 1
}

@test "22: a model that never does better is stopped" {
	add_helpers
	rule '[]' '{"calls":[{"name":"add","arguments":"{"}]}'
	with_helpers --max-turns 4 hi
	assert_equal "$status $(details .error.code)" '6 budget_exceeded'
	[ ! -e ran ]
}

@test "23: an unknown helper is told to the model, with the real names" {
	add_helpers
	rule '[{"result":"ad"}]' '{"text":"sorry"}'
	rule '[]' '{"calls":[{"name":"ad","arguments":{}}]}'
	with_helpers hi
	answered sorry
	assert_equal "$(details '[.calls[] | .name, .success]')" '["ad",false]'
	assert_regex "$(log 'select(.type=="request").items[] | (.content // .output // empty) | strings' | tail -1)" 'add.*nap|add'
	rm c.jsonl
	rule '[{"result":"zzzz"}]' '{"text":"sorry"}'
	rule '[]' '{"calls":[{"name":"zzzz","arguments":{}}]}'
	with_helpers hi
	assert_equal "$(log 'select(.type=="request").items[] | select(.type=="function_call_output").output | fromjson.details.error.hint')" 'there are add, nap'
	rm c.jsonl
	rule '[]' '{"calls":[{"name":"ad","arguments":{}}]}'
	with_helpers --max-turns 3 hi
	assert_equal "$status $(details .error.code) $(details .turns)" '6 budget_exceeded 3'
}

@test "24: a loop without an end is stopped, and the session goes on" {
	add_helpers
	rule '[{"text":"enough"}]' '{"text":"I stop."}'
	rule '[]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	with_helpers --max-turns 3 hi
	assert_equal "$status $(details .error.code)" '6 budget_exceeded'
	assert_regex "$(details .error.message)" '3 turns|repeat'
	assert_equal "$(log 'select(.type=="end") | [.status,.error.code]')" '[6,"budget_exceeded"]'
	with_helpers -c enough
	answered 'I stop.'
}

@test "24: the same call for ever, or two in turn, is stopped before the turns are" {
	add_helpers
	for _ in 1 2 3 4 5 6; do
		rule '[{"text":"ping"}]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2}}]}' 1
		rule '[{"text":"ping"}]' '{"calls":[{"name":"add","arguments":{"a":3,"b":4}}]}' 1
	done
	rule '[]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	for how in same ping; do
		rm -f ran
		with_helpers --max-turns 20 $how
		ended 6 budget_exceeded "^the model made the same call of 'add' [0-9]+ times$" 0
		hint '--max-repeats'
		[ "$(details .turns)" -lt 12 ]
		# what was asked for a third time was answered from memory
		assert_equal "$how $(wc -l <ran)" "$how $([ $how = same ] && echo 2 || echo 4)"
	done
	with_helpers --max-calls 2 --max-turns 20 hi
	assert_equal "$status $(details .error.code)" '6 budget_exceeded'
	assert_equal "$(details '.calls | length')" 2
}

# the end by a signal

# stopped WHERE SIGNAL READY ARGS: codex-call gets the signal as soon as the
# shell condition READY holds; where is `rules`, `canned` or `names`, a name
# server that is silent. Leaves what it printed in out and err, its status in $status.
stopped() {
	local server=(codex-replay c.jsonl)
	[ "$1" != canned ] || server=("$BUILD/test/canned" srv)
	[ "$1" != names ] || server=("$BUILD/test/names" silent)
	cat >stop.sh <<-'EOF'
		signal=$1 ready=$2
		shift 2
		env --default-signal="$signal" codex-call -m m "$@" >out 2>err </dev/null &
		n=0
		until eval "$ready"; do
			n=$((n + 1))
			[ $n -lt 500 ] || { kill -KILL $!; exit 99; }
			sleep 0.02
		done
		start=${EPOCHREALTIME/./}
		kill -"$signal" $!
		wait $!
		echo $? $(((${EPOCHREALTIME/./} - start) / 1000)) >stopped
	EOF
	run --separate-stderr timeout 60 "${server[@]}" bash stop.sh "${@:2}" </dev/null
	assert_equal "$status" 0
	read -r status ms <stopped
	# 300 ms, tenfold for a busy machine
	[ "$ms" -lt 3000 ] || fail "took $ms ms to stop"
}

# interrupted N: by that signal, with a result line and a closed log
interrupted() {
	output=$(cat out) stderr=$(cat err)
	assert_equal "$status" $((128 + $1))
	assert_equal "$(details '[.error.code,.error.signal]')" "[\"killed\",$1]"
	assert_equal "$(tail -n 1 err)" "codex-call: interrupted by signal $1"
	assert_equal "$(log 'select(.type=="end") | [.status,.error.code]')" "[$((128 + $1)),\"killed\"]"
	assert_equal "$(log .type | tail -1)" end
	codex-log verify "$(details .session)" >/dev/null
}

LOGGED='grep -qs "\"type\":\"request\"" .codex-log/*/*/*/*.jsonl && sleep 0.1'

# everywhere SIGNAL N: the five points at which a run may be stopped
everywhere() {
	: >srv/blackhole
	stopped canned "$1" "$LOGGED" -T none connecting
	interrupted "$2"
	rm -r .codex-log srv/blackhole
	: >srv/1
	: >srv/1.hang
	stopped canned "$1" '[ -e srv/1.request ]' -T none before the headers
	interrupted "$2"
	rm srv/1.request
	printf 'data: {"choices":[{"index":0,"delta":{"content":"half an answer"}}]}\n\n' | put 1 200 text/event-stream
	stopped canned "$1" '[ -e srv/1.request ] && sleep 0.1' -T none in the stream
	interrupted "$2"
	assert_equal "$(details .text)" 'half an answer'
	assert_equal "$(log 'select(.type=="error").partial')" 'half an answer'
	rule '[{"text":"busy"}]' '{"status":429,"headers":{"retry-after":"30"}}'
	stopped rules "$1" 'grep -q retry err' -T none busy
	interrupted "$2"
	add_helpers
	rule '[]' '{"text":"I sleep.","calls":[{"name":"nap"}]}'
	stopped rules "$1" '[ -s napping ]' --functions f.json in a helper
	interrupted "$2"
	assert_equal "$(details .text)" 'I sleep.'
	for pid in $(cat napping); do
		run ! kill -0 "$pid"
	done
}

@test "25: Ctrl-C ends a run wherever it is, children and log too" {
	everywhere INT 2
}

@test "26: so does SIGTERM" {
	everywhere TERM 15
}

@test "26: so does SIGHUP" {
	everywhere HUP 1
}

@test "25: what had not begun when Ctrl-C came does not begin" {
	add_helpers
	rule '[]' '{"text":"I sleep.","calls":[{"name":"nap"},{"name":"add","arguments":{"a":1,"b":2}}]}'
	stopped rules INT '[ -s napping ]' -j1 --functions f.json in a helper
	interrupted 2
	assert_equal "$(details '[.calls[].success]')" '[false,false]'
	[ ! -e ran ] || fail 'the second helper ran'
}

@test "25: Ctrl-C does not wait for a name server that is silent" {
	"$BUILD/test/names" silent true || skip 'no network of our own can be made here'
	export OPENAI_BASE_URL=http://api.example/v1 RES_OPTIONS='timeout:20 attempts:2'
	stopped names INT "$LOGGED" -T none asking for a name
	interrupted 2
	# nor does the limit of connecting
	took 0.5 run --separate-stderr "$BUILD/test/names" silent \
		codex-call -T none --connect-timeout 0.5 --retries 0 hi </dev/null
	ended 3 timeout '^no connection to api.example within 0.5 s$'
}

@test "25: Ctrl-C typed at a terminal keeps the words on it" {
	command -v script >/dev/null || skip 'there is no script program'
	printf 'data: {"choices":[{"index":0,"delta":{"content":"half an answer"}}]}\n\n' | put 1 200 text/event-stream
	: >srv/1.hang
	(
		for _ in $(seq 300); do [ -e srv/1.request ] && break; sleep 0.02; done
		sleep 0.3
		printf '\003'
		sleep 0.5
	) | timeout 60 "$BUILD/test/canned" srv script -qec \
		'exec codex-call -m m -T none hi' typescript >/dev/null || status=$?
	assert_equal "$status" 130
	assert_regex "$(tr -d '\r' <typescript)" 'half an answer.*codex-call: interrupted by signal 2'
	assert_equal "$(jq -c 'select(.type=="end").status' .codex-log/*/*/*/*.jsonl)" 130
}

# disks and pipes

@test "28: a run whose end cannot be logged is no success" {
	rule '[]' '{"text":"short"}'
	seen=
	for n in $(seq 0 120 2400); do
		rm -rf .codex-log
		run --separate-stderr codex-replay c.jsonl sh -c '
			ulimit -f 6 # of 512 bytes
			exec codex-call -m m -T none "$1"' dash "$(printf "%0${n}d" 0)" </dev/null
		seen+="$status "
		[ "$status" -ne 0 ] || tail -n 1 .codex-log/*/*/*/*.jsonl | grep -q '"type":"end"' ||
			fail "the end of $n is not there"
		[ "$status" -eq 0 ] || assert_equal "$status $(details .error.code)" '2 internal'
	done
	assert_regex "$seen" '^0 .*2 $'
}

@test "28: a log that is full stops the run before the answer is handed on" {
	unshare -Urm true 2>/dev/null || skip 'no file system of our own can be mounted here'
	deltas 1 '{"content":"a secret answer"}'
	mkdir log
	seen=
	# each page more lets one more write succeed
	for pages in 1 2 3 4 5 6 7 8; do
		rm -f srv/1.request
		CODEX_LOG_DIR=$PWD/log run --separate-stderr unshare -Urm sh -c '
			mount -t tmpfs -o size=$1 tmpfs "$CODEX_LOG_DIR" || exit 77
			"$BUILD/test/canned" srv codex-call -m m -T none "$2" </dev/null
			status=$?
			find "$CODEX_LOG_DIR" -name "*.jsonl" -exec cat {} + >log.jsonl
			exit $status' sh $((pages * 4096)) "$(printf %05000d 0)"
		[ "$status" -ne 77 ] || skip 'no file system of our own can be mounted here'
		[ ! -s log.jsonl ] || [ -z "$(tail -c 1 log.jsonl)" ] || fail 'half a line is in the log'
		seen+="$status "
		[ "$status" -ne 0 ] || break
		assert_equal "$status $(details .error.code)" '2 internal'
		assert_regex "$(details .error.message)" 'No space left'
		hint 'CODEX_LOG_DIR.*--no-log'
		refute_output --partial 'secret answer'
		# what could not be logged was not sent
		grep -q '"request"' log.jsonl || [ ! -e srv/1.request ]
	done
	assert_equal "$status" 0
	assert_regex "$seen" '2 2 0 $'
}

@test "29: whom nobody listens to any more ends quietly, and the request with it" {
	rule '[]' "{\"text\":\"$LONG$LONG$LONG$LONG\",\"slow\":0.1}"
	took 0.2 ask2 'codex-call -m m -T none --text hi | head -c 10; echo "${PIPESTATUS[0]}"'
	assert_output 'Once upon 2'
	assert_equal "$stderr" ''
}

# ask2 SCRIPT: a shell's script against the rules
ask2() {
	run --separate-stderr timeout 60 codex-replay c.jsonl bash -c "$1" </dev/null
}

@test "30: a full standard output is no success" {
	rule '[]' '{"text":"hello"}'
	for how in --text --json; do
		ask2 "codex-call -m m -T none $how hi >/dev/full"
		assert_equal "$status" 2
		assert_regex "$stderr" 'No space left'
		assert_equal "$(jq -c 'select(.type=="end")' .codex-log/*/*/*/*.jsonl | wc -l)" 1
		rm -r .codex-log
	done
}

@test "33: a clock that is set back during a wait changes nothing" {
	case $BUILD in *san*) skip 'the sanitizers come first' ;; esac
	cat >clock.c <<-'EOF'
		#include <stddef.h>
		#include <sys/syscall.h>
		#include <time.h>
		#include <unistd.h>
		static long back;
		int clock_gettime(clockid_t id, struct timespec *t)
		{
			int status = (int)syscall(SYS_clock_gettime, id, t);
			if (id == CLOCK_REALTIME)
				t->tv_sec -= back += 3600;
			return status;
		}
		time_t time(time_t *t)
		{
			struct timespec now;
			clock_gettime(CLOCK_REALTIME, &now);
			if (t != NULL)
				*t = now.tv_sec;
			return now.tv_sec;
		}
	EOF
	"${CC:-cc}" -shared -fPIC -o clock.so clock.c || skip 'nothing can be compiled here'
	rule '[]' '{"status":503,"headers":{"retry-after-ms":"300"}}' 1
	rule '[]' '{"text":"hello"}'
	took 0.3 ask2 'LD_PRELOAD=./clock.so exec codex-call -m m -T none --timeout 20 hi'
	assert_equal "$status $(details .text)" '0 hello'
	# the control: that clock does run backwards
	assert_regex "$(jq -r .time .codex-log/*/*/*/*.jsonl | sort -c 2>&1)" disorder
	codex-log verify >/dev/null
}

@test "34: two runs of one session both end well, and its chain holds" {
	rule '[]' '{"text":"hello","slow":0.02}'
	CODEX_SESSION=$(codex-log new | jq -r .details.session)
	export CODEX_SESSION
	ask2 'for i in 1 2 3 4 5 6; do codex-call -m m -T none hi >out.$i & done; wait'
	assert_equal "$(jq -r .details.text out.* | uniq -c | tr -s ' ')" ' 6 hello'
	run -0 codex-log verify "$CODEX_SESSION"
	assert_equal "$(jq -r 'select(.type=="end").status' .codex-log/*/*/*/*.jsonl | uniq -c | tr -s ' ')" ' 6 0'
}
