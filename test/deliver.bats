load helper

# session_start.sh, deliver.sh and onboard.sh in a project that means no good.

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export CODEX_BIN=$BUILD/bin
	cp -R "$REPO/test/fixtures/demo" p && cd p || return 1
	git init -q -b main
	git config user.name Example
	git config user.email example@example.org
	git add -A
	git_fixed commit -qm 'feat: count'
}

deliver() {
	run --separate-stderr timeout 120 codex-replay "$REPO/test/cassettes/demo.jsonl" -- \
		"$REPO/scripts/deliver.sh" 'add tally --top N' \
		'Issue #12: add `tally --top N`' </dev/null
}

@test "PR.md is not written through a link" {
	echo precious >../outside
	ln -s ../outside PR.md
	deliver
	assert_success
	assert_equal "$(cat ../outside)" precious
	[ ! -L PR.md ]
	assert_equal "$(head -n 1 PR.md)" '# add tally --top N'
}

@test "what was staged before was not judged, and is not delivered" {
	echo staged >staged.txt
	git add staged.txt
	deliver
	assert_failure 1
	assert_equal "$stderr" 'deliver: something is staged already: commit it, or git reset, so that the commit holds what was judged'
	git reset -q
	deliver
	assert_success
	run git show --name-only --format= HEAD
	assert_output $'README.md\nsrc/tally.c'
}

@test "what the tests stage, where no sandbox stops them, is not delivered" {
	sed -i 's/^check:.*/&\n\t@git add extra.txt/' Makefile
	git_fixed commit -qam 'tests that stage'
	echo extra >extra.txt
	CODEX_NO_SANDBOX=1 deliver
	assert_success
	assert_equal "$(git status --porcelain)" 'A  extra.txt'
	run git show --name-only --format= HEAD
	assert_output $'README.md\nsrc/tally.c'
}

@test "without a log nothing is delivered" {
	: >../file
	CODEX_LOG_DIR=../file deliver
	assert_failure 1
	assert_output --partial 'the state of the project'
	refute_output --partial 'the plan and the change'
	assert_equal "${stderr##*$'\n'}" 'deliver: the session did not start'
	CODEX_LOG_DIR=../file run "$REPO/scripts/session_start.sh" --no-tests
	assert_failure
	refute_output --partial 'session:'
}

@test "names and notes of the project forge no line, and steer no terminal" {
	touch $'a\nsession: s-20990101-000000-000000'
	printf '# open\n- \033[31mred\n' >ISSUES.md
	run "$REPO/scripts/session_start.sh" --no-tests
	assert_success
	assert_line '  untracked a?session: s-20990101-000000-000000'
	assert_line '  - ?[31mred'
	assert_equal "$(grep -c '^session: ' <<<"$output")" 1
}

@test "a finding's path forges no line of its own" {
	printf '{}\n' >$'config/production.\e[31mjson'
	git add -A
	run "$REPO/scripts/validate_diff" --staged
	refute_output --partial $'\e'
}

@test "onboard.sh makes nothing where a link leads" {
	mkdir ../elsewhere
	ln -s ../elsewhere .codex
	run "$REPO/scripts/onboard.sh" . </dev/null
	assert_line 'kept    .codex/functions.json'
	assert_equal "$(ls -A ../elsewhere)" ''
	rm .codex
	run "$REPO/scripts/onboard.sh" . </dev/null
	assert_line 'created .codex/functions.json'
}
