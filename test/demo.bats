load helper

# The demo proves something only if it can fail: each of these takes one part
# away from it. They run a copy of the programs, in which that part is replaced.

# toolkit: a copy of programs, scripts and what they need, to be tampered with
toolkit() {
	mkdir -p copy/build copy/test/fixtures
	cp -R "$BUILD/bin" "$BUILD/helpers" "$BUILD/share" copy/build/
	cp -R "$REPO/scripts" copy/
	cp -R "$REPO/test/fixtures/demo" copy/test/fixtures/
	cp -R "$REPO/test/cassettes" copy/test/
}

demo() {
	run --separate-stderr timeout 120 env CODEX_BIN="$PWD/copy/build/bin" copy/scripts/demo.sh </dev/null
}

# replace HELPER: by a shell script on standard input; the old one is HELPER.real
replace() {
	mv "copy/build/helpers/$1" "copy/build/helpers/$1.real"
	cat >"copy/build/helpers/$1"
	chmod +x "copy/build/helpers/$1"
}

@test "the demo delivers: a commit with trailers, green tests, PR.md, a log that verifies" {
	toolkit
	demo
	assert_success
	assert_line --regexp '^The model is scripted'
	assert_line --partial 'refused: config/production.conf: error: production-config'
	assert_line --index $((${#lines[@]} - 1)) --regexp \
		'^delivered: 3 turns, 12 helper calls, [1-9][0-9]* tokens, [0-9]+ seconds$'
	cd copy/build/demo
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(git log -1 --format=%s)" 'feat: add tally --top N'
	run git show --name-only --format= HEAD
	assert_output $'README.md\nsrc/tally.c'
	run make -s check
	assert_success
	assert_line 'ok 4 - --top N prints only the N most frequent lines'
	run cat PR.md
	assert_line '# add tally --top N'
	assert_line --partial '5 passed, 0 failed, 0 skipped (`make check`)'
	assert_line --partial '- refused before: config/production.conf: error: production-config'

	session=$(git log -1 --format='%(trailers:key=Codex-Session,valueonly)' | head -n 1)
	head=$(git log -1 --format='%(trailers:key=Codex-Log-Head,valueonly)' | head -n 1)
	run codex-log verify "$session"
	assert_success
	run codex-log verify --commit HEAD
	assert_success
	log=$(echo .codex-log/*/*/*/"$session".jsonl)
	grep -q "\"prev\":\"$head\"" "$log"

	# one byte of the log, and it says which line
	sed -i '4s/"time":"2/"time":"3/' "$log"
	run --separate-stderr codex-log verify "$session"
	assert_failure 1
	assert_output --partial 'line 4'
}

@test "the demo fails when validate_diff always says yes" {
	toolkit
	replace validate_diff <<-'X'
	#!/bin/sh
	case $* in *--help* | *--schema*) exec "$0.real" "$@" ;; esac
	jq -c '{success: true, details: {findings: [], diff: .details.diff}, tokens: 0}'
	X
	demo
	assert_failure
	refute_line --partial 'delivered:'
}

@test "the demo fails when a helper's result is withheld from the model" {
	for helper in read_file grep run_tests; do
		rm -rf copy
		toolkit
		replace "$helper" <<-'X'
		#!/bin/sh
		cat >/dev/null
		echo '{"success":true,"details":{},"tokens":1}'
		X
		demo
		assert_failure
		refute_line --partial 'delivered:'
	done
}

@test "the demo fails when the diff does not turn the red test green" {
	toolkit
	sed -i 's/i < t->n \&\& i < top/i < t->n \&\& i < top + 1/' copy/test/cassettes/demo.jsonl
	run grep -c 'i < top + 1' copy/test/cassettes/demo.jsonl
	assert_output 2
	demo
	assert_failure
	assert_equal "$stderr" 'deliver: the tests are red: nothing is committed'
	assert_equal "$(git -C copy/build/demo rev-list --count HEAD)" 1
}

@test "the demo fails when the feature's test is green before" {
	toolkit
	printf 'check:\n\t@echo 1..1; echo ok 1 - all is well\n' >copy/test/fixtures/demo/Makefile
	demo
	assert_failure 1
	assert_equal "$stderr" 'demo: the tests are green before the feature is there'
}
