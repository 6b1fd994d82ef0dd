# torture: whichever call fails in a program, it does not crash, does not leak
# and never says that it did what it did not. 8 calls and 4 allocations of each case here;
# `make torture` has all of them fail.
# shellcheck disable=SC2016 # jq and the server's shell expand what is quoted
load helper
load torture

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	torture_setup || return 1
	example_repo p
	cd p || return 1
}

teardown() {
	[ -z "${server-}" ] || kill "$server" || true
}

helper() { sweep "$BUILD/helpers/$1" "${@:2}"; }

# tree: the files of the working tree; an empty folder is none, as for git
tree() {
	local skip=(-path './.git' -prune -o -path './.codex-log' -prune -o)
	{
		find . "${skip[@]}" -type f -printf '%p %m\n'
		find . "${skip[@]}" -type f -exec sha256sum {} +
	} | sort | sha256sum
}

# enough N: so many faults were made, all of them by what was loaded; without
# allocations, which the sanitizers keep to themselves, two thirds of them
enough() {
	local n=$1
	[[ $BUILD != */san ]] || n=$((n * 2 / 3))
	[ "$faults_made" -ge "$n" ] || fail "only $faults_made faults"
	[ -z "${VERBOSE:-}" ] || echo "# $faults_made faults" >&3
}

@test "helpers that read" {
	printf 'ab\n' >changed && git add changed
	helper read_file README.md
	helper list_files
	helper grep main src
	helper list_todos
	helper dependencies
	helper outline src
	helper code_metrics
	helper callers greet
	helper git_status
	helper git_diff --base HEAD
	helper git_log --files
	helper git_show
	helper git_show --path README.md
	helper git_blame README.md
	helper secret_scan src
	helper changelog
	enough 70
}

@test "arguments and result lines" {
	INPUT=$T/in
	echo '{"pattern":"main","paths":["src"],"max_tokens":60}' >"$INPUT"
	helper grep
	"$BUILD/helpers/grep" main src </dev/null >"$INPUT"
	"$BUILD/helpers/grep" include src </dev/null >>"$INPUT"
	helper read_file
	echo '{"success":false,"details":{"error":{"code":"not_found","message":"m"}},"tokens":13}' >>"$INPUT"
	GOOD=1 helper read_file
	echo '{"pattern":"main",}' >"$INPUT"
	GOOD=2 helper grep
	echo '{"pattern":"main","\u0070attern":"x"}' >"$INPUT"
	GOOD=2 helper grep
	enough 45
}

@test "diffs are judged, and applied in whole or not at all" {
	printf '1\n2\n' >gone && git add gone && git_fixed commit -q -m more
	mkdir -p new && printf 'n\n' >new/n
	sed -i '1s/^/new /' README.md
	chmod 755 Makefile
	git rm -q gone
	git add -A && git diff -M --cached HEAD >"$T/diff"
	git reset -q --hard
	jq -nRc '{diff:([inputs]|join("\n")+"\n")}' <"$T/diff" >"$T/args"
	INPUT=$T/args
	helper validate_diff
	helper apply_patch --dry-run
	cp -a . "$T/old"
	before() { rm -rf ./* "$XDG_STATE_HOME" && cp -a "$T"/old/* .; }
	state() { tree; }
	ENDS=40 helper apply_patch # while it changes the files
	if "$BUILD/helpers/apply_patch" --help | grep -q -- --reverse; then
		before && "$BUILD/helpers/apply_patch" <"$T/args"
		rm -r "$T/old" && cp -a . "$T/old"
		helper apply_patch --reverse
	fi
	git reset -q --hard
	before() { :; }
	jq -c '.diff |= sub("\n (?<c>[A-Z])"; "\n no \(.c)")' "$T/args" >"$T/other"
	INPUT=$T/other
	GOOD=1 helper apply_patch
	enough 45
}

@test "a session's log has an event in whole or not at all" {
	session=$(codex-log new --text)
	codex-log add one && codex-log add two
	mv .codex-log "$T/log"
	before() { rm -rf .codex-log && cp -a "$T/log" .codex-log; }
	state() { codex-log verify "$session" | jq -c '.details|[.lines]'; }
	same() { [[ ${lines[*]} == '{"success":true'*"$session"*'"events":4,'* ]]; }
	sweep codex-log add --session "$session" three
	same() { [ "${lines[*]}" = "${whole[*]}" ]; }
	sweep codex-log verify "$session"
	sweep codex-log list
	sweep codex-log show --json "$session"
	sweep codex-log stats "$session"
	sweep codex-log grep t "$session"
	before() { rm -rf .codex-log; }
	# a session's file that is there holds, whoever was told of it
	state() { find .codex-log -name '*.jsonl' 2>/dev/null | grep -c . | sed s/1/0/; codex-log verify 2>/dev/null | jq .success | grep -v true; }
	same() { [[ ${lines[*]} == '{"success":true,"details":{"id":"s-'*'"events":1,'* ]]; }
	sweep codex-log new
	enough 70
}

@test "programs between the helpers" {
	INPUT=$T/in
	"$BUILD/helpers/grep" main src </dev/null >"$INPUT"
	sweep codex-pack --budget 200
	sweep codex-chunk -n 100
	sweep codex-template refactor goal=x
	sweep codex-template --check
	printf 'So:\n\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\n' >"$INPUT"
	TEXT=1 sweep codex-extract diff
	jq -Rsc '{success: true, details: {text: .}, tokens: 1}' "$INPUT" >"$T/line"
	INPUT=$T/line
	TEXT=1 sweep codex-extract code
	INPUT=$T/in
	echo '{"success":true,"details":{"findings":[{"path":"src/greet.c","line":1,"rule":"r","level":"note","message":"m"}]},"tokens":1}' >"$INPUT"
	# the source below a finding is shown where it can be read
	same() { [[ "${lines[*]}" == 'note: m [r]'*'0 errors, 0 warnings and 1 note in 1 result' ]]; }
	TEXT=1 sweep codex-report
	same() { [ "$(jq -c '.runs[0].results[0]|[.ruleId,.level,.message]' "$T/out")" = '["r","note",{"text":"m"}]' ]; }
	TEXT=1 sweep codex-report -f sarif
	same() { [ "${lines[*]}" = "${whole[*]}" ]; }
	before() { rm -f "$T/report"*; }
	state() { cat "$T/report" 2>/dev/null || true; }
	TEXT=1 sweep codex-report -f junit -o "$T/report"
	before() { :; }
	state() { :; }
	TEXT=1 sweep codex-tokens README.md Makefile
	sweep codex-tokens --json README.md
	enough 100
}

@test "helpers that codex-run starts, logged" {
	INPUT=$T/in
	printf '{"name":"grep","arguments":{"pattern":"main"}}\n{"name":"none","arguments":{}}\n' >"$INPUT"
	TEXT=1 GOOD=1 sweep codex-run
	INPUT=/dev/null
	session=$(codex-log new --text)
	mv .codex-log "$T/log"
	before() { rm -rf .codex-log && cp -a "$T/log" .codex-log; }
	# the call's event is there when an answer was handed on
	state() {
		codex-log verify "$session" 2>&1 | jq .success
		[[ ${lines[*]} != '{"success":true'* ]] || codex-log grep main "$session" | jq '.details.matches|length>0'
	}
	export CODEX_SESSION=$session
	sweep codex-run grep main src
	unset CODEX_SESSION
	enough 20
}

@test "run_tests is confined or does nothing, and codex-replay serves or says so" {
	printf '.PHONY: test\ntest:\n\t@echo 1 passed, 0 failed; touch ran\n' >Makefile
	before() { rm -f ran; }
	state() { [ ! -e ran ] || [ "$status" -ne 0 ] || echo ran; }
	same() { [[ "${lines[*]}" == '{"success":true,'*'"passed":1,'*'"sandbox":"'[nl]* ]]; }
	helper run_tests
	before() { :; }
	state() { :; }
	same() { [ "${lines[*]}" = "${whole[*]}" ]; }
	echo '{"when":[],"reply":{"text":"hi"}}' >"$T/c.jsonl"
	sweep codex-replay --check "$T/c.jsonl"
	TEXT=1 sweep codex-replay "$T/c.jsonl" echo served
	enough 28
}

# serve: scripted rules behind OPENAI_BASE_URL, until the test ends
serve() {
	codex-replay "$1" sh -c 'echo "$OPENAI_BASE_URL" >url.new; mv url.new url; exec sleep 3600' </dev/null >/dev/null 2>&1 3>&- &
	server=$!
	for _ in $(seq 200); do [ -s url ] && break; sleep 0.05; done
	OPENAI_BASE_URL=$(cat url)
	export OPENAI_BASE_URL
}

@test "codex-call and its log" {
	cat >"$T/c.jsonl" <<-'END'
		{"when":[{"result":"grep"}],"reply":{"text":"It is in src."}}
		{"when":[{"text":"where"}],"reply":{"calls":[{"name":"grep","arguments":{"pattern":"main"}}]}}
		{"when":[{"text":"json"}],"reply":{"text":"{\"a\":1}"}}
		{"when":[],"reply":{"text":"Hello, you."}}
	END
	serve "$T/c.jsonl"
	same() { [ "$(sed 's/s-[0-9]*-[0-9]*-[0-9a-f]*/ID/g; s/"head":"[0-9a-f]*"//' <<<"${lines[*]}" | jq -c '.details|[.text,.json,.error]')" = "$(jq -c '.details|[.text,.json,.error]' <<<"${whole[*]}")" ]; }
	sweep codex-call -m m -T none --no-log --json hello
	sweep codex-call -m m --api chat -T none --no-log --json hello
	TEXT=1 sweep codex-call -m m -T grep --no-log --json where is main
	echo '{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}},"additionalProperties":false}' >"$T/s.json"
	sweep codex-call -m m -T none --no-log --json --schema "$T/s.json" json
	before() { rm -rf .codex-log; }
	# every line of the log holds, and the answer is in it if it was given
	state() {
		local log
		for log in .codex-log/*/*/*/*.jsonl; do
			# one that is empty has not begun
			[ -s "$log" ] || continue
			codex-log verify "$(basename "$log" .jsonl)" | jq -c 'select(.success|not)'
			[[ ${lines[*]} != '{"success":true'* ]] || jq -c 'select(.type == "end").status' "$log"
		done
	}
	sweep codex-call -m m -T grep --json where is main
	enough 45
}
