load helper

some_repo() {
	git init -q -b main repo
	cd repo || return 1
	for f in a b c d; do seq 20 | sed "s/^/$f /" >$f.txt; done
	git add .
	git_fixed commit -qm one
	sed -i 's/ 3$/ three/' a.txt
	sed -i 's/ 9$/ nine/' b.txt
	git add b.txt
	rm c.txt
}

the_diff() {
	jq -j .details.diff <<<"$output"
}

# stat in the form of numstat
the_stat() {
	details '.stat[] | [.added, .removed, .path] | @tsv'
}

@test "the work tree is compared with HEAD, as git does" {
	some_repo
	run_helper git_diff
	assert_success
	diff <(the_diff) <(git diff HEAD)
	diff <(the_stat) <(git diff --numstat HEAD)
	assert_equal "$(details .summary)" \
		'3 files changed since HEAD: 2 lines added, 22 removed'
}

@test "staged, context and paths choose what is shown" {
	some_repo
	run_helper git_diff --staged
	diff <(the_diff) <(git diff --cached)
	run_helper git_diff --context 0
	diff <(the_diff) <(git diff HEAD -U0)
	run_helper git_diff c.txt
	diff <(the_diff) <(git diff HEAD -- c.txt)
	run_helper git_diff d.txt
	assert_success
	assert_equal "$(the_diff)" ''
}

@test "base is a revision, or with three dots the merge base" {
	some_repo
	git checkout -q -b topic
	git_fixed commit -qam topic
	git checkout -q main
	echo main >main.txt
	git add main.txt
	git_fixed commit -qm main
	git checkout -q topic
	run_helper git_diff --base main
	diff <(the_diff) <(git diff main)
	run_helper git_diff --base main...
	diff <(the_diff) <(git diff main...topic)
	refute_line --partial main.txt
}

@test "a base that is not there says how to fetch it" {
	some_repo
	run_helper git_diff --base origin/main
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code, .error.hint]')" \
		'["not_found","git fetch origin main; in CI, check out with fetch-depth: 0"]'
	git clone -q --depth 1 "file://$PWD" ../shallow
	cd ../shallow
	git remote set-branches origin '*'
	git -C ../repo checkout -q --orphan other
	git_fixed -C ../repo commit -qm other
	git fetch -q --depth 1 origin other
	run_helper git_diff --base origin/other...
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code, .error.message]')" \
		"[\"not_found\",\"no merge base of 'origin/other' and HEAD\"]"
}

@test "a revision cannot be an option" {
	some_repo
	run_helper git_diff --base=--output=x
	assert_equal "$status" 2
	[ ! -e x ]
}

@test "a path that is nowhere is not_found; a deleted one is not" {
	some_repo
	run_helper git_diff nowhere.txt
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
	run_helper git_diff c.txt
	assert_success
}

@test "a pathspec's magic is no magic" {
	some_repo
	run_helper git_diff ':(glob)*.txt'
	assert_equal "$status" 1
	git diff --quiet HEAD -- ':(glob)*.txt' && fail 'git sees none either'
	echo x >'*.txt'
	git add '*.txt'
	run_helper git_diff '*.txt'
	assert_equal "$(details '[.stat[].path]')" '["*.txt"]'
}

@test "renames, modes, binaries, odd names and missing newlines are git's" {
	some_repo
	git reset -q --hard
	git mv a.txt moved.txt
	chmod +x b.txt
	printf 'x\0y' >bin.dat
	printf 'no newline' >'ü "q"	t.txt'
	ln -s a.txt link
	: >empty
	git add .
	run_helper git_diff
	assert_success
	diff <(the_diff) <(git -c core.quotePath=false diff HEAD)
	assert_equal "$(details '.stat[] | select(.binary).path')" bin.dat
	# a name that no patch may write is shown all the same
	assert_equal "$(details '.stat[-1].note')" \
		$'line 1 of the diff: the file name \'ü "q"\tt.txt\' holds a control character'
}

@test "the diff applies" {
	some_repo
	run_helper git_diff
	the_diff >../the.diff
	git stash -q
	git apply --index ../the.diff
	git diff --quiet stash@{0}
}

@test "a repository without commits is compared with nothing" {
	git init -q -b main new
	cd new
	echo one >a.txt
	git add a.txt
	run_helper git_diff
	assert_success
	diff <(the_diff) <(git diff --cached)
}

@test "in a conflict the rest is still shown" {
	some_repo
	git_fixed commit -qam main
	git checkout -q -b other HEAD~1
	echo other >a.txt
	git_fixed commit -qam other
	git_fixed merge -q main || true
	run_helper git_diff
	assert_success
	run_helper git_diff --staged
	assert_success
	refute_line --partial 'Unmerged'
}

@test "below the top of the work tree, paths are the root's" {
	some_repo
	mkdir lib
	git mv d.txt lib
	CODEX_ROOT=$PWD/lib run_helper git_diff
	assert_equal "$(details '[.stat[].path]')" '["d.txt"]'
	diff <(the_diff) <(git -C lib diff HEAD --relative)
}

@test "next yields each file once, within max_tokens" {
	some_repo
	for i in $(seq 30); do seq "$i" >"n$i.txt"; done
	git add .
	skip=0 pages=0
	: >../all.diff
	while :; do
		run_helper git_diff --max-tokens 700 --skip $skip
		assert_success
		[ "$(jq .tokens <<<"$output")" -le 700 ]
		the_diff >>../all.diff
		pages=$((pages + 1))
		skip=$(details .next.skip)
		[ "$skip" != null ] || break
	done
	[ "$pages" -gt 3 ]
	diff ../all.diff <(git diff HEAD)
}

@test "a file that alone costs too much is cut inside and says so" {
	some_repo
	seq 5000 >big.txt
	git add big.txt
	run_helper git_diff --max-tokens 500 big.txt
	assert_success
	[ "$(jq .tokens <<<"$output")" -le 500 ]
	assert_equal "$(details '.stat[0] | [.cut, .added]')" '[true,5000]'
	whole=$(git diff HEAD -- big.txt | wc -c)
	assert_equal "$(($(the_diff | wc -c) + $(details '.stat[0].bytes_left_out')))" "$whole"
}

@test "text that holds a NUL is shown to its end" {
	some_repo
	echo '*.txt diff' >.gitattributes
	printf 'a\0b\nlast\n' >a.txt
	run_helper git_diff a.txt
	assert_success
	assert_equal "$(details '.diff | test("[+]a\u0000b\n[+]last\n$")')" true
}

@test "outside a repository it is not_found" {
	run_helper git_diff
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
}

@test "a change of .codex is named, but not shown" {
	git init -q -b main repo
	cd repo
	mkdir .codex
	echo one >.codex/context.md
	git add -f .codex
	git_fixed commit -qm context
	echo secret >>.codex/context.md
	run_helper git_diff
	assert_success
	assert_equal "$(details .stat)" '[{"path":".codex/context.md","added":1,"removed":0,"note":"lies in .codex or .codex-log: not shown"}]'
	assert_equal "$(details .diff)" ''
	mkdir .codexx
	echo open >.codexx/rules.md
	git add .codexx
	run_helper git_diff .codexx
	assert_equal "$(details '.stat[0] | [.path, .note]')" '[".codexx/rules.md",null]'
	assert_equal "$(the_diff | tail -n 1)" '+open'
}
