load helper

# project COMMANDS...: a Makefile whose check runs them
project() {
	mkdir -p p && cd p || return 1
	{
		echo 'check:'
		printf '\t@%s\n' "$@"
	} >Makefile
}

counts() {
	details '[.passed, .failed, .skipped, .status]'
}

@test "passing tests are a yes with their counts" {
	project 'echo 1..3; echo ok 1 - a; echo ok 2 - b \# SKIP no; echo ok 3 - c'
	run_helper run_tests
	assert_success
	assert_equal "$(counts)" '[2,0,1,0]'
	assert_equal "$(details .summary)" \
		'make check: 2 passed, 0 failed, 1 skipped'
	assert_equal "$(details '.sandbox != "none"')" true
	assert_equal "$(details .output)" '1..3
ok 1 - a
ok 2 - b # SKIP no
ok 3 - c'
}

@test "failing tests are a no with their failures, not an error" {
	project 'echo 1..2; echo not ok 1 - sums' 'echo "# got 3"; echo ok 2; exit 1'
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(jq .success <<<"$output")" false
	assert_equal "$(counts)" '[1,1,0,2]'
	assert_equal "$(details .failures)" '[{"name":"sums","message":"got 3"}]'
	assert_equal "$(details .error)" null
}

@test "a run that ends with 0 but says not ok is a no" {
	project 'echo 1..1; echo not ok 1 - a'
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(counts)" '[0,1,0,0]'
}

@test "a run that breaks off is a no" {
	project 'echo 1..3; echo ok 1'
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details .failures)" \
		'[{"name":"plan","message":"3 tests were planned, 1 ran"}]'
}

@test "a run that fails without results is a no, one without tests says so" {
	project 'exit 3'
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details .summary)" \
		'make check ended with status 2 and reported no tests'
	project true
	run_helper run_tests
	assert_success
	assert_equal "$(details .summary)" \
		'make check ended with status 0 and reported no tests'
}

@test "a compiler's error is a failure named build, with its place" {
	project '$(CC) -o x x.c'
	printf 'int main(void)\n{\n\treturn nothing;\n}\n' >x.c
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details '.failures[0] | [.name, .path, .line]')" \
		'["build","x.c",3]'
}

@test "a time limit ends the run with all its processes" {
	project 'echo ok 1; sleep 57.31 & sleep 57.31'
	run_helper run_tests --timeout 0.5
	assert_equal "$status" 1
	assert_equal "$(details '[.timed_out, .passed, .summary]')" \
		'[true,1,"make check was stopped after 0.5 s: 1 passed, 0 failed until then"]'
	run pgrep -f 'sleep 57.31'
	assert_failure
}

@test "the key and make's own variables do not reach the tests" {
	project 'echo "1..1"' 'echo "ok 1 $$OPENAI_API_KEY$$MAKELEVEL$$SOME$$CC"'
	OPENAI_API_KEY=canary MAKELEVEL=3 SOME=other CC=mycc run_helper run_tests
	assert_success
	refute_output --partial canary
	refute_output --partial other
	assert_output --partial 'ok 1 1mycc' # this make's own level is 1
}

@test "standard input is nothing, and output comes in order" {
	project 'cat; echo one; echo two >&2; echo three'
	run bash -c "echo canary | '$BUILD/helpers/run_tests' --no-stdin"
	assert_equal "$(details .output)" 'one
two
three'
}

@test "run_tests within run_tests is refused on the same root only" {
	project "'$BUILD/helpers/run_tests' >inner.json; echo 1..1; echo ok 1"
	run_helper run_tests
	assert_success
	assert_equal "$(jq -r .details.error.code inner.json)" policy_denied
	mkdir other
	printf 'check:\n\t@echo 1..1; echo ok 1\n' >other/Makefile
	printf "check:\n\t@'%s' --root other\n" "$BUILD/helpers/run_tests" >Makefile
	run_helper run_tests
	assert_success
	assert_output --partial 'make check: 1 passed, 0 failed'
}

@test "the output loses its middle first, and no answer exceeds max_tokens" {
	project 'seq 1 3000; echo not ok 1 - a; echo 1..1'
	for max in 110 130 150 200 400 2000; do
		run_helper run_tests --max-tokens $max
		assert_equal "$status" 1
		[ "$(jq .tokens <<<"$output")" -le $max ]
		assert_equal "$(counts)" '[0,1,0,0]'
	done
	assert_equal "$(details '.output | split("\n")[0]')" 1
	assert_equal "$(details '.output | split("\n")[-2]')" 1..1
	left=$(details .bytes_left_out)
	lines=$(details .lines_left_out)
	kept=$(details .output | grep -v 'left out')
	whole=$(make -s check | wc -c)
	assert_equal "$((${#kept} + 1 + left))" "$whole"
	assert_equal "$(($(wc -l <<<"$kept") + lines))" "$(make -s check | wc -l)"
	run_helper run_tests --max-tokens 20
	assert_equal "$status" 2
	assert_equal "$(details .error.code)" invalid_arguments
}

@test "a long line and a long failure keep as much as max_tokens allows" {
	project 'seq 1 9; head -c 40000 /dev/zero | tr "\\0" x; echo the end; echo 1..1' false
	run_helper run_tests --max-tokens 900
	assert_equal "$status" 1
	[ "$(jq .tokens <<<"$output")" -le 900 ]
	assert_equal "$(details '.output | split("\n")[0]')" 1
	[[ $(details .output) == *'left out ...]'$'\n'xxxx*'the end'* ]] || fail "$output"
	project "echo 'not ok 1 - a'; printf '  ---\\n  message: %s\\n  ...\\n' '$(printf '%.0sword ' {1..900})'; echo 1..1"
	run_helper run_tests
	assert_equal "$(details '.failures[0].message | length')" 999
	run_helper run_tests --max-tokens 200
	[ "$(jq .tokens <<<"$output")" -le 200 ]
	assert_equal "$(details '.failures[0] | [.name, .cut, (.message | startswith("word word"))] | tojson')" '["a",true,true]'
	assert_equal "$(details '.failures[0] | (.message | length) + .bytes_left_out')" 999
}

@test "the command is found by the project's files, without running any" {
	cmd() {
		PATH=$BATS_TEST_TMPDIR/bin:$PATH run_helper run_tests
		details .command
	}
	mkdir bin root
	for program in make npm pytest cargo go ctest mvn bats; do
		printf '#!/bin/sh\necho 1..1\necho ok 1\n' >bin/$program
	done
	chmod +x bin/*
	cd root
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
	mkdir test && echo '@test "x" { true; }' >test/x.bats
	assert_equal "$(cmd)" 'bats test'
	echo '<project/>' >pom.xml
	assert_equal "$(cmd)" 'mvn -q -B test'
	mkdir build && touch build/CTestTestfile.cmake
	assert_equal "$(cmd)" 'ctest --test-dir build --output-on-failure'
	echo 'module x' >go.mod
	assert_equal "$(cmd)" 'go test -v ./...'
	touch Cargo.toml
	assert_equal "$(cmd)" 'cargo test'
	printf '[tool.pytest.ini_options]\n' >pyproject.toml
	assert_equal "$(cmd)" pytest
	echo '{"scripts":{"test":"node --test"}}' >package.json
	assert_equal "$(cmd)" 'npm test'
	printf 'X := $(shell touch fired)\ntest:\n\ttrue\n' >Makefile
	assert_equal "$(cmd)" 'make test'
	printf 'check = 1\ncheck := 2\n#check:\nall check: x\n' >>Makefile
	assert_equal "$(cmd)" 'make check'
	[ ! -e fired ]
}

@test "npm's placeholder is no test script" {
	mkdir root && cd root
	npm init -y >/dev/null 2>&1 || skip 'needs npm'
	run_helper run_tests
	assert_equal "$(details .error.code)" not_found
}

@test "a missing runner is not_available with its package" {
	project true
	run --separate-stderr env PATH=/nonexistent "$BUILD/helpers/run_tests" \
		</dev/null
	assert_equal "$status" 1
	assert_equal "$(details .error)" \
		"{\"code\":\"not_available\",\"message\":\"program 'make' is not installed\",\"hint\":\"install the package make\"}"
}

@test "a configured command runs once it is trusted, and as it was trusted" {
	project 'echo 1..1; echo ok 1 - make'
	mkdir .codex
	echo '{"test":["sh","-c","echo 1..1; echo ok 1 - configured"]}' \
		>.codex/config.json
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" policy_denied
	hash=$(codex-run --trust --print)
	CODEX_TRUST=$hash run_helper run_tests
	assert_success
	assert_output --partial 'ok 1 - configured'
	echo '{"test":["sh","-c","echo 1..1; echo ok 1 - changed"]}' \
		>.codex/config.json
	CODEX_TRUST=$hash run_helper run_tests
	assert_equal "$(details .error.code)" policy_denied
	echo '{"budget":1}' >.codex/config.json
	run_helper run_tests
	assert_output --partial 'ok 1 - make'
}

@test "bats reports the place of each failure" {
	mkdir -p root/test && cd root
	sed 's/^TEST/@test/' >test/a.bats <<-'EOF'
		TEST "good" { true; }
		TEST "bad" {
			echo some output
			false
		}
		TEST "skipped" { skip 'not now'; }
	EOF
	# bats puts its own folder in front, whose bats is not the program
	PATH=/usr/local/bin:/usr/bin:/bin run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(counts)" '[1,1,1,1]'
	assert_equal "$(details '.failures[0] | [.name, .path, .line]')" \
		'["bad","test/a.bats",4]'
	assert_equal "$(details '.failures[0].message')" '  `false'"'"' failed
some output'
}

@test "a JUnit file that the run wrote is read, an older one is not" {
	project 'cp new.xml target/surefire-reports/TEST-b.xml; exit 1'
	mkdir -p target/surefire-reports
	echo '<testsuite><testcase classname="B" name="x"><error message="why"/></testcase><testcase name="y"/></testsuite>' >new.xml
	echo '<testsuite><testcase name="old"><failure/></testcase></testsuite>' \
		>target/surefire-reports/TEST-a.xml
	run_helper run_tests
	assert_equal "$(counts)" '[1,1,0,2]'
	assert_equal "$(details .failures)" '[{"name":"B.x","message":"why"}]'
}

@test "a place outside the root is told in the message only" {
	project 'echo "/etc/x.h:3:1: error: bad"; echo "./a.c:4:1: error: worse"; exit 1'
	touch a.c
	run_helper run_tests
	assert_equal "$(details .failures)" \
		'[{"name":"build","message":"/etc/x.h:3: bad"},{"name":"build","path":"a.c","line":4,"message":"worse"}]'
}

@test "go's places are found below the root, whatever the module is called" {
	mkdir bin sub broken
	touch go.mod a_test.go sub/b_test.go broken/c_test.go
	cp "$REPO/test/fixtures/testlog/go-packages.txt" log
	printf '#!/bin/sh\nsed "s|^\t/src/|\t$PWD/|" log; exit 1\n' >bin/go
	chmod +x bin/go
	PATH=$PWD/bin:$PATH run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details '[.failures[] | "\(.path):\(.line)"]')" \
		'["a_test.go:4","a_test.go:8","sub/b_test.go:3","broken/c_test.go:3"]'
}

@test "npm test with node's own runner" {
	command -v npm >/dev/null || skip 'needs npm'
	mkdir root && cd root
	echo '{"name":"x","scripts":{"test":"node --test"}}' >package.json
	cat >a.test.js <<-'EOF'
		const test = require('node:test');
		test('good', () => {});
		test('bad', () => {
			throw new Error('boom');
		});
	EOF
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(counts)" '[1,1,0,1]'
	assert_equal "$(details .failures)" \
		'[{"name":"bad","path":"a.test.js","line":3,"message":"boom"}]'
}

@test "pytest, of whose failures the places are told" {
	[ -x /usr/bin/pytest ] || skip 'needs python3-pytest'
	mkdir -p root/tests && cd root
	printf 'def test_good(): pass\ndef test_bad():\n    assert 1 == 2\n' \
		>tests/test_a.py
	PATH=/usr/bin:$PATH run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(counts)" '[1,1,0,1]'
	assert_equal "$(details '.failures[0] | [.name, .path, .line]')" \
		'["tests/test_a.py::test_bad","tests/test_a.py",3]'
}

@test "make's own errors and a signal are no passes" {
	project 'echo 1..1; echo ok 1; kill -SEGV $$$$'
	run_helper run_tests
	assert_equal "$status" 1
	assert_equal "$(details .summary)" \
		'make check ended with status 2 although 1 passed and none failed'
}

@test "a signal ends the run with all its processes" {
	project 'sleep 58.21 & sleep 58.21'
	"$BUILD/helpers/run_tests" </dev/null >out 2>err &
	pid=$!
	for _ in $(seq 50); do
		[ "$(pgrep -cf 'sleep 58.21')" -lt 2 ] || break
		sleep 0.1
	done
	kill -TERM $pid
	wait $pid && fail 'it ended with 0' || assert_equal $? 143
	run pgrep -f 'sleep 58.21'
	assert_failure
}

@test "tests that the sandbox made fail say so, others do not" {
	for said in 'connect: Network is unreachable' 'EROFS: read-only' \
		'Temporary failure in name resolution'; do
		printf 'check:\n\t@echo "not ok 1 - %s"; exit 1\n' "$said" >Makefile
		run -1 --separate-stderr "$BUILD/helpers/run_tests" --root . </dev/null
		assert_equal "$(details '.hint | test("sandbox.*config.json")')" true
	done
	sed -i 's/exit 1/true/; s/not ok/ok/' Makefile
	run -0 --separate-stderr "$BUILD/helpers/run_tests" --root . </dev/null
	assert_equal "$(details .hint)" null
	printf 'check:\n\t@echo "not ok 1 - it is 3, not 4"; exit 1\n' >Makefile
	run -1 --separate-stderr "$BUILD/helpers/run_tests" --root . </dev/null
	assert_equal "$(details .hint)" null
}
