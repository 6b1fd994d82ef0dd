load helper

# log NAME [failed]: what is read out of test/fixtures/testlog/NAME
log() {
	run "$BUILD/test/testlog" "${@:2}" <"$REPO/test/fixtures/testlog/$1"
	assert_success
}

# text [failed]: what is read out of standard input
text() {
	run "$BUILD/test/testlog" "$@"
	assert_success
}

@test "bats: TAP with the places in its comments, and its pretty form" {
	log bats-tap.txt
	assert_output '1 passed, 1 failed, 1 skipped
fails | t.bats:2 |   `@test "fails" { echo some output; false; }'"'"' failed
some output'
	log bats-pretty.txt
	assert_output '1 passed, 1 failed, 1 skipped'
}

@test "node: TAP 13 with YAML and subtests, which count once; its spec form" {
	log node-tap.txt
	assert_output '2 passed, 2 failed, 2 skipped
fails | /src/a.test.js:3 | 2 == 3
inner bad | /src/a.test.js:6 | boom'
	log node-spec.txt
	assert_line --index 0 '2 passed, 3 failed, 2 skipped'
	assert_line 'fails | a.test.js:3 | AssertionError [ERR_ASSERTION]: 2 == 3'
	assert_line 'inner bad | a.test.js:6 | Error: boom'
}

@test "pytest: counts, full names, places and reasons" {
	log pytest.txt
	assert_output '1 passed, 3 failed, 1 skipped
tests/test_a.py::test_err | tests/test_a.py:12 | RuntimeError: setup
tests/test_a.py::test_bad | tests/test_a.py:5 | AssertionError: numbers differ
assert 1 == 2
tests/test_a.py::TestC::test_m | tests/test_a.py:8 | ValueError: boom'
	text <<<'2 failed, 1 passed, 1 error in 0.02s'
	assert_output '1 passed, 3 failed, 0 skipped'
	text <<<'===== no tests ran in 0.01s ====='
	assert_output '0 passed, 0 failed, 0 skipped, none'
}

@test "unittest: counts and tracebacks" {
	log unittest.txt
	assert_output '1 passed, 2 failed, 1 skipped
test_err (test_u.T.test_err) | /src/tests/test_u.py:7 | ValueError: boom
test_bad (test_u.T.test_bad) | /src/tests/test_u.py:4 | AssertionError: 1 != 2'
	printf 'Ran 3 tests in 0.1s\n\nOK (skipped=1)\n' >ok
	text <ok
	assert_output '2 passed, 0 failed, 1 skipped'
}

@test "cargo: counts and panics; what does not compile is a build failure" {
	log cargo.txt
	assert_output '1 passed, 2 failed, 1 skipped
bad | src/main.rs:3 | assertion `left == right` failed
  left: 1
 right: 2
m::deep | src/main.rs:5 | boom'
	log cargo-build.txt failed
	assert_output '0 passed, 0 failed, 0 skipped, none
build | src/main.rs:1 | mismatched types'
}

@test "go: with and without -v, subtests instead of their parents" {
	log go.txt
	assert_output '2 passed, 2 failed, 1 skipped
TestBad | example.org/x/x_test.go:4 | got 3
TestSub/two | example.org/x/x_test.go:7 | wrong'
	log go-short.txt
	assert_output '0 passed, 2 failed, 0 skipped
TestBad | example.org/x/x_test.go:4 | got 3
TestSub/two | example.org/x/x_test.go:7 | wrong'
	log go-build.txt failed
	assert_output '0 passed, 0 failed, 0 skipped, none
build | ./y.go:2 | undefined: nothing'
}

@test "go: packages have their paths, panics their places, and one may not build" {
	log go-packages.txt failed
	assert_output '0 passed, 3 failed, 0 skipped
TestBad | example.org/m/a_test.go:4 | got 1, want 2
more
TestParent/has_space | example.org/m/a_test.go:8 | boom
TestPanics | /src/sub/b_test.go:3 | panic: assignment to entry in nil map [recovered]
build | broken/c_test.go:3 | undefined: undefined'
}

@test "go -json: the same, with what passed" {
	log go-packages.txt failed
	failures=${output#*$'\n'}
	log go-json.txt failed
	assert_output "5 passed, 3 failed, 1 skipped
$failures"
	# events of packages that run side by side are mixed
	text <<-'EOF'
		{"Action":"run","Package":"m/a","Test":"TestX"}
		{"Action":"run","Package":"m/b","Test":"TestX"}
		{"Action":"output","Package":"m/a","Test":"TestX","Output":"    x_test.go:1: a\n"}
		{"Action":"output","Package":"m/b","Test":"TestX","Output":"    x_test.go:2: b\n"}
		{"Action":"fail","Package":"m/b","Test":"TestX"}
		{"Action":"pass","Package":"m/a","Test":"TestX"}
		{"Action":"fail","Package":"m/b"}
		{"Action":"pass","Package":"m/a"}
		{"Action":"output","Package":"m/c","Output":"panic: in TestMain\n"}
		{"Action":"fail","Package":"m/c"}
	EOF
	assert_output '1 passed, 2 failed, 0 skipped
TestX | m/b/x_test.go:2 | b
m/c | :0 | panic: in TestMain'
	# as of go 1.24 the compiler's words are events too
	text failed <<-'EOF'
		{"ImportPath":"m/d [m/d.test]","Action":"build-output","Output":"# m/d [m/d.test]\n"}
		{"ImportPath":"m/d [m/d.test]","Action":"build-output","Output":"d/d_test.go:3:9: undefined: x\n"}
		{"ImportPath":"m/d [m/d.test]","Action":"build-fail"}
		{"Action":"pass","Package":"m/a","Test":"TestX"}
		{"Action":"fail","Package":"m/d","Elapsed":0,"FailedBuild":"m/d [m/d.test]"}
	EOF
	assert_output '1 passed, 0 failed, 0 skipped
build | d/d_test.go:3 | undefined: x'
	text <<<'{"Action": 7} {"Action":"run"}'
	assert_output '0 passed, 0 failed, 0 skipped, none'
}

@test "cargo: panics that did not come, errors that were returned, documentation, -q" {
	log cargo-kinds.txt
	assert_output '2 passed, 5 failed, 1 skipped
tests::bad | src/lib.rs:7 | assertion `left == right` failed: f is wrong
  left: 2
 right: 3
tests::no_panic - should panic | :0 | note: test did not panic as expected at src/lib.rs:9:29
tests::res | :0 | Error: "why"
integ | tests/i.rs:1 | index out of bounds: the len is 0 but the index is 0
src/lib.rs - f (line 1) | src/lib.rs:1 | Test executable failed (exit status: 101).

stderr:

assertion `left == right` failed
  left: 2
 right: 3'
	kinds=$output
	log cargo-quiet.txt
	assert_output "${kinds/ - should panic/}"
}

@test "pytest: what cannot be collected has its place in the project" {
	log pytest-collect.txt
	assert_output "0 passed, 1 failed, 0 skipped
test_b.py | test_b.py:1 | ModuleNotFoundError: No module named 'nosuchmodule'"
}

@test "ctest: a line for each test, with the output of failed ones" {
	log ctest.txt
	assert_output '1 passed, 3 failed, 1 skipped
bad | :0 | wrong value
missing | :0 | Not Run
slow | :0 | Timeout'
}

@test "jest, vitest and mocha: counts, names, places and reasons" {
	log jest.txt
	assert_output '1 passed, 1 failed, 2 skipped
suite › bad | j/a.test.js:1 | expect(received).toBe(expected) // Object.is equality'
	log vitest.txt
	assert_output '1 passed, 1 failed, 1 skipped
a.test.mjs > suite > bad | a.test.mjs:2 | AssertionError: expected 1 to be 2 // Object.is equality'
	log mocha.txt
	assert_output '1 passed, 1 failed, 2 skipped
suite bad | m/a.js:2 | AssertionError [ERR_ASSERTION]: 1 == 2'
}

@test "automake and surefire: counts and names" {
	log automake.txt
	assert_output '1 passed, 1 failed, 1 skipped
bad.sh | :0 | '
	log surefire.txt
	assert_output '1 passed, 2 failed, 1 skipped
AppTest.bad | :4 | expected:<1> but was:<2>
AppTest.err | :4 | IllegalState boom'
}

@test "compilers: errors only when the run failed without results" {
	log cc.txt failed
	assert_output "0 passed, 0 failed, 0 skipped, none
build | x.c:3 | ‘nothing’ undeclared (first use in this function)"
	log cc.txt
	assert_output '0 passed, 0 failed, 0 skipped, none'
	text failed <<-'EOF'
		/usr/bin/ld: x.c:3: undefined reference to `f'
		[ERROR] /src/App.java:[3,5] ';' expected
		a sentence: error: with blanks
	EOF
	assert_output "0 passed, 0 failed, 0 skipped, none
build | /src/App.java:3 | ';' expected"
}

@test "ctest: -V, and its JUnit file" {
	log ctest-verbose.txt
	assert_output '2 passed, 4 failed, 2 skipped
bad one | :0 | 
crash | :0 | Exception: SegFault
slow | :0 | Timeout
gone | :0 | Not Run'
	run -0 "$BUILD/test/testlog" junit <"$REPO/test/fixtures/testlog/junit-ctest.xml"
	assert_output '2 passed, 3 failed, 3 skipped
bad one | :0 | src/a.c:3: assertion failed
crash | :0 | 
slow | :0 | '
}

@test "node: a test that is still to do is no failure" {
	printf 'test at a.mjs:6:1\n\u2716 todo (0.1ms) # TODO\n  Error: later\n\ntest at a.mjs:7:1\n\u2716 bad (0.1ms)\n  Error: boom\n\u2139 fail 1\n' >log
	text <log
	assert_output '0 passed, 1 failed, 0 skipped
bad | a.mjs:7 | Error: boom'
}

@test "JUnit files: of pytest and node; entities are refused" {
	log junit-pytest.xml junit
	assert_line --index 0 '1 passed, 3 failed, 1 skipped'
	assert_line 'tests.test_a.TestC.test_m | :0 | ValueError: boom'
	log junit-node.xml junit
	assert_line --index 0 '2 passed, 2 failed, 2 skipped'
	text junit <<-'EOF'
		<testsuite><testcase classname="a" name="b" file="x.rb" line="3">
		<failure>first line
		second</failure></testcase></testsuite>
	EOF
	assert_output '0 passed, 1 failed, 0 skipped
a.b | x.rb:3 | first line
second'
	text junit <<-'EOF'
		<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
		<testsuite><testcase name="&b;"/></testsuite>
	EOF
	assert_output 'this is no JUnit report: it declares entities
0 passed, 0 failed, 0 skipped, none'
	text junit <<<'<testsuite><testcase name="a"/>'
	assert_line --index 0 'this is no JUnit report'
}

@test "TAP: directives, plans before and behind, streams, bail out" {
	text <<-'EOF'
		1..4
		ok 1 - a # skip not here
		not ok 2 - b # TODO later
		not ok 3 a \# SKIP that is none
		ok
	EOF
	assert_output '1 passed, 1 failed, 2 skipped
a # SKIP that is none | :0 | '
	printf '1..2\nok 1\nok 2\nok 1\nok 2\nok 3\n1..3\n1..1\nok 1\n' >streams
	text <streams
	assert_output '6 passed, 0 failed, 0 skipped'
	text <<<$'1..3\nok 1\nBail out!  no disk'
	assert_output '1 passed, 1 failed, 0 skipped
Bail out! | :0 | no disk'
	text <<<$'ok 1\n1..3'
	assert_output '1 passed, 1 failed, 0 skipped
plan | :0 | 3 tests were planned, 1 ran'
	text <<<'1..0 # SKIP no database'
	assert_output '0 passed, 0 failed, 0 skipped'
}

@test "TAP: a parent counts when it failed by itself" {
	text <<-'EOF'
		TAP version 14
		    ok 1 - a
		    ok 2 - b
		    1..2
		not ok 1 - parent
		1..1
	EOF
	assert_output '2 passed, 1 failed, 0 skipped
parent | :0 | '
}

@test "TAP: places in YAML and in Perl's comments" {
	text <<-'EOF'
		1..2
		not ok 1 - a
		  ---
		  message: |-
		    two
		    lines
		  at:
		    file: t/a.t
		    line: 7
		  ...
		not ok 2 - b
		#   Failed test 'b'
		#   at t/b.t line 5.
	EOF
	assert_output "0 passed, 2 failed, 0 skipped
a | t/a.t:7 | two
lines
b | t/b.t:5 |   Failed test 'b'"
}

@test "a plain last line sums up; of several the last may be the total" {
	printf '1..9\nnot ok 3 - a\n7 passed, 1 failed, 1 skipped\n' >one
	text <one
	assert_output '7 passed, 1 failed, 1 skipped
a | :0 | '
	printf '2 passed, 0 failed\n3 passed, 0 failed\n5 passed, 0 failed\n' >total
	text <total
	assert_output '5 passed, 0 failed, 0 skipped'
	printf '4 passed, 0 failed\n3 passed, 0 failed\n' >sum
	text <sum
	assert_output '7 passed, 0 failed, 0 skipped'
	printf '1..1\nnot ok 1 - a\n3 passed, 0 failed\n' >liar
	text <liar
	assert_line --index 0 '3 passed, 1 failed, 0 skipped'
}

@test "words in other output are no results" {
	text <<-'EOF'
		ok, let us begin
		not ok at all
		ok  	example.org/pkg	0.003s
		It passed 3 and failed 4 times
		12 passed the door
		FAILED to open a file
		ERROR: the log says so
		FAIL: word
		--- FAIL: this is prose
		1..2..3
		Tests are good
		# pass this on
	EOF
	assert_output '0 passed, 0 failed, 0 skipped, none'
}

@test "what is cut, and what only looks like an error, does no harm" {
	text <<<'1/2 Test #1: a ..'
	assert_output '0 passed, 1 failed, 0 skipped
a | :0 | '
	printf 'error[0]\nerror[E1]:\nerror: \n --> a.rs:1:2\n=== RUN \n--- FAIL:\n' >log
	text failed <log
	assert_output '0 passed, 0 failed, 0 skipped, none
build | a.rs:1 | '
}

@test "of very many failures the first 1000 are kept, and all are counted" {
	for i in {1..1500}; do
		echo "{\"Action\":\"fail\",\"Package\":\"m\",\"Test\":\"T$i\"}"
	done >log
	text <log
	assert_line --index 0 '0 passed, 1500 failed, 0 skipped'
	assert_equal "${#lines[@]}" 1001
}

@test "colours, carriage returns and bytes that are no text do no harm" {
	printf '\033[32m1..1\033[0m\n10%%\r50%%\r\033[1mok 1 - a\033[0m\r\n' >log
	text <log
	assert_output '1 passed, 0 failed, 0 skipped'
	head -c 300000 /dev/urandom >noise
	run "$BUILD/test/testlog" <noise
	assert_success
}
