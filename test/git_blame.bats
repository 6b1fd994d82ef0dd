load helper

# a file of six lines by two people, the last not committed
some_repo() {
	git init -q -b main repo && cd repo || return 1
	printf '%s\n' one two three four five >f
	git add f && by Ann 1 'feat: five lines'
	sed -i 's/^three/  3/; s/^four/  4/' f && by Bea 2 'fix: figures'
	echo six >>f
}

by() {
	GIT_AUTHOR_DATE="2026-03-0$2T10:00:00-0330" GIT_COMMITTER_DATE="2026-03-0$2T10:00:00-0330" \
		git -c user.name="$1" -c user.email="${1,}@example.org" commit -qam "$3"
}

@test "runs of lines are told with their commits" {
	some_repo
	run_helper git_blame f
	assert_success
	assert_equal "$(details '.lines[] | [.start_line, .end_line, .author, .subject, .uncommitted]')" \
		'[1,2,"Ann","feat: five lines",null]
[3,4,"Bea","fix: figures",null]
[5,5,"Ann","feat: five lines",null]
[6,6,null,null,true]'
	assert_equal "$(details '.lines[1].date')" 2026-03-02T10:00:00-03:30
	assert_equal "$(details '.lines[1].date')" "$(git log -1 --format=%aI)"
}

@test "each line's commit is the one that git blame names" {
	cd "$REPO" && git rev-parse -q --verify HEAD~20 >/dev/null || skip 'no history here'
	run_helper git_blame Makefile --revision HEAD
	assert_success
	diff <(details '.lines[] | range(.start_line; .end_line + 1) as $n | "\($n) \(.hash)"') \
		<(git blame -l --abbrev=12 -s HEAD -- Makefile | awk '{h = $1; sub(/^\^/, "", h); print NR " " substr(h, 1, 12)}')
}

@test "a range, a revision, white space and the text are chosen" {
	some_repo
	run_helper git_blame f --start-line 2 --end-line 3 --text
	assert_equal "$(details '.lines[] | [.start_line, .end_line, .text]')" $'[2,2,"two\\n"]\n[3,3,"  3\\n"]'
	run_helper git_blame f --revision HEAD~1
	assert_equal "$(details '.lines | map([.start_line, .end_line])')" '[[1,5]]'
	sed -i 's/^two/   two/' f && by Cem 3 'style: blanks'
	run_helper git_blame f --start-line 2 --end-line 2
	assert_equal "$(details '.lines[0].author')" Cem
	run_helper git_blame f --start-line 2 --end-line 2 --ignore-whitespace
	assert_equal "$(details '.lines[0].author')" Ann
	run_helper git_blame f --start-line 6
	assert_equal "$(details '.lines | map(.start_line)')" '[6]'
}

@test "a limit is kept, and next goes on exactly" {
	some_repo
	run_helper git_blame f --max-tokens 150
	[ "$(jq .tokens <<<"$output")" -le 150 ]
	first=$(details '.lines[].start_line')
	run_helper git_blame f --skip "$(details .next.skip)"
	assert_equal "$first"$'\n'"$(details '.lines[].start_line')" $'1\n3\n5\n6'
}

@test "the list of commits to ignore is the repository's; a FIFO there is not waited for" {
	some_repo
	sed -i 's/^two/   two/' f && by Cem 3 'style: blanks'
	git rev-parse HEAD >revs && git config blame.ignoreRevsFile revs
	run_helper git_blame f --start-line 2 --end-line 2
	assert_equal "$(details '.lines[0].author')" Ann
	rm revs && mkfifo revs
	run_helper git_blame f
	assert_failure 1
	assert_equal "$(details .error.code)" command_failed
}

@test "odd files are blamed, or refused with one clear line" {
	some_repo
	: >empty && printf 'no end' >$'odd\nname' && printf 'a\r\nb\xff' >latin && git add . && by Ann 3 odd
	run_helper git_blame empty
	assert_equal "$(details .lines)" '[]'
	run_helper git_blame $'odd\nname' --text
	assert_equal "$(details '.lines[0].text')" 'no end'
	run_helper git_blame latin --text
	assert_equal "$(details '.lines[0].text')" $'a\r\nb\ufffd'
	echo new >untracked
	run_helper git_blame untracked
	assert_failure 1
	assert_equal "$(details .error.message)" \
		"git tracks no file 'untracked'; git_status lists what is untracked"
	run_helper git_blame f --start-line 70
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
	run_helper git_blame f --start-line 3 --end-line 1
	assert_failure 2
	assert_equal "$(details .error.message)" 'end_line 1 is before start_line 3'
	run_helper git_blame ../f
	assert_equal "$(details .error.code)" outside_root
	run_helper git_blame .codex/policy.json
	assert_equal "$(details .error.code)" policy_denied
}

@test "without a commit it says so" {
	mkdir new && cd new && git_fixed init -q . && echo x >f && git add f
	run_helper git_blame f
	assert_failure 1
	assert_equal "$(details .error.message)" 'this repository has no commit yet'
}
