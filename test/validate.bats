load helper

# the scripts that judge a change: validate_diff, verify_diff, validate.sh

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export CODEX_BIN=$BUILD/bin
	mkdir -p p/config p/src && cd p || return 1
	git init -q -b main
	printf '{}\n' >config/production.json
	printf 'one\n' >src/a
	printf 'test:\n\t@sh ./check\n' >Makefile
	printf 'echo 1..1\ngrep -q one src/a && echo ok 1 - one || { echo not ok 1 - one; exit 1; }\n' >check
	git add -A
	git_fixed commit -qm base
	git checkout -qb work
}

@test "validate_diff judges what changed since the merge base" {
	printf 'two\n' >>src/a
	git_fixed commit -qam work
	git checkout -q main
	printf '{"a":1}\n' >config/production.json
	git_fixed commit -qam main
	git checkout -q work
	run "$REPO/scripts/validate_diff" --diff main
	assert_success
	assert_output '0 errors, 0 warnings, 0 notes in 1 changed file'
	printf '{"b":1}\n' >config/production.json
	git_fixed commit -qam prod
	run "$REPO/scripts/validate_diff" --diff main
	assert_failure 1
	assert_output 'config/production.json:1: error: production-config: configures production; a person changes it
1 error, 0 warnings, 0 notes in 2 changed files'
}

@test "validate_diff passes flags on, prints the line, and reads a file" {
	printf 'x\n' >.gitattributes
	git add -A
	run "$REPO/scripts/validate_diff" --staged
	assert_success
	run "$REPO/scripts/validate_diff" --staged --fail-on warning
	assert_failure 1
	run "$REPO/scripts/validate_diff" --json --staged
	assert_success
	[ "$(details '.findings[0].rule')" = tool-config ]
	git diff --cached >../d
	run "$REPO/scripts/validate_diff" ../d --fail-on warning
	assert_failure 1
	assert_line '.gitattributes:1: warning: tool-config: steers tools that run on other people'"'"'s machines'
	run "$REPO/scripts/validate_diff" - <../d
	assert_success
}

@test "validate_diff with nothing to judge, or a base that is not there, fails" {
	run --separate-stderr "$REPO/scripts/validate_diff" /dev/null
	assert_failure 2
	run --separate-stderr "$REPO/scripts/validate_diff"
	assert_failure 2
	run --separate-stderr "$REPO/scripts/validate_diff" --diff origin/main
	assert_failure 1
}

@test "validate_diff works from a folder of the project" {
	printf '{"b":1}\n' >config/production.json
	cd src || return 1
	run "$REPO/scripts/validate_diff" --diff main
	assert_failure 1
	assert_line 'config/production.json:1: error: production-config: configures production; a person changes it'
}

@test "verify_diff runs the tests only after a yes, and both must say yes" {
	printf 'two\n' >>src/a
	run "$REPO/scripts/verify_diff" --diff main
	assert_success
	assert_line '0 errors, 0 warnings, 0 notes in 1 changed file'
	printf 'two\n' >src/a
	run "$REPO/scripts/verify_diff" --diff main
	assert_failure 1
	printf '{"b":1}\n' >config/production.json
	printf 'touch ran\n' >check
	run "$REPO/scripts/verify_diff" --diff main
	assert_failure 1
	[ ! -e ran ]
}

@test "validate.sh goes through format, lint, tests and diff" {
	printf 'two\n' >>src/a
	run "$REPO/scripts/validate.sh" main
	assert_success
	assert_line --index 0 '== format: the project has no command for it'
	assert_line --index 1 '== lint: the project has no command for it'
	assert_line --index 2 '== tests: codex-run run_tests'
	assert_line --index 4 '0 errors, 0 warnings and 0 notes in 1 result'
	assert_line 'validate: yes'
}

@test "validate.sh stops at the first no" {
	printf 'format-check:\n\t@echo formatted\nlint:\n\t@echo bad; false\ntest:\n\t@touch ran\n' >Makefile
	run "$REPO/scripts/validate.sh" main
	assert_failure 1
	assert_line '== format: make format-check'
	assert_line 'formatted'
	assert_line '== lint: make lint'
	assert_line 'validate: no: lint'
	[ ! -e ran ]
	printf 'format-check:\n\t@false\n' >Makefile
	run "$REPO/scripts/validate.sh" main
	assert_failure 1
	refute_line --partial lint
}

@test "validate.sh says no to red tests and to a change the policy refuses" {
	printf 'two\n' >src/a
	run "$REPO/scripts/validate.sh" main
	assert_failure 1
	assert_line 'validate: no: tests'
	git checkout -q src/a
	printf '{"b":1}\n' >config/production.json
	run "$REPO/scripts/validate.sh" main
	assert_failure 1
	assert_line 'validate: no: diff'
}

@test "validate.sh: a broken makefile is no project without lint" {
	printf 'lint:\n    echo spaces\n' >Makefile
	run "$REPO/scripts/validate.sh" main
	assert_failure 1
	assert_line --partial 'validate: make format-check: Makefile:2: *** missing separator'
}
