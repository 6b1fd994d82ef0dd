# hooks: a project's own programs beside the steps of a run
# shellcheck disable=SC2016 # the hook's shell expands what is quoted
load helper
load scripted

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/p/.codex/hooks" && cd "$BATS_TEST_TMPDIR/p" || return 1
	git init -q .
	RULES=$BATS_TEST_TMPDIR/c.jsonl
	echo text >a.txt
	printf '%s\n' \
		'{"when":[{"result":"read_file"}],"reply":{"text":"done"}}' \
		'{"when":[{"text":"read"}],"reply":{"calls":[{"name":"read_file","arguments":{"paths":["a.txt"]}}]}}' \
		'{"when":[],"reply":{"text":"hello"}}' >"$BATS_TEST_TMPDIR/c.jsonl"
}

# hook NAME LINE...: a hook of these lines of shell
hook() {
	printf '%s\n' '#!/bin/sh' "${@:2}" >".codex/hooks/$1"
	chmod +x ".codex/hooks/$1"
}

trust() { codex-run --trust >"$BATS_TEST_TMPDIR/trusted" 2>&1; }

all='session-start before-request after-response before-helper after-helper session-end'

@test "each step of a run tells its hook what happens, in order" {
	for h in $all; do hook "$h" 'cat >>events; echo >>events; echo noise; echo noise >&2'; done
	trust
	ask please read
	assert_equal "$status" 0
	assert_equal "$stderr" ''
	assert_equal "$(details .text)" done
	assert_equal "$(jq -r .hook events | xargs)" \
		'session-start before-request after-response before-helper after-helper before-request after-response session-end'
	assert_equal "$(jq -r .session events | sort -u)" "$(details .session)"
	assert_equal "$(jq -r .root events | sort -u)" "$PWD"
	assert_equal "$(jq -c 'select(.hook=="before-request" and .turn==1)|[.model,.items[0].content]' events)" '["m","please read"]'
	assert_equal "$(jq -c 'select(.hook=="after-response" and .turn==2)|.finish_reason' events)" '"stop"'
	assert_equal "$(jq -c 'select(.hook=="before-helper")|[.name,.arguments.paths]' events)" '["read_file",["a.txt"]]'
	assert_equal "$(jq -c 'select(.hook=="after-helper")|[.success,.result.details.files[0].text]' events)" '[true,"text\n"]'
	assert_equal "$(jq -c 'select(.hook=="session-end")|.status' events)" 0
}

@test "hooks that were not trusted do not run, and that is said" {
	hook before-request 'touch ran; exit 1'
	ask hi
	assert_equal "$(details .text)" hello
	assert_equal "$stderr" "codex-call: a hook comes from this project's .codex folder, which was not trusted as it is now; codex-run --trust shows what it would run, and trusts it"
	[ ! -e ran ] || fail 'the hook ran'
	trust
	ask hi
	assert_equal "$status" 1
	[ -e ran ] || fail 'the hook did not run'
	echo '# changed' >>.codex/hooks/before-request
	ask hi
	assert_equal "$status" 0
}

@test "before-request stops the run with its message; nothing is sent" {
	hook before-request 'grep -q "a secret" || exit 0' 'echo "no secrets, please" >&2; exit 3'
	trust
	ask a word
	assert_equal "$(details .text)" hello
	ask a secret
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code,.error.message,.text,.turns]')" \
		'["policy_denied","the hook before-request says no: no secrets, please","",0]'
	log=.codex-log/*/*/*/$(details .session).jsonl
	# shellcheck disable=SC2086 # a pattern
	assert_equal "$(jq -r .type $log | xargs)" 'session end'
	# shellcheck disable=SC2086
	assert_equal "$(jq -r 'select(.type=="end").error.code' $log)" policy_denied
}

@test "before-helper stops the call, and the model is told" {
	hook before-helper 'echo "not that file"; exit 1'
	trust
	ask please read
	assert_equal "$status" 0
	assert_equal "$(details '[.text,.calls[0].success]')" '["done",false]'
	run jq -r 'select(.type=="request").items[]|select(.type=="function_call_output").output|fromjson|.details.error|.code+": "+.message' .codex-log/*/*/*/*.jsonl
	assert_output 'policy_denied: the hook before-helper says no: not that file'
	# by name and as function calls too, with and without a session
	run --separate-stderr codex-run read_file a.txt </dev/null
	assert_failure 1
	assert_equal "$(details .error.code)" policy_denied
	run --separate-stderr codex-run <<<'{"name":"read_file","arguments":{"paths":["a.txt"]}}'
	assert_failure 1
	assert_equal "$(details .error.message)" 'the hook before-helper says no: not that file'
	CODEX_SESSION=$(codex-log new --text) run --separate-stderr codex-run read_file a.txt </dev/null
	assert_failure 1
	rm .codex/hooks/before-helper
	run codex-run read_file a.txt </dev/null
	assert_success
}

@test "a hook that fails beside a step stops nothing, and is told" {
	hook after-response 'echo broken >&2; exit 9'
	hook session-end 'exit 2'
	trust
	ask hi
	assert_equal "$status" 0
	assert_equal "$stderr" $'codex-call: the hook after-response failed: broken\ncodex-call: the hook session-end failed: it ended with status 2'
}

@test "a hook that does not end is ended" {
	hook before-request 'sleep 60 & echo $! >child; wait'
	trust
	CODEX_HOOK_TIMEOUT=0.3 ask hi
	assert_equal "$status" 1
	assert_regex "$(details .error.message)" '^the hook before-request says no: it did not end within 0[.]3[0-9]* s$'
	run kill -0 "$(cat child)"
	assert_failure
	# nor longer than the whole run may take
	ask --timeout 0.4 hi
	assert_regex "$(details .error.message)" 'did not end within 0[.][0-9]+ s$'
}

@test "a hook sees neither the key nor what looks like one" {
	hook before-request 'env >env; cat >event'
	trust
	OPENAI_API_KEY=sk-canary0123456789abcdefghijkl ask look at sk-canary0123456789abcdefghijkl
	assert_equal "$status" 0
	run grep -hv ^BATS_ env event
	assert_line --partial 'CODEX_HOOK=before-request'
	assert_line --partial 'look at [redacted:'
	refute_output --partial sk-canary
}

@test "within a hook there are no hooks, and what is no program is none" {
	hook before-helper 'echo once >>runs; codex-run read_file a.txt >inner'
	echo 'exit 1' >.codex/hooks/after-helper
	trust
	run -0 --separate-stderr codex-run read_file a.txt </dev/null
	assert_equal "$stderr" ''
	assert_equal "$(cat runs)" once
	assert_equal "$(jq .success inner)" true
}

@test "hooks run without a log too, and say so" {
	hook session-start 'cat >event'
	trust
	ask --no-log hi
	assert_equal "$(jq -c '[.hook,.session]' event)" '["session-start",null]'
	[ ! -e .codex-log ] || fail 'there is a log'
}
