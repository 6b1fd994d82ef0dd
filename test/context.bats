# context: what a request holds is counted as the API counts it, and nothing
# is sent that the context limit has no room for
load helper
load canned
load scripted

ALWAYS=(--functions f.json -T big)
SHOP='what big answered to'

setup() {
	project
	add_big
}

# add_big: a helper that says its number three hundred times
add_big() {
	cat >f.json <<-'EOF'
		[{"name": "big", "description": "Say much.", "parameters": {"type": "object",
		  "additionalProperties": false, "required": ["n"], "properties": {
		  "n": {"type": "integer", "description": "Which."}}},
		  "x-grants": ["read"], "x-command": "big.sh"}]
	EOF
	cat >big.sh <<-'EOF'
		#!/bin/sh
		n=$(jq -r .n)
		yes "word$n" | head -300 | tr '\n' ' ' |
			jq -Rsc '{success: true, details: {text: .}, tokens: 0}'
	EOF
	chmod +x big.sh
}

# three_calls: the model asks big for 1, 2 and 3, and is done
three_calls() {
	for n in 1 2 3; do
		rule '[]' '{"calls":[{"name":"big","arguments":{"n":'$n'}}]}' 1
	done
	rule '[]' '{"text":"done"}'
}

# sent FILTER: what jq makes of the body that would be sent for -c and `more`
sent() {
	local filter=$1
	shift
	codex-call --dry-run "${ALWAYS[@]}" -m m -c "$@" more </dev/null 2>err | jq -c "$filter"
}

@test "requests count what the API's recorded usage says they held" {
	"$BUILD/test/measure" <"$REPO/test/fixtures/usage/chat.jsonl" >counted
	jq .usage "$REPO/test/fixtures/usage/chat.jsonl" >usage
	[ "$(wc -l <usage)" -ge 40 ]
	diff usage counted
}

@test "codex-call tells the count that the recorded usage has" {
	head -n 1 "$REPO/test/fixtures/usage/chat.jsonl" | jq -c .messages >first
	for model in gpt-4:129 gpt-4o:124 gpt-4o-mini-2024-07-18:124 gpt-3.5-turbo:129 ft:gpt-4-x:129; do
		run -6 --separate-stderr codex-call --json -m "${model%:*}" -T none --input messages --context-limit 1 <first
		[[ $(details .error.message) == "the request holds ${model##*:} tokens, and the context limit is 1; "* ]] || fail "$output"
	done
}

@test "--context-limit is exact: one token less, and nothing is sent" {
	for api in chat responses functions; do
		run -6 --separate-stderr codex-call --dry-run --api $api -m m "${ALWAYS[@]}" --context-limit 1 hello </dev/null
		n=$(grep -o 'holds [0-9]*' <<<"$stderr" | cut -d' ' -f2)
		run -0 codex-call --dry-run --api $api -m m "${ALWAYS[@]}" --context-limit "$n" hello </dev/null
		run -6 codex-call --dry-run --api $api -m m "${ALWAYS[@]}" --context-limit "$((n - 1))" hello </dev/null
		# what the answer may be is a part of it
		run -6 codex-call --dry-run --api $api -m m "${ALWAYS[@]}" -o max_tokens=100 --context-limit "$((n + 99))" hello </dev/null
		run -0 codex-call --dry-run --api $api -m m "${ALWAYS[@]}" -o max_tokens=100 --context-limit "$((n + 100))" hello </dev/null
	done
}

@test "a request that is too large ends the run with what is largest in it" {
	three_calls
	ask --context-limit 1400 'go on'
	assert_equal "$status" 6
	assert_equal "$(details '[.error.code,.turns,(.calls|length)]')" '["budget_exceeded",3,3]'
	assert_regex "$(details .error.message)" "^the request holds [0-9]+ tokens, and the context limit is 1400; the largest are $SHOP '\{\"n\":1\}' \(6[0-9][0-9]\), $SHOP '\{\"n\":2\}' \(6[0-9][0-9]\), $SHOP '\{\"n\":3\}' \(6[0-9][0-9]\)\$"
	assert_equal "$(details .error.hint)" '--on-overflow trim drops old answers of helpers, --context-limit N sets another limit, summarize_session.sh goes on from a summary'
	# the three calls are answered in the log: it can go on
	assert_equal "$(sent '[.messages[]|select(.role=="tool")]|length' --api chat)" 3
}

@test "trim drops the oldest answers first, never the latest, and says so once" {
	for api in chat responses functions; do
		rm -f c.jsonl
		three_calls
		ask --api $api --context-limit 1400 --on-overflow trim 'go on'
		assert_equal "$status" 0
		assert_equal "$(details '[.text,.dropped.answers]')" '["done",1]'
		assert_equal "$stderr" "codex-call: the context limit of 1400 tokens is reached: a line takes the place of each old answer of a helper"
		rm -f c.jsonl
		three_calls
		ask --api $api --context-limit 790 --on-overflow trim 'go on'
		assert_equal "$status" 0
		assert_equal "$(details '[.text,.dropped.answers]')" '["done",2]'
		assert_equal "$(wc -l <<<"$stderr")" 1
	done
}

@test "a line stands in the place of what was dropped, and each call stays answered" {
	rule '[{"text":"answered, 615 tokens]"},{"text":"word3 word3"},{"no_text":"word1 word1"}]' '{"text":"seen"}'
	three_calls
	ask --context-limit 790 --on-overflow trim 'go on'
	assert_equal "$(details .text)" seen
	id=$(details .session)
	run -0 jq -c 'select(.type=="drop")|[.turn,.limit,.dropped]' .codex-log/*/*/*/"$id".jsonl
	assert_line -n 0 '[3,790,[{"call_id":"call_1","name":"big","tokens":615}]]'
	assert_line -n 1 '[4,790,[{"call_id":"call_2","name":"big","tokens":615}]]'
	codex-log verify "$id" >/dev/null
	codex-log show --text "$id" | grep -q '  drop  .*limit=790  dropped=\[{"call_id":"call_1","name":"big","tokens":615}\]'
	# the log has all of it: without a limit nothing is missing
	assert_equal "$(sent '[.messages[]|select(.role=="tool")|.content|test("dropped")]' --api chat)" '[false,false,false]'
}

@test "what -c goes on with is trimmed, too, in the same way each time" {
	three_calls
	ask 'go on'
	kept='[.messages[]|select(.role=="tool")|.content|test("^\\[dropped to keep within the context limit: what big answered, 615 tokens\\]$")]'
	assert_equal "$(sent "$kept" --api chat --context-limit 1400 --on-overflow trim)" '[true,false,false]'
	assert_equal "$(sent "$kept" --api chat --context-limit 800 --on-overflow trim)" '[true,true,false]'
	assert_equal "$(sent "$kept" --api chat --context-limit 300 --on-overflow trim)" '[true,true,true]'
	grep -q 'the context limit of 300 tokens is reached' err
	assert_equal "$(sent '[.messages[].role]' --api chat --context-limit 300 --on-overflow trim)" \
		"$(sent '[.messages[].role]' --api chat)"
	assert_equal "$(sent '[.input[]|select(.call_id)|.call_id]' --api responses --context-limit 300 --on-overflow trim)" \
		'["call_1","call_1","call_2","call_2","call_3","call_3"]'
	for i in 1 2; do
		sent . --api responses --context-limit 800 --on-overflow trim >sent$i
	done
	cmp sent1 sent2
	echo '{"when":[],"reply":{"text":"done"}}' >c.jsonl
	ask -c --context-limit 800 --on-overflow trim more
	assert_equal "$(details '[.text,.dropped.answers]')" '["done",2]'
	# what was dropped before the first request is there for the next -c
	assert_equal "$(sent "$kept" --api chat)" '[false,false,false]'
	assert_equal "$(sent '[.messages[]|select(.role!="tool" and .tool_calls==null)|.content]' --api chat)" \
		'["go on","done","more","done","more"]'
}

@test "where nothing more may be dropped, trim fails and says so" {
	three_calls
	ask --context-limit 640 --on-overflow trim 'go on'
	assert_equal "$status" 6
	assert_regex "$(details .error.message)" '^the request holds [0-9]+ tokens without the answers of helpers that can be dropped, and the context limit is 640; the largest are what big answered to '
	assert_equal "$(details .error.hint)" '--context-limit N sets another limit, summarize_session.sh goes on from a summary'
	# neither the system message nor the prompt is ever dropped
	run -6 --separate-stderr codex-call -m m -T none --dry-run --context-limit 20 --on-overflow trim -s 'You are brief.' "$(yes word | head -60 | xargs)" </dev/null
	assert_regex "$stderr" "the largest are the user message 'word word word word word word wo...' \(64\), the system message 'You are brief.' \([0-9]+\); --context-limit"
}

@test "what a server told of an earlier request counts, where it is more" {
	# 1000 for a request of some 60: the next holds at least 600 more
	put 1 200 application/json <<<'{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"big","arguments":"{\"n\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1000,"completion_tokens":9,"total_tokens":1009}}'
	put 2 200 application/json <<<'{"choices":[{"message":{"content":"done"},"finish_reason":"stop"}]}'
	canned --functions f.json -T big --no-stream --context-limit 1600 hi
	assert_equal "$status" 6
	assert_regex "$(details .error.message)" '^the request holds 16[0-9][0-9] tokens'
	canned --functions f.json -T big --no-stream --context-limit 1700 hi
	assert_equal "$status" 0
}

@test "the limit is an option, the environment's, a table's, or the model's own" {
	echo '{"date":"2026-01-02","currency":"EUR","models":{"m":{"input":0,"output":0,"context":50,"max_input":30}}}' >table.json
	limit() { grep -o 'the context limit is [^;]*' <<<"$stderr"; }
	words=$(yes word | head -60 | xargs)
	run -6 --separate-stderr codex-call --dry-run -m m -T none --prices table.json "$words" </dev/null
	assert_equal "$(limit)" 'the context limit is 30'
	run -6 --separate-stderr codex-call --dry-run -m m -T none -o max_tokens=10 --prices table.json "$words" </dev/null
	assert_equal "$(limit)" 'the context limit is 40 less 10 for the answer'
	run -6 --separate-stderr codex-call --dry-run -m m -T none -o max_tokens=30 --prices table.json "$words" </dev/null
	assert_equal "$(limit)" 'the context limit is 50 less 30 for the answer'
	CODEX_CONTEXT_LIMIT=40 run -6 --separate-stderr codex-call --dry-run -m m -T none --prices table.json "$words" </dev/null
	assert_equal "$(limit)" 'the context limit is 40'
	CODEX_CONTEXT_LIMIT=40 run -0 codex-call --dry-run -m m -T none --prices table.json --context-limit 0 "$words" </dev/null
	CODEX_CONTEXT_LIMIT=40 run -6 --separate-stderr codex-call --dry-run -m m -T none --context-limit 60 "$words" </dev/null
	assert_equal "$(limit)" 'the context limit is 60'
	yes word | head -280000 | tr '\n' ' ' >long
	run -6 --separate-stderr codex-call --dry-run -m gpt-5-mini-2025-08-07 -T none <long
	assert_equal "$(limit)" 'the context limit is 272000'
	run -6 --separate-stderr codex-call --dry-run -m gpt-4o -T none <long
	assert_equal "$(limit)" 'the context limit is 128000'
	run -0 --separate-stderr codex-call --dry-run -m m -T none <long
}

@test "our own table has the window of each model" {
	run jq -r '.models | to_entries[] | select(.value | (.context >= 8192 and (.max_input // 1) <= .context) | not).key' \
		"$BUILD/share/codex/prices.json"
	assert_equal "$status:$output" 0:
}

@test "a limit that is none is refused" {
	run -2 --separate-stderr codex-call --json -m m --on-overflow cut hi </dev/null
	assert_equal "$(details .error.message)" "--on-overflow is fail or trim, not 'cut'"
	CODEX_CONTEXT_LIMIT=lots run -2 --separate-stderr codex-call --json -m m hi </dev/null
	assert_equal "$(details .error.message)" "CODEX_CONTEXT_LIMIT is a number of tokens, not 'lots'"
	run -2 --separate-stderr codex-call --json -m m -T none --context-limit 100 -o max_tokens=100 hi </dev/null
	assert_equal "$(details .error.message)" 'an answer of 100 tokens leaves no room in a context of 100'
	echo '{"date":"d","currency":"EUR","models":{"m":{"input":0,"output":0,"context":"8k"}}}' >table.json
	run -2 --separate-stderr codex-call --json -m m --prices table.json hi </dev/null
	assert_equal "$(details .error.message)" "context and max_input of 'm' in 'table.json' are whole numbers of tokens"
}

@test "no table of tokens is mapped as long as the bytes say that all fits" {
	command -v strace >/dev/null || skip 'no strace'
	export ASAN_OPTIONS=detect_leaks=0 # which cannot be, under strace
	run -0 strace -f -e trace=openat -o opened codex-call --dry-run -m gpt-5-mini -T none hi </dev/null
	run ! grep -q '\.table' opened
	run -0 strace -f -e trace=openat -o opened codex-call --dry-run -m m -T none --context-limit 20 hi </dev/null
	grep -q 'o200k_base\.table' opened
}

@test "usage shows input, cached, output, reasoning, total and the session's total" {
	put 1 200 application/json <<<'{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":16}}}'
	canned --api chat --no-stream hi
	id=$(details .session)
	assert_equal "$(details .usage)" '{"input_tokens":100,"output_tokens":20,"total_tokens":120,"cached_tokens":64,"reasoning_tokens":16,"session_tokens":120}'
	put 1 200 application/json <<<'{"id":"r","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"ho"}]}],"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":4},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":2}}}'
	canned --api responses --no-stream -c hi
	assert_equal "$(details '[.session,.usage]')" "[\"$id\",{\"input_tokens\":7,\"output_tokens\":3,\"total_tokens\":10,\"cached_tokens\":4,\"reasoning_tokens\":2,\"session_tokens\":130}]"
	# a run beside the conversation, in the same session
	CODEX_SESSION=$id canned --api responses --no-stream hi
	assert_equal "$(details .usage.session_tokens)" 140
	# another session begins anew, also with this one's conversation
	canned --api responses --no-stream --fork "$id" hi
	assert_equal "$(details .usage.session_tokens)" 10
	canned --api responses --no-stream --no-log hi
	assert_equal "$(details .usage.session_tokens)" null
}

@test "a session can begin with a summary, which -c goes on from" {
	rule '[{"text":"two was next"},{"text":"Summary of an earlier session"},{"text":"go"},{"text":"more"}]' '{"text":"last"}'
	rule '[{"text":"two was next"},{"text":"go"}]' '{"text":"three"}'
	id=$(codex-log new --text)
	codex-log add --session "$id" --type summary 'one is done, two was next' >/dev/null
	ask -T none -c go
	assert_equal "$(details '[.text,.session]')" "[\"three\",\"$id\"]"
	ask -T none --session "$id" more
	assert_equal "$(details .text)" last
	ask -T none --fork "$id" more
	assert_equal "$(details .text)" last
	codex-log verify "$id" >/dev/null
}

# counted FILE: what the messages of a result line count
counted() {
	jq -c '{model: "m", messages: .details.messages}' "$1" | "$BUILD/test/measure"
}

# fit ARGS: the template `fit`, whose text is 15 words or so and its context
fit() {
	mkdir -p .codex/prompt_templates
	printf -- '---\npurpose: a test\nvariables: {}\n---\n# system\nYou read logs.\n\n# user\nWhat went wrong?\n\n{{context}}\n\nBe brief.\n' \
		>.codex/prompt_templates/fit.md
	codex-template fit "$@"
}

@test "codex-template fits the context into what the window leaves, exactly" {
	seq -f 'line %g of a log' 4000 >log
	fit <log >whole
	all=$(counted whole)
	for limit in 200 500 1111 20000 $((all - 1)); do
		run -0 --separate-stderr fit --context-limit $limit --reserve 0 <log
		printf '%s\n' "$output" >cut
		n=$(counted cut)
		[ "$n" -le $limit ] || fail "$n of $limit"
		# not even one line more: each is 5 to 7 tokens
		[ "$n" -gt $((limit - 12)) ] || fail "only $n of $limit"
		assert_equal "$(details .truncated)" true
		text=$(details '.messages[1].content')
		bytes=$(details .bytes_left_out) lines=$(details .lines_left_out)
		assert_equal "$stderr" "codex-template: the context was cut to fit $limit tokens: $bytes bytes in $lines lines left out"
		assert_equal "$(grep -c ' of a log$' <<<"$text")" $((4000 - lines))
		grep -qFx "[... $bytes bytes in $lines lines left out ...]" <<<"$text"
		# the middle is missing, and what is left is as it was
		grep ' of a log$' <<<"$text" >kept
		head=$(grep -nF '[...' <<<"$text" | cut -d: -f1)
		{ head -n $((head - 3)) log; tail -n +$((head - 2 + lines)) log; } | cmp - kept
		assert_equal "$(tail -n 1 <<<"$text")" 'Be brief.'
	done
	run -0 --separate-stderr fit --context-limit "$all" --reserve 0 <log
	assert_equal "$stderr" ''
	assert_equal "$output" "$(cat whole)"
	run -0 fit --context-limit "$all" --reserve 0 <log
}

@test "a quarter of the window is left for the answer, unless --reserve says otherwise" {
	seq -f 'line %g of a log' 4000 >log
	run -0 --separate-stderr fit --context-limit 1000 <log
	assert_regex "$stderr" 'to fit 750 tokens: '
	run -0 --separate-stderr fit --context-limit 1000 --reserve 100 <log
	assert_regex "$stderr" 'to fit 900 tokens: '
	CODEX_CONTEXT_LIMIT=400 run -0 --separate-stderr fit <log
	assert_regex "$stderr" 'to fit 300 tokens: '
	echo '{"date":"2026-01-02","currency":"EUR","models":{"m":{"input":0,"output":0,"context":2000}}}' >table.json
	run -0 --separate-stderr fit --model m --prices table.json <log
	assert_regex "$stderr" 'to fit 1500 tokens: '
	CODEX_MODEL=m run -0 --separate-stderr fit --prices table.json <log
	assert_regex "$stderr" 'to fit 1500 tokens: '
	run -0 --separate-stderr fit --model m --prices table.json --context-limit 0 <log
	assert_equal "$stderr" ''
	run -2 --separate-stderr fit --context-limit 100 --reserve 100 <log
	assert_equal "$(details .error.message)" '--reserve 100 leaves nothing of a context limit of 100'
	run -2 --separate-stderr fit --context-limit 20 --reserve 0 <log
	assert_regex "$(details .error.message)" "^the template 'fit' holds [0-9]+ tokens without its context, and the context limit leaves 20\$"
}

@test "long lines, framed data and result lines are cut, too" {
	printf 'x%.0s' $(seq 30000) >long
	run -0 --separate-stderr fit --context-limit 300 --reserve 0 <long
	assert_equal "$(details '.messages[1].content|test("^What went wrong\\?\n\nx+\n\\[\\.\\.\\. [0-9]+ bytes in 0 lines left out \\.\\.\\.\\]\nx+\n\nBe brief\\.$")')" true
	seq -f 'ä€😀 %g' 3000 | tr -d '\n' >long
	run -0 --separate-stderr fit --context-limit 300 --reserve 0 <long
	assert_equal "$(details '.messages[1].content|test("\ufffd")')" false
	{
		jq -nc '{success: true, details: {text: "the first"}, tokens: 0}'
		jq -nc '{success: true, details: {matches: [range(2000) | {path: "a", line: ., text: "x"}]}, tokens: 0}'
	} >lines
	run -0 --separate-stderr fit --context-limit 900 --reserve 0 <lines
	printf '%s\n' "$output" >cut
	[ "$(counted cut)" -gt 880 ]
	assert_equal "$(details '.messages[1].content|split("\n")[2]')" 'the first'
	printf -- '---\npurpose: a test\nvariables: {}\n---\n{{> data}}\n' >.codex/prompt_templates/framed.md
	yes '```' | head -n 4000 >fences
	run -0 --separate-stderr codex-template framed --context-limit 500 --reserve 0 <fences
	assert_equal "$(details '.messages[0].content|split("\n")|[.[4],.[-1]]')" '["````","````"]'
}

@test "codex-call -t fits the template's context into its model's window" {
	seq -f 'line %g of a log' 4000 >log
	fit </dev/null >/dev/null
	echo '{"when":[],"reply":{"text":"ok"}}' >c.jsonl
	run -0 --separate-stderr codex-replay c.jsonl codex-call -m m -T none --context-limit 1000 -t fit <log
	assert_regex "$stderr" '^codex-template: the context was cut to fit 750 tokens: '
	assert_equal "$(details .text)" ok
	run -0 --separate-stderr codex-replay c.jsonl codex-call -m m -T none -t fit <log
	assert_equal "$stderr" ''
}

# summarize ARGS: the script against the rules
summarize() {
	CODEX_BIN=$BUILD/bin run --separate-stderr timeout 60 codex-replay c.jsonl \
		"$REPO/scripts/summarize_session.sh" "$@" </dev/null
}

# worked: a session with a conversation, its calls, and a helper run by hand
worked() {
	three_calls
	ask 'fix the parser'
	id=$(details .session)
	CODEX_SESSION=$id codex-run list_files </dev/null >/dev/null
	rm c.jsonl
}

@test "summarize_session.sh begins a session with a summary of another, and says the cost" {
	worked
	rule '[{"text":"user: fix the parser"},{"text":"call of big: {\"n\":2}"},{"text":"characters more]"},{"text":"helper list_files {}: yes"},{"text":"assistant: done"},{"text":"at most 50 words"}]' '{"text":"The parser is fixed.\nNext: its tests."}'
	rule '[{"text":"Summary of an earlier session"},{"text":"Of session '"$id"': The parser is fixed."},{"text":"and now?"},{"no_text":"word1"}]' '{"text":"the tests"}'
	summarize "$id" -m gpt-5-mini -p words=50
	assert_equal "$status" 0
	new=${lines[2]#session: }
	assert_equal "$output" $'The parser is fixed.\nNext: its tests.\nsession: '"$new"
	[ "$new" != "$id" ]
	assert_regex "${stderr_lines[0]}" '^summarize_session: asks a model for a summary of [0-9]+ tokens of log$'
	assert_regex "${stderr_lines[1]}" '^summarize_session: gpt-5-mini took [0-9]+ tokens and gave [0-9]+, for about 0\.0[0-9]+ USD by the prices of 2026-07-30$'
	# the cost is in the new session, and counts there
	[ "$(codex-log stats "$new" | jq .details.total.usage.total_tokens)" -gt 100 ]
	run -0 --separate-stderr codex-replay c.jsonl codex-call -m m -T none -c 'and now?' </dev/null
	assert_equal "$(details '[.text,.session]')" "[\"the tests\",\"$new\"]"
	[ "$(details '.usage.session_tokens - .usage.total_tokens')" -gt 100 ]
	codex-log verify "$new" >/dev/null
	codex-log verify "$id" >/dev/null
}

@test "a summary that fails leaves nothing to go on with by mistake" {
	worked
	rule '[{"text":"what else?"}]' '{"text":"on"}'
	rule '[]' '{"status":400,"error":{"message":"no"}}'
	summarize "$id"
	assert_equal "$status" 4
	assert_equal "$(details .error.code)" api_error
	run -0 --separate-stderr codex-replay c.jsonl codex-call -m m -T none -c 'what else?' </dev/null
	assert_equal "$(details '[.text,.session]')" "[\"on\",\"$id\"]"
	summarize s-20200101-000000-000000
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
	summarize "$(codex-log new --text)"
	assert_equal "$status" 1
	assert_regex "$stderr" "holds nothing to summarise"
	summarize
	assert_equal "$status:$stderr" '2:usage: summarize_session.sh SESSION [OPTION of codex-call]...'
}

@test "a summary that a signal ends leaves nothing to go on with, too" {
	worked
	rule '[{"text":"what else?"}]' '{"text":"on"}'
	rule '[]' '{"text":"late","delay":30}'
	# to the whole group, as a terminal or a time-out sends it
	cat >ended.sh <<-'EOF'
		asked() { grep -qs '"type":"request"' .codex-log/*/*/*/"$(codex-log list | jq -r '.details.sessions[0].id')".jsonl; }
		CODEX_BIN=$BUILD/bin setsid "$REPO/scripts/summarize_session.sh" "$1" -m m </dev/null 2>err &
		until [ "$(codex-log list | jq -r '.details.sessions[0].id')" != "$1" ] && asked; do sleep 0.05; done
		kill -s "$2" -- -$!
		wait $!
	EOF
	for signal in HUP:129 TERM:143; do
		run timeout 60 codex-replay c.jsonl bash ended.sh "$id" ${signal%:*}
		assert_equal "$status" ${signal#*:}
		run -0 --separate-stderr codex-replay c.jsonl codex-call -m m -T none -c 'what else?' </dev/null
		assert_equal "$(details '[.text,.session]')" "[\"on\",\"$id\"]"
	done
}

@test "the log of a session that is longer than the window is cut for its summary" {
	worked
	rule '[{"text":" left out ...]"},{"text":"user: fix the parser"}]' '{"text":"short"}'
	summarize "$id" -m m --context-limit 600
	assert_equal "${lines[0]}" short
	assert_regex "$stderr" 'codex-template: the context was cut to fit 450 tokens: '
}

@test "whatever is dropped, every call stays answered once, behind it, and the rest as it was" {
	for seed in 1 2 3 4; do
		jq -nc --argjson s $seed '
			def rnd($n; $m): ((($n * 7919 + $s * 104729) * 48271) % 2147483647) % $m;
			[{role: "system", content: "Be brief."}, {role: "user", content: "Look."}] +
			[range(6) as $t | (rnd($t; 3) + 1) as $calls |
				{role: "assistant", content: (if rnd($t + 9; 2) == 0 then null else "turn \($t)" end),
				 tool_calls: [range($calls) | {id: "c\($t)_\(.)", type: "function", function: {name: "big", arguments: "{\"n\":\(.)}"}}]},
				(range($calls) | {role: "tool", tool_call_id: "c\($t)_\(.)", content: ("word " * (rnd($t * 10 + .; 90) + 1))})]' >history
		run -6 --separate-stderr codex-call --dry-run -m m -T none --input messages --context-limit 1 <history
		all=$(grep -o 'holds [0-9]*' <<<"$stderr" | cut -d' ' -f2)
		for limit in $((all - 1)) $((all * 4 / 5)) $((all * 3 / 5)); do
			for api in chat responses functions; do
				codex-call --dry-run --api $api -m m -T none --input messages --context-limit $limit --on-overflow trim <history >cut 2>err || { grep -q 'without the answers' err && continue; fail "$(cat err)"; }
				codex-call --dry-run --api $api -m m -T none --input messages --context-limit 0 <history >whole
				# the same, but for the lines
				jq -c 'def bare: if type == "object" and (.role == "tool" or .role == "function") then .content = 0 elif type == "object" and .output then .output = 0 else . end;
					(.messages // .input) |= map(bare)' cut whole | uniq | wc -l | grep -qx 1
				grep -q 'dropped to keep' cut
				# the oldest went first, as far as it paid, and the last turn is whole
				jq -e '[(.messages // .input)[] | select(.role == "tool" or .role == "function" or .type == "function_call_output") | .content // .output] |
					(map(test("^\\[dropped")) | rindex(true)) as $last | .[:$last] | all(test("^\\[dropped") or length < 140)' cut >/dev/null
				jq -e '(.messages // .input)[-1] | .content // .output | test("^word")' cut >/dev/null
			done
		done
	done
}
