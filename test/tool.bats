load helper

# The skeleton that every helper shares: standard input, flags, pipes,
# limits, output and signals. What a helper is given is shown by `echo`, a
# helper of the project that answers its arguments.

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p .git .codex src
	printf 'one\nTODO two\nthree\n' >src/a.c
	printf 'TODO four\n' >src/b.c
	cat >.codex/functions.json <<-'END'
	[{"name": "echo", "description": "Answers what it is given.",
	  "parameters": {"type": "object", "additionalProperties": false, "properties": {
	    "paths": {"type": "array", "items": {"type": "string"}},
	    "locations": {"type": "array", "items": {"type": "object"}},
	    "text": {"type": "string"},
	    "policy": {"type": "string"},
	    "base": {"type": "string"},
	    "max_tokens": {"type": "integer", "default": 0},
	    "ratio": {"type": "number"},
	    "mode": {"type": "string", "enum": ["fast", "slow"], "default": "fast"},
	    "deep": {"type": "boolean", "default": true},
	    "names": {"type": "array", "items": {"type": "string"}, "default": ["x", "y"]}}},
	  "x-flags": {"force": {"type": "boolean", "default": false}, "level": {"type": "integer", "default": 7}},
	  "x-operands": ["text", "paths"], "x-command": "echo.sh", "x-grants": ["read"]},
	 {"name": "writer", "description": "The same, and it writes.",
	  "parameters": {"type": "object", "properties": {"text": {"type": "string"}}},
	  "x-operands": ["text"], "x-command": "echo.sh", "x-grants": ["read", "write"]}]
	END
	cat >.codex/echo.sh <<-'END'
	#!/bin/sh
	printf '{"success":true,"details":{"args":%s},"tokens":1}\n' "$(cat)"
	END
	chmod +x .codex/echo.sh
	CODEX_TRUST=$(codex-run --trust --print)
	export CODEX_TRUST
}

helper() { timeout 60 "$BUILD/helpers/$1" "${@:2}"; }

# args WORD...: what echo is given by these words and this standard input
args() { timeout 60 codex-run echo "$@" | jq -Sc .details.args; }

# with defaults only
none='{"deep":true,"force":false,"level":7,"max_tokens":0,"mode":"fast","names":["x","y"]}'

# given OBJECT: those defaults with these members over them
given() { jq -Sc --argjson o "$1" '. + $o' <<<"$none"; }

# refused MESSAGE COMMAND...: exit 2, invalid_arguments, this on standard error
refused() {
	run -2 --separate-stderr timeout 60 "${@:2}"
	assert_equal "$stderr" "$1"
	assert_equal "$(details '[.error.code,(.error.message|length>0)]')" \
		'["invalid_arguments",true]'
}

line() { printf '{"success":true,"details":%s,"tokens":1}\n' "$1"; }

# standard input

@test "/dev/null, an empty file, a blank one and a folder are no arguments" {
	: >empty
	printf ' \n\t\r\n' >blank
	for file in /dev/null empty blank .; do
		assert_equal "$(args <"$file")" "$none"
	done
}

@test "a closed descriptor is no arguments, and no file takes its place" {
	assert_equal "$(args <&-)" "$none"
	# standard error closed: what is warned of must not get into a file
	cat >change.diff <<-'END'
	--- a/src/b.c
	+++ b/src/b.c
	@@ -1 +1 @@
	-TODO four
	+four
	END
	jq -Rsc '{success:true,details:{diff:.,truncated:true},tokens:1}' change.diff >lines
	helper apply_patch <lines >out 2>&-
	assert_equal "$(cat src/b.c)" four
	run -2 bash -c '"$0" grep TODO 2>err >&-' "$BUILD/bin/codex-run" </dev/null
	assert_equal "$(cat err)" 'grep: cannot write to standard output: Bad file descriptor'
}

@test "a helper never waits on a terminal" {
	run -0 timeout 20 script -qec "$BUILD/helpers/list_files" /dev/null </dev/null
	assert_output --partial '"paths":["src/a.c","src/b.c"]'
	run -2 timeout 20 script -qec "$BUILD/helpers/grep" /dev/null </dev/null
	assert_output --partial 'pattern'
}

@test "one JSON object is the arguments, result lines are what upstream found" {
	assert_equal "$(args <<<'{"text":"t","deep":false}')" "$(given '{"text":"t","deep":false}')"
	assert_equal "$({ line '{"text":"t"}'; line '{"paths":["a"]}'; } | args)" \
		"$(given '{"text":"t","paths":["a"]}')"
}

@test "text that is no JSON is invalid_json, and the hint says what to do" {
	hint='standard input must be JSON arguments or result lines; </dev/null leaves it out, xargs makes operands of text'
	check() {
		run -2 --separate-stderr helper list_files <<<"$1"
		assert_equal "$stderr" "list_files: standard input$2; $hint"
		assert_equal "$(details '[.error.code,.error.hint]')" "[\"invalid_json\",\"$hint\"]"
	}
	check 'src/a.c' ': invalid JSON at line 1 column 1: no JSON value starts like this'
	check $'{"paths":[]}\n{' ': invalid JSON at line 3 column 1: expected a name in double quotes'
	check $'1\n2' ' holds JSON that is no object'
	check $'{}\n{}' ' holds more than one object of arguments'
	check "$(line '{}')"$'\n{}' ' holds more than one object of arguments'
}

@test "a silent pipe is told of once after two seconds, and then still read" {
	run -0 --separate-stderr bash -c '{ sleep 2.6; echo "{\"max_tokens\":0}"; sleep 2.2; } | "$0" list_files --include "*.c"' "$BUILD/bin/codex-run"
	assert_equal "$stderr" 'list_files: waiting for arguments or result lines on standard input (--no-stdin leaves it alone)'
	assert_equal "$(details .paths)" '["src/a.c","src/b.c"]'
	# what must come from there is waited for without a word
	run -0 --separate-stderr bash -c '{ sleep 2.6; echo "{\"pattern\":\"one\"}"; } | "$0" grep' "$BUILD/bin/codex-run"
	assert_equal "$stderr" ''
}

@test "--no-stdin and CODEX_NO_STDIN leave standard input alone" {
	assert_equal "$(args --no-stdin <<<'no JSON')" "$none"
	assert_equal "$(CODEX_NO_STDIN=1 args <<<'no JSON')" "$none"
	mkfifo pipe
	exec {pipe}<>pipe
	run -0 --separate-stderr timeout 10 "$BUILD/helpers/list_files" --no-stdin <&"$pipe"
	exec {pipe}>&-
	assert_equal "$stderr" ''
}

@test "a helper that reads leaves alone what operands make needless, one that writes does not" {
	printf 'src/a.c\nsrc/b.c\n' >list
	while read -r path; do
		helper read_file "$path" | jq -r '.details.files[].path'
	done <list >got
	assert_equal "$(cat got)" "$(cat list)"
	# grep could still take paths
	run -2 helper grep TODO <list
	assert_output --partial invalid_json
	run -0 helper grep TODO src <list
	assert_equal "$(args word src <<<'{"text":"t"}')" "$(given '{"text":"word","paths":["src"]}')"
	run -2 codex-run writer word <list
	assert_output --partial invalid_json
}

@test "a pipe that its maker left non-blocking is read to its end" {
	cat >nonblock.c <<-'END'
	#include <fcntl.h>
	#include <unistd.h>
	int main(int c, char **v) { (void)c; fcntl(0, F_SETFL, O_NONBLOCK); execv(v[1], v + 1); return 127; }
	END
	"${CC:-cc}" -o nonblock nonblock.c
	run -0 bash -c '{ printf "{\"paths\":"; sleep 0.5; echo "[\"src/b.c\"]}"; } | ./nonblock "$0"' "$BUILD/helpers/read_file"
	assert_equal "$(details '.files[0].text')" 'TODO four'
}

# flags

@test "defaults are under standard input, and that under flags and operands" {
	assert_equal "$(args </dev/null)" "$none"
	input='{"mode":"slow","max_tokens":5000,"text":"in","names":["in"]}'
	assert_equal "$(args <<<"$input")" "$(given "$input")"
	assert_equal "$(args --max-tokens 9000 --mode=fast <<<"$input")" \
		"$(given "$input" | jq -Sc '. + {"mode":"fast","max_tokens":9000}')"
	assert_equal "$(args word --names a --names b <<<"$input")" \
		"$(given "$input" | jq -Sc '. + {"text":"word","names":["a","b"]}')"
}

@test "flags have all the forms that the contract names" {
	assert_equal "$(args --max-tokens=5000 </dev/null)" "$(given '{"max_tokens":5000}')"
	assert_equal "$(args --max-tokens 5000 </dev/null)" "$(given '{"max_tokens":5000}')"
	assert_equal "$(args --ratio -5 </dev/null)" "$(given '{"ratio":-5}')"
	assert_equal "$(args --max_tokens 5000 </dev/null)" "$(given '{"max_tokens":5000}')"
	assert_equal "$(args --max-tokens 5000 --max-tokens 6000 </dev/null)" "$(given '{"max_tokens":6000}')"
	assert_equal "$(args --no-deep </dev/null)" "$(given '{"deep":false}')"
	assert_equal "$(args --no-deep --deep --force </dev/null)" "$(given '{"force":true}')"
	assert_equal "$(args --names a --names=b --names= </dev/null)" "$(given '{"names":["a","b",""]}')"
	assert_equal "$(args --ratio 0.50 </dev/null)" "$(given '{"ratio":0.50}')"
	assert_equal "$(args --text=a=b </dev/null)" "$(given '{"text":"a=b"}')"
	assert_equal "$(args --text --deep </dev/null)" "$(given '{"text":"--deep"}')"
	assert_equal "$(args word src --no-deep lib </dev/null)" \
		"$(given '{"text":"word","paths":["src","lib"],"deep":false}')"
	assert_equal "$(args -- --deep -x </dev/null)" "$(given '{"text":"--deep","paths":["-x"]}')"
	assert_equal "$(args - </dev/null)" "$(given '{"text":"-"}')"
	assert_equal "$(args --locations '{"path":"src/../src//a.c"}' </dev/null)" \
		"$(given '{"locations":[{"path":"src/a.c"}]}')"
}

@test "a flag that is unknown is refused with the nearest name" {
	refused "echo: unknown flag '--max-tokns'; did you mean '--max-tokens'?" codex-run echo --max-tokns 5
	refused "echo: unknown flag '--max-tokns'; did you mean '--max-tokens'?" codex-run echo --max_tokns=5
	refused "echo: unknown flag '--forse'; did you mean '--force'?" codex-run echo --forse
	refused "echo: unknown flag '--halp'; did you mean '--help'?" codex-run echo --halp
	refused "echo: unknown flag '--quite-another'; --help lists them" codex-run echo --quite-another
	refused "echo: unknown flag '--no-text'; --help lists them" codex-run echo --no-text
	refused "echo: unknown flag '-n'; flags are long, and -- ends them" codex-run echo -n
}

@test "a value that is missing, too much, or of a wrong type is refused" {
	refused "echo: '--max-tokens' needs a value" codex-run echo --max-tokens
	refused "echo: '--deep=1' takes no value" codex-run echo --deep=1
	refused "echo: '--help=1' takes no value" codex-run echo --help=1
	for value in '' x 1.5 1e3 0x10 99999999999999999999; do
		refused "echo: '$value' is no integer for 'max_tokens'" codex-run echo --max-tokens "$value"
	done
	for value in '' x nan inf 0x1p3 1. 1e999; do
		refused "echo: '$value' is no number for 'ratio'" codex-run echo --ratio="$value"
	done
	refused "echo: '{' is no JSON object for 'locations'" codex-run echo --locations '{'
	refused "echo: 'a\\xff' is no UTF-8, which 'text' must be" codex-run echo $'a\xff'
	run -2 codex-run echo --mode medium </dev/null
	assert_output --partial '"code":"invalid_arguments"'
	refused "git_status: one operand too many: 'x'" "$BUILD/helpers/git_status" x
}

@test "an integer that does not fit is refused, and none is read as another" {
	for n in 1e300 9223372036854775808 -1e19; do
		run -2 --separate-stderr helper list_files <<<"{\"max_tokens\":$n}"
		assert_equal "$(details .error.code)" invalid_arguments
	done
	run -0 helper list_files src <<<''
	assert_equal "$(details .paths)" '["src/a.c","src/b.c"]'
	run -0 helper list_files <<<'{"max_tokens":1e3,"skip":1.0,"paths":["src"]}'
	assert_equal "$(details .paths)" '["src/b.c"]'
}

@test "paths that a person types are relative to the working directory" {
	cd src
	assert_equal "$(args w a.c ../src/b.c "$PWD/c.c" --policy p.json </dev/null)" \
		"$(given '{"text":"w","paths":["src/a.c","src/b.c","src/c.c"],"policy":"src/p.json"}')"
	assert_equal "$(args <<<'{"paths":["./a.c"],"policy":"p.json"}')" "$(given '{"paths":["a.c"],"policy":"p.json"}')"
}

@test "JSON cannot set what only a flag can" {
	run -2 codex-run echo <<<'{"force":true}'
	assert_output --partial "force"
	run -0 codex-run echo <<<"$(line '{"force":true,"level":9}')"
	assert_equal "$(details '[.args.force,.args.level]')" '[false,7]'
	assert_equal "$(args --level 8 </dev/null)" "$(given '{"level":8}')"
}

# pipes

@test "arrays of several lines are joined without duplicates, in order" {
	assert_equal "$({ line '{"paths":["b","a"]}'; line '{"paths":["a","c","b"]}'; line '{"paths":["c","d"]}'; } | args)" \
		"$(given '{"paths":["b","a","c","d"]}')"
	assert_equal "$({ line '{"locations":[{"path":"a","line":1}]}'; line '{"locations":[{"path":"a","line":1},{"path":"a","line":2}]}'; } | args)" \
		"$(given '{"locations":[{"path":"a","line":1},{"path":"a","line":2}]}')"
}

@test "the same scalar twice is one, two different ones are refused" {
	assert_equal "$({ line '{"text":"t"}'; line '{"text":"t"}'; } | args)" "$(given '{"text":"t"}')"
	{ line '{"text":"t"}'; line '{"text":"u"}'; } >lines
	refused "echo: two result lines on standard input give different values for 'text'" codex-run echo <lines
	{ line '{"paths":["t"]}'; line '{"paths":"t"}'; } >lines
	refused "echo: two result lines on standard input give different values for 'paths'" codex-run echo <lines
}

@test "a pipe sets the vocabulary and nothing else" {
	assert_equal "$(line '{"text":"t","policy":"p","base":"HEAD","max_tokens":5,"mode":"slow","deep":false,"ratio":1,"names":["n"],"other":1}' | args)" \
		"$(given '{"text":"t"}')"
	jq '.[0]["x-pipe"] = ["base"]' .codex/functions.json >f
	mv f .codex/functions.json
	CODEX_TRUST=$(codex-run --trust --print)
	assert_equal "$(line '{"base":"HEAD","policy":"p"}' | args)" "$(given '{"base":"HEAD"}')"
}

@test "whatever carries a path is a location, with its lines" {
	check() { assert_equal "$(line "$1" | args)" "$(given "{\"locations\":$2}")"; }
	check '{"matches":[{"path":"a","line":3,"column":7,"text":"x"}]}' '[{"path":"a","line":3}]'
	check '{"todos":[{"path":"a","line":3,"tag":"TODO","text":"x"}]}' '[{"path":"a","line":3}]'
	check '{"findings":[{"path":"a","line":3,"rule":"r","level":"note","message":"m"},{"path":"b","line":0},{"path":"c","line":null}]}' \
		'[{"path":"a","line":3},{"path":"b"},{"path":"c"}]'
	check '{"files":[{"path":"a","start_line":2,"end_line":4,"total_lines":9,"text":"x"},{"path":"empty","start_line":1,"end_line":0,"total_lines":0,"text":""}]}' \
		'[{"path":"a","line":2,"end_line":4},{"path":"empty","line":1}]'
	check '{"failures":[{"name":"no place"},{"name":"n","path":"a","line":3}]}' '[{"path":"a","line":3}]'
	check '{"matches":[],"other":[]}' '[]'
	assert_equal "$(line '{"skipped":{"binary":1},"names":[{"x":1}]}' | args)" "$none"
	# what has no locations gets the distinct paths
	run -0 helper list_files <<<"$(line '{"matches":[{"path":"src/b.c","line":1},{"path":"src/a.c","line":2},{"path":"src/b.c","line":3}]}')"
	assert_equal "$(details .paths)" '["src/a.c","src/b.c"]'
}

@test "an operand or flag replaces what came through the pipe" {
	assert_equal "$(line '{"text":"t","locations":[{"path":"a"}]}' | args u)" \
		"$(given '{"text":"u","locations":[{"path":"a"}]}')"
	assert_equal "$(line '{"text":"t","locations":[{"path":"a"}]}' | args --paths b)" "$(given '{"text":"t","paths":["b"]}')"
	assert_equal "$(line '{"text":"t","paths":["a"]}' | args --locations '{"path":"b"}')" \
		"$(given '{"text":"t","locations":[{"path":"b"}]}')"
}

@test "a name given twice is refused, in arguments also after unescaping" {
	refused "list_files: 'skip' is given twice" "$BUILD/helpers/list_files" <<<'{"skip":1,"\u0073kip":2}'
}

# failures

@test "failures are passed on byte for byte in their order, with the first one's status" {
	{
		printf '  {"success":false, "details":{"error":{"code":"rate_limited","message":"\\u0061"}},"tokens":9}\n\n'
		line '{"paths":["src/a.c"]}'
		printf '{"tokens":9e0,"success":true,"details":{"x":1.50,"error":{"code":"killed","signal":9,"message":"b"}}} '
	} >lines
	run -5 helper read_file <lines
	assert_output '{"success":false, "details":{"error":{"code":"rate_limited","message":"\u0061"}},"tokens":9}
{"tokens":9e0,"success":true,"details":{"x":1.50,"error":{"code":"killed","signal":9,"message":"b"}}}'
	# the control: without failures it reads
	run -0 helper read_file <<<"$(line '{"paths":["src/a.c"]}')"
}

@test "no code, signal or claim of success in an error makes a status of 0" {
	check() {
		run -"$1" helper read_file <<<"{\"success\":$2,\"details\":{\"error\":$3},\"tokens\":9}"
		assert_output --partial "$3"
	}
	check 137 false '{"code":"killed","signal":9}'
	check 128 false '{"code":"killed","signal":128}'
	check 128 false '{"code":"killed","signal":-128}'
	check 128 false '{"code":"killed"}'
	check 1 false '{"code":"unheard_of"}'
	check 1 false '{}'
	check 1 true '{"code":""}'
	check 3 true '{"code":"network"}'
}

@test "a no without error is used by readers, and stops writers" {
	no='{"success":false,"details":{"findings":[{"path":"src/a.c","line":2}],"text":"t"},"tokens":9}'
	run -0 helper read_file <<<"$no"
	assert_equal "$(details '.files[0].text')" 'TODO two'
	run -1 codex-run writer <<<"$no"
	assert_output "$no"
	assert_equal "$(codex-run writer --keep-going <<<"$no" | jq -c .details.args)" '{"text":"t"}'
}

@test "--keep-going uses what failed lines carry" {
	failed='{"success":false,"details":{"text":"partial","error":{"code":"budget_exceeded","message":"m"}},"tokens":9}'
	run -6 codex-run echo <<<"$failed"
	assert_output "$failed"
	assert_equal "$(args --keep-going <<<"$failed")" "$(given '{"text":"partial"}')"
}

@test "what was cut short upstream is told of, and said on" {
	for name in truncated upstream_truncated; do
		run -0 --separate-stderr helper read_file <<<"$(line "{\"$name\":true,\"paths\":[\"src/a.c\"]}")"
		assert_equal "$stderr" 'read_file: what came through the pipe was cut short upstream'
		assert_equal "$(details .upstream_truncated)" true
	done
	run -0 --separate-stderr helper list_files <<<"$(line '{"truncated":true}')"
	assert_equal "$(details .upstream_truncated)" true
}

# limits

@test "pages of random items hold each item once, cost what they may, and name the least" {
	run -0 "$BUILD/test/result" 400 "$RANDOM"
	read -r pages _ whole _ _ cut _ refusals _ <<<"$output"
	((pages > 400 && whole > 400 && cut > 50 && refusals > 5)) || fail "$output"
}

@test "tokens are those of the details as printed" {
	for encoding in o200k_base cl100k_base; do
		export CODEX_ENCODING=$encoding
		run -0 helper grep TODO src --context 1 </dev/null
		details=${output#*'"details":'}
		assert_equal "$(printf %s "${details%',"tokens"'*}" | codex-tokens)" "$(jq .tokens <<<"$output")"
	done
}

@test "without a token table the constant answer counts its own tokens" {
	mkdir -p elsewhere/helpers
	cp "$BUILD/helpers/grep" elsewhere/helpers
	run -2 --separate-stderr elsewhere/helpers/grep TODO </dev/null
	assert_regex "$stderr" '^grep: no token table: '
	assert_equal "$(details .error)" '{"code":"internal","message":"no token table"}'
	for encoding in o200k_base cl100k_base; do
		assert_equal "$(jq -cj .details <<<"$output" | CODEX_ENCODING=$encoding codex-tokens)" \
			"$(jq .tokens <<<"$output")"
	done
}

@test "an encoding that is none is refused" {
	CODEX_ENCODING=p50k_base refused \
		'grep: CODEX_ENCODING is neither o200k_base nor cl100k_base' "$BUILD/helpers/grep" TODO src
}

# memory

# nomem N COMMAND...: the command, whose allocation number N fails
nomem() { timeout 20 env NOMEM_AT="$1" LD_PRELOAD="$BATS_TEST_TMPDIR/nomem.so" "${@:2}"; }

# survives STEP COMMAND...: each STEPth allocation fails once; either the
# answer is as it was, or it says that memory is out
survives() {
	local n status line total
	line='{"success":false,"details":{"error":{"code":"internal","message":"out of memory"}},"tokens":13}'
	nomem 0 "${@:2}" >whole 9>count </dev/null
	total=$(<count)
	((total > 100)) || fail "$2: only $total allocations"
	for ((n = 1; n <= total; n += $1)); do
		status=0
		nomem $n "${@:2}" >out 2>err </dev/null || status=$?
		if [ $status -eq 0 ]; then
			cmp -s out whole || fail "$2, $n: a false success: $(<out)"
		elif [ "$(<out)" != "$line" ]; then
			[ "$status $(jq -r .details.error.code out)" = '2 internal' ] ||
				fail "$2, $n: exit $status: $(<out) $(<err)"
			grep -q 'Cannot allocate memory$' err || fail "$2, $n: $(<err)"
		elif [ "$status $(<err)" != "2 ${2##*/}: out of memory" ]; then
			# before the entry is read, there is no name
			[ "$status $(<err)" = '2 codex: out of memory' ] ||
				fail "$2, $n: exit $status: $(<err)"
		fi
	done
}

@test "whichever allocation fails, the answer is right or says so" {
	[[ $BUILD != */san ]] || skip "the sanitizers have their own malloc"
	"${CC:-cc}" -shared -fPIC -o nomem.so "$REPO/test/preload/nomem.c"
	start=$((RANDOM % 3))
	survives $((start + 3)) "$BUILD/helpers/read_file" src/a.c --max-tokens 60
	survives $((start + 3)) "$BUILD/helpers/grep" TODO src
	survives $((start + 17)) "$BUILD/bin/codex-template" --check
	echo '{"success":true,"details":{"findings":[{"path":"src/a.c","line":1,"rule":"r","level":"note","message":"m"}]},"tokens":1}' >in
	survives $((start + 17)) "$BUILD/bin/codex-report" -f sarif in
}

@test "the answer of a process without memory counts its own tokens" {
	[[ $BUILD != */san ]] || skip "the sanitizers have their own malloc"
	"${CC:-cc}" -shared -fPIC -o nomem.so "$REPO/test/preload/nomem.c"
	run -2 --separate-stderr nomem 300 "$BUILD/helpers/grep" TODO src
	assert_equal "$stderr" 'grep: out of memory'
	for encoding in o200k_base cl100k_base; do
		assert_equal "$(jq -cj .details <<<"$output" | CODEX_ENCODING=$encoding codex-tokens)" \
			"$(jq .tokens <<<"$output")"
	done
}

# output

@test "a full disk is no success, and a closed pipe ends in silence" {
	run -2 --separate-stderr bash -c '"$0" list_files </dev/null >/dev/full' "$BUILD/bin/codex-run"
	assert_equal "$stderr" 'list_files: cannot write to standard output: No space left on device'
	for trap in '' 'trap "" PIPE;'; do
		bash -c "$trap { sleep 0.3; \"\$0\" grep TODO src; echo \$? >status; } </dev/null 2>err | :" "$BUILD/bin/codex-run"
		assert_equal "$(cat err)" ''
		[ "$(cat status)" -ne 0 ] || fail "$trap: a success"
	done
	assert_equal "$(cat status)" 2
}

@test "long lines and short ones do not mix, in a pipe and in a file" {
	for i in {1..8}; do
		head -c 150000 /dev/zero | tr '\0' "$i" >"long$i"
		for j in {1..8}; do echo short >"short$i$j"; done
	done
	printf '%s\n' long* short* | sort -R >names
	export BUILD
	read_all() { xargs -P8 -n1 "$BUILD/helpers/read_file" --no-stdin <names; }
	counts='["long",8],["short",64]'
	kind='[.details.files[0]|if .text|length>9 then "long" else "short" end]'
	read_all | { sleep 0.5; cat; } >piped
	jq -sc "[.[]|$kind[0]]|group_by(.)|map([.[0],length])" piped >got
	assert_equal "$(cat got)" "[$counts]"
	read_all >file
	jq -sc "[.[]|$kind[0]]|group_by(.)|map([.[0],length])" file >got
	assert_equal "$(cat got)" "[$counts]"
}

@test "control and bidi characters are visible on standard error, and JSON in the answer" {
	refused "grep: unknown flag '--a\\u001b[31m\\u202e\\u0085\\u000ab\\xff'; --help lists them" \
		"$BUILD/helpers/grep" $'--a\e[31m\u202e\u0085\nb\xff'
	run -2 helper grep $'--a\e[31m' </dev/null
	assert_equal "$(wc -l <<<"$output")" 2 # one on each stream
}

# signals

@test "a signal ends a helper with its child, and is its status" {
	mkdir project
	printf 'check:\n\techo $$$$ >pid; exec sleep 61.73\n' >project/Makefile
	git_fixed -C project init -q
	for signal in TERM:143 INT:130 HUP:129; do
		rm -f project/pid
		# a job that the shell starts in the background ignores SIGINT
		(cd project && exec env --default-signal=INT "$BUILD/helpers/run_tests" --no-stdin >../out 2>../err) &
		helper=$!
		for ((i = 0; i < 200; i++)); do
			[ ! -s project/pid ] || break
			sleep 0.05
		done
		[ -s project/pid ] || fail "the tests did not start: $(cat out err)"
		kill -"${signal%:*}" $helper
		status=0
		wait $helper || status=$?
		assert_equal "$signal $status" "$signal ${signal#*:}"
		# its number outside is another than in its namespace
		refute pgrep -f 'sleep 61.73'
		assert_equal "$(cat out)" ''
	done
}

# programs and manifests

@test "a program's options say what is wrong with them" {
	refused "codex-pack: unknown option '--budgt'; did you mean '--budget'?" codex-pack --budgt=5
	refused "codex-pack: --budget needs a value: N" codex-pack --budget
	refused "codex-pack: --budget takes a number that is not negative, not '-1'" codex-pack --budget=-1
	refused "codex-pack: unknown option '-z'; codex-pack --help lists them" codex-pack -z
}

@test "what a manifest has wrong is named, and none of it is run" {
	entry='[{"name":"x","description":"d","x-command":"echo.sh"}]'
	check() {
		jq "$1" <<<"$entry" >.codex/functions.json
		run -2 --separate-stderr codex-run --list
		assert_equal "$(details .error.code)" invalid_arguments
		assert_regex "$stderr" "^codex-run: .*functions\.json: the entry 'x': .*$2"
	}
	jq . <<<"$entry" >.codex/functions.json
	run -0 codex-run --list
	check '.[0]["x-operands"] = ["y"]' "'y' of x-operands is no property"
	check '.[0]["x-operands"] = [5]' 'x-operands'
	check '.[0]["x-pipe"] = "diff"' 'x-pipe'
	check '.[0]["x-flags"] = {"f": 1}' 'x-flags'
	check '.[0]["x-grants"] = ["reed"]' 'x-grants'
	check '.[0]["x-timeout"] = 0' 'x-timeout'
	check '.[0]["x-command"] = 5' 'x-command'
	check '.[0].parameters = []' 'parameters'
	check 'del(.[0].description)' 'description'
	jq '. + .' <<<"$entry" >f.json
	run -2 --separate-stderr codex-run --functions f.json --list
	assert_equal "$stderr" "codex-run: f.json: two entries are named 'x'"
	rm .codex/functions.json
	mkfifo .codex/functions.json
	run -1 timeout 10 codex-run --list
	assert_output --partial '"not_a_file"'
}

@test "the examples of --help can be typed as they are" {
	rm -rf .git .codex
	example_repo project
	cd project
	helper grep --help | sed -n 's/^    printf/printf/p' >example
	[ -s example ] || fail 'there is none'
	run -0 sh example
	assert_equal "$(details '(.matches[0].path // .paths[0])')" $'src/greet.c\nsrc/greet.h'
}
