# codex-replay: the API as a cassette holds it
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper

# ask PATH JSON: post to the API of the cassette in c.jsonl
ask() {
	run --separate-stderr timeout 60 codex-replay c.jsonl sh -c \
		'curl -sS "$OPENAI_BASE_URL/$1" -d "$2"' sh "$@" </dev/null
	[ "$status" -lt 124 ] || fail "codex-replay ended with $status: $stderr"
}

# rule WHEN REPLY: add a scripted rule to c.jsonl
rule() {
	printf '{"when":%s,"reply":%s}\n' "$1" "$2" >>c.jsonl
}

# chat TEXT: a Chat Completions request with one user message
chat() {
	jq -nc --arg t "$1" '{model:"m",messages:[{role:"user",content:$t}]}'
}

@test "a rule's text is the answer in Chat Completions" {
	rule '[]' '{"text":"Hello there."}'
	ask chat/completions "$(chat hi)"
	assert_success
	assert_equal "$(jq -c '[.object, .model, .choices[0].message.content,
		.choices[0].finish_reason]' <<<"$output")" \
		'["chat.completion","m","Hello there.","stop"]'
}

@test "the same rule is the answer in Responses" {
	rule '[]' '{"text":"Hello there."}'
	ask responses '{"model":"m","input":"hi"}'
	assert_success
	assert_equal "$(jq -c '[.object, .status, .output[0].content[0].text]' \
		<<<"$output")" '["response","completed","Hello there."]'
}

@test "a request that finds no answer is told, and the status is 8" {
	rule '[{"text":"one"}]' '{"text":"1"}'
	ask chat/completions "$(chat two)"
	assert_equal "$status" 8
	assert_equal "$(jq -r .error.code <<<"$output")" replay_miss
	assert_equal "$stderr" "codex-replay: no answer to POST \
/v1/chat/completions: model m, last user text 'two', results received: none
codex-replay: nearest: the scripted rule in line 1: the text 'one' is not \
there"
}

@test "the command's status is passed on" {
	rule '[]' '{"text":"1"}'
	run -42 codex-replay c.jsonl sh -c 'exit 42'
}
