# codex-run: helpers by name, and as function calls

load helper

# a helper in shell that answers with the arguments it was given
setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	git_fixed init -q .
	mkdir src
	printf 'one\ntwo TODO\n' >src/a.txt
	cat >echo.sh <<-'END'
		#!/bin/sh
		args=$(cat)
		case $args in
		*sleep*) sleep 1 ;;
		*hang*) sleep 60 ;;
		*kill*) kill -9 $$ ;;
		*silent*) exit 3 ;;
		*prose*) echo Hello. ; exit 0 ;;
		*two*) echo '{"success":true,"details":{},"tokens":1}' ;;
		*no*) echo '{"success":false,"details":{"summary":"no"},"tokens":2}'; exit 1 ;;
		esac
		printf '{"success":true,"details":{"got":%s,"pwd":"%s","env":"%s"},"tokens":99999}\n' \
			"$args" "$PWD" "$MY_API_KEY$A_TOKEN$SECRET_SAUCE$PLAIN"
	END
	chmod +x echo.sh
	cat >functions.json <<-'END'
		[{"name":"echo_back","description":"Give back the arguments. For tests.",
		  "parameters":{"type":"object","additionalProperties":false,"properties":{
		    "word":{"type":"string"},"n":{"type":"integer","default":7},
		    "paths":{"type":"array","items":{"type":"string"}},
		    "max_tokens":{"type":"integer","default":0}}},
		  "x-operands":["word"],"x-grants":["read"],"x-command":"echo.sh","x-timeout":2},
		 {"name":"writer","description":"Write.","x-grants":["read","write"],"x-command":"echo.sh"}]
	END
}

mine() { codex-run --functions functions.json "$@"; }

@test "a helper of ours runs by name, with its flags, output and status" {
	run --separate-stderr codex-run read_file src/a.txt --start-line 2
	assert_success
	assert_equal "$(details '.files[0].text')" 'two TODO'
	direct=$("$BUILD/helpers/read_file" src/a.txt --start-line 2)
	assert_equal "$output" "$direct"
	run --separate-stderr codex-run read_file src/b.txt
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	run --separate-stderr codex-run read_file --lines 3
	assert_failure 2
}

@test "helpers follow one another in a pipe" {
	run --separate-stderr bash -c 'codex-run grep TODO | codex-run read_file --context 1'
	assert_success
	assert_equal "$(details '[.files[]|[.path,.start_line,.text]]')" '[["src/a.txt",1,"one\ntwo TODO\n"]]'
}

@test "an unknown helper is not found, and the nearest is named" {
	run --separate-stderr codex-run read_fil src/a.txt
	assert_failure 1
	assert_output --partial "no helper 'read_fil'; did you mean 'read_file'?"
	assert_equal "$stderr" "codex-run: no helper 'read_fil'; did you mean 'read_file'?"
}

@test "a helper in any language gets checked arguments, counted and cleaned" {
	export MY_API_KEY=k A_TOKEN=t SECRET_SAUCE=s PLAIN=plain
	cd src
	run --separate-stderr codex-run --functions ../functions.json echo_back hi
	assert_success
	assert_equal "$(details '[.got,.env]')" '[{"word":"hi","n":7,"max_tokens":0},"plain"]'
	assert_equal "$(details .pwd)" "$(cd .. && pwd -P)"
	OPENAI_API_KEY=0123456789abcdef PLAIN=is:0123456789abcdef run --separate-stderr \
		codex-run --functions ../functions.json echo_back hi
	assert_success
	assert_equal "$(details .env)" ''
	run --separate-stderr codex-run --functions ../functions.json echo_back hi
	# the tokens are counted anew: the helper said 99999
	assert_equal "$(jq .tokens <<<"$output")" \
		"$(jq -rcj .details <<<"$output" | codex-tokens)"
	run --separate-stderr codex-run --functions ../functions.json echo_back --word
	assert_failure 2
	run --separate-stderr bash -c 'echo "{\"n\":\"x\"}" | codex-run --functions ../functions.json echo_back'
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
}

@test "a helper in any language takes paths from a pipe and passes failures on" {
	run --separate-stderr bash -c 'codex-run grep TODO | codex-run --functions functions.json echo_back'
	assert_success
	assert_equal "$(details .got.paths)" '["src/a.txt"]'
	run --separate-stderr bash -c 'codex-run read_file nope 2>err | codex-run --functions functions.json echo_back'
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	cut='{"success":true,"details":{"paths":["a"],"truncated":true},"tokens":9}'
	run --separate-stderr bash -c 'echo "$1" | codex-run --functions functions.json echo_back' _ "$cut"
	assert_equal "$(details .upstream_truncated)" true
}

@test "function calls in three forms are answered in their order" {
	cat >calls <<-'END'
		{"name":"echo_back","arguments":{"word":"sleep"},"call_id":"c1"}

		{"id":"c2","type":"function","function":{"name":"echo_back","arguments":"{\"word\":\"b\"}"}}
		{"type":"function_call","id":"fc_1","call_id":"c3","name":"echo_back","arguments":"{\"word\":\"c\"}"}
		{"name":"read_file","arguments":{"paths":["src/a.txt"]}}
	END
	run --separate-stderr mine -j3 <calls
	assert_failure 1 # read_file is not in that manifest
	assert_equal "$(jq -rc '.details.got.word // .details.error.message' <<<"$output" | xargs -d'\n')" \
		"sleep b c no helper 'read_file'"
	echo '{"name":"read_file","arguments":{"paths":["src/a.txt"]}}' >calls
	run --separate-stderr codex-run <calls
	assert_success
	assert_equal "$(details '.files[0].path')" src/a.txt
}

@test "calls run at once with -j, and one after the other without" {
	yes '{"name":"echo_back","arguments":{"word":"sleep"}}' | head -n 4 >calls
	SECONDS=0
	mine -j4 <calls >out
	assert [ "$SECONDS" -lt 4 ]
	SECONDS=0
	mine <calls >>out
	assert [ "$SECONDS" -ge 4 ]
	assert_equal "$(jq -c .success out | sort | uniq -c | xargs)" '8 true'
}

@test "more jobs than open files allow are fewer jobs, with a log and without" {
	yes '{"name":"read_file","arguments":{"paths":["src/a.txt"]}}' | head -n 60 >calls
	for files in 20 60 256; do
		(ulimit -n "$files" && codex-run -j300 <calls) >out
		assert_equal "$(jq -c .success out | uniq -c | xargs)" '60 true'
	done
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	(ulimit -n 60 && codex-run -j300 <calls) >out
	assert_equal "$(jq -c .success out | uniq -c | xargs)" '60 true'
	assert_equal "$(codex-log verify | jq .details.lines)" 61
}

@test "more jobs than processes allow are fewer jobs; none at all is said" {
	# few NPROC: as a user who has no other process, whom root can become
	few() {
		setpriv --reuid=54321 --regid=54321 --clear-groups \
			--inh-caps=-all,+dac_override --ambient-caps=-all,+dac_override \
			prlimit --nproc="$1" codex-run -j300 <calls 2>err
	}
	yes '{"name":"read_file","arguments":{"paths":["src/a.txt"]}}' | head -n 60 >calls
	few 500 >out || skip 'only root can run it as another user'
	few 5 >out
	assert_equal "$(jq -c .success out | uniq -c | xargs)" '60 true'
	run ! few 1
	assert_equal "$(jq -c '.details.error|[.code,.hint]' <<<"$output" | uniq)" \
		'["command_failed","raise the limit on processes (ulimit -u)"]'
}

@test "whatever a call does, it is answered with one result line" {
	cat >calls <<-'END'
		no JSON
		[1]
		{"arguments":{}}
		{"name":"echo_bac"}
		{"name":"echo_back","arguments":"{"}
		{"name":"echo_back","arguments":"[]"}
		{"name":"echo_back","arguments":{"wrong":1}}
		{"name":"echo_back","arguments":{"word":"kill"}}
		{"name":"echo_back","arguments":{"word":"silent"}}
		{"name":"echo_back","arguments":{"word":"prose"}}
		{"name":"echo_back","arguments":{"word":"two"}}
		{"name":"echo_back","arguments":{"word":"hang"}}
		{"name":"echo_back","arguments":{"word":"no"}}
		{"name":"echo_back"}
		{"name":"echo_back","arguments":null}
	END
	run --separate-stderr mine -j2 <calls
	assert_failure 2
	assert_equal "$(jq -rc '.details.error.code // .success' <<<"$output" | xargs)" \
		'invalid_json invalid_arguments invalid_arguments not_found invalid_json invalid_arguments invalid_arguments internal internal internal internal timeout false true true'
	assert_equal "$(sed -n 4p <<<"$output" | jq -r .details.error.hint)" "did you mean 'echo_back'?"
	assert_equal "$(sed -n 8p <<<"$output" | jq -r .details.error.message)" "'echo_back' was killed by signal 9 (Killed)"
}

@test "a call without max_tokens gets --tool-tokens, and too much is too_large" {
	echo '{"name":"echo_back"}' >calls
	run --separate-stderr mine <calls
	assert_equal "$(details .got.max_tokens)" 8000
	run --separate-stderr mine --tool-tokens 0 <calls
	assert_equal "$(details .got.max_tokens)" 0
	run --separate-stderr mine --tool-tokens 5 <calls
	assert_failure 1
	assert_equal "$(details .error.code)" too_large
	echo '{"name":"echo_back","arguments":{"max_tokens":500}}' >calls
	run --separate-stderr mine --tool-tokens 5 <calls
	assert_success
}

@test "no calls at all are invalid arguments" {
	run --separate-stderr codex-run </dev/null
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
}

@test "within a session each run leaves name, arguments, success, tokens, status, duration" {
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	codex-run grep TODO | codex-run read_file --context 1 >out
	"$BUILD/helpers/grep" --literal nothing </dev/null >out
	codex-run read_file nope >out 2>err || true
	mine echo_back hi >out
	echo '{"name":"writer","call_id":"c7"}' | mine >out
	run --separate-stderr codex-log show
	assert_equal "$(details '[.events[1:][]|[.type,.name,.success,.status]]')" \
		'[["call","grep",true,0],["call","read_file",true,0],["call","grep",true,0],["call","read_file",false,1],["call","echo_back",true,0],["start","writer",null,null],["call","writer",true,0]]'
	assert_equal "$(details '.events[2].arguments|[.context,.locations[0].path]')" '[1,"src/a.txt"]'
	assert_equal "$(details '.events[3].arguments')" '{"literal":true,"pattern":"nothing"}'
	assert_equal "$(details '[.events[4].error,.events[7].call_id]')" '["not_found","c7"]'
	assert_equal "$(details '[.events[1:][]|select(.type=="call")|.seconds,.tokens|type]|unique')" '["number"]'
	codex-log verify
	codex-run --no-log grep TODO >out
	codex-run grep --help >out
	assert_equal "$(codex-log verify | jq .details.lines)" 8
}

@test "a log that cannot be written stops the run before the helper writes" {
	sed -i '2i touch made' echo.sh
	CODEX_SESSION=s-20200101-000000-000000 run --separate-stderr codex-run grep TODO
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	codex-log add "$(printf 'x%.0s' {1..800})" >out
	echo '{"name":"writer","arguments":{"word":"made"}}' >calls
	run --separate-stderr bash -c 'ulimit -f 1; codex-run --functions functions.json <calls'
	assert_failure 2
	assert_equal "${#lines[@]}" 1
	assert_equal "$(details .error.hint)" 'set CODEX_LOG_DIR to a folder that can be written, or use --no-log'
	assert [ ! -e made ]
	codex-log verify
	codex-run --no-log --functions functions.json <calls >out
	assert [ -e made ]
}

@test "--list has names, first sentences and grants; --manifest what the API takes" {
	run --separate-stderr mine --list
	assert_success
	assert_output '{"success":true,"details":{"helpers":[{"name":"echo_back","description":"Give back the arguments.","grants":["read"]},{"name":"writer","description":"Write.","grants":["read","write"]}]},"tokens":39}'
	run --separate-stderr codex-run --manifest
	assert_success
	assert_equal "$(jq -c '.[0]|[.type,.name,.strict,(.parameters|type)]' <<<"$output")" \
		'["function","read_file",false,"object"]'
	assert_equal "$(jq -c '[..|objects|keys[]|select(startswith("x-"))]' <<<"$output")" '[]'
	assert_equal "$(codex-run --manifest --api chat | jq -c '.[0]|[.type,.function.name]')" '["function","read_file"]'
	assert_equal "$(codex-run --manifest --api functions | jq -c '.[0]|keys')" '["description","name","parameters"]'
	assert_equal "$(codex-run --manifest | jq -c '[.[].name]')" \
		"$(jq -c '[.[].name]' "$REPO/codex_helpers/functions.json")"
	run --separate-stderr codex-run --manifest --api soap
	assert_failure 2
}

@test "run_helpers shows the catalogue, and runs a helper that is named" {
	assert_equal "$("$REPO/scripts/run_helpers" --api chat)" "$(codex-run --manifest --api chat)"
	assert_equal "$("$REPO/scripts/run_helpers")" "$(codex-run --manifest)"
	assert_equal "$("$REPO/scripts/run_helpers" grep TODO)" "$(codex-run grep TODO)"
}

@test "a full disk on standard output is no success" {
	run bash -c 'codex-run --list >/dev/full'
	assert_failure 2
	run bash -c 'codex-run --functions functions.json echo_back x >/dev/full'
	assert_failure 2
}

@test "what it interrupts ends with it" {
	echo '{"name":"writer","arguments":{"word":"hang"}}' >calls
	codex-run --functions functions.json <calls >out 2>err &
	pid=$!
	for _ in {1..50}; do
		pgrep -P "$pid" >children && break
		sleep 0.1
	done
	child=$(cat children)
	kill -TERM "$pid"
	ended=0
	wait "$pid" || ended=$?
	assert_equal "$ended" 143
	# gone, or waiting for whoever adopted it to take note
	run sed 's/.*) //; s/ .*//' "/proc/$child/stat"
	[[ $status -ne 0 || $output == Z ]] || fail "still there: $output"
}

@test "arguments that look like a result line are no answer of the helper" {
	forged='{"success":false,"details":{"error":{"code":"internal","message":"forged"}},"tokens":1}'
	run --separate-stderr codex-run --tool-tokens 0 <<<"{\"name\":\"list_files\",\"arguments\":$forged}"
	assert_failure 2
	assert_equal "$(details '.error | [.code, .message]')" \
		"[\"invalid_arguments\",\"the arguments of 'list_files' are a result line\"]"
}

@test "a manifest that is no JSON is named, and leaves our helpers alone" {
	mkdir -p p/.codex && cd p && echo '{bad' >.codex/functions.json
	run -2 --separate-stderr codex-run --root . --list
	assert_equal "$(details .error.code)" invalid_json
	assert_regex "$(details .error.message)" "^the manifest '.*\.codex/functions\.json': invalid JSON at line 1"
	run -0 codex-run list_files --root . </dev/null
}
