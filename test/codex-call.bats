# codex-call: asks a model and runs the helpers it calls for. Its server is
# codex-replay with scripted rules, or `canned` with bytes that no rule makes.
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned
load scripted

setup() {
	project
}

# dry ARGS: the request that would be sent
dry() {
	run --separate-stderr codex-call --dry-run -m m "$@" </dev/null
	assert_equal "$status" 0
}

# requests

@test "a chat request says what was asked for and no more" {
	dry --api chat -T none hello
	assert_output '{"model":"m","messages":[{"role":"user","content":"hello"}],"stream":true,"stream_options":{"include_usage":true}}'
	dry --api chat -T none --no-stream -s be brief
	assert_output '{"model":"m","messages":[{"role":"system","content":"be"},{"role":"user","content":"brief"}]}'
}

@test "a Responses request stores nothing on the server" {
	dry --api responses -T none hello
	assert_output '{"model":"m","input":[{"type":"message","role":"user","content":"hello"}],"stream":true,"store":false}'
}

@test "OpenAI is asked by Responses, any other server by Chat Completions" {
	dry -T none hello
	assert_equal "$(jq -c keys_unsorted <<<"$output")" '["model","input","stream","store"]'
	OPENAI_BASE_URL=http://127.0.0.1:1/v1 dry -T none hello
	assert_equal "$(jq -c keys_unsorted <<<"$output")" '["model","messages","stream","stream_options"]'
	OPENAI_BASE_URL=' ' dry -T none hello
	assert_equal "$(jq -r .input[0].content <<<"$output")" hello
}

@test "a tool is declared as each API wants it, not strict, without x- keys" {
	add_helpers
	dry --functions f.json -T change --api chat hello
	assert_equal "$(jq -c .tools <<<"$output")" '[{"type":"function","function":{"name":"change","description":"Change.","parameters":{"type":"object"},"strict":false}}]'
	dry --functions f.json -T change --api responses hello
	assert_equal "$(jq -c .tools[0].strict <<<"$output")" false
	assert_equal "$(jq -c '.tools[0]|[.type,.name]' <<<"$output")" '["function","change"]'
	assert_equal "$(jq -c .include <<<"$output")" '["reasoning.encrypted_content"]'
}

@test "what only reads is offered unasked, anything else when it is named" {
	add_helpers
	dry --functions f.json hello
	assert_equal "$(jq -c '[.tools[].name]' <<<"$output")" '["add","meet"]'
	dry --functions f.json -T all,change hello
	assert_equal "$(jq -c '[.tools[].name]' <<<"$output")" '["add","meet","change"]'
	dry --functions f.json -T add -T change hello
	assert_equal "$(jq -c '[.tools[].name]' <<<"$output")" '["add","change"]'
	dry --functions f.json -T none hello
	assert_equal "$(jq -c .tools <<<"$output")" null
	run -2 --separate-stderr codex-call --dry-run -T grp hello
	assert_equal "$(details .error.message)" "no helper 'grp'; did you mean 'grep'?"
}

@test "our own catalogue is offered, without apply_patch and run_tests" {
	dry hello
	run jq -c '[.tools[].name] | [index("grep") != null, index("apply_patch"), index("run_tests")]' <<<"$output"
	assert_output '[true,null,null]'
}

@test "the project's own helpers are offered once their user trusts them" {
	add_helpers
	mkdir .codex && mv f.json .codex/functions.json && mv add.sh meet.sh .codex
	dry hello
	assert_equal "$(jq -c '[.tools[].name]|index("add")' <<<"$output")" null
	assert_equal "$stderr" "codex-call: a helper comes from this project's .codex folder, which was not trusted as it is now; codex-run --trust shows what it would run, and trusts it"
	run -2 --separate-stderr codex-call --dry-run -T add hello
	assert_equal "${stderr_lines[0]}" "codex-call: a helper comes from this project's .codex folder, which was not trusted as it is now; codex-run --trust shows what it would run, and trusts it"
	codex-run --trust </dev/null >/dev/null 2>&1
	dry hello
	assert_equal "$(jq -c '[.tools[].name]|index("add")!=null' <<<"$output")" true
	assert_equal "$stderr" ''
}

@test "an option is JSON where it can be, else text; a dot sets what is within" {
	dry --api chat -T none -o temperature=0.5 -o stop=end -o a.b='[1]' -o a.c=x hello
	assert_equal "$(jq -c '[.temperature,.stop,.a]' <<<"$output")" '[0.5,"end",{"b":[1],"c":"x"}]'
	run -2 --separate-stderr codex-call --dry-run -o stream=false hello
	assert_equal "$(details .error.message)" "-o cannot set 'stream': there are other flags for it"
	run -2 --separate-stderr codex-call --dry-run -o temperature hello
	assert_equal "$(details .error.message)" "-o takes KEY=VALUE, not 'temperature'"
}

@test "a schema is wrapped as each API wants it, strict where it qualifies" {
	echo '{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}' >an.answer.json
	dry --api chat -T none --schema an.answer.json hello
	assert_equal "$(jq -c '.response_format|[.type,.json_schema.name,.json_schema.strict,.json_schema.schema.type]' <<<"$output")" '["json_schema","an",true,"object"]'
	dry --api responses -T none --schema an.answer.json hello
	assert_equal "$(jq -c '.text.format|[.type,.name,.strict,.schema.type]' <<<"$output")" '["json_schema","an",true,"object"]'
	echo '{"type":"object","properties":{"n":{"type":"integer"}},"additionalProperties":true}' >open.json
	dry --api responses -T none --schema open.json hello
	assert_equal "$(jq -c .text.format.strict <<<"$output")" false
}

# standard input

@test "with a prompt, standard input is material in a frame that it cannot end" {
	run -0 codex-call --dry-run -T none --api chat explain this <<<'a ``` b'
	assert_equal "$(jq -r .messages[0].content <<<"$output")" 'explain this

Standard input:
````
a ``` b
````'
	run -0 codex-call --dry-run -T none --api chat why <<<'{"success":true,"details":{},"tokens":1}'
	assert_equal "$(jq -c '[.messages[].role]' <<<"$output")" '["user"]'
}

@test "without a prompt, text is the prompt" {
	run -0 codex-call --dry-run -T none --api chat <<<'say hello'
	assert_equal "$(jq -c .messages <<<"$output")" '[{"role":"user","content":"say hello\n"}]'
	run -0 codex-call --dry-run -T none --api chat <<<'{"a":1}'
	assert_equal "$(jq -c .messages <<<"$output")" '[{"role":"user","content":"{\"a\":1}\n"}]'
}

@test "the messages of result lines are the conversation, helpers narrow the tools" {
	run -0 --separate-stderr codex-call --dry-run --api chat <<-'EOF'
		{"success":true,"details":{"paths":["a.c"]},"tokens":5}
		{"success":true,"details":{"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"helpers":["grep","run_tests"]},"tokens":9}
	EOF
	assert_equal "$(jq -c .messages <<<"$output")" '[{"role":"user","content":"Data from the tools:\n```\n{\"paths\":[\"a.c\"]}\n```\n"},{"role":"system","content":"s"},{"role":"user","content":"u"}]'
	assert_equal "$(jq -c '[.tools[].function.name]' <<<"$output")" '["grep"]'
	assert_equal "$stderr" 'codex-call: run_tests may write or start programs: it is offered only with -T run_tests'
}

@test "a line that failed is passed on, and nothing is sent" {
	line='{"success":false,"details":{"error":{"code":"network","message":"gone"}},"tokens":9}'
	run -3 codex-call <<<"$line"
	assert_output "$line"
	run -0 codex-call --dry-run -T none <<<'{"success":false,"details":{"text":"2 tests failed"},"tokens":9}'
	assert_output --partial '2 tests failed'
}

@test "beside a prompt a line that failed is passed on, too, unless it is named as text" {
	line='{"success":false,"details":{"error":{"code":"network","message":"gone"}},"tokens":9}'
	run -3 codex-call why <<<"$line"
	assert_output "$line"
	run -3 codex-call why <<<'{"success":true,"details":{},"tokens":1}'$'\n'"$line"
	assert_output "$line"
	run -0 codex-call --dry-run -T none --input text why <<<"$line"
	assert_output --partial gone
	# what only holds such a line is material
	run -0 codex-call --dry-run -T none why <<<"words"$'\n'"$line"
	assert_output --partial gone
	run -0 codex-call --dry-run -T none why <<<'{"success":false,"details":{"text":"2 tests failed"},"tokens":9}'
	assert_output --partial '2 tests failed'
}

@test "--input says what standard input is" {
	line='{"success":true,"details":{},"tokens":1}'
	run -0 codex-call --dry-run -T none --api chat --input text <<<"$line"
	assert_equal "$(jq -r .messages[0].content <<<"$output")" "$line"
	run -2 codex-call --dry-run --input results <<<'words'
	assert_output --partial '"invalid_json"'
	run -0 codex-call --dry-run -T none --api chat --input messages <<<'[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}]'
	assert_equal "$(jq -c .messages <<<"$output")" '[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}]'
	run -2 codex-call --dry-run --input words <<<'x'
	assert_output --partial "--input is text, results or messages, not 'words'"
}

@test "nothing to send, and text that is no UTF-8, are refused" {
	run -2 --separate-stderr codex-call </dev/null
	assert_equal "$(details .error.message)" 'nothing to send: give a prompt, or pipe text in'
	run -2 --separate-stderr codex-call x < <(printf 'ab\377')
	assert_equal "$(details .error.message)" 'standard input is no UTF-8: see its byte 3'
}

@test "an empty prompt is none, also on a terminal, where the usage is told" {
	run -2 --separate-stderr codex-call '' </dev/null
	assert_equal "$(details '[.error.message,.error.hint]')" '["nothing to send: give a prompt, or pipe text in","usage: codex-call [OPTIONS] [PROMPT...]"]'
	for words in '' "' '"; do
		run -2 timeout 10 script -qec "codex-call $words" /dev/null </dev/null
		assert_output "codex-call: nothing to send: give a prompt, or pipe text in; usage: codex-call [OPTIONS] [PROMPT...]"$'\r'
	done
	echo text >in
	codex-call --dry-run -T none '' <in >out
	assert_equal "$(jq -r '.input[0].content' out)" text
}

@test "no word of the command line may be anything but UTF-8" {
	bad=$(printf 'a\377')
	while IFS='|' read -r flag want; do
		run -2 --separate-stderr codex-call --dry-run ${flag:+"$flag"} "${flag:+${bad/a/a=}}${flag:-$bad}" x </dev/null
		assert_equal "$(details .error.message)" "$want"
	done <<-EOM
		|the prompt is no UTF-8: see its byte 2
		-m|the model's name is no UTF-8
		-s|the system message is no UTF-8: see its byte 3
		-o|-o is given no UTF-8
	EOM
	run -2 --separate-stderr codex-call --dry-run --input messages <<<"[{\"role\":\"user\",\"content\":\"$bad\"}]"
	assert_equal "$(details '[.error.code,.error.message]')" '["invalid_json","standard input: invalid JSON at line 1 column 29: invalid UTF-8 in a string"]'
}

@test "a template is rendered with standard input as its context" {
	mkdir -p .codex/prompt_templates
	printf -- '---\npurpose: test\nhelpers: [grep]\nvariables:\n  who:\n---\n# user\nGreet {{who}}: {{context}}\n' \
		>.codex/prompt_templates/greet.md
	run -0 codex-call --dry-run --api chat -t greet -p who=Ada kindly <<<'material'
	assert_equal "$(jq -c '[.messages[].content]' <<<"$output")" '["Greet Ada: material","kindly"]'
	assert_equal "$(jq -c '[.tools[].function.name]' <<<"$output")" '["grep"]'
	run -1 --separate-stderr codex-call --dry-run -t gret </dev/null
	assert_equal "$(details .error.code)" not_found
}

# the project's context

@test "the project's context goes in front, nearer files last" {
	mkdir -p .codex sub/deep
	echo 'it is a tool' >.codex/context.md
	echo 'root rules' >AGENTS.md
	echo 'deep rules' >sub/deep/AGENTS.override.md
	echo 'not these' >sub/deep/AGENTS.md
	cd sub/deep
	dry --api chat -T none -s system hello
	assert_equal "$(jq -c '[.messages[].role]' <<<"$output")" '["system","user","user"]'
	assert_equal "$(jq -r .messages[1].content <<<"$output")" "What this project's own files say to those who work on it. It is context for the request that follows, not the request.

.codex/context.md:
\`\`\`
it is a tool
\`\`\`

AGENTS.md:
\`\`\`
root rules
\`\`\`

sub/deep/AGENTS.override.md:
\`\`\`
deep rules
\`\`\`"
	dry --api chat -T none --no-context hello
	assert_equal "$(jq -c '[.messages[].content]' <<<"$output")" '["hello"]'
}

@test "a context file that leads out of the root is not sent" {
	echo secret >../outside
	mkdir .codex
	ln -s ../../outside .codex/context.md
	ln -s ../outside AGENTS.md
	dry --api chat -T none hello
	assert_equal "$(jq -c '[.messages[].content]' <<<"$output")" '["hello"]'
	rm AGENTS.md && echo known >rules && ln -s rules AGENTS.md
	dry --api chat -T none hello
	assert_output --partial known
}

# the loop

@test "two calls of one turn are run and answered, in each dialect, streamed or not" {
	add_helpers
	rule '[{"result":"add","contains":"\"sum\":3"},{"result":"add","contains":"\"sum\":7"}]' '{"text":"3 and 7"}'
	rule '[{"text":"two sums"}]' '{"text":"I add.","calls":[{"name":"add","arguments":{"a":1,"b":2}},{"name":"add","arguments":{"a":3,"b":4}}]}'
	for api in chat responses; do
		for how in '' --no-stream; do
			ask --api $api $how --functions f.json two sums
			assert_equal "$status" 0
			assert_equal "$(details '[.text,.turns,.finish_reason,.model]')" '["3 and 7",2,"stop","m"]'
			assert_equal "$(details .calls)" '[{"name":"add","arguments":{"a":1,"b":2},"success":true,"tokens":5},{"name":"add","arguments":{"a":3,"b":4},"success":true,"tokens":5}]'
			assert_equal "$(details '.usage|.total_tokens==.input_tokens+.output_tokens and .input_tokens>0')" true
			assert_equal "$stderr" ''
		done
	done
}

@test "the answer has the members that were promised, in their order" {
	rule '[]' '{"text":"hello"}'
	ask -T none hi
	assert_equal "$status" 0
	assert_equal "$(details keys_unsorted)" '["text","calls","usage","model","session","turns","finish_reason"]'
	[ "$(details .text | codex-tokens)" -gt 0 ]
	assert_equal "$(jq .tokens <<<"$output")" "$(jq -cj .details <<<"$output" | codex-tokens | tr -d ' ')"
}

@test "the calls of one turn run at once" {
	add_helpers
	rule '[{"result":"meet"}]' '{"text":"both met"}'
	rule '[]' '{"calls":[{"name":"meet","arguments":{"me":"x","you":"y"}},{"name":"meet","arguments":{"me":"y","you":"x"}}]}'
	ask --functions f.json meet
	assert_equal "$(details '[.calls[].success]')" '[true,true]'
	rm x y
	ask --functions f.json -j 1 meet
	assert_equal "$(details '[.calls[].success]')" '[false,true]'
}

@test "an unknown helper and bad arguments are told to the model" {
	add_helpers
	rule '[{"result":"ad","contains":"did you mean"},{"result":"add","contains":"invalid_arguments"}]' '{"text":"sorry"}'
	rule '[]' '{"calls":[{"name":"ad","arguments":{}},{"name":"add","arguments":{"a":"x","b":2}}]}'
	ask --functions f.json -T add hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,[.calls[].success]]')" '["sorry",[false,false]]'
	[ ! -e ran ]
}

@test "a helper that was not offered cannot be called" {
	add_helpers
	rule '[{"result":"change","contains":"not_found"}]' '{"text":"no"}'
	rule '[]' '{"calls":[{"name":"change","arguments":{"a":1,"b":2}}]}'
	ask --functions f.json hi
	assert_equal "$(details .text)" no
	[ ! -e ran ]
}

@test "a turn budget ends the loop with what there is" {
	add_helpers
	rule '[]' '{"text":"again","calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	ask --functions f.json --max-turns 3 hi
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.text,.turns,(.calls|length),.finish_reason]')" '["budget_exceeded","again",3,2,"tool_calls"]'
	assert_equal "$stderr" 'codex-call: the model was not done after 3 turns; allow more with --max-turns; codex-call -c goes on from here'
	# the call that was not run is answered when the conversation goes on
	run -0 codex-call --dry-run --api chat -c -T none more </dev/null
	assert_equal "$(jq -r .messages[-2].role <<<"$output")" tool
	line=$(jq -r .messages[-2].content <<<"$output")
	assert_equal "$(jq -r .details.error.message <<<"$line")" 'the run ended before this call was answered'
	assert_equal "$(jq .tokens <<<"$line")" "$(jq -cj .details <<<"$line" | codex-tokens | tr -d ' ')"
}

@test "calls that were cut off by the length limit are never run" {
	add_helpers
	put 1 200 application/json <<<'{"choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"so","tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]}}]}'
	canned --no-stream --functions f.json -T add hi
	assert_equal "$status" 1
	assert_equal "$(details '[.text,.finish_reason,(.calls|length)]')" '["so","length",0]'
	[ ! -e ran ]
}

# --text

@test "--text prints the model's words, failures go to standard error" {
	add_helpers
	rule '[{"text":"deny"}]' '{"status":401}'
	rule '[{"result":"add"}]' '{"text":"Done."}'
	rule '[]' '{"text":"I add.","calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	ask --text --functions f.json hi
	assert_equal "$status" 0
	assert_output $'I add.\nDone.'
	ask --text -T none deny
	assert_equal "$status" 4
	assert_output ''
	assert_regex "$stderr" '^codex-call: 127.0.0.1:[0-9]+ answered 401: scripted error; the key is taken from OPENAI_API_KEY$'
}

@test "a full standard output is no success" {
	rule '[]' '{"text":"hello"}'
	for how in --text --json; do
		run timeout 60 codex-replay c.jsonl sh -c "codex-call $how -T none hi >/dev/full" </dev/null
		assert_equal "$status" 2
	done
}

# schema

@test "an answer that does not match the schema names the property, exit 7" {
	echo '{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}' >s.json
	rule '[{"text":"good"}]' '{"text":"{\"n\":3}"}'
	rule '[{"text":"bad"}]' '{"text":"{\"n\":\"3\"}"}'
	rule '[]' '{"text":"words"}'
	ask -T none --schema s.json good
	assert_equal "$status" 0
	ask -T none --schema s.json bad
	assert_equal "$status" 7
	assert_equal "$(details '[.error.code,.text]')" '["schema_mismatch","{\"n\":\"3\"}"]'
	assert_regex "$(details .error.message)" "^the answer does not match the schema: .*n"
	ask -T none --schema s.json words
	assert_equal "$status" 7
	assert_regex "$(details .error.message)" '^the answer is no JSON: '
	echo '{"type":"nonsense"}' >s.json
	ask -T none --schema s.json good
	assert_equal "$status" 2
}

# sessions

@test "every run is logged, and -c goes on from the log" {
	add_helpers
	rule '[{"text":"and next"},{"text":"first"},{"result":"add"}]' '{"text":"I remember"}'
	rule '[{"result":"add"}]' '{"text":"three"}'
	rule '[{"text":"first"}]' '{"calls":[{"name":"add","arguments":{"a":1,"b":2}}]}'
	ask --functions f.json first
	id=$(details .session)
	assert_equal "$(jq -r .type .codex-log/*/*/*/"$id".jsonl | tr '\n' ' ')" 'session request response call request response end '
	ask --functions f.json -c and next
	assert_equal "$(details '[.text,.session]')" "[\"I remember\",\"$id\"]"
	ask --functions f.json --session "$id" and next
	assert_equal "$(details .text)" 'I remember'
	run -0 codex-log verify "$id"
}

@test "CODEX_SESSION names the log; only -c takes up its conversation" {
	rule '[{"text":"one"},{"text":"two"}]' '{"text":"both"}'
	rule '[]' '{"text":"single"}'
	ask -T none one
	id=$(jq -r .details.session <<<"$output")
	export CODEX_SESSION=$id
	ask -T none two
	assert_equal "$(details '[.text,.session]')" "[\"single\",\"$id\"]"
	ask -T none -c one
	assert_equal "$(details .text)" 'both'
	ask -T none --no-log three
	assert_equal "$(details .session)" null
	run -1 --separate-stderr codex-call --session nothing hi
	assert_equal "$(details .error.code)" 'not_found'
}

@test "the key reaches no output and no log, even if the server sends it back" {
	put 1 401 application/json <<<'{"error":{"message":"Incorrect key: sk-canary0123456789abcdefghijkl","code":"invalid_api_key"}}'
	OPENAI_API_KEY=sk-canary0123456789abcdefghijkl canned hi
	assert_equal "$status" 4
	run grep -c "Bearer \*\*" srv/1.request
	assert_output 1
	refute_output --partial canary
	run grep -r canary .codex-log
	assert_failure
}

@test "a key with a newline is refused, and none is needed but for OpenAI" {
	OPENAI_API_KEY=$'a\nb' run -2 --separate-stderr codex-call hi
	assert_equal "$(details .error.message)" 'OPENAI_API_KEY holds a space, a newline or another character that no key has'
	unset OPENAI_API_KEY
	run -2 --separate-stderr codex-call hi
	assert_equal "$(details .error.message)" 'OPENAI_API_KEY is not set'
	deltas 1 '{"content":"hi"}'
	canned hi
	assert_equal "$status" 0
}

# failures

@test "an error's status and code decide the exit status" {
	while read -r code json want name; do
		put 1 "$code" application/json 'x-should-retry: false' <<<"$json"
		canned hi
		assert_equal "$code $status $(jq -r .details.error.code <<<"$output")" "$code $want $name"
	done <<-'EOF'
		400 {"error":{"message":"bad","param":"tools[0].name"}} 4 api_error
		401 {"error":{"message":"bad"}} 4 api_error
		403 {"error":{"message":"bad"}} 4 api_error
		404 {"error":{"message":"bad","code":"model_not_found"}} 4 api_error
		402 {"error":"credit"} 5 rate_limited
		429 {"error":{"code":"rate_limit_exceeded"}} 5 rate_limited
		500 {} 4 api_error
		302 {} 3 network
	EOF
}

@test "an error says what the API said, and what to do" {
	put 1 400 application/json <<<'{"error":{"message":"unknown field","param":"tools[0].name","code":"invalid_value"}}'
	canned hi
	assert_regex "$(jq -r .details.error.message <<<"$output")" '^127.0.0.1:[0-9]+ answered 400: unknown field \(param: tools\[0\].name\)$'
	put 1 404 text/html <<<'<html>not here</html>'
	canned hi
	assert_regex "$stderr" "answered 404: <html>not here</html>.u000a; does OPENAI_BASE_URL end in /v1, and is the model's name right\?$"
	put 1 400 application/json <<<'{"error":{"message":"too long","code":"context_length_exceeded"}}'
	canned hi
	assert_equal "$(jq -r .details.error.hint <<<"$output")" 'send less: codex-pack --budget N cuts what goes in'
	put 1 200 text/html <<<'<html>hello</html>'
	canned --no-stream hi
	assert_equal "$status" 4
	assert_regex "$stderr" "answer is no JSON: '<html>hello</html>.*'; does OPENAI_BASE_URL end in /v1\?$"
}

@test "429 and 500 are tried again, each retry a line on standard error" {
	put 1 429 application/json 'retry-after-ms: 10' <<<'{"error":{"message":"slow down"}}'
	put 2 500 application/json 'Retry-After: 0' <<<'{"error":{"message":"oops"}}'
	deltas 3 '{"content":"hello"}'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details .text)" 'hello'
	assert_equal "$(sed 's/127.0.0.1:[0-9]*/HOST/' <<<"$stderr")" 'codex-call: HOST answered 429: slow down, retry 1 in 0.0 s
codex-call: HOST answered 500: oops, retry 2 in 0.0 s'
	assert_equal "$(jq -r .type .codex-log/*/*/*/*.jsonl | tr '\n' ' ')" 'session request error error response end '
}

@test "what cannot get better is not tried again" {
	put 1 429 application/json <<<'{"error":{"message":"pay","code":"insufficient_quota"}}'
	canned hi
	assert_equal "$status" 5
	[ ! -e srv/2.request ]
	assert_regex "$stderr" 'answered 429: pay; the account has no credit left: look at its billing page$'
	put 1 500 application/json 'x-should-retry: false' <<<'{}'
	canned hi
	[ ! -e srv/2.request ]
}

@test "a port where nobody listens is a network failure, tried three times" {
	OPENAI_BASE_URL=http://127.0.0.1:1/v1 run --separate-stderr codex-call -T none hi </dev/null
	assert_equal "$status" 3
	assert_regex "$(jq -r .details.error.message <<<"$output")" '^no answer from 127.0.0.1:1: '
	assert_equal "$(wc -l <<<"$stderr")" 3
	OPENAI_BASE_URL=ftp://x run -2 --separate-stderr codex-call -T none hi
	assert_equal "$(details .error.message)" "OPENAI_BASE_URL is no http or https address: 'ftp://x'"
}

@test "the deadline is for the whole run" {
	: >srv/1
	: >srv/1.hang
	canned --timeout 0.5 hi
	assert_equal "$status" 6
	assert_regex "$(jq -r .details.error.message <<<"$output")" '^the time was up before 127.0.0.1:[0-9]+ had answered$'
	add_helpers
	rule '[]' '{"calls":[{"name":"meet","arguments":{"me":"x","you":"y"}}]}'
	ask --functions f.json --timeout 1 hi
	assert_equal "$status" 6
	assert_equal "$(details .error.message)" 'the time was up while helpers were running'
}

@test "a stream that breaks off is an error that keeps what had come" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half an ans"}}]}'
	canned hi
	assert_equal "$status" 3
	assert_equal "$(details '[.text,.finish_reason]')" '["half an ans",null]'
	assert_regex "$(jq -r .details.error.message <<<"$output")" 'broke off after 1 event$'
	[ ! -e srv/2.request ]
	assert_equal "$(jq -r 'select(.type=="error").partial' .codex-log/*/*/*/*.jsonl)" 'half an ans'
	: >srv/1.reset
	canned --text hi
	assert_equal "$status" 3
	assert_output 'half an ans'
	[ ! -e srv/2.request ]
	assert_regex "$stderr" 'broke off after 1 event: Recv failure: Connection reset by peer$'
}

@test "a host that does not exist is not asked for again, a silent name server is" {
	export OPENAI_BASE_URL=http://api.example/v1
	run --separate-stderr "$BUILD/test/names" 3 codex-call -T none hi </dev/null
	[ "$status" -ne 77 ] || skip 'no network of our own can be made here'
	assert_equal "$status" 3
	assert_equal "$stderr" 'codex-call: no answer from api.example: Could not resolve host: api.example; are you offline, or behind a proxy?'
	run --separate-stderr "$BUILD/test/names" 2 codex-call -T none hi </dev/null
	assert_equal "$status" 3
	assert_equal "$(wc -l <<<"$stderr")" 3
}

@test "a stream that breaks off before its first word is tried again" {
	chunks 1 '{"choices":[]}'
	deltas 2 '{"content":"hello"}'
	canned hi
	assert_equal "$(details .text)" 'hello'
}

@test "an error inside an answer of 200 is an error" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"so"}}]}' '{"error":{"code":502,"message":"upstream is gone"}}'
	canned hi
	assert_equal "$status" 4
	assert_equal "$(details .text)" 'so'
	assert_regex "$stderr" 'broke off the answer: upstream is gone$'
	put 1 200 application/json <<<'{"error":"no such model"}'
	canned --no-stream hi
	assert_equal "$status" 4
	printf 'event: error\ndata: {"type":"error","code":"rate_limit_exceeded","message":"slow"}\n\n' |
		tee >(put 2 200 text/event-stream) >(put 3 200 text/event-stream) |
		put 1 200 text/event-stream
	sleep 0.2
	canned --api responses hi
	assert_equal "$status" 5
	assert_equal "$(wc -l <<<"$stderr")" 3
}

@test "an event that is no JSON is named by its number" {
	chunks 1 '{"choices":[]}' '{"choices":'
	canned hi
	assert_equal "$status" 4
	assert_regex "$(jq -r .details.error.message <<<"$output")" "^event 2 of 127.0.0.1:[0-9]+'s answer is no JSON: '\\{\"choices\":'$"
}

@test "an empty answer is an error, not an empty success" {
	for json in '{"choices":[]}' '{}' '{"choices":[{"index":0,"message":{"content":null},"finish_reason":"stop"}]}'; do
		put 1 200 application/json <<<"$json"
		canned --no-stream hi
		assert_equal "$json $status" "$json 4"
	done
}

@test "an answer that ended otherwise than by itself is no success" {
	for why in abort model_length insufficient_system_resource banana; do
		put 1 200 application/json <<<"{\"choices\":[{\"message\":{\"content\":\"half\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"$why\"}]}"
		canned --no-stream hi
		assert_equal "$status $stderr" "1 codex-call: the model stopped short: $why"
		assert_equal "$(details '[.text,.finish_reason,.turns,.calls]')" "[\"half\",\"$why\",1,[]]"
	done
	for why in stop STOP eos eos_token end_turn; do
		put 1 200 application/json <<<"{\"choices\":[{\"message\":{\"content\":\"all\"},\"finish_reason\":\"$why\"}]}"
		canned --no-stream hi
		assert_equal "$why $status $(details .text)" "$why 0 all"
	done
}

@test "the status of a response counts, whatever event brings it" {
	local delta='{"type":"response.output_text.delta","output_index":0,"delta":"half"}'
	done_as() {
		printf 'data: %s\n\n' "$delta" "{\"type\":\"response.completed\",\"response\":{\"output\":[],$1}}" |
			put 1 200 text/event-stream
		canned --api responses hi
	}
	done_as '"status":"completed"'
	assert_equal "$status $(details .text)" '0 half'
	done_as '"status":"incomplete","incomplete_details":{"reason":"content_filter"}'
	assert_equal "$status $(details '[.text,.finish_reason]')" '1 ["half","content_filter"]'
	done_as '"status":"cancelled"'
	assert_equal "$status $(details '[.text,.error.message]')" \
		'4 ["half","the server says that its answer is cancelled, and not why"]'
	put 1 200 application/json <<<'{"status":"failed","error":null,"output":[]}'
	canned --api responses --no-stream hi
	assert_equal "$status $(details .error.message)" \
		'4 the server says that its answer is failed, and not why'
}

@test "an item that is none does no harm to the text beside it" {
	for item in null '"x"' 5 '[]'; do
		printf 'data: %s\n\n' "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":$item}" \
			'{"type":"response.output_text.delta","output_index":0,"delta":"words"}' \
			'{"type":"response.completed","response":{"output":[]}}' |
			put 1 200 text/event-stream
		canned --api responses hi
		assert_equal "$item $status $(details .text)" "$item 0 words"
	done
}

@test "U+0000 in an answer is that, in a result line and in bytes" {
	deltas 1 '{"content":"a\u0000b"}'
	canned hi
	assert_equal "$(details .text | jq -R .)$(jq -c '.details.text|explode' <<<"$output")" '"a\u0000b"[97,0,98]'
	"$BUILD/test/canned" srv codex-call -m m -T none --text hi </dev/null >text
	assert_equal "$(od -An -c text | tr -s ' ')" ' a \0 b \n'
}

@test "an object that calls itself a stream is read as what it is" {
	put 1 200 text/event-stream <<<'{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}'
	canned hi
	assert_equal "$status $(details .text)" '0 ok'
}

@test "a refusal is an answer that says no" {
	rule '[]' '{"refusal":"I will not"}'
	for api in chat responses; do
		for how in '' --no-stream; do
			ask --api $api $how -T none hi
			assert_equal "$status" 1
			assert_equal "$(details '[.refusal,.finish_reason,.text]')" '["I will not","refusal",""]'
			assert_equal "$(jq .success <<<"$output")" false
		done
	done
	ask --text -T none hi
	assert_equal "$status" 1
	assert_equal "$stderr" 'codex-call: the model refused: I will not'
}

@test "a variable without a template, and no turns at all, are refused" {
	run -2 --separate-stderr codex-call -p a=b hi
	assert_equal "$(details .error.message)" '-p sets a variable of a template; name that with -t'
	run -2 --separate-stderr codex-call --max-turns 0 hi
	assert_equal "$(details .error.message)" '--max-turns is at least 1'
}

@test "--root is where the template is looked for" {
	mkdir -p else/.codex/prompt_templates
	printf -- '---\npurpose: test\n---\n# user\nHello\n' >else/.codex/prompt_templates/hello.md
	run -0 codex-call --root else --dry-run -T none --api chat -t hello </dev/null
	assert_equal "$(jq -r .messages[0].content <<<"$output")" Hello
	run -1 --separate-stderr codex-call --dry-run -T none -t hello </dev/null
	assert_equal "$(details .error.code)" not_found
}

@test "two calls of one id are refused" {
	deltas 1 '{"tool_calls":[{"index":0,"id":"c","function":{"name":"add","arguments":"{}"}},{"index":1,"id":"c","function":{"name":"add","arguments":"{}"}}]}'
	canned hi
	assert_equal "$status" 4
	assert_equal "$(details .error.message)" "the answer holds two calls with the id 'c'"
}

@test "Ctrl-C keeps what came, closes the log and ends by the signal" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half"}}]}'
	: >srv/1.hang
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		codex-call -T none hi >out 2>err </dev/null &
		until grep -q half .codex-log/*/*/*/*.jsonl || [ -s srv/1.request ]; do sleep 0.05; done
		sleep 0.3; kill -INT $!; wait $!'
	# an asynchronous list of sh ignores SIGINT: SIGTERM ends it just so
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv sh -c '
		codex-call -T none hi >out 2>err </dev/null &
		sleep 0.5; kill -TERM $!; wait $!'
	assert_equal "$status" 143
	assert_equal "$(jq -c '.details|[.error.code,.error.signal,.text]' out)" '["killed",15,"half"]'
	run tail -qn1 .codex-log/*/*/*/*.jsonl
	assert_output --partial '"type":"end"'
}

# servers that differ

@test "chat streams are read as servers really send them" {
	# content as parts, role repeated, usage on the last chunk, no [DONE]
	chunks 1 '{"choices":[{"delta":{"role":"assistant","content":""}}],"created":1.5}' \
		'{"choices":[{"delta":{"role":"assistant","content":[{"type":"text","text":"he"}]}}],"usage":null}' \
		'{"choices":[{"delta":{"content":"llo"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}'
	canned hi
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.usage.total_tokens]')" '["hello",3]'
	# prompt filter results first, comments, CRLF, no space after the colon
	printf ': PROCESSING\r\n\r\ndata:{"choices":[],"prompt_filter_results":[]}\r\n\r\ndata:{"choices":[{"delta":{"content":"hello"}}]}\r\n\r\ndata:{"choices":[{"finish_reason":"stop"}]}\r\n\r\ndata:[DONE]' |
		put 1 200 'text/event-stream; charset=utf-8'
	canned hi
	assert_equal "$(details .text)" 'hello'
	# a whole answer although a stream was asked for
	put 1 200 application/json <<<'{"choices":[{"message":{"content":"hello"},"finish_reason":"stop"}]}'
	canned hi
	assert_equal "$(details .text)" 'hello'
}

# calls_of DELTA...: the calls that are understood, as the next request has them
calls_of() {
	add_helpers
	deltas 1 "$@"
	deltas 2 '{"content":"done"}'
	canned --functions f.json -T add hi
	assert_equal "$status" 0
	body 2 | jq -c '[.messages[1].tool_calls[]|[.id,.function.name,.function.arguments]]'
}

@test "calls in pieces are put together by index" {
	run calls_of '{"tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"add","arguments":""}}]}' \
		'{"tool_calls":[{"index":1,"id":"y","function":{"name":"add","arguments":"{\"a\":3,"}}]}' \
		'{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1,\"b\":"}}]}' \
		'{"tool_calls":[{"index":0,"function":{"arguments":"2}"}},{"index":1,"function":{"arguments":"\"b\":4}"}}]}'
	assert_output '[["x","add","{\"a\":1,\"b\":2}"],["y","add","{\"a\":3,\"b\":4}"]]'
}

@test "calls without an index, an id, or with arguments as an object are understood" {
	run calls_of '{"tool_calls":[{"id":"x","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]}' \
		'{"tool_calls":[{"id":"y","function":{"name":"add","arguments":{"a":3,"b":4}}}]}'
	assert_output '[["x","add","{\"a\":1,\"b\":2}"],["y","add","{\"a\":3,\"b\":4}"]]'
	# a new id at a used index is a new call
	run calls_of '{"tool_calls":[{"index":0,"id":"x","function":{"name":"add","arguments":"{}"}}]}' \
		'{"tool_calls":[{"index":0,"id":"y","function":{"name":"add","arguments":"{}"}}]}'
	assert_output '[["x","add","{}"],["y","add","{}"]]'
	# an empty id is made up; complete arguments that come twice count once
	run calls_of '{"tool_calls":[{"index":0,"id":"","function":{"name":"add","arguments":"{\"a\":1}"}}]}' \
		'{"tool_calls":[{"index":0,"id":"","function":{"name":"add","arguments":"{\"a\":1}"}}]}'
	assert_output '[["call_1","add","{\"a\":1}"]]'
}

@test "an index beyond all reason is refused" {
	deltas 1 '{"tool_calls":[{"index":5000000,"id":"x","function":{"name":"add"}}]}'
	canned hi
	assert_equal "$status" 4
}

# events N JSON...: the n-th answer is a Responses stream
events() {
	chunks "$@"
}

@test "a Responses stream may come with deltas, or with complete items only" {
	events 1 '{"type":"response.created","response":{"id":"r","model":"m-1"}}' \
		'{"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"i","role":"assistant","content":[{"type":"output_text","text":"hello"}]}}' \
		'{"type":"response.completed","response":{"id":"r","output":[],"usage":{"input_tokens":2,"output_tokens":1,"total_tokens":3,"output_tokens_details":{"reasoning_tokens":1}}}}'
	canned --api responses --text hi
	assert_output hello
	canned --api responses hi
	assert_equal "$(details '[.text,.model,.usage.reasoning_tokens]')" '["hello","m-1",1]'
	events 1 '{"type":"response.output_text.delta","output_index":0,"delta":"hel"}' '{"type":"keepalive"}' \
		'{"type":"response.output_text.delta","output_index":0,"delta":"lo"}' \
		'{"type":"response.completed","response":{"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}]}}'
	canned --api responses --text hi
	assert_output hello
	events 1 '{"type":"response.completed","response":{"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}]}}'
	canned --api responses --text hi
	assert_output hello
}

@test "items that we do not know go back word for word" {
	add_helpers
	odd='{"type":"novelty","id":"n","deep":{"x":[1.50,null]}}'
	reasoning='{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"zzz"}'
	call='{"type":"function_call","id":"fc","call_id":"c","name":"add","arguments":"{\"a\":1,\"b\":2}","status":"completed"}'
	put 1 200 application/json <<<"{\"id\":\"r\",\"status\":\"completed\",\"error\":null,\"output\":[$odd,$reasoning,$call]}"
	put 2 200 application/json <<<'{"status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"3"}]}]}'
	canned --api responses --no-stream --functions f.json -T add hi
	assert_equal "$status" 0
	run body 2
	assert_output --partial ",$odd,$reasoning,$call,{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":"
}

@test "reasoning that the server did not encrypt is left out, with the ids it led to" {
	add_helpers
	put 1 200 application/json <<<'{"status":"completed","output":[{"type":"reasoning","id":"rs","summary":[]},{"type":"function_call","id":"fc","call_id":"c","name":"add","arguments":"{}"}]}'
	put 2 200 application/json <<<'{"status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"3"}]}]}'
	canned --api responses --no-stream --functions f.json -T add hi
	assert_equal "$(body 2 | jq -c '[.input[]|[.type,.id]]')" '[["message",null],["function_call",null],["function_call_output",null]]'
}

@test "an incomplete response is cut short, a failed one an error" {
	events 1 '{"type":"response.output_text.delta","output_index":0,"delta":"so"}' \
		'{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}}'
	canned --api responses hi
	assert_equal "$status" 1
	assert_equal "$(details '[.text,.finish_reason]')" '["so","length"]'
	events 1 '{"type":"response.failed","response":{"status":"failed","error":{"code":"invalid_prompt","message":"no"}}}'
	canned --api responses hi
	assert_equal "$status" 4
}

@test "on a terminal the model's words cannot steer it; a pipe gets them as they are" {
	rule '[]' '{"text":"a\u001b[31mb\u009b41m\u202ec\td\ne"}'
	ask --no-log -T none --text hi
	assert_output $'a\e[31mb\u009b41m\u202ec\td\ne'
	run script -qec 'codex-replay c.jsonl codex-call -m m --no-log -T none hi' seen </dev/null
	assert_success
	assert_output --partial $'a\\u001b[31mb\\u009b41m\\u202ec'
	refute_output --partial $'\e[31m'
}
