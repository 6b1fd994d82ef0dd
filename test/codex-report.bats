load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	unset GITHUB_ACTIONS NO_COLOR CLICOLOR CLICOLOR_FORCE
	git init -q .
	mkdir src
	printf 'int main(void)\n{\n\treturn 0; /* \xf0\x9f\x98\x80 x */\n}\n' >src/main.c
}

# line SUCCESS DETAILS: a result line
line() {
	printf '{"success":%s,"details":%s,"tokens":1}\n' "$1" "$2"
}
# finding LEVEL [MORE]: a result line with one finding, on the x in line 3
finding() {
	line true "{\"findings\":[{\"path\":\"src/main.c\",\"line\":3,\"column\":20,\"rule\":\"no-x\",\"level\":\"$1\",\"message\":\"x is used\"${2-}}]}"
}
# report ARGS: reports standard input
report() {
	run --separate-stderr codex-report "$@"
}
tests_red='{"command":"make check","summary":"make check: 3 passed, 1 failed, 0 skipped","passed":3,"failed":1,"skipped":0,"failures":[{"name":"adds","path":"src/main.c","line":2,"message":"expected 3\nwas 4"}],"output":"not ok 4\n","seconds":1.25}'

@test "an error is shown with its line and a caret, and turns the status red" {
	report < <(finding error ',"end_column":21,"hint":"use y"')
	assert_equal "$status" 1
	assert_equal "$output" 'error: x is used [no-x]
   --> src/main.c:3:20
     3 | 	return 0; /* 😀 x */
       | 	                ^
  hint: use y
1 error, 0 warnings and 0 notes in 1 result'
	assert_equal "$stderr" ''
}

@test "warnings and notes stay green, a level that nobody knows does not" {
	report < <(finding warning; finding note)
	assert_equal "$status" 0
	report < <(finding fatal)
	assert_equal "$status" 1
	report < <(line true '{"findings":[{"path":"a","rule":"r","message":"m"}]}')
	assert_equal "$status" 1
	report < <(line true '{"findings":["what?"]}')
	assert_equal "$status" 1
	assert_line --index 0 'error: "what?" [malformed]'
}

@test "a line that failed keeps its code and its hint, and is red in every format" {
	line false '{"error":{"code":"not_found","message":"no file '"'x'"'","hint":"look again"}}' >in
	for format in text github sarif junit markdown gitlab; do
		report -f $format in
		assert_equal "$format $status" "$format 1"
		assert_output --partial "no file 'x'"
		assert_output --partial 'look again'
		report -f $format --exit-zero in
		assert_equal "$format $status" "$format 0"
	done
	report in
	assert_output 'error: in: no file '"'x'"' [not_found]
  hint: look again
1 error, 0 warnings and 0 notes in 1 result'
}

@test "a line that says no and names nothing is an error by itself" {
	report < <(line false '{"summary":"2 warnings","output":"a\nb\n"}')
	assert_equal "$status" 1
	assert_output 'error: 2 warnings
  | a
  | b [answer-no]
no: 2 warnings
1 error, 0 warnings and 0 notes in 1 result'
	# as does one whose only error is allowed
	report < <(line false '{"findings":[{"path":"a","level":"error","rule":"r","message":"m","allowed":true}]}')
	assert_equal "$status" 1
}

@test "an allowed finding is shown, suppressed, and does not count" {
	finding error ',"allowed":"line 2 of the base says so"' >in
	report in
	assert_equal "$status" 0
	assert_output --partial 'allowed error: x is used [no-x]'
	assert_output --partial '  allowed: line 2 of the base says so'
	report -f sarif in
	assert_equal "$(jq -c '.runs[0].results[0].suppressions' <<<"$output")" \
		'[{"kind":"external","justification":"line 2 of the base says so"}]'
	report -f gitlab in
	assert_output '[]'
	report -f github in
	refute_line --regexp '^::(error|warning|notice) '
}

@test "an upstream that died leaves no line: that is not green" {
	report </dev/null
	assert_equal "$status" 2
	assert_equal "$(details .error.code)" invalid_arguments
	assert_equal "$stderr" 'codex-report: no result line in standard input: whatever should have written one did not; --allow-empty takes that for nothing wrong'
	: >empty
	finding note >full
	report full empty
	assert_equal "$status" 2
	assert_equal "$(details .error.message)" 'no result line in empty: whatever should have written one did not; --allow-empty takes that for nothing wrong'
	report --allow-empty full empty
	assert_equal "$status" 0
	report --allow-empty -f sarif </dev/null
	assert_equal "$status" 0
	assert_equal "$(jq -c '.runs[0].results' <<<"$output")" '[]'
}

@test "a line that is none is named, and nothing is written" {
	report --sarif out.sarif < <(finding note; echo '{"a":1}')
	assert_equal "$status" 2
	assert_equal "$(details .error.message)" 'standard input: line 2 holds JSON that is no result line'
	assert [ ! -e out.sarif ]
	report --sarif out.sarif < <(finding note; finding note; echo 'oops')
	assert_equal "$status" 2
	assert_equal "$(details .error.code)" invalid_json
	assert_equal "$(details .error.message)" 'standard input: invalid JSON at line 3 column 1: no JSON value starts like this'
	assert [ ! -e out.sarif ]
	# the half line of a writer that was killed
	report < <(finding note | head -c 60)
	assert_equal "$status" 2
}

@test "one run writes several formats, each whole or not at all" {
	finding error >in
	echo old >out.md
	chmod 640 out.md
	ln -s out.md link.md
	report --sarif out.sarif --junit out.xml --markdown link.md --gitlab out.json in
	assert_equal "$status" 1
	assert_line --index 0 'error: x is used [no-x]'
	jq -e . out.sarif out.json
	xmllint --noout out.xml
	run -0 head -n 1 out.md
	assert_output '## 1 error, 0 warnings and 0 notes in 1 result'
	assert_equal "$(stat -c %a out.md)" 640
	assert [ -L link.md ]
	report -f junit -o o.xml in
	assert_equal "$status $output" '1 '
	cmp o.xml out.xml
	# a name that cannot be written: nothing is left beside it
	mkdir d
	report -o d --exit-zero in
	assert_equal "$(details .error.code)" not_a_file
	assert_equal "$status" 1
	report -o no/such --exit-zero in
	assert_equal "$status" 1
	assert_equal "$(details .error.message)" "cannot write 'no/such': No such file or directory"
	run -0 find . -name '*.new'
	assert_output ''
	report -f sarif -o /dev/stdout in
	assert_equal "$status" 1
	jq -e . <<<"$output"
	report -f sarif -o a --sarif b in
	assert_equal "$status" 2
}

@test "a full disk is no success" {
	finding note >in
	run --separate-stderr bash -c 'codex-report in >/dev/full'
	assert_equal "$status" 2
	run --separate-stderr codex-report -o /dev/full in
	assert_equal "$status" 2
}

@test "sarif: columns are UTF-16 units, places are encoded, rules are indexed" {
	mkdir 'src/a b'
	printf 'x\n' >'src/a b/ä#%?.c'
	{
		finding error ',"end_column":21'
		line true '{"findings":[{"path":"src/a b/ä#%?.c","line":1,"rule":"r","level":"note","message":"m","hint":"h"},{"path":"gone.c","line":9,"rule":"r","level":"note","message":"m"}]}'
	} >in
	report -f sarif in
	assert_equal "$status" 1
	assert_equal "$(jq -c '.runs[0].columnKind, (.runs[0].results[] | [.ruleId,.ruleIndex,.level,.locations[0].physicalLocation.artifactLocation.uri,.locations[0].physicalLocation.region])' <<<"$output")" \
'"utf16CodeUnits"
["no-x",0,"error","src/main.c",{"startLine":3,"endLine":3,"startColumn":18,"endColumn":19}]
["r",1,"note","src/a%20b/%C3%A4%23%25%3F.c",{"startLine":1,"endLine":1,"startColumn":1,"endColumn":2}]
["r",1,"note","gone.c",{"startLine":9,"endLine":9}]'
	assert_equal "$(jq -c '.runs[0].tool.driver.rules[1] | [.id,.help.text]' <<<"$output")" '["r","h"]'
	assert_equal "$(jq -c '.runs[0].invocations[0].executionSuccessful' <<<"$output")" true
}

@test "sarif: a rule says how bad it is, and which helper and kind it is of" {
	{
		finding warning
		line true '{"findings":[{"path":"src/main.c","line":1,"rule":"aws-key-id","level":"error","message":"m","fingerprint":"f"}],"scanned":{"files":1}}'
	} >in
	report -f sarif in
	assert_equal "$(jq -c '.runs[0].tool.driver.rules[] | [.id,.defaultConfiguration.level,.properties]' <<<"$output")" \
		'["aws-key-id","error",{"tags":["secret_scan","security"],"problem.severity":"error","security-severity":"8.0"}]
["no-x","warning",{"tags":[],"problem.severity":"warning"}]'
}

@test "sarif: fingerprints are those of GitHub's upload action" {
	# hashes FILE LINES: of the lines 1 to LINES
	hashes() {
		for ((i = 1; i <= $2; i++)); do
			line true "{\"findings\":[{\"path\":\"$1\",\"line\":$i,\"rule\":\"r\",\"level\":\"note\",\"message\":\"m\"}]}"
		done | codex-report -f sarif | jq -r '.runs[0].results[].partialFingerprints.primaryLocationLineHash'
	}
	printf 'int main(void)\n{\n\treturn 0;\n}\n' >lf.c
	printf 'int main(void)\r\n{\r\n\treturn 0;\r\n}\r\n' >crlf.c
	printf 'a\na\n' >twice
	printf 'x\xf0\x9f\x98\x80y\n' >wide
	: >none
	expected='f810fa58e925b821:1
2e8fb80a607cceec:1
1faea435564ce3cb:1
32dce9ccfdbc9d3e:1
c129715d7a2bc9a3:1'
	assert_equal "$(hashes lf.c 5)" "$expected"
	assert_equal "$(hashes crlf.c 5)" "$expected"
	assert_equal "$(hashes twice 3)" 'ee4468fa4a9bc719:1
243cbaa4685aab12:1
c129715d7a2bc9a3:1'
	assert_equal "$(hashes wide 1)" 26a183f51e213b9f:1
	assert_equal "$(hashes none 1)" c129715d7a2bc9a3:1
}

@test "fingerprints stay when lines shift, and differ between findings" {
	prints() {
		codex-report -f gitlab in | jq -r '.[].fingerprint'
		codex-report -f sarif in | jq -c '.runs[0].results[].partialFingerprints'
	}
	# places LINE: two findings of one rule on it, one of another
	places() {
		line true "{\"findings\":[{\"path\":\"src/main.c\",\"line\":$1,\"rule\":\"r\",\"level\":\"note\",\"message\":\"m\"},{\"path\":\"src/main.c\",\"line\":$1,\"rule\":\"r\",\"level\":\"note\",\"message\":\"n\"},{\"path\":\"src/main.c\",\"line\":$1,\"rule\":\"s\",\"level\":\"note\",\"message\":\"m\"}]}"
	}
	places 3 >in
	before=$(prints)
	assert_equal "$(head -n 3 <<<"$before" | sort -u | wc -l)" 3
	sed -i '1i /* new */\n' src/main.c
	places 5 >in
	assert_equal "$(prints)" "$before"
}

@test "sarif: a run holds 25000 results, errors first" {
	jq -nc '{success:true,tokens:1,details:{findings:([range(25001) | {path:"src/main.c",line:1,rule:"r",level:"note",message:"m"}] + [{path:"src/main.c",line:2,rule:"e",level:"error",message:"m"}])}}' >in
	report -f sarif -o out in
	assert_equal "$status" 1
	assert_equal "$(jq -c '.runs[0] | [(.results | length), .results[0].ruleId, .invocations[0].toolExecutionNotifications[0].message.text]' out)" \
		'[25000,"e","2 findings are left out: a run holds 25000"]'
}

@test "sarif: no message makes a link" {
	report -f sarif < <(line true '{"findings":[{"path":"a","line":1,"rule":"r","level":"note","message":"[see](https://example.org)"}]}')
	assert_equal "$(jq -r '.runs[0].results[0].message.text' <<<"$output")" '[see\](https://example.org)'
}

@test "github: content forges no command" {
	line true '{"findings":[{"path":"src/a,b:c%0A::error::p\n::error::q","line":1,"rule":"r,x=y::z","level":"warning","message":"100%\r\n::error file=x::forged\n::stop-commands::a"}]}' >in
	report -f github in
	assert_equal "$status" 0
	assert_line --index 0 '::warning file=src/a%2Cb%3Ac%250A%3A%3Aerror%3A%3Ap%0A%3A%3Aerror%3A%3Aq,line=1,endLine=1,title=r%2Cx=y%3A%3Az::100%25\u000d%0A::error file=x::forged%0A::stop-commands::a'
	# all else that is content stands between stop-commands and its token
	token=$(sed -n 's/^::stop-commands::\([0-9a-f]\{64\}\)$/\1/p' <<<"$output")
	assert_equal "${#token}" 64
	assert_equal "$(sed "/^::stop-commands::$token/,/^::$token::\$/d" <<<"$output" | tail -n +2)" '::group::The whole report
::endgroup::'
}

@test "github: ten of each level are annotated, errors first, and it says so" {
	jq -nc '{success:true,tokens:1,details:{findings:[("note","warning","error") as $l | range(12) | {path:"src/main.c",line:3,column:20,end_column:21,rule:"r",level:$l,message:"m"}]}}' >in
	report -f github in
	assert_equal "$status" 1
	assert_line --index 0 '::error file=src/main.c,line=3,endLine=3,col=18,endColumn=19,title=r::m'
	for word in error warning notice; do
		assert_equal "$(grep -c "^::$word " <<<"$output")" 10
	done
	assert_line '30 of 36 are annotated: GitHub shows 10 of each level; all of them are in the log'
	assert_equal "$(grep -c '^error: m \[r\]$' <<<"$output")" 12
}

@test "text: under GitHub Actions the runner takes none of it for a command" {
	finding note >in
	GITHUB_ACTIONS=true report in
	assert_equal "$status" 0
	assert_line --index 0 --regexp '^::stop-commands::[0-9a-f]{64}$'
	# what goes to a file is no log
	GITHUB_ACTIONS=true codex-report in >out
	run -0 head -n 1 out
	assert_output 'note: x is used [no-x]'
}

@test "junit: a suite for each line, and only what is red fails" {
	{
		line false "$tests_red"
		finding warning
		line true '{"summary":"all is well"}'
		line false '{"error":{"code":"timeout","message":"too late"}}'
	} >in
	report -f junit in
	assert_equal "$status" 1
	printf %s "$output" >out.xml
	x() { xmllint --xpath "$1" out.xml; }
	assert_equal "$(x 'concat(/testsuites/@tests," ",/testsuites/@failures," ",/testsuites/@errors," ",/testsuites/@time)')" '4 1 1 1.250'
	assert_equal "$(x 'count(//testcase)')" 4
	assert_equal "$(x 'count(//testsuite)')" 4
	assert_equal "$(x 'string(//testcase[@name="adds"]/failure/@message)')" 'expected 3
was 4'
	assert_equal "$(x 'string(//testcase[@name="adds"]/@line)')" 2
	assert_equal "$(x 'string(//testsuite[1]/properties/property[@name="passed"]/@value)')" 3
	assert_equal "$(x 'string(//testcase[@classname="src/main.c"]/system-out)')" 'x is used'
	assert_equal "$(x 'string(//testcase/error/@type)')" timeout
}

@test "junit: what XML cannot carry is replaced" {
	line true '{"findings":[{"path":"a\u0001b","line":1,"rule":"]]>&<\"","level":"error","message":"\u001b[31m\u0000\u000c\ufffe\uffff\u202e]]>&amp;\ttab"}]}' >in
	report -f junit in
	assert_equal "$status" 1
	printf %s "$output" >out.xml
	assert_equal "$(xmllint --xpath 'string(//failure)' out.xml)" '\u001b[31m\xc0\x80\u000c��\u202e]]>&amp;	tab'
}

@test "markdown: content is code and nothing else" {
	line true '{"summary":"<b>s</b>","findings":[{"path":"a|b.c","line":1,"rule":"r`","level":"note","message":"![i](http://x) @user <img src=x>\n`a` ``b|\\|","hint":"#1"}]}' >in
	report -f markdown in
	assert_equal "$status" 0
	assert_output '## 0 errors, 0 warnings and 1 note in 1 result

| level | where | what | rule |
| --- | --- | --- | --- |
| note | `a`&#124;`b.c:1` | `![i](http://x) @user <img src=x>`<br>``` `a` ``b ```&#124;`\`&#124;<br>hint: `#1` | `` r` `` |

| result | answer | summary |
| --- | --- | --- |
| `in` | yes | `<b>s</b>` |'
}

@test "markdown: stays below 1 MiB and says what is missing" {
	jq -nc '{success:true,tokens:1,details:{findings:([range(9000) | {path:"src/main.c",line:1,rule:"r",level:"note",message:("m" * 300)}] + [{path:"z",rule:"e",level:"error",message:"last"}])}}' >in
	report -f markdown -o out in
	assert_equal "$status" 1
	[ "$(stat -c %s out)" -le 1048576 ]
	assert_equal "$(sed -n 5p out)" '| error | `z` | `last` | `e` |'
	shown=$(grep -c '^| note' out)
	assert_equal "$(tail -n 1 out)" "$((9000 - shown)) more are not shown."
}

@test "gitlab: severities, and a place for what has none, as the format wants one" {
	{
		finding error
		finding warning
		line false '{"error":{"code":"timeout","message":"too late"}}'
		line true '{"todos":[{"path":"src/main.c","line":1,"tag":"TODO","text":"mend"}]}'
	} >in
	report -f gitlab in
	assert_equal "$status" 1
	assert_equal "$(jq -c '[.[] | [.severity,.check_name,.description,.location.path,.location.lines.begin]]' <<<"$output")" \
		'[["major","no-x","x is used","src/main.c",3],["minor","no-x","x is used","src/main.c",3],["major","timeout","in: too late",".gitlab-ci.yml",1],["info","TODO","mend","src/main.c",1]]'
}

@test "a result is named by its command, its helper or its file" {
	names() {
		report -f junit "$@"
		xmllint --xpath '//testsuite/@name' - <<<"$output" | sed 's/ name="\(.*\)"/\1/'
	}
	codex-run list_todos </dev/null >mixed || fail 'no list_todos'
	echo "id = \"AKIA$(printf 'QWERTYUIOPASDFGZ')\"" >src/s.txt
	codex-run secret_scan src/s.txt </dev/null >>mixed || :
	line false "$tests_red" >>mixed
	line true '{"text":"of no helper of ours"}' >>mixed
	line true '{"summary":"a"}' >check.old.ndjson
	assert_equal "$(names mixed check.old.ndjson <(line true '{"summary":"b"}'))" 'list_todos
secret_scan
make check
mixed
check.old
result 6'
	assert_equal "$(names <mixed | tail -n 1)" 'result 4'
	# so a person sees who failed, and who said what
	line false '{"error":{"code":"timeout","message":"too late"}}' >lint.ndjson
	report lint.ndjson mixed
	assert_line --index 0 'error: lint: too late [timeout]'
	assert_line 'no: secret_scan: 1 error, 0 warnings, 0 notes'
	assert_line 'no: make check: 3 passed, 1 failed, 0 skipped'
}

@test "a helper is known by its answer, or is not named, never another" {
	example_repo example
	cd example
	named=0
	for helper in $(codex-run --manifest | jq -r '.[].name'); do
		while read -r arguments; do
			name=$(codex-run "$helper" <<<"$arguments" 2>/dev/null |
				codex-report -f junit --exit-zero |
				xmllint --xpath 'string(//testsuite/@name)' -)
			case $name in
			"$helper" | 'make '*) ((++named)) ;;
			'result 1') ;;
			*) fail "$helper $arguments is said to be of '$name'" ;;
			esac
		done < <(codex-run "$helper" --schema | jq -c '."x-examples"[]?.arguments')
	done
	[ "$named" -ge 12 ] || fail "only $named were known"
}

@test "text: a file outside the root is not opened, nor is a link that leads there" {
	echo secret >"$BATS_TEST_TMPDIR/../outside-$$"
	mkdir root
	ln -s "../../outside-$$" root/link
	for path in "../../outside-$$" /etc/passwd link; do
		report --root root < <(line true "{\"findings\":[{\"path\":\"$path\",\"line\":1,\"rule\":\"r\",\"level\":\"note\",\"message\":\"m\"}]}")
		assert_equal "$status" 0
		refute_output --partial secret
		refute_output --partial root:
		assert_output --partial "$path"
	done
	# the control: inside it is shown
	echo secret >root/file
	report --root root < <(line true '{"findings":[{"path":"file","line":1,"rule":"r","level":"note","message":"m"}]}')
	assert_output --partial 'secret'
	rm "$BATS_TEST_TMPDIR/../outside-$$"
}

@test "text: colour by the conventions" {
	finding error >in
	esc=$'\033'
	CLICOLOR_FORCE=1 report in
	assert_line --index 0 "$esc[1;31merror$esc[m: x is used $esc[2m[no-x]$esc[m"
	CLICOLOR_FORCE=1 NO_COLOR=1 report in
	refute_output --partial "$esc"
	CLICOLOR_FORCE=0 report in
	refute_output --partial "$esc"
	# on a terminal
	TERM=xterm run script -qec "$BUILD/bin/codex-report in" /dev/null
	assert_output --partial "$esc[1;31merror"
	TERM=dumb run script -qec "$BUILD/bin/codex-report in" /dev/null
	refute_output --partial "$esc[1;31merror"
	TERM=xterm CLICOLOR=0 run script -qec "$BUILD/bin/codex-report in" /dev/null
	refute_output --partial "$esc[1;31merror"
}

@test "text: controls are visible, also in the file that is shown" {
	printf 'a\033[31mb \xe2\x80\xae c\xff d\n' >src/odd.c
	report < <(line true '{"findings":[{"path":"src/odd.c","line":1,"column":15,"rule":"r\u001b","level":"note","message":"\u009b31m\u202e\u0007"}]}')
	assert_output 'note: \u009b31m\u202e\u0007 [r\u001b]
   --> src/odd.c:1:15
     1 | a\u001b[31mb \u202e c\xff d
       |                          ^
0 errors, 0 warnings and 1 note in 1 result'
}

@test "text: of a very long line what is around the column is shown" {
	{
		head -c 5000 /dev/zero | tr '\0' a
		printf X
		head -c 5000 /dev/zero | tr '\0' b
	} >src/long.c
	report < <(line true '{"findings":[{"path":"src/long.c","line":1,"column":5001,"rule":"r","level":"note","message":"m"}]}')
	assert_line --index 2 --regexp '^     1 \| a{79,80}Xb{79,80}$'
	column=$(sed -n 3p <<<"$output" | grep -bo X)
	caret=$(sed -n 4p <<<"$output" | grep -bo '\^')
	assert_equal "${column%:*}" "${caret%:*}"
}

@test "what was cut short upstream is said" {
	report < <(line true '{"findings":[],"truncated":true,"total":9}')
	assert_equal "$status" 0
	assert_line 'warning: result 1 was cut short: there is more than what stands here [cut-short]'
}

@test "secrets in what is reported are redacted" {
	report < <(line false '{"output":"key '"$CANARY"' end","summary":"s"}')
	assert_equal "$status" 1
	assert_output --partial 'key [redacted:'
}

@test "a secret that is found is in no format, also not in the line that is shown" {
	key=AKIA$(printf 'QWERTYUIOPASDFGZ')
	printf 'a = 1\npassword = "hunter2hunter9x"\naws_key = "%s"\n' "$key" >src/s.txt
	codex-run secret_scan src/s.txt </dev/null >in || :
	for format in text github sarif junit markdown gitlab; do
		report -f $format in
		assert_equal "$format $status" "$format 1"
		refute_output --partial hunter2
		refute_output --partial "$key"
		assert_output --partial src/s.txt
	done
	report in
	assert_line '     2 | password = "[redacted:password]"'
	# what redaction does not know is not shown where a secret was found
	report < <(line true '{"findings":[{"path":"src/s.txt","line":1,"rule":"r","level":"note","message":"m","fingerprint":"f"}]}')
	refute_output --partial 'a = 1'
	report < <(line true '{"findings":[{"path":"src/s.txt","line":1,"rule":"r","level":"note","message":"m"}]}')
	assert_output --partial 'a = 1'
}

@test "a red run_tests stays red in a pipe without pipefail" {
	printf 'check:\n\t@echo "not ok 1 - adds"; exit 1\n' >Makefile
	run --separate-stderr bash -c 'codex-run run_tests </dev/null | codex-report'
	assert_equal "$status" 1
	assert_output --partial 'error: adds: '
}

@test "it answers with status 2 to what it does not know" {
	report -f html </dev/null
	assert_equal "$status" 2
	assert_equal "$(details .error.message)" "no format 'html'; there are text, github, sarif, junit, markdown and gitlab"
	report no-such-file
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
}
