# terminal: whatever is in names, files, messages and answers, no byte of what
# a program says steers a terminal. Each is run in a pipe and on a terminal;
# TERMINAL says with how many random poisons (1; `make torture` has 25).
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export NO_COLOR=1 SHELL=/bin/bash
	mkdir p && cd p || return 1
	git init -q .
	IN=/dev/null
	shown=0
}

teardown() {
	[ -z "${server-}" ] || kill "$server" || true
}

# poison: what steers a terminal, and some bytes by chance
poison() {
	local fixed=$'\e[31m\e]0;title\a\b\x7f\u009b1m\u202e\u2066\u200e\u061c'
	P=$fixed$(head -c 24 /dev/urandom | tr -d '\0/\n')
	# in JSON: the same, without the bytes that are no text
	J=$(printf %s "$fixed" | jq -Rsc .)
	J=${J#\"} J=${J%\"}
	J+='\u0007\u009b31m'
}

# harmless FILE: it holds nothing that steers, and is UTF-8
harmless() {
	LC_ALL=C grep -qaP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]' "$1" && return 1
	iconv -f UTF-8 -t UTF-8 <"$1" >/dev/null 2>&1
}

# told FILE COMMAND...: fails with what of its output is none of that
told() {
	harmless "$1" || fail "$(printf '%q ' "${@:2}"): $1: $(cat -v "$1" | head -c 600)"
}

# shows COMMAND...: what it says steers nothing, in a pipe and on a terminal;
# standard input is $IN
shows() {
	timeout 20 "$@" <"$IN" >../out 2>../err || [ $? -lt 124 ] || fail "$* ends with $?"
	told ../err "$@" || return
	# a result line is no raw text
	[ "$(head -c 1 ../out)" != '{' ] || told ../out "$@" || return
	printf '%q ' exec "$@" >../command
	printf '<%q' "$IN" >>../command
	timeout 20 script -qec '. ../command' /dev/null </dev/null 2>&1 | sed 's/\r$//' >../terminal
	told ../terminal "$@" || return
	[ -s ../out ] || [ -s ../err ] || fail "$* says nothing"
	shown=$((shown + 1))
}

helper() { shows "$BUILD/helpers/$1" "${@:2}"; }

# each COMMAND...: with so many poisons as asked for
each() {
	for ((turn = 0; turn < ${TERMINAL:-1}; turn++)); do
		poison
		"$@"
	done
}

@test "the check finds what steers, and passes what does not" {
	poison
	printf 'a\tb\nä😀\n' >good && harmless good
	for bad in "$P" $'\e' $'\r' $'\x7f' $'\u0085' $'\u202e' $'\u2067' $'\x9b'; do
		printf %s "$bad" >bad
		! harmless bad || fail "$(cat -v bad)"
	done
	IN=$BATS_TEST_TMPDIR/p/bad
	run shows cat
	assert_failure
}

files() {
	local name=n$P
	printf 'TODO %s\npassword = "%s"\n' "$P" "$P" >"$name"
	printf '%s\n' "$P" >text
	printf '#!/bin/sh\nprintf "not ok 1 - %%s\\n1..1\\n" "$(cat text)"; exit 1\n' >t.sh
	printf 'test:\n\t@sh t.sh\n' >Makefile
	git add . && git_fixed commit -q -m "feat: $P" -m "BREAKING CHANGE: $P"
	printf 'more %s\n' "$P" >>"$name"
	helper read_file "$name"
	helper read_file "none$P"
	helper read_file --no-stdin "--$P"
	helper list_files
	helper list_files "none$P"
	helper grep TODO .
	helper grep "[$P" .
	helper list_todos
	helper code_metrics
	helper dependencies
	helper git_status
	helper git_diff
	helper git_diff --base "none$P"
	helper git_log --files --body
	helper git_log --message "$P"
	helper git_show
	helper git_show --path "$name"
	helper git_blame --text "$name"
	helper git_blame "none$P"
	helper secret_scan .
	helper changelog
	helper changelog --from "none$P"
	helper run_tests
	git diff >../diff
	jq -Rsc '{diff: .}' ../diff >../args
	IN=$PWD/../args
	helper validate_diff
	helper apply_patch --dry-run
	jq -c '.diff |= gsub("(?m)^ "; " x")' ../args >../other
	IN=$PWD/../other
	helper apply_patch
	printf '%s' "$P" >../junk
	IN=$PWD/../junk
	helper grep
	helper validate_diff
	printf '{"%s":1}' "$J" >../junk
	helper grep
	IN=/dev/null
	git rm -q --cached . -r && rm -rf ./n*
}

@test "helpers, whatever is in names, files, commits and tests" {
	each files
	[ "$shown" -ge 20 ] || fail "only $shown"
}

programs() {
	local line session format
	line='{"success":true,"details":{"findings":[{"path":"a'$J'","line":1,"rule":"r'$J'","level":"error","message":"m'$J'"}],"files":[{"path":"'$J'","start_line":1,"end_line":1,"total_lines":1,"text":"'$J'"}],"summary":"'$J'"},"tokens":1}'
	printf '%s\n{"success":false,"details":{"error":{"code":"not_found","message":"%s","hint":"%s"}},"tokens":1}\n' "$line" "$J" "$J" >../lines
	printf '%s\n' "$P" >"f$P"
	shows codex-run "none$P"
	shows codex-run grep "--$P"
	shows codex-tokens "f$P" "none$P"
	shows codex-tokens --json "f$P"
	shows codex-tokens -e "$P"
	shows codex-template "none$P"
	shows codex-template refactor "goal=$P"
	shows codex-template refactor "$P=x"
	session=$(codex-log new --text)
	codex-log add --session "$session" --type "t$P" "x$P" >/dev/null
	shows codex-log list
	shows codex-log show --text "$session"
	shows codex-log show "none$P"
	shows codex-log stats "$session"
	shows codex-log grep x "$session"
	shows codex-log "$P"
	IN=$PWD/../lines
	shows codex-pack
	for format in text github junit markdown gitlab sarif; do
		shows codex-report -f $format
	done
	shows codex-report -f "$P"
	printf 'So:\n\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+%s\n```\n' "$P" >../answer
	IN=$PWD/../answer
	shows codex-extract diff
	shows codex-extract code
	shows codex-extract json
	printf '%s\n{"name":"%s","arguments":"%s"}\n' "$P" "$J" "$J" >../calls
	IN=$PWD/../calls
	shows codex-run
	IN=/dev/null
	printf '%s\n{"when":[{"%s":1}],"reply":{"%s":1}}\n' "$P" "$J" "$J" >"c$P"
	shows codex-replay --check "c$P"
	shows codex-replay "c$P" true
	shows codex-replay "none$P" true
	rm "f$P" "c$P"
}

@test "programs, whatever is in arguments, result lines and logs" {
	each programs
	[ "$shown" -ge 28 ] || fail "only $shown"
}

calls() {
	local how
	cat >../c.jsonl <<-END
		{"when":[{"text":"words"}],"reply":{"text":"a${J}b"}}
		{"when":[{"text":"refuse"}],"reply":{"refusal":"a${J}b"}}
		{"when":[{"text":"error"}],"reply":{"status":400,"error":{"message":"a${J}b","code":"c${J}","type":"t${J}","param":"p${J}"}}}
		{"when":[{"text":"page"}],"reply":{"status":500,"headers":{"x-should-retry":"false"},"body":"<html>a${J}b"}}
		{"when":[{"text":"garbage"}],"reply":{"text":"a${J}b","garbage":1}}
		{"when":[{"result":"grep"}],"reply":{"text":"done"}}
		{"when":[{"text":"call"}],"reply":{"calls":[{"name":"grep","arguments":{"pattern":"a${J}b"}},{"name":"n${J}","arguments":"{${J}"}]}}
	END
	codex-replay ../c.jsonl bash -c 'echo "$OPENAI_BASE_URL" >../url.new; mv ../url.new ../url; exec sleep 600' </dev/null >/dev/null 2>&1 3>&- &
	server=$!
	for _ in $(seq 200); do [ -s ../url ] && break; sleep 0.05; done
	OPENAI_BASE_URL=$(cat ../url)
	export OPENAI_BASE_URL
	for how in words refuse error page garbage call; do
		shows codex-call --retries 0 -m m $how
		shows codex-call --retries 0 -m m --json --no-stream $how
	done
	shows codex-call -m "$P" --no-log words
	shows codex-call "--$P"
	shows codex-call -m m -T "none$P" words
	shows codex-call -m m --schema "none$P" words
	kill "$server" && server=
	rm ../url
	OPENAI_BASE_URL="http://$P/" shows codex-call -m m --retries 0 words
}

@test "codex-call, whatever the API says" {
	each calls
	[ "$shown" -ge 15 ] || fail "only $shown"
}
