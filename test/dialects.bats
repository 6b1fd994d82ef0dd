# dialects: requests in each form of the API, and the answers of servers that
# are compatible with it, each in its own way. Their bytes are in srv/.
load helper
load canned

setup() {
	project
	cat >f.json <<-'EOM'
		[{"name": "add", "description": "Add.", "parameters": {"type": "object",
		  "additionalProperties": false, "required": ["a", "b"], "properties": {
		  "a": {"type": "integer", "description": "One."},
		  "b": {"type": "integer", "description": "Two."}}},
		  "x-grants": ["read"], "x-command": "add.sh"},
		 {"name": "now", "description": "Tell.", "parameters": {"type": "object"},
		  "x-grants": ["read"], "x-command": "add.sh"}]
	EOM
	cat >add.sh <<-'EOM'
		#!/bin/sh
		jq -c '{success: true, details: {sum: (.a + .b)}, tokens: 0}'
	EOM
	chmod +x add.sh
}

# dry FILTER ARGS: what jq's FILTER makes of the request that would be sent
dry() {
	local filter=$1
	shift
	run --separate-stderr codex-call --dry-run -m m --functions f.json "$@" </dev/null
	assert_equal "$status" 0
	output=$(jq -c "$filter" <<<"$output")
}

# both ARGS: codex-call with the helpers of f.json against srv/1, srv/2
both() {
	rm -rf srv/*.request .codex-log
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv \
		codex-call -m m --functions f.json "$@" </dev/null
}

# the calls that went back in the second request
calls() {
	body 2 | jq -c '[.messages[]|.tool_calls//empty|.[]|[.id,.function.name,.function.arguments]]'
}

# the sums that went back in the second request
sums() {
	body 2 | jq -c '[.messages[]|select(.role=="tool")|[.tool_call_id,(.content|fromjson.details.sum)]]'
}

# whole MESSAGE: srv/1 is this message in one piece
whole() {
	jq -nc --argjson m "$1" '{choices: [{index: 0, message: $m, finish_reason: "tool_calls"}]}' |
		put 1 200 application/json
}

ADD='[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]'

# requests

@test "a choice of tools is written as each API wants it" {
	dry .tool_choice --api chat --tool-choice required hi
	assert_output '"required"'
	dry .tool_choice --api responses --tool-choice none hi
	assert_output '"none"'
	dry .function_call --api functions --tool-choice auto hi
	assert_output '"auto"'
	dry .tool_choice --api chat --tool-choice add hi
	assert_output '{"type":"function","function":{"name":"add"}}'
	dry .tool_choice --api responses --tool-choice add hi
	assert_output '{"type":"function","name":"add"}'
	dry .function_call --api functions --tool-choice add hi
	assert_output '{"name":"add"}'
	dry '[has("tool_choice"),has("parallel_tool_calls")]' --api chat hi
	assert_output '[false,false]'
	dry '[has("tool_choice"),has("parallel_tool_calls")]' --api chat -T none --tool-choice auto --no-parallel hi
	assert_output '[false,false]'
}

@test "a choice of tools that cannot be made is refused" {
	run -2 --separate-stderr codex-call --functions f.json --tool-choice sub hi
	assert_equal "$(details '[.error.message,.error.hint]')" "[\"--tool-choice is auto, none, required or a helper that is offered, not 'sub'\",\"-T names what is offered\"]"
	run -2 --separate-stderr codex-call --functions f.json -T now --tool-choice add hi
	assert_equal "$(details .error.code)" invalid_arguments
	run -2 --separate-stderr codex-call -T none --tool-choice required hi
	assert_equal "$(details .error.message)" '--tool-choice required, but no helper is offered'
	run -2 --separate-stderr codex-call --functions f.json --api functions --tool-choice required hi
	assert_equal "$(details .error.message)" '--api functions cannot require a call; --tool-choice NAME can'
}

@test "a call is forced once, or the run would never end" {
	deltas 1 '{"tool_calls":[{"index":0,"id":"c","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]}'
	deltas 2 '{"content":"3"}'
	both --tool-choice add hi
	assert_equal "$status" 0
	assert_equal "$(body 1 | jq -c .tool_choice.function.name)" '"add"'
	assert_equal "$(body 2 | jq -c '[has("tools"),has("tool_choice")]')" '[true,false]'
	both --tool-choice none hi
	assert_equal "$(body 2 | jq -c .tool_choice)" '"none"'
}

@test "one call at a time and the effort of reasoning are asked for as each API wants it" {
	dry '[.parallel_tool_calls,.reasoning_effort,.reasoning]' --api chat --no-parallel --reasoning-effort low hi
	assert_output '[false,"low",null]'
	dry '[.parallel_tool_calls,.reasoning_effort,.reasoning]' --api responses --no-parallel --reasoning-effort high -o reasoning.summary=auto hi
	assert_output '[false,null,{"effort":"high","summary":"auto"}]'
	dry '[.parallel_tool_calls,.reasoning_effort]' --api functions --no-parallel --reasoning-effort none hi
	assert_output '[null,"none"]'
	run -2 --separate-stderr codex-call --reasoning-effort lots hi
	assert_equal "$(details .error.message)" "--reasoning-effort is none, minimal, low, medium, high, xhigh or max, not 'lots'"
}

@test "nothing is stored unless that is asked for" {
	dry .store --api responses hi
	assert_output false
	dry .store --api responses -o store=true hi
	assert_output true
	dry 'has("store")' --api chat hi
	assert_output false
}

@test "an API that there is not is refused" {
	run -2 --separate-stderr codex-call --api soap hi
	assert_equal "$(details .error.message)" "--api is responses, chat or functions, not 'soap'"
}

# the older form of Chat Completions

@test "--api functions declares functions, and no tools" {
	dry '[.functions[0]|keys_unsorted,.name]' --api functions hi
	assert_output '[["name","description","parameters"],"add"]'
	dry '[has("tools"),has("functions")]' --api functions hi
	assert_output '[false,true]'
	dry 'has("functions")' --api functions -T none hi
	assert_output false
}

@test "--api functions runs the loop of calls, streamed or not" {
	echo '{"when":[{"result":"add"}],"reply":{"text":"three"}}
	{"when":[],"reply":{"text":"I add.","calls":[{"name":"add","arguments":{"a":1,"b":2}}]}}' >c.jsonl
	for how in '' --no-stream; do
		run --separate-stderr timeout 60 codex-replay c.jsonl codex-call -m m --functions f.json --api functions $how hi </dev/null
		assert_equal "$status" 0
		assert_equal "$(details '[.text,.turns,(.calls[0]|.name,.success)]')" '["three",2,"add",true]'
	done
	codex-call -c -m m --dry-run --functions f.json --api functions and >out
	assert_equal "$(jq -c '[.messages[]|[.role,.name,.function_call]]' out)" '[["user",null,null],["assistant",null,{"name":"add","arguments":"{\"a\":1,\"b\":2}"}],["function","add",null],["assistant",null,null],["user",null,null]]'
}

@test "calls of one turn are told one after the other where there is room for one" {
	cat >in <<-'EOM'
		[{"role":"user","content":"hi"},
		 {"role":"assistant","content":null,"tool_calls":[
		  {"id":"x","type":"function","function":{"name":"add","arguments":"{}"}},
		  {"id":"y","type":"function","function":{"name":"now","arguments":"{}"}}]},
		 {"role":"tool","tool_call_id":"x","content":"1"},
		 {"role":"tool","tool_call_id":"y","content":"2"}]
	EOM
	codex-call --dry-run -T none --api functions --input messages <in >out
	assert_equal "$(jq -c '[.messages[1:][]|[.role,.name//.function_call.name,.content]]' out)" '[["assistant","add",null],["function","add","1"],["assistant","now",null],["function","now","2"]]'
}

@test "messages of the older form can be continued in any" {
	cat >in <<-'EOM'
		[{"role":"user","content":"hi"},
		 {"role":"assistant","content":null,"function_call":{"name":"add","arguments":"{\"a\":1}"}},
		 {"role":"function","name":"add","content":"1"}]
	EOM
	codex-call --dry-run -T none --api functions --input messages <in >out
	assert_equal "$(jq -Sc .messages out)" "$(jq -Sc . in)"
	codex-call --dry-run -T none --api responses --input messages <in >out
	assert_equal "$(jq -c '[.input[1:][]|[.type,.call_id,.name]]' out)" '[["function_call","call_1","add"],["function_call_output","call_1",null]]'
	run -2 --separate-stderr codex-call --dry-run --input messages <<<'[{"role":"function","name":"add","content":"1"}]'
	assert_equal "$(details .error.message)" "a message of the role function answers 'add', which was not called"
}

# llama.cpp

@test "llama.cpp: a numeric code, and a prompt that is too long" {
	put 1 400 application/json <<<'{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}'
	canned hi
	assert_equal "$status" 4
	assert_equal "$(details .error.hint)" 'send less: codex-pack --budget N cuts what goes in'
}

@test "llama.cpp: while the model is loading, it is asked again" {
	put 1 503 application/json 'Retry-After: 0' <<<'{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}'
	deltas 2 '{"content":"hi"}'
	canned hi
	assert_equal "$status" 0
	assert_regex "$stderr" '^codex-call: 127.0.0.1:[0-9]+ answered 503: Loading model, retry 1 in 0.0 s$'
}

@test "llama.cpp: timings and reasoning_content are no part of the answer" {
	chunks 1 '{"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}' \
		'{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}' \
		'{"choices":[{"index":0,"delta":{"content":"hi"}}]}' \
		'{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}' \
		'{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"timings":{"prompt_n":1,"predicted_ms":2.5}}' '[DONE]'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.usage]')" '["hi",{"input_tokens":1,"output_tokens":2,"total_tokens":3,"session_tokens":3}]'
}

@test "llama.cpp: an error in a field of its own inside the stream is told" {
	printf 'data: {"choices":[{"delta":{"content":"so"}}]}\n\nerror: {"code":500,"message":"slot lost","type":"server_error"}\n\n' |
		put 1 200 text/event-stream
	canned hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ broke off the answer: slot lost$'
	assert_equal "$(details .text)" so
}

@test "llama.cpp: request keys of its own can be sent, and no key is needed" {
	deltas 1 '{"content":"hi"}'
	OPENAI_API_KEY='' canned -o chat_template_kwargs.enable_thinking=false -o reasoning_format=none \
		-o 'response_format={"type":"json_object","schema":{"type":"object"}}' hi
	assert_equal "$status" 0
	assert_equal "$(body 1 | jq -c '[.chat_template_kwargs,.reasoning_format,.response_format.schema.type]')" '[{"enable_thinking":false},"none","object"]'
	run grep -ci '^authorization' srv/1.request
	assert_output 0
}

# vLLM

@test "vLLM: reasoning, a finish beside the last words, usage in every chunk" {
	chunks 1 '{"choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm"},"stop_reason":null}],"usage":{"prompt_tokens":5,"completion_tokens":0,"total_tokens":5}}' \
		'{"choices":[{"index":0,"delta":{"content":"h"}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}' \
		'{"choices":[{"index":0,"delta":{"content":"i"},"finish_reason":"stop","stop_reason":106}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}' '[DONE]'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.usage.total_tokens,.finish_reason]')" '["hi",7,"stop"]'
}

@test "vLLM: a last piece that repeats the call's id and name makes no second call" {
	deltas 1 '{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1,"}}]}' \
		'{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"add","arguments":"\"b\":2}"}}]}'
	deltas 2 '{"content":"3"}'
	both hi
	assert_equal "$(calls)" '[["c","add","{\"a\":1,\"b\":2}"]]'
	assert_equal "$(sums)" '[["c",3]]'
}

@test "vLLM: the older flat error is understood" {
	put 1 400 application/json <<<'{"object":"error","message":"no such tool parser","type":"BadRequestError","param":null,"code":400}'
	canned hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ answered 400: no such tool parser$'
}

@test "vLLM: in Responses, reasoning in plain words goes back word for word" {
	reasoning='{"id":"rs_1","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"I add."}],"encrypted_content":null,"status":null}'
	printf 'data: %s\n\n' "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":$reasoning}" \
		'{"type":"response.output_item.done","output_index":1,"item":{"id":"fc_1","type":"function_call","call_id":"c","name":"add","arguments":"{\"a\":1,\"b\":2}"}}' \
		'{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}' | put 1 200 text/event-stream
	put 2 200 application/json <<<'{"status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"3"}]}]}'
	both --api responses hi
	assert_equal "$status" 0
	assert_equal "$(body 2 | jq -c '.input[1]')" "$reasoning"
	assert_equal "$(body 2 | jq -c '.input[2].id')" '"fc_1"'
	# OpenAI would refuse it
	codex-call -c -m m --dry-run --functions f.json so >out
	assert_equal "$(jq -c '[.input[] | [.type, .id]]' out)" '[["message",null],["function_call",null],["function_call_output",null],["message",null],["message",null]]'
}

@test "vLLM: an older server's flat error inside an answer of 200 is one" {
	put 1 200 application/json <<<'{"object":"error","message":"no such model","type":"NotFoundError","param":null,"code":404}'
	canned --no-stream hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" 'no such model'
	chunks 1 '{"object":"error","message":"it broke","type":"InternalServerError","param":null,"code":400}' '[DONE]'
	canned hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" 'it broke'
}

@test "vLLM: a named call is finished by stop, and is a call all the same" {
	whole "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":$ADD}"
	sed -i 's/"finish_reason": "tool_calls"/"finish_reason": "stop"/' srv/1
	deltas 2 '{"content":"3"}'
	both --tool-choice add hi
	assert_equal "$status" 0
	assert_equal "$(sums)" '[["c",3]]'
}

# Ollama

@test "Ollama: whole calls in one chunk, all with the index 0 or none, finished by stop" {
	chunks 1 '{"choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[{"id":"x","index":0,"type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]}}]}' \
		'{"choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[{"id":"y","index":0,"type":"function","function":{"name":"add","arguments":"{\"a\":3,\"b\":4}"}}]}}]}' \
		'{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}' '[DONE]'
	deltas 2 '{"content":"3 and 7"}'
	both hi
	assert_equal "$status" 0
	assert_equal "$(sums)" '[["x",3],["y",7]]'
	chunks 1 '{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"x","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}},{"id":"y","type":"function","function":{"name":"add","arguments":"{\"a\":3,\"b\":4}"}}]},"finish_reason":"stop"}]}' '[DONE]'
	both hi
	assert_equal "$(sums)" '[["x",3],["y",7]]'
}

@test "Ollama: what it does not know is not sent unasked" {
	OPENAI_BASE_URL=http://127.0.0.1:11434/v1 dry keys hi
	assert_output '["messages","model","stream","stream_options","tools"]'
	OPENAI_BASE_URL=http://127.0.0.1:11434/v1 dry keys --no-stream hi
	assert_output '["messages","model","tools"]'
	OPENAI_BASE_URL=http://127.0.0.1:11434/v1 dry '[.messages[].role]' -s be hi
	assert_output '["system","user"]'
}

@test "Ollama: Responses without a server that remembers, and its length limit by -o" {
	printf 'data: %s\n\n' '{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","status":"completed","call_id":"c","name":"add","arguments":"{\"a\":1,\"b\":2}"}}' \
		'{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}' | put 1 200 text/event-stream
	printf 'data: %s\n\n' '{"type":"response.output_item.done","output_index":0,"item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"3"}]}}' \
		'{"type":"response.completed","response":{"id":"resp_2","status":"completed","output":[]}}' | put 2 200 text/event-stream
	both --api responses hi
	assert_equal "$status" 0
	assert_equal "$(body 2 | jq -c '[.store,has("previous_response_id"),[.input[].type]]')" '[false,false,["message","function_call","function_call_output"]]'
	dry '[.max_tokens,has("max_completion_tokens")]' --api chat -o max_tokens=5 hi
	assert_output '[5,false]'
}

# OpenRouter

@test "OpenRouter: comments, repeated roles, and members of its own are passed over" {
	printf ': OPENROUTER PROCESSING\n\n%s%s%s' \
		$'data: {"id":"g","provider":"P","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]},"native_finish_reason":null}]}\n\n: OPENROUTER PROCESSING\n\n' \
		$'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"hi"},"finish_reason":"stop","native_finish_reason":"end_turn"}]}\n\n' \
		$'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.00014}}\n\ndata: [DONE]\n\n' |
		put 1 200 text/event-stream
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.finish_reason,.usage.total_tokens]')" '["hi","stop",3]'
}

@test "OpenRouter: an error after the first word arrives inside the stream" {
	chunks 1 '{"choices":[{"index":0,"delta":{"role":"assistant","content":"so"}}]}' \
		'{"error":{"code":502,"message":"Provider disconnected","metadata":{"provider_name":"P"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}'
	canned hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ broke off the answer: Provider disconnected$'
	assert_equal "$(details .text)" so
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"so"},"finish_reason":"error"}]}' '[DONE]'
	canned hi
	assert_equal "$status" 4
	assert_equal "$(details .error.message)" 'the server stopped with an error that it does not name'
}

@test "OpenRouter: an error inside a whole answer of 200 is one; 402 is no credit" {
	put 1 200 application/json <<<'{"error":{"code":403,"message":"moderated","metadata":{"reasons":["x"]}},"user_id":"u"}'
	canned --no-stream hi
	assert_equal "$status" 4
	put 1 402 application/json <<<'{"error":{"code":402,"message":"Insufficient credits"}}'
	canned hi
	assert_equal "$status" 5
	assert_equal "$(details .error.hint)" 'the account has no credit left'
	assert [ ! -e srv/2.request ]
}

@test "OpenRouter: its base has a path of its own, its headers are custom ones" {
	deltas 1 '{"content":"hi"}'
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		OPENAI_BASE_URL=${OPENAI_BASE_URL%/v1}/api/v1/ OPENAI_CUSTOM_HEADERS="HTTP-Referer: https://example.org
		X-Title: test" exec codex-call -m vendor/model -T none hi' </dev/null
	assert_equal "$status" 0
	assert_equal "$(tr -d '\r' <srv/1.request | grep -E '^(POST|HTTP-Referer|X-Title)')" 'POST /api/v1/chat/completions HTTP/1.1
HTTP-Referer: https://example.org
X-Title: test'
	assert_equal "$(body 1 | jq -c .model)" '"vendor/model"'
}

# Azure

@test "Azure: filter results come first, beside and after the words" {
	chunks 1 '{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}' \
		'{"choices":[{"index":0,"delta":{"role":"assistant","content":"hi"},"content_filter_results":{"hate":{"filtered":false}},"finish_reason":null}],"model":"gpt"}' \
		'{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}' \
		'{"choices":[{"index":0,"content_filter_offsets":{"check_offset":0},"content_filter_results":{}}],"id":"","model":""}' '[DONE]'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.model,.finish_reason]')" '["hi","gpt","stop"]'
}

@test "an answer that the content filter cut is an answer that says no" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"so"}}]}' \
		'{"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}' '[DONE]'
	canned hi
	assert_equal "$status" 1
	assert_equal "$(details '[.text,.finish_reason]')" '["so","content_filter"]'
	assert_equal "$stderr" 'codex-call: the model stopped short: content_filter'
}

# any of them

@test "an error in the stream may be a string" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"so"}}]}' '{"error":"out of memory"}'
	canned hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ broke off the answer: out of memory$'
	assert_equal "$(details .text)" so
}

@test "choices, deltas, indices, usage and [DONE] may be missing, a content an array, a date a float" {
	chunks 1 '{"created":1.5}' '{"choices":null}' '{"choices":[{}]}' '{"choices":[{"delta":null}]}' \
		'{"choices":[{"delta":{"content":[{"type":"text","text":"h"}]}}]}' '{"choices":[{"delta":{"content":""}}]}' \
		'{"choices":[{"delta":{"content":"i"},"finish_reason":"stop"}]}'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.finish_reason]')" '["hi","stop"]'
	put 1 200 application/json <<<'{"created":1.5,"choices":[{"message":{"content":[{"type":"text","text":"hi"}]}}]}'
	canned --no-stream hi
	assert_equal "$(details '[.text,.finish_reason]')" '["hi","stop"]'
}

@test "a call's id may be empty, and its arguments an object or said twice" {
	one='"type":"function","function":{"name":"add","arguments"'
	deltas 1 "{\"tool_calls\":[{\"index\":0,\"id\":\"\",$one:{\"a\":1,\"b\":2}}}]}"
	deltas 2 '{"content":"3"}'
	both hi
	assert_equal "$(sums)" '[["call_1",3]]'
	deltas 1 "{\"tool_calls\":[{\"index\":0,\"id\":\"c\",$one:\"{\\\"a\\\":1,\\\"b\\\":2}\"}}]}" \
		"{\"tool_calls\":[{\"index\":0,\"id\":\"c\",$one:\"{\\\"a\\\":1,\\\"b\\\":2}\"}}]}"
	both hi
	assert_equal "$(sums)" '[["c",3]]'
}

@test "an error may be a string" {
	put 1 400 application/json <<<'{"error":"model is required"}'
	canned hi
	assert_equal "$status" 4
	assert_regex "$(details .error.message)" '^127.0.0.1:[0-9]+ answered 400: model is required$'
}

@test "events of kinds that we do not know are passed over" {
	printf 'data: %s\n\n' '{"type":"response.created","response":{"id":"r"}}' \
		'{"type":"keepalive","sequence_number":3}' \
		'{"type":"response.novelty.delta","output_index":7,"delta":"x"}' \
		'{"type":"response.output_item.done","output_index":0,"item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hi"},{"type":"novelty"}]}}' \
		'{"type":"response.completed","response":{"id":"r","output":[]}}' |
		put 1 200 text/event-stream
	canned --api responses hi
	assert_equal "$status" 0
	assert_equal "$(details .text)" hi
}

# what servers add to their messages, and want back

# call_after DELTA...: srv/1 is a stream of these deltas and then a call,
# srv/2 the answer after it
call_after() {
	deltas 1 "$@" '{"content":null,"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]}'
	deltas 2 '{"content":"3"}'
}

# back: the second request's assistant message, but for what is always there
back() {
	body 2 | jq -Sc '.messages[] | select(.role == "assistant") | del(.role, .content)
		| if .tool_calls[0] then .tool_calls |= map(del(.function, .id, .type)) else . end'
}

@test "DeepSeek: reasoning_content goes back with the calls it led to, joined from its pieces" {
	call_after '{"role":"assistant","content":null,"reasoning_content":""}' '{"reasoning_content":"I "}' '{"reasoning_content":"add."}'
	both hi
	assert_equal "$status" 0
	assert_equal "$(details .text)" 3
	assert_equal "$(back)" '{"reasoning_content":"I add.","tool_calls":[{}]}'
	whole "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"I add.\",\"tool_calls\":$ADD}"
	put 2 200 application/json <<<'{"choices":[{"message":{"role":"assistant","content":"3"},"finish_reason":"stop"}]}'
	both --no-stream hi
	assert_equal "$status" 0
	assert_equal "$(back)" '{"reasoning_content":"I add.","tool_calls":[{}]}'
}

@test "DeepSeek: reasoning_content goes back even when it is empty" {
	call_after '{"role":"assistant","content":null,"reasoning_content":""}'
	both hi
	assert_equal "$(back)" '{"reasoning_content":"","tool_calls":[{}]}'
}

@test "vLLM: reasoning goes back with the calls" {
	call_after '{"role":"assistant","content":"","reasoning":"I "}' '{"reasoning":"add."}'
	both hi
	assert_equal "$(back)" '{"reasoning":"I add.","tool_calls":[{}]}'
}

@test "OpenRouter: reasoning_details are joined by their index and type, and go back" {
	call_after '{"role":"assistant","content":"","reasoning":"I ","reasoning_details":[{"type":"reasoning.text","text":"I ","format":"f-v1","index":0}]}' \
		'{"content":"","reasoning":"add.","reasoning_details":[{"type":"reasoning.text","text":"add.","format":"f-v1","index":0}]}' \
		'{"content":"","reasoning_details":[{"type":"reasoning.text","signature":"S","text":null,"format":"f-v1","index":0}]}' \
		'{"content":"","reasoning_details":[{"type":"reasoning.encrypted","data":"D","id":"r","index":0},{"type":"reasoning.summary","summary":"s","index":1}]}'
	both hi
	assert_equal "$status" 0
	assert_equal "$(back)" '{"reasoning":"I add.","reasoning_details":[{"format":"f-v1","index":0,"signature":"S","text":"I add.","type":"reasoning.text"},{"data":"D","id":"r","index":0,"type":"reasoning.encrypted"},{"index":1,"summary":"s","type":"reasoning.summary"}],"tool_calls":[{}]}'
	whole "{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":null,\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"D\"},{\"type\":\"reasoning.encrypted\",\"data\":\"E\"}],\"tool_calls\":$ADD}"
	both --no-stream hi
	assert_equal "$(back)" '{"reasoning_details":[{"data":"D","type":"reasoning.encrypted"},{"data":"E","type":"reasoning.encrypted"}],"tool_calls":[{}]}'
}

@test "Gemini: the signature of a call goes back with that call" {
	deltas 1 '{"role":"assistant","tool_calls":[{"index":0,"id":"c","type":"function","extra_content":{"google":{"thought_signature":"S"}},"function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}},{"index":1,"id":"d","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":3}"}}]}'
	deltas 2 '{"content":"3"}'
	both hi
	assert_equal "$(back)" '{"tool_calls":[{"extra_content":{"google":{"thought_signature":"S"}}},{}]}'
}

@test "other members that we do not know are kept in the log, and not sent" {
	call_after '{"content":"","executed_tools":[{"name":"x"}],"reasoning_content":"hm","annotations":[]}'
	both hi
	assert_equal "$(back)" '{"reasoning_content":"hm","tool_calls":[{}]}'
	assert_equal "$(cat .codex-log/*/*/*/*.jsonl | jq -c 'select(.type == "response") | .items[] | select(.type == "chat_extra") | .members' | head -n 1)" '{"executed_tools":[{"name":"x"}],"reasoning_content":"hm"}'
}

@test "what a server added goes to no other server or model, nor back without calls" {
	call_after '{"reasoning_content":"hm"}'
	both hi
	where=$(cat .codex-log/*/*/*/*.jsonl | jq -r '.items[]? | select(.type == "chat_extra") | .source' | head -n 1)
	assert_regex "$where" '^m at 127.0.0.1:[0-9]+$'
	base=http://${where#m at }/v1
	again() { codex-call -c --dry-run --functions f.json "$@" so; }
	OPENAI_BASE_URL=$base again -m m >out
	assert_equal "$(jq -c '[.messages[].reasoning_content]' out)" '[null,"hm",null,null,null]'
	OPENAI_BASE_URL=$base again -m other >out
	assert_equal "$(jq -c '[.messages[].reasoning_content]' out)" '[null,null,null,null,null]'
	OPENAI_BASE_URL=http://127.0.0.1:1/v1 again -m m >out
	assert_equal "$(jq -c '[.messages[].reasoning_content]' out)" '[null,null,null,null,null]'
	again -m m --api responses >out
	assert_equal "$(jq -c '[.input[].type]' out)" '["message","function_call","function_call_output","message","message"]'
	deltas 1 '{"reasoning_content":"hm"}' '{"content":"hi"}'
	both hi
	where=$(cat .codex-log/*/*/*/*.jsonl | jq -r '.items[]? | select(.type == "chat_extra") | .source')
	OPENAI_BASE_URL=http://${where#m at }/v1 again -m m >out
	assert_equal "$(jq -c '[.messages[].reasoning_content]' out)" '[null,null,null]'
}

@test "what the user's own messages hold beside the usual is sent as it is" {
	cat >in <<-'EOM'
		[{"role":"user","name":"ann","content":"hi"},
		 {"role":"assistant","content":null,"reasoning_content":"hm","refusal":null,"tool_calls":[
		  {"id":"x","type":"function","extra_content":{"k":1},"function":{"name":"add","arguments":"{}"}}]},
		 {"role":"tool","tool_call_id":"x","content":"1"},
		 {"role":"assistant","content":"so"}]
	EOM
	codex-call --dry-run -T none --api chat --input messages <in >out
	assert_equal "$(jq -Sc .messages out)" "$(jq -Sc 'del(.[].refusal)' in)"
	codex-call --dry-run -T none --api responses --input messages <in >out
	assert_equal "$(jq -c '[.input[].type]' out)" '["message","function_call","function_call_output","message"]'
}

@test "members that change their kind from piece to piece do no harm" {
	call_after '{"reasoning":"a","reasoning_details":[{"type":"t","index":0,"text":"x","id":"1"}],"reasoning_n":1}' \
		'{"reasoning":["b"],"reasoning_details":[{"type":"t","index":0,"text":{"y":1},"id":{"a":"b"}},null,7],"reasoning_n":"s"}' \
		'{"reasoning":{"c":"d"},"reasoning_details":"z","reasoning_n":[1]}' \
		'{"reasoning":"e","reasoning_details":[{"type":"t","index":0,"text":"w","id":{"a":"c"}}],"reasoning_n":{"q":"r"}}'
	both hi
	assert_equal "$status" 0
	assert_equal "$(back)" '{"reasoning":"ae","reasoning_details":[{"id":{"a":"c"},"index":0,"text":"xw","type":"t"},null,7],"reasoning_n":"s","tool_calls":[{}]}'
}
