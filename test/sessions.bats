# sessions: each run of codex-call leaves its whole story in a log
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper
load canned
load scripted

ALWAYS=(-T none)

setup() {
	project
}

# types ID: the types of a session's events
types() {
	jq -r .type .codex-log/*/*/*/"$1".jsonl | xargs
}

# said ID: role and text of each message in a session, in order
said() {
	jq -rc '.items[]? | select(.type=="message") | .role + ":" + (.content|if type=="array" then map(.text)|join("") else . end)' \
		.codex-log/*/*/*/"$1".jsonl | xargs
}

last() { codex-log list | jq -r '.details.sessions[0].id'; }

@test "a run that could not begin is in a log that says why" {
	OPENAI_API_KEY='' run -2 --separate-stderr codex-call --json -T none hi </dev/null
	code=$(details .error.code)
	id=$(last)
	assert_equal "$(types "$id")" 'session end'
	run -0 jq -rc 'select(.type=="end")|[.status,.error.code]' .codex-log/*/*/*/"$id".jsonl
	assert_output "[2,\"$code\"]"
}

@test "a run whose requests fail leaves the request, each failure and the end" {
	put 1 500 application/json <<<'{"error":{"message":"down"}}'
	put 2 401 application/json <<<'{"error":{"message":"no"}}'
	canned hi
	assert_equal "$status" 4
	id=$(last)
	assert_equal "$(types "$id")" 'session request error error end'
	assert_equal "$(jq -c 'select(.type=="error")|has("retry_in")' .codex-log/*/*/*/"$id".jsonl | xargs)" 'true false'
}

@test "a reader that goes away leaves a log with its end and what had come" {
	{
		for i in $(seq 1 400); do
			printf 'data: {"choices":[{"index":0,"delta":{"content":"word %d %0300d\\n"}}]}\n\n' "$i" 0
		done
	} | put 1 200 text/event-stream
	run timeout 60 "$BUILD/test/canned" srv sh -c '
		{ codex-call -m m -T none --text hi </dev/null; echo $? >status; } 2>err | head -n 1 >first'
	assert_equal "$(cut -c1-6 first)" 'word 1'
	assert_equal "$(cat status)" 2
	assert_equal "$(cat err)" ''
	id=$(last)
	assert_equal "$(types "$id" | sed 's/ piece//g')" 'session request end'
	run -0 jq -rc 'select(.type=="end")|[.status,.partial[0:6]]' .codex-log/*/*/*/"$id".jsonl
	assert_output '[2,"word 1"]'
}

@test "what a killed run had sent is in the log, and -c goes on from it" {
	chunks 1 '{"choices":[{"index":0,"delta":{"content":"half"}}]}'
	: >srv/1.hang
	run timeout 60 "$BUILD/test/canned" srv sh -c '
		codex-call -m m -T none first </dev/null >out 2>err &
		until [ -s srv/1.request ]; do sleep 0.05; done
		kill -KILL $!; wait $!'
	id=$(last)
	assert_equal "$(types "$id")" 'session request'
	rule '[{"text":"second"},{"text":"first"}]' '{"text":"both"}'
	ask -c second
	assert_equal "$(details '[.text,.session]')" "[\"both\",\"$id\"]"
	run -0 codex-log verify "$id"
}

@test "--fork begins a session with another's conversation, and names it" {
	rule '[{"text":"again"},{"text":"first"}]' '{"text":"fork"}'
	rule '[{"text":"more"},{"text":"first"}]' '{"text":"on"}'
	rule '[{"text":"first"}]' '{"text":"one"}'
	ask first
	id=$(details .session)
	before=$(cat .codex-log/*/*/*/"$id".jsonl)
	ask --fork "$id" again
	fork=$(details .session)
	assert_equal "$(details .text)" fork
	[ "$fork" != "$id" ] || fail 'the same session'
	assert_equal "$(said "$fork")" 'user:first assistant:one user:again assistant:fork'
	assert_equal "$(jq -r 'select(.forked_from).forked_from' .codex-log/*/*/*/"$fork".jsonl)" "$id"
	assert_equal "$(cat .codex-log/*/*/*/"$id".jsonl)" "$before"
	# each goes its own way
	ask --session "$id" more
	assert_equal "$(details .text)" on
	ask --fork "$id" -c more
	assert_equal "$status" 2
	ask --fork s-20200101-000000-000000 more
	assert_equal "$(details .error.code)" not_found
	codex-log new >new.json
	ask --fork "$(jq -r .details.session new.json)" more
	assert_equal "$(details .error.message)" "session '$(jq -r .details.session new.json)' holds no conversation to continue"
}

@test "-c takes the newest session that holds a conversation" {
	run -1 --separate-stderr codex-call --json -c hi </dev/null
	assert_equal "$(details .error.message)" 'no session that was begun here holds a conversation to continue'
	rule '[{"text":"more"},{"text":"first"}]' '{"text":"on"}'
	rule '[{"text":"first"}]' '{"text":"one"}'
	ask first
	id=$(details .session)
	codex-log new >/dev/null
	ask -c more
	assert_equal "$(details '[.text,.session]')" "[\"on\",\"$id\"]"
}

@test "many runs at once have a session each" {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		rule "[{\"text\":\"nr $i.\"}]" "{\"text\":\"answer $i.\"}"
	done
	run -0 timeout 100 codex-replay c.jsonl sh -c \
		'seq 12 | xargs -P8 -I{} codex-call -m m -T none nr {}. >out 2>err'
	assert_equal "$(jq -r .details.session out | sort -u | wc -l)" 12
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		id=$(jq -r "select(.details.text==\"answer $i.\").details.session" out)
		assert_equal "$(types "$id")" 'session request response end'
		assert_equal "$(said "$id")" "user:nr $i. assistant:answer $i."
		codex-log verify "$id"
	done
}

@test "many runs in one session keep its chain, and -c takes one whole conversation" {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		rule "[{\"text\":\"and?\"},{\"text\":\"nr $i.\"}]" "{\"text\":\"still $i.\"}"
		rule "[{\"text\":\"nr $i.\"}]" "{\"text\":\"answer $i.\"}"
	done
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	run -0 timeout 100 codex-replay c.jsonl sh -c \
		'seq 12 | xargs -P8 -I{} codex-call -m m -T none nr {}. >out 2>err'
	assert_equal "$(jq -r .details.session out | sort -u)" "$CODEX_SESSION"
	run -0 --separate-stderr codex-log verify
	assert_equal "$(details .lines)" 37
	latest=$(jq -r 'select(.type=="request").items[0].content' .codex-log/*/*/*/*.jsonl | tail -n 1)
	ask -c 'and?'
	assert_equal "$(details .text)" "still ${latest#nr }"
}

@test "-c takes up no log that came with the repository" {
	rule '[{"text":"again"},{"text":"planted"}]' '{"text":"the planted one"}'
	rule '[{"text":"again"}]' '{"text":"the own one"}'
	rule '[]' '{"text":"noted"}'
	ask planted
	mkdir -p .codex-log/2099/01/01
	planted=.codex-log/2099/01/01/s-20990101-000000-abcdef.jsonl
	mv .codex-log/20[0-8]*/*/*/*.jsonl "$planted"
	ask 'my own'
	chmod 644 "$planted"
	ask -c again
	assert_equal "$(details .text)" 'the own one'
	# as a checkout under umask 077 leaves it, which looks like our own
	chmod 600 "$planted"
	ask -c again
	assert_equal "$(details .text)" 'the own one'
	# it is the newest, and taken where nothing remembers what was begun here
	HOME='' XDG_STATE_HOME='' ask -c again
	assert_equal "$(details .text)" 'the planted one'
}

@test "a log that is deleted is forgotten in the state folder too" {
	rule '[]' '{"text":"noted"}'
	ask one
	ask two
	marks() { find "$XDG_STATE_HOME/codex/logs" -type f | wc -l; }
	assert_equal "$(marks)" 2
	touch -d '3 days ago' .codex-log/*/*/*/*.jsonl
	codex-log prune --older-than 1
	assert_equal "$(marks)" 1
}
