# codex-replay: the API as a cassette holds it
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned
load scripted

# replay ARGS...: codex-replay, which must end in time
replay() {
	run --separate-stderr timeout 60 codex-replay "$@" </dev/null
	[ "$status" -lt 124 ] || fail "codex-replay ended with $status: $stderr"
}

# ask PATH JSON...: post each JSON to the API of the cassette in c.jsonl
ask() {
	replay c.jsonl sh -c 'path=$1; shift
		for body; do
			curl -sS "$OPENAI_BASE_URL/$path" -d "$body"; echo
		done' sh "$@"
}

# chat TEXT [MEMBERS]: a Chat Completions request with one user message
chat() {
	jq -nc --arg t "$1" '{model:"m",messages:[{role:"user",content:$t}]} + '"${2:-{\}}"
}

# said: the text of each chat answer, or its error's code
said() {
	jq -r '.choices[0].message.content // .error.code' <<<"$output"
}

# data: what the events of a stream carry, as JSON lines
data() {
	sed -n 's/^data: //p' <<<"$output" | grep -avxF '[DONE]'
}

# with_result NAME OUTPUT: a chat in which that helper has answered
with_result() {
	jq -nc --arg n "$1" --arg o "$2" '{model:"m",messages:[
		{role:"user",content:"go"},
		{role:"assistant",content:null,tool_calls:[{id:"call_9",
		 type:"function",function:{name:$n,arguments:"{}"}}]},
		{role:"tool",tool_call_id:"call_9",content:$o}]}'
}

@test "a rule's text is the answer in Chat Completions" {
	rule '[]' '{"text":"Hello there."}'
	ask chat/completions "$(chat hi)"
	assert_success
	assert_equal "$(jq -c '[.object, .model, .choices[0].message.role,
		.choices[0].message.content, .choices[0].finish_reason]' \
		<<<"$output")" \
		'["chat.completion","m","assistant","Hello there.","stop"]'
}

@test "a chat is streamed in several deltas, with usage if it is asked for" {
	text='This is long enough for several pieces, naïve ones too.'
	rule '[]' "{\"text\":\"$text\"}"
	ask chat/completions "$(chat hi '{stream:true,stream_options:{include_usage:true}}')"
	assert_success
	assert_equal "$(data | jq -j '.choices[0].delta.content // ""')" "$text"
	[ "$(data | grep -c '"content":"[^"]')" -gt 2 ]
	assert_equal "$(data | jq -c '[.choices[0].finish_reason, .usage.completion_tokens]' |
		tail -2)" "[\"stop\",null]
[null,$(printf %s "$text" | codex-tokens)]"
	assert_equal "$(sed -n 's/^data: //p' <<<"$output" | tail -1)" '[DONE]'
}

@test "a stream without include_usage has none" {
	rule '[]' '{"text":"Hello there."}'
	ask chat/completions "$(chat hi '{stream:true}')"
	assert_equal "$(data | jq -s 'map(has("usage")) | any')" false
}

@test "calls are tool_calls, and their arguments come in pieces" {
	rule '[]' '{"calls":[{"name":"grep","arguments":{"pattern":"a long one, to be cut"}},{"name":"read_file","arguments":"{\"paths\":"}]}'
	ask chat/completions "$(chat hi)" "$(chat hi '{stream:true}')"
	assert_equal "$(head -1 <<<"$output" | jq -c '.choices[0] |
		[.finish_reason, .message.content, .message.tool_calls]')" \
		'["tool_calls",null,[{"id":"call_1","type":"function","function":{"name":"grep","arguments":"{\"pattern\":\"a long one, to be cut\"}"}},{"id":"call_2","type":"function","function":{"name":"read_file","arguments":"{\"paths\":"}}]]'
	assert_equal "$(data | jq -sc '[.[].choices[0].delta.tool_calls[0] // empty] |
		group_by(.index) | map([.[0].id, .[0].function.name,
		(map(.function.arguments) | add)])')" \
		'[["call_3","grep","{\"pattern\":\"a long one, to be cut\"}"],["call_4","read_file","{\"paths\":"]]'
}

@test "who sends functions gets a function_call, streamed or not" {
	rule '[]' '{"calls":[{"name":"grep","arguments":{"pattern":"a long one, to be cut"}}]}'
	functions='{functions:[{name:"grep"}]}'
	ask chat/completions "$(chat hi "$functions")" \
		"$(chat hi "$functions + {stream:true}")"
	assert_equal "$(head -1 <<<"$output" | jq -c '.choices[0] |
		[.finish_reason, .message.function_call, .message.tool_calls]')" \
		'["function_call",{"name":"grep","arguments":"{\"pattern\":\"a long one, to be cut\"}"},null]'
	assert_equal "$(data | jq -j '.choices[0].delta.function_call |
		.name // "", .arguments // ""')" \
		'grep{"pattern":"a long one, to be cut"}'
}

@test "the same rule is the answer in Responses" {
	rule '[]' '{"text":"Hello there.","calls":[{"name":"grep","arguments":{"pattern":"x"}}]}'
	ask responses '{"model":"m","input":"hi"}'
	assert_success
	assert_equal "$(jq -c '[.object, .status, .output[0].content[0].text,
		(.output[1] | .type, .call_id, .name, .arguments)]' \
		<<<"$output")" \
		'["response","completed","Hello there.","function_call","call_1","grep","{\"pattern\":\"x\"}"]'
}

@test "a response is streamed as its events in order, numbered without a gap" {
	rule '[]' '{"text":"Hi.","calls":[{"name":"grep","arguments":{}}]}'
	ask responses '{"model":"m","input":"hi","stream":true}'
	assert_equal "$(sed -n 's/^event: response.//p' <<<"$output")" \
		'created
in_progress
output_item.added
content_part.added
output_text.delta
output_text.done
content_part.done
output_item.done
output_item.added
function_call_arguments.delta
function_call_arguments.done
output_item.done
completed'
	assert_equal "$(data | jq -sc 'map(.sequence_number) == [range(length)]')" true
	assert_equal "$(data | jq -r '"response." + (.type | ltrimstr("response."))')" \
		"$(sed -n 's/^event: //p' <<<"$output")"
	assert_equal "$(data | jq -sc 'last.response.output ==
		[.[] | select(.type == "response.output_item.done").item]')" true
}

@test "a refusal and an answer cut short take each dialect's form" {
	rule '[{"text":"refuse"}]' '{"refusal":"I will not."}'
	rule '[]' '{"text":"The beginn","finish_reason":"length"}'
	ask chat/completions "$(chat refuse)" "$(chat on)"
	assert_equal "$(jq -c '.choices[0] | [.message.content,
		.message.refusal, .finish_reason]' <<<"$output")" \
		'[null,"I will not.","stop"]
["The beginn",null,"length"]'
	ask responses '{"model":"m","input":"refuse"}' '{"model":"m","input":"on"}'
	assert_equal "$(jq -c '[.status, .incomplete_details.reason,
		(.output[0].content[0] | .type, .refusal)]' <<<"$output")" \
		'["completed",null,"refusal","I will not."]
["incomplete","max_output_tokens","output_text",null]'
}

@test "a tool of a namespace is called with it, as Codex wants" {
	rule '[]' '{"calls":[{"name":"grep"}]}'
	ask responses '{"model":"m","input":"x","tools":[{"type":"namespace","name":"mcp__h","tools":[{"type":"function","name":"grep"}]}]}'
	assert_equal "$(jq -c '.output[0] | [.name, .namespace]' <<<"$output")" \
		'["grep","mcp__h"]'
}

@test "the text of any role is what text and no_text test" {
	rule '[{"text":"one"},{"text":"two"},{"no_text":"three"}]' '{"text":"yes"}'
	rule '[]' '{"text":"no"}'
	ask chat/completions "$(chat 'one two')" "$(chat one)" "$(chat 'one two three')" \
		'{"model":"m","messages":[{"role":"system","content":"one"},{"role":"user","content":[{"type":"text","text":"two"}]}]}'
	assert_equal "$(said)" 'yes
no
no
yes'
	ask responses '{"model":"m","instructions":"one","input":[{"role":"user","content":[{"type":"input_text","text":"two"}]}]}' \
		'{"model":"m","instructions":"one","input":"three"}'
	assert_equal "$(jq -r '.output[0].content[0].text' <<<"$output")" 'yes
no'
}

@test "a pointer's value must equal" {
	rule '[{"pointer":"/messages/1/role","equals":"user"}]' '{"text":"second"}'
	rule '[{"pointer":"/a~1b","equals":{"x":[1,null]}}]' '{"text":"deep"}'
	rule '[]' '{"text":"no"}'
	ask chat/completions "$(chat hi '{"a/b":{x:[1,null]}}')" \
		"$(chat hi '{"a/b":{x:[1]}}')" "$(chat hi)" \
		'{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}]}'
	assert_equal "$(said)" 'deep
no
no
second'
}

@test "a result must be of that helper, joined by the call's id" {
	rule '[{"result":"read_file"}]' '{"text":"yes"}'
	rule '[]' '{"text":"no"}'
	ask chat/completions "$(with_result read_file 'x')" "$(with_result grep read_file)" \
		"$(with_result read_file x | jq -c '.messages[2].tool_call_id = "call_8"')"
	assert_equal "$(said)" 'yes
no
no'
}

@test "what a result contains is looked for in its raw output" {
	rule '[{"result":"run_tests","contains":"\"success\":false"},{"result":"run_tests","contains":"not ok"}]' '{"text":"red"}'
	rule '[]' '{"text":"green"}'
	ask chat/completions "$(with_result run_tests '{"success":false,"details":{"text":"not ok 3"}}')" \
		"$(with_result run_tests '{"success":true,"details":{"text":"ok 3"}}')"
	assert_equal "$(said)" 'red
green'
}

@test "results are read in Responses and in the legacy form too" {
	rule '[{"result":"grep","contains":"TODO"}]' '{"text":"yes"}'
	rule '[]' '{"text":"no"}'
	ask chat/completions '{"model":"m","functions":[{"name":"grep"}],"messages":[{"role":"function","name":"grep","content":"a TODO"}]}'
	assert_equal "$(said)" yes
	call='{"type":"function_call","call_id":"c1","name":"grep","arguments":"{}"}'
	ask responses "{\"model\":\"m\",\"input\":[$call,{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"a TODO\"}]}" \
		"{\"model\":\"m\",\"input\":[$call,{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":[{\"type\":\"input_text\",\"text\":\"a TODO\"}]}]}" \
		"{\"model\":\"m\",\"input\":[$call,{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"none\"}]}"
	assert_equal "$(jq -r '.output[0].content[0].text' <<<"$output")" 'yes
yes
no'
}

@test "tokens_at_most counts the request's bytes exactly" {
	body=$(chat 'how long is this')
	n=$(printf %s "$body" | codex-tokens)
	rule "[{\"tokens_at_most\":$((n - 1))}]" '{"text":"shorter"}'
	rule "[{\"tokens_at_most\":$n}]" '{"text":"just so"}'
	ask chat/completions "$body" "$(chat 'how long is this one')"
	assert_equal "$(said)" 'just so
replay_miss'
	assert_equal "$status" 8
	[[ $output == *"has $((n + 1)) tokens, more than"* ]]
}

@test "the first rule that matches answers, times N at most" {
	printf '%s\n' '{"when":[],"times":2,"reply":{"text":"a"},"note":"twice"}' >c.jsonl
	rule '[]' '{"text":"b"}'
	ask chat/completions "$(chat 1)" "$(chat 2)" "$(chat 3)"
	assert_equal "$(said)" 'a
a
b'
}

@test "an error has its status, its headers and the API's form" {
	rule '[]' '{"status":429,"error":{"message":"slow down","code":"rate_limit_exceeded"},"headers":{"retry-after":"3"}}'
	replay c.jsonl sh -c 'curl -sSi "$OPENAI_BASE_URL/responses" -d "{}"'
	assert_success
	assert_line --partial 'HTTP/1.1 429'
	assert_line --partial 'retry-after: 3'
	assert_line '{"error":{"message":"slow down","code":"rate_limit_exceeded","type":"rate_limit_error","param":null}}'
}

@test "an error's body may be anything" {
	rule '[]' '{"status":502,"body":"<html>bad gateway</html>","headers":{"content-type":"text/html"}}'
	replay c.jsonl sh -c 'curl -sS -w " %{http_code} %{content_type}" "$OPENAI_BASE_URL/responses" -d "{}"'
	assert_output '<html>bad gateway</html> 502 text/html'
}

@test "a request that finds no answer is told, and the status is 8" {
	rule '[{"text":"one"}]' '{"text":"1"}'
	ask chat/completions "$(chat two)"
	assert_equal "$status" 8
	assert_equal "$(said)" replay_miss
	assert_equal "$stderr" "codex-replay: no answer to POST \
/v1/chat/completions: model m, last user text 'two', results received: none
codex-replay: nearest: the scripted rule in line 1: the text 'one' is not \
there"
}

@test "a miss names the results received and the condition that failed" {
	rule '[{"text":"nothing of this"}]' '{"text":"1"}'
	rule '[{"text":"go"},{"result":"grep"},{"result":"run_tests"}]' '{"text":"2"}'
	rule '[{"text":"go"},{"result":"grep","contains":"TODO"}]' '{"text":"3"}'
	ask chat/completions "$(with_result grep 'nothing')"
	assert_equal "$status" 8
	assert_equal "$stderr" "codex-replay: no answer to POST \
/v1/chat/completions: model m, last user text 'go', results received: grep
codex-replay: nearest: the scripted rule in line 2: no result of run_tests \
was received"
}

@test "a miss shows the result that lacks what it should contain" {
	rule '[{"result":"grep","contains":"TODO"}]' '{"text":"1"}'
	ask chat/completions "$(with_result grep 'nothing here')"
	assert_equal "$status" 8
	[[ $stderr == *"line 1: no result of grep contains 'TODO'; the last begins with 'nothing here'" ]]
}

@test "the status is 8 also when the command takes no notice" {
	rule '[{"text":"one"}]' '{"text":"1"}'
	replay c.jsonl sh -c 'curl -s "$OPENAI_BASE_URL/responses" -d "{}"; exit 0'
	assert_equal "$status" 8
}

@test "the command's status is passed on, and 128+n for a signal" {
	rule '[]' '{"text":"1"}'
	run -42 codex-replay c.jsonl sh -c 'exit 42'
	run -0 codex-replay c.jsonl -- true
	run -143 codex-replay c.jsonl sh -c 'kill $$'
}

@test "the command has our standard streams, and an API without key or proxy" {
	rule '[]' '{"text":"1"}'
	export OPENAI_API_KEY=secret NO_PROXY=x http_proxy=http://127.0.0.1:9
	run -0 --separate-stderr codex-replay c.jsonl sh -c \
		'cat; echo "$OPENAI_API_KEY $NO_PROXY $no_proxy"; echo err >&2
		curl -sS "$OPENAI_BASE_URL/models" | jq -c .object' <<<in
	assert_output 'in
replay-needs-no-key 127.0.0.1,localhost 127.0.0.1,localhost
"list"'
	assert_equal "$stderr" err
}

@test "the same run gives the same bytes" {
	rule '[]' '{"text":"Hello.","calls":[{"name":"grep"}]}'
	ask responses '{"model":"m","input":"a","stream":true}' '{"model":"m","input":"b"}'
	first=$output
	ask responses '{"model":"m","input":"a","stream":true}' '{"model":"m","input":"b"}'
	assert_equal "$output" "$first"
}

@test "an id that the conversation has already gives the nearest call's name" {
	rule '[{"result":"grep"}]' '{"text":"yes"}'
	rule '[]' '{"text":"no"}'
	ask chat/completions "$(with_result grep x |
		jq -c '.messages = [.messages[0], (.messages[1] | .tool_calls[0].function.name = "ls")] + .messages[1:]')" \
		"$(with_result ls x |
		jq -c '.messages = [.messages[0], (.messages[1] | .tool_calls[0].function.name = "grep")] + .messages[1:]')"
	assert_equal "$(said)" 'yes
no'
}

@test "previous_response_id goes on from what was said" {
	rule '[{"result":"grep","contains":"found"},{"text":"first question"}]' '{"text":"done"}'
	rule '[{"no_text":"found"}]' '{"calls":[{"name":"grep"}]}'
	result='[{"type":"function_call_output","call_id":"call_1","output":"found"}]'
	ask responses '{"model":"m","input":"first question"}' \
		"{\"model\":\"m\",\"previous_response_id\":\"resp_1\",\"input\":$result}"
	assert_success
	assert_equal "$(jq -r '.output[0] | .name // .content[0].text' <<<"$output")" 'grep
done'
	ask responses '{"model":"m","input":"first question","store":false}' \
		"{\"model\":\"m\",\"previous_response_id\":\"resp_1\",\"input\":$result}"
	assert_equal "$status" 8
}

@test "models are those that the cassette speaks of" {
	rule '[{"pointer":"/model","equals":"gpt-x"}]' '{"text":"1"}'
	replay c.jsonl sh -c 'curl -sS "$OPENAI_BASE_URL/models"
		curl -sS "$OPENAI_BASE_URL/models/gpt-x"
		curl -sS "$OPENAI_BASE_URL/models/gpt-y"'
	assert_success
	assert_equal "$(jq -c '.data[0].id // .id // .error.code' <<<"$output")" '"gpt-x"
"gpt-x"
"model_not_found"'
}

@test "the tokens of a request are counted on request" {
	rule '[]' '{"text":"1"}'
	ask responses/input_tokens '{"model":"m","input":"hello world"}'
	assert_success
	assert_output '{"object":"response.input_tokens","input_tokens":9}'
}

@test "an unknown path is 404 in the API's form, and a miss" {
	rule '[]' '{"text":"1"}'
	replay c.jsonl sh -c 'curl -sS -w " %{http_code}" "$OPENAI_BASE_URL/embeddings" -d "{}"'
	assert_output '{"error":{"message":"unknown request URL: POST /v1/embeddings","type":"invalid_request_error","param":null,"code":"unknown_url"}} 404'
	assert_equal "$status" 8
}

@test "a WebSocket is answered with 426, and that is no miss" {
	rule '[]' '{"text":"1"}'
	replay c.jsonl sh -c 'curl -sS -o /dev/null -w "%{http_code}" -H "Connection: Upgrade" -H "Upgrade: websocket" "$OPENAI_BASE_URL/responses"'
	assert_success
	assert_output 426
	# so Codex CLI goes on by HTTP at once, also when it is recorded
	OPENAI_BASE_URL=http://127.0.0.1:9/v1 replay --record rec.jsonl -- sh -c 'curl -sS -o /dev/null -w "%{http_code} %header{upgrade}" -H "Connection: Upgrade" -H "Upgrade: websocket" "$OPENAI_BASE_URL/responses"'
	assert_output '426 HTTP/1.1'
	assert_equal "$(cat rec.jsonl)" ''
}

@test "a body that is no JSON is the client's error 400" {
	rule '[]' '{"text":"1"}'
	replay c.jsonl sh -c 'curl -sS -w " %{http_code}" "$OPENAI_BASE_URL/responses" -d "{"'
	assert_success
	assert_output --partial 'could not parse the JSON body'
	assert_output --regexp ' 400$'
	for body in '' '[]' '"x"'; do
		replay c.jsonl sh -c 'curl -sS -w " %{http_code}" -X POST "$OPENAI_BASE_URL/chat/completions" -d "$1"' sh "$body"
		assert_success
		assert_output '{"error":{"message":"the body of your request must be a JSON object","type":"invalid_request_error","param":null,"code":null}} 400'
	done
}

@test "connections are kept alive, also behind a stream" {
	rule '[]' '{"text":"Hello there."}'
	replay c.jsonl sh -c 'curl -sS -o /dev/null -o /dev/null -w "%{num_connects}\n" -d "{\"model\":\"m\",\"input\":\"x\",\"stream\":true}" "$OPENAI_BASE_URL/responses" "$OPENAI_BASE_URL/responses"'
	assert_output '1
0'
}

@test "many clients at once are all answered" {
	rule '[{"text":"7"}]' '{"text":"seven"}'
	rule '[]' '{"text":"another"}'
	replay c.jsonl sh -c 'seq 40 | xargs -P 8 -I N curl -sS "$OPENAI_BASE_URL/responses" -d "{\"model\":\"m\",\"input\":\"N\"}" -o out.N'
	assert_success
	assert_equal "$(jq -r '.output[0].content[0].text' out.* | sort | uniq -c | tr -s ' ')" ' 36 another
 4 seven'
	assert_equal "$(jq -r .id out.* | sort -u | wc -l)" 40
}

@test "a broken line of a cassette is named with its number" {
	rule '[]' '{"text":"1"}'
	echo >>c.jsonl
	echo '{"when":[' >>c.jsonl
	replay c.jsonl true
	assert_equal "$status" 2
	assert_equal "$stderr" "codex-replay: cassette 'c.jsonl' line 3: invalid JSON at line 1 column 10: the text ends where a value should be"
	assert_equal "$(jq -r .details.error.code <<<"$output")" invalid_json
}

# refused LINE MESSAGE: that cassette is refused with that message
refused() {
	printf '%s\n' "$1" >r.jsonl
	replay r.jsonl true
	assert_equal "$status" 2
	assert_equal "$stderr" "codex-replay: cassette 'r.jsonl' line 1: $2"
}

@test "an entry that is none is refused with what is wrong" {
	refused '[]' 'an entry has either `when` and `reply`, or `request` and `response`'
	refused '{"when":[]}' '`reply` must be an object that says something'
	refused '{"reply":{"text":"x"}}' 'a rule needs `when`, an array of conditions'
	refused '{"when":[],"reply":{"txt":"x"}}' 'a reply has no member `txt`'
	refused '{"when":[],"reply":{"text":1}}' '`text` of a reply is of the wrong type'
	refused '{"when":[],"reply":{"text":"x"},"time":1}' 'an entry has no member `time`'
	refused '{"when":[],"reply":{"text":"x"},"times":0}' '`times` must be an integer of at least 1'
	refused '{"when":[{"test":"x"}],"reply":{"text":"x"}}' 'a condition is an object with one of text, no_text, pointer, result, tokens_at_most'
	refused '{"when":[{"text":"x","no_text":"y"}],"reply":{"text":"x"}}' 'a condition with `text` has no member `no_text`'
	refused '{"when":[{"pointer":"/x"}],"reply":{"text":"x"}}' 'a condition with `pointer` needs `equals`'
	refused '{"when":[{"text":""}],"reply":{"text":"x"}}' '`text` must be a string that is not empty'
	refused '{"when":[],"reply":{"calls":[{"arguments":{}}]}}' 'each of `calls` must be an object with a `name`'
	refused '{"when":[],"reply":{"error":{}}}' '`status` of a reply must be from 200 to 599'
	refused '{"request":{"path":"/"},"response":{"status":200}}' '`request` needs `method` and `path`'
	refused '{"when":[],"reply":{"text":"a","headers":{"a":"b\r\nc: d"}}}' 'the header `a` cannot be sent'
	refused '{"when":[],"reply":{"text":"a","headers":{"":"b"}}}' 'the header `` cannot be sent'
	refused '{"request":{"method":"GET","path":"/"},"response":{}}' '`status` of `response` must be from 200 to 599'
}

@test "what is wrong with the command line is said" {
	rule '[]' '{"text":"1"}'
	replay
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-replay: no cassette; codex-replay --help shows the usage'
	replay c.jsonl
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-replay: no command to run; --foreground only serves'
	replay c.jsonl --in-order true
	assert_equal "$status" 2
	assert_equal "$stderr" "codex-replay: '--in-order' comes behind the cassette; options go before it"
	replay none.jsonl true
	assert_equal "$status" 1
	assert_equal "$stderr" "codex-replay: cannot read the cassette 'none.jsonl': No such file or directory"
	replay c.jsonl ./no-such-program
	assert_equal "$status" 1
	assert_equal "$stderr" "codex-replay: cannot start './no-such-program': No such file or directory"
	assert_equal "$(jq -r .details.error.code <<<"$output")" not_available
}

@test "what the command leaves behind ends with it" {
	rule '[]' '{"text":"1"}'
	replay c.jsonl sh -c 'sleep 300 & echo $! >pid
		setsid sh -c "trap \"\" TERM; echo \$\$ >pid2; sleep 301" & sleep 0.2'
	assert_success
	run ! kill -0 "$(cat pid)"
	run ! kill -0 "$(cat pid2)"
}

@test "SIGTERM ends the command, and then codex-replay by that signal" {
	rule '[]' '{"text":"1"}'
	codex-replay c.jsonl sh -c 'echo $$ >pid; exec sleep 300' 3>&- &
	us=$!
	for _ in $(seq 200); do [ -s pid ] && break; sleep 0.02; done
	kill $us
	status=0
	wait $us || status=$?
	assert_equal "$status" 143
	run ! kill -0 "$(cat pid)"
}

@test "in the foreground it serves until a signal comes" {
	rule '[]' '{"text":"Hello."}'
	codex-replay --foreground c.jsonl 2>said 3>&- &
	us=$!
	for _ in $(seq 200); do [ -s said ] && break; sleep 0.02; done
	url=$(sed -n 's/.*serving at //p' said)
	run -0 curl -sS "$url/responses" -d '{"model":"m","input":"x"}'
	assert_output --partial 'Hello.'
	kill $us
	status=0
	wait $us || status=$?
	assert_equal "$status" 143
}

# took SECONDS COMMAND...: runs it; fails unless it took about that long
took() {
	local want=$1 start end
	shift
	start=${EPOCHREALTIME/./}
	"$@"
	end=${EPOCHREALTIME/./}
	awk -v t=$((end - start)) -v w="$want" \
		'BEGIN { exit !(t >= w * 1e6 && t < w * 1e7 + 2e6) }' ||
		fail "took $((end - start)) us, not about $want s"
}

@test "an answer can come late, and piece by piece" {
	rule '[{"text":"late"}]' '{"text":"At last.","delay":0.3}'
	rule '[{"text":"slow"}]' '{"text":"Bit by bit by bit, it comes.","slow":0.1}'
	took 0.3 ask chat/completions "$(chat late)"
	assert_equal "$(said)" 'At last.'
	# the role, two pieces of text, the finish, [DONE]
	took 0.5 ask chat/completions "$(chat slow '{stream:true}')"
	assert_equal "$(data | jq -j '.choices[0].delta.content // ""')" 'Bit by bit by bit, it comes.'
	rule '[{"text":"word"}]' '{"status":503,"body":"12345","slow":0.1}'
	took 0.5 ask chat/completions "$(chat word)"
	assert_output 12345
}

@test "clients that wait do not hold up others" {
	rule '[{"text":"late"}]' '{"text":"At last.","delay":0.6}'
	rule '[]' '{"text":"At once."}'
	replay c.jsonl sh -c 'url=$OPENAI_BASE_URL/chat/completions
		for i in 1 2 3 4; do curl -sS "$url" -d "$1" -o late.$i & done
		sleep 0.1; curl -sS "$url" -d "$2"; echo; ls late.* 2>/dev/null
		wait' sh "$(chat late)" "$(chat hi)"
	assert_equal "$(said)" 'At once.'
	assert_equal "$(cat late.* | jq -r '.choices[0].message.content' | uniq -c | tr -s ' ')" ' 4 At last.'
}

@test "an end does not wait for what is late" {
	rule '[]' '{"text":"never","delay":3600}'
	took 0.2 replay c.jsonl sh -c 'timeout 0.2 curl -s "$OPENAI_BASE_URL/responses" -d "{\"input\":\"x\"}"; echo $?'
	assert_output 124
}

@test "an answer can be cut, reset or garbled at any piece" {
	text='Long enough for several pieces, this one.'
	rule '[{"text":"cut"}]' "{\"text\":\"$text\",\"truncate\":2}"
	rule '[{"text":"reset"}]' "{\"text\":\"$text\",\"reset\":2}"
	rule '[{"text":"none"}]' "{\"text\":\"$text\",\"reset\":0}"
	rule '[{"text":"garbage"}]' "{\"text\":\"$text\",\"garbage\":2}"
	for stream in true false; do
		ask chat/completions "$(chat cut "{stream:$stream}")"
		assert_success # as if it were whole
		whole=$output
		ask chat/completions "$(chat reset "{stream:$stream}")"
		assert_regex "$stderr" 'Connection reset by peer'
		assert_equal "$output" "$whole"
		ask chat/completions "$(chat none "{stream:$stream}")"
		assert_regex "$stderr" 'Connection reset by peer'
		assert_output ''
	done
	assert_equal "$whole" '{"'
	ask chat/completions "$(chat garbage '{stream:true}')"
	assert_equal "$(data | wc -l)" 5
	assert_equal "$(data | sed -n 2p)" $'{"gar\e[2Jbage\xff'
	assert_equal "$(data | sed 2d | jq -sc length)" 4
	ask chat/completions "$(chat garbage)"
	assert_equal "$output" $'{"gar\e[2Jbage\xff'
}

@test "a fault must be one that can be played" {
	refused '{"when":[],"reply":{"delay":-1}}' '`delay` must be a number of seconds from 0 to 86400'
	refused '{"when":[],"reply":{"slow":"x"}}' '`slow` must be a number of seconds from 0 to 86400'
	refused '{"when":[],"reply":{"garbage":0}}' '`garbage` must be an integer of at least 1'
	refused '{"when":[],"reply":{"truncate":1.5}}' '`truncate` must be an integer of at least 0'
	refused '{"when":[],"reply":{"reset":0,"truncate":0}}' 'a reply ends by `truncate` or by `reset`, not by both'
}

@test "strict, each exchange answers once and none may be left over" {
	for n in 1 2 3; do
		printf '{"request":{"method":"POST","path":"/v1/responses","body":{"input":"%s"}},"response":{"status":200,"body":%s}}\n' $((n / 2)) "$n"
	done >c.jsonl
	rule '[{"text":"again"}]' '{"text":"x"}'
	ask responses '{"input":"1"}' '{"input":"0"}' '{"input":"1"}' '{"input":"1"}'
	assert_equal "$status:${output//$'\n'/ }" '0:2 1 3 3'
	replay --strict c.jsonl sh -c 'for i in 1 0 1; do curl -sS "$OPENAI_BASE_URL/responses" -d "{\"input\":\"$i\"}"; done'
	assert_equal "$status:$output" 0:213
	replay --strict c.jsonl sh -c 'for i in 1 0 1 0; do curl -sS "$OPENAI_BASE_URL/responses" -d "{\"input\":\"$i\"}"; done'
	assert_equal "$status" 8
	assert_regex "$stderr" 'nearest: the exchange in line 1: it has been played already$'
	printf '{"when":[],"reply":{"text":"x"},"times":2}\n' >>c.jsonl
	replay --strict c.jsonl sh -c 'curl -sS "$OPENAI_BASE_URL/responses" -d "{\"input\":\"1\"}"'
	assert_equal "$status" 8
	assert_equal "$stderr" 'codex-replay: the exchange in line 1 was asked for 0 times, not 1
codex-replay: the exchange in line 3 was asked for 0 times, not 1
codex-replay: the scripted rule in line 5 was asked for 0 times, not 2'
}

@test "a check names every line that is broken" {
	rule '[]' '{"text":"1"}'
	replay --check c.jsonl
	assert_equal "$(details .)" '{"summary":"1 rule, 0 exchanges: 0 errors, 0 warnings","rules":1,"exchanges":0,"errors":0,"findings":[]}'
	assert_success
	cat >c.jsonl <<-'EOF'
		{"when":[{"text":"a"}],"reply":{"text":"1"}}

		{"when":[
		{"when":[],"reply":{"txt":"x"}}
		{"request":{"method":"GET","path":"/v1/x"},"response":{"status":200}}
		[]
	EOF
	replay --check c.jsonl
	assert_equal "$status" 1
	assert_equal "$(jq .success <<<"$output")" false
	assert_equal "$(details .summary)" '1 rule, 1 exchange: 3 errors, 0 warnings'
	assert_equal "$(details '.findings[] | [.path,.line,.rule,.level,.message]')" \
		'["c.jsonl",3,"json","error","invalid JSON at line 1 column 10: the text ends where a value should be"]
["c.jsonl",4,"form","error","a reply has no member `txt`"]
["c.jsonl",6,"form","error","an entry has either `when` and `reply`, or `request` and `response`"]'
}

@test "a check finds secrets, and rules that never answer" {
	rule '[{"text":"a"}]' '{"text":"1"}'
	rule '[{"text":"b"},{"text":"a"}]' '{"text":"2"}'
	rule '[]' '{"text":"[redacted:openai-key] is no secret"}'
	rule '[]' '{"text":"sk-proj-canary0123456789canary0123456789"}'
	rule '[{"text":"c"}]' '{"text":"x","headers":{"Set-Cookie":"a=b"}}'
	replay --check c.jsonl
	assert_equal "$(details '.findings[] | [.line,.rule,.level,.message]')" \
		'[2,"unreachable","warning","it never answers: the rule in line 1 answers whatever it would"]
[4,"secret","error","it holds a secret (openai-key); record it anew, or replace the secret"]
[4,"unreachable","warning","it never answers: the rule in line 3 answers whatever it would"]
[5,"secret","error","it holds the header `Set-Cookie`"]
[5,"unreachable","warning","it never answers: the rule in line 3 answers whatever it would"]'
	assert_equal "$status" 1
	refute_output --partial canary
	rm c.jsonl
	rule '[{"text":"a"}]' '{"text":"1"}'
	rule '[]' '{"text":"2"}'
	replay --check c.jsonl
	assert_equal "$(details .findings)" '[]'
	replay --check none.jsonl
	assert_equal "$status:$(details .error.code)" 1:not_found
}

@test "every cassette that we bring along is in order" {
	for f in "$REPO"/test/cassettes/*.jsonl; do
		replay --check "$f"
		assert_equal "$(basename "$f") $status" "$(basename "$f") 0"
	done
}

# record NAME SCRIPT: record what SCRIPT asks of the rules in c.jsonl
record() {
	run --separate-stderr timeout 60 codex-replay c.jsonl env \
		OPENAI_API_KEY=sk-proj-canary0123456789canary0123456789 \
		codex-replay --record "$1" -- sh -c "$2" </dev/null
	[ "$status" -lt 124 ] || fail "codex-replay ended with $status: $stderr"
}

@test "what was recorded is played again, byte for byte" {
	rule '[{"text":"busy"}]' '{"status":429,"error":{"message":"slow down"},"headers":{"retry-after":"3"}}'
	rule '[]' '{"text":"Hello, this is more than one delta.","calls":[{"name":"grep"}]}'
	script='q() { curl -sS -w "%{http_code} %header{retry-after}\n" "$OPENAI_BASE_URL/$1" -d "$2"; }
		q responses "{\"model\":\"m\",\"input\":\"x\"}"
		q responses "{\"model\":\"m\",\"input\":\"x\",\"stream\":true}"
		q chat/completions "{\"model\":\"m\",\"messages\":[],\"stream\":true}"
		q responses "{\"model\":\"m\",\"input\":\"busy\"}"
		curl -sS "$OPENAI_BASE_URL/models"'
	record rec.jsonl "$script"
	assert_success
	first=$output
	assert_equal "$(wc -l <rec.jsonl)" 5
	assert_equal "$(jq -s '[.[] | has("request") and has("response")] | all' rec.jsonl)" true
	replay rec.jsonl sh -c "$script"
	assert_success
	assert_equal "$output" "$first"
	replay --in-order rec.jsonl sh -c "$script"
	assert_success
	assert_equal "$output" "$first"
}

@test "keys and Authorization never reach a cassette" {
	rule '[]' '{"text":"The key is sk-proj-canary0123456789canary0123456789."}'
	record rec.jsonl 'curl -sS "$OPENAI_BASE_URL/responses" -H "Authorization: Bearer my-own-token-123" -d "{\"model\":\"m\",\"input\":\"use sk-proj-canary0123456789canary0123456789 and my-own\"}"'
	assert_success
	assert_output --partial 'The key is sk-proj-canary'
	run -1 grep -iE 'canary|authorization|my-own-token' rec.jsonl
	run -0 grep -c '\[redacted:' rec.jsonl
	assert_equal "$(stat -c %a rec.jsonl)" 600
	# redacted or not, the same request finds its answer
	replay rec.jsonl sh -c 'curl -sS "$OPENAI_BASE_URL/responses" -d "{\"model\":\"m\",\"input\":\"use sk-proj-canary0123456789canary0123456789 and my-own\"}"'
	assert_success
}

# recorded ENV...: codex-call through --record, with srv/ as the real API; its
# address without /v1 is $place, for these variables
recorded() {
	rm -rf srv rec.jsonl && mkdir srv
	deltas 1 '{"content":"hi"}'
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		place=${OPENAI_BASE_URL%/v1}; unset OPENAI_BASE_URL OPENAI_API_KEY
		for v in "$@"; do eval "export $v"; done
		exec codex-replay --record rec.jsonl -- codex-call -m my-model -T none --no-log hi' sh "$@" </dev/null
	[ "$status" -lt 124 ] || fail "codex-replay ended with $status: $stderr"
}

# sent: the first line of the request that came, and the headers that name
# the account
sent() {
	sed 's/\r$//' srv/1.request | sed -n '1p;/^$/q;/^\(authorization\|api-key\|openai-\|x-\)/Ip' |
		sort -f | tr '\n' '|'
}

@test "Azure is recorded as OpenAI is, by either of its addresses" {
	recorded 'AZURE_OPENAI_ENDPOINT=$place/' 'AZURE_OPENAI_API_KEY=canary-azure-key'
	assert_equal "$status" 0
	assert_equal "$(sent)" 'api-key: canary-azure-key|POST /openai/v1/chat/completions HTTP/1.1|'
	recorded 'AZURE_OPENAI_ENDPOINT=$place' 'AZURE_OPENAI_AD_TOKEN=canary-azure-token'
	assert_equal "$(sent)" 'Authorization: Bearer canary-azure-token|POST /openai/v1/chat/completions HTTP/1.1|'
	recorded 'AZURE_OPENAI_ENDPOINT=$place' 'AZURE_OPENAI_API_KEY=canary-azure-key' OPENAI_API_VERSION=2026-01-01
	assert_equal "$(sent)" 'api-key: canary-azure-key|POST /openai/deployments/my-model/chat/completions?api-version=2026-01-01 HTTP/1.1|'
	assert_equal "$(jq -c '.request | [.method, .path]' rec.jsonl)" '["POST","/v1/chat/completions"]'
	run -1 grep -i canary rec.jsonl
	# it is played to who asks OpenAI, and to who asks Azure
	replay rec.jsonl codex-call -m my-model -T none --no-log hi
	assert_equal "$(details .text)" hi
	replay rec.jsonl sh -c 'unset OPENAI_BASE_URL; codex-call -m my-model -T none --no-log --api chat hi'
	assert_equal "$status:$(details .text)" 0:hi
	replay rec.jsonl sh -c 'unset OPENAI_BASE_URL; OPENAI_API_VERSION=2025-01-01 codex-call -m my-model -T none --no-log --api chat hi'
	assert_equal "$status:$(details .text)" 0:hi
}

@test "a client that speaks to Azure is recorded, with the version that it names" {
	mkdir srv
	put 1 200 application/json <<<'{"choices":[]}'
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		export AZURE_OPENAI_ENDPOINT=${OPENAI_BASE_URL%/v1} AZURE_OPENAI_API_KEY=canary-azure-key
		unset OPENAI_BASE_URL
		exec codex-replay --record rec.jsonl -- sh -c "curl -sS \"\$AZURE_OPENAI_ENDPOINT/openai/deployments/d/chat/completions?api-version=7\" -H \"api-key: \$AZURE_OPENAI_API_KEY\" -d {}"' </dev/null
	assert_success
	assert_equal "$(sent)" 'api-key: canary-azure-key|POST /openai/deployments/d/chat/completions?api-version=7 HTTP/1.1|'
	assert_equal "$(jq -c .request.path rec.jsonl)" '"/v1/chat/completions"'
}

@test "organisation, project and custom headers go to the real API, and not to the cassette" {
	headers=$(printf 'X-Team: canary-team-secret\nX-Api-Key: canary-custom-key')
	recorded 'OPENAI_BASE_URL=$place/v1' OPENAI_API_KEY=canary-openai-key OPENAI_ORG_ID=canary-org \
		OPENAI_PROJECT_ID=canary-project "OPENAI_CUSTOM_HEADERS='$headers'"
	assert_equal "$status" 0
	assert_equal "$(sent)" 'Authorization: Bearer canary-openai-key|OpenAI-Organization: canary-org|OpenAI-Project: canary-project|POST /v1/chat/completions HTTP/1.1|X-Api-Key: canary-custom-key|X-Team: canary-team-secret|'
	run -1 grep -i canary rec.jsonl
	# a client that knows of none of them
	mkdir other && cd other
	mkdir srv
	put 1 401 application/json <<<'{"error":{"message":"canary-custom-key is no good, nor canary-openai-key"}}'
	OPENAI_API_KEY=canary-openai-key OPENAI_CUSTOM_HEADERS=$headers run --separate-stderr timeout 60 "$BUILD/test/canned" srv \
		codex-replay --record rec.jsonl -- sh -c 'curl -sS "$OPENAI_BASE_URL/responses" -H "X-Team: mine" -H "Authorization: Bearer canary-own" -d {}' </dev/null
	assert_equal "$(sent | sed 's/Bearer \**/Bearer KEY/')" 'Authorization: Bearer KEY|POST /v1/responses HTTP/1.1|X-Api-Key: canary-custom-key|X-Team: mine|'
	assert_equal "$(jq -c .response.body.error.message rec.jsonl)" '"[redacted:environment] is no good, nor [redacted:environment]"'
	run -1 grep -i canary rec.jsonl
}

@test "what is wrong with the environment is said before anything is recorded" {
	OPENAI_CUSTOM_HEADERS=nonsense replay --record rec.jsonl -- true
	assert_equal "$status" 2
	assert_equal "$stderr" "codex-replay: line 1 of OPENAI_CUSTOM_HEADERS is not 'Name: value'"
	OPENAI_BASE_URL=nonsense replay --record rec.jsonl -- true
	assert_equal "$status" 2
	assert_regex "$stderr" "^codex-replay: OPENAI_BASE_URL is no http or https address: 'nonsense'"
	assert [ ! -e rec.jsonl ]
	echo '{"when":[],"reply":{"text":"hi"}}' >c.jsonl
	replay --cacert ca.pem c.jsonl true
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-replay: --cacert goes with --record; a cassette needs none'
}

@test "a stream that spells a secret in pieces is left out" {
	rule '[]' '{"text":"The key is sk-proj-canary0123456789canary0123456789."}'
	record rec.jsonl 'curl -sS "$OPENAI_BASE_URL/chat/completions" -d "{\"model\":\"m\",\"messages\":[],\"stream\":true}"'
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-replay: the answer streams what looks like a secret; the exchange is left out of the cassette'
	assert_equal "$(cat rec.jsonl)" ''
}

@test "nor is one recorded whose reasoning spells a secret in pieces" {
	mkdir srv
	deltas 1 '{"reasoning_content":"it is sk-proj-canary0123"}' '{"reasoning_content":"456789canary0123456789"}' '{"content":"hi"}'
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv codex-replay --record rec.jsonl -- sh -c \
		'curl -sS -o out "$OPENAI_BASE_URL/chat/completions" -d "{\"model\":\"m\",\"messages\":[],\"stream\":true}"' </dev/null
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-replay: the answer streams what looks like a secret; the exchange is left out of the cassette'
	assert_equal "$(cat rec.jsonl)" ''
	deltas 1 '{"reasoning_content":"it is a"}' '{"reasoning_content":" b"}' '{"content":"hi"}'
	rm rec.jsonl
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv codex-replay --record rec.jsonl -- sh -c \
		'curl -sS -o out "$OPENAI_BASE_URL/chat/completions" -d "{\"model\":\"m\",\"messages\":[],\"stream\":true}"' </dev/null
	assert_success
	assert_equal "$(jq -r '[.response.events[].data | objects | .choices[0].delta.reasoning_content // empty] | join("")' rec.jsonl)" 'it is a b'
}

@test "a recording is never added to another" {
	echo '{}' >rec.jsonl
	replay --record rec.jsonl -- true
	assert_equal "$status" 2
	assert_equal "$stderr" "codex-replay: the cassette 'rec.jsonl' exists; remove it to record anew"
	assert_equal "$(cat rec.jsonl)" '{}'
}

@test "a real API that is not there is hung up on, and told" {
	run --separate-stderr timeout 60 env OPENAI_BASE_URL=http://127.0.0.1:9/v1 \
		codex-replay --record rec.jsonl -- sh -c 'curl -s "$OPENAI_BASE_URL/models"; echo $?' </dev/null
	assert_output 52
	assert_equal "$stderr" "codex-replay: no answer from 127.0.0.1:9: Couldn't connect to server"
}

@test "volatile members, item ids and UUIDs do not keep an exchange from matching" {
	rule '[]' '{"text":"Hello."}'
	ask() { printf 'curl -sS "$OPENAI_BASE_URL/responses" -d '"'%s'" "$1"; }
	record rec.jsonl "$(ask '{"model":"m","user":"a","prompt_cache_key":"k1","input":[{"id":"m1","role":"user","content":"in 0f8fad5b-d9cb-469f-a165-70867728950e"}]}')"
	assert_success
	replay rec.jsonl sh -c "$(ask '{"input":[{"id":"m2","content":"in 7c9e6679-7425-40de-944b-e07fc1f90ae7","role":"user"}],"prompt_cache_key":"k2","metadata":{"a":"b"},"model":"m"}')"
	assert_success
	assert_output --partial 'Hello.'
	replay rec.jsonl sh -c "$(ask '{"model":"m","input":[{"role":"user","content":"else"}]}')"
	assert_equal "$status" 8
	assert_equal "$stderr" "codex-replay: no answer to POST /v1/responses: model m, last user text 'else', results received: none
codex-replay: nearest: the exchange in line 1: the requests differ at /input/0/content"
}

@test "the same request gets the next answer to it, and then the last" {
	for text in one two; do
		printf '{"request":{"method":"POST","path":"/v1/x","body":{"a":1}},"response":{"status":200,"body":"%s "}}\n' $text
	done >c.jsonl
	replay c.jsonl sh -c 'for i in 1 2 3; do curl -sS "$OPENAI_BASE_URL/x" -d "{\"a\":1}"; done'
	assert_success
	assert_output 'one two two '
}

@test "in order, exchanges are played whatever is asked, each once" {
	for text in one two; do
		printf '{"request":{"method":"POST","path":"/v1/x","body":{"a":1}},"response":{"status":200,"body":"%s "}}\n' $text
	done >c.jsonl
	replay --in-order c.jsonl sh -c 'for i in 1 2; do curl -sS "$OPENAI_BASE_URL/x" -d "{\"b\":$i}"; done'
	assert_success
	assert_output 'one two '
	replay --in-order c.jsonl sh -c 'for i in 1 2 3; do curl -s -o /dev/null "$OPENAI_BASE_URL/x" -d "{\"a\":1}"; done'
	assert_equal "$status" 8
	[[ $stderr == *'the exchange in line 1: it has been played already'* ]]
}

@test "a stream that broke off breaks off again" {
	echo '{"request":{"method":"POST","path":"/v1/responses"},"response":{"status":200,"events":[{"event":"a","data":{"x":1}}],"broken":true}}' >c.jsonl
	replay c.jsonl sh -c 'curl -s "$OPENAI_BASE_URL/responses" -d "{}"; echo "status $?"'
	assert_output 'event: a
data: {"x":1}

status 18'
	assert_success
}
