load helper

some_repo() {
	git init -q -b main repo && cd repo || return 1
	for f in a b; do seq 20 | sed "s/^/$f /" >$f.txt; done
	git add . && git_fixed commit -qm one
	sed -i 's/ 3$/ three/' a.txt
	sed -i 's/ 9$/ nine/' b.txt
	git_fixed commit -qam $'fix: two words\n\nBoth were figures.\n'
}

the_diff() {
	jq -j .details.diff <<<"$output"
}

@test "a commit is shown with its message and its change, as git does" {
	some_repo
	run_helper git_show
	assert_success
	diff <(the_diff) <(git diff HEAD~1 HEAD)
	assert_equal "$(details '[.hash, .author, .date, .subject, .body]')" \
		"[\"$(git rev-parse --short=12 HEAD)\",\"Example\",\"2026-01-02T03:04:05+00:00\",\"fix: two words\",\"Both were figures.\"]"
	assert_equal "$(details .summary)" '2 files changed in this commit: 2 lines added, 2 removed'
	run_helper git_show HEAD --context 0 b.txt
	assert_failure 2
	run_helper git_show --paths b.txt --context 0
	diff <(the_diff) <(git diff -U0 HEAD~1 HEAD -- b.txt)
}

@test "the first commit is all new, a merge is seen from its first parent" {
	some_repo
	run_helper git_show HEAD~1
	diff <(the_diff) <(git show --format= HEAD~1)
	git checkout -q -b side HEAD~1 && echo s >s && git add s && git_fixed commit -qm side
	git checkout -q main && git_fixed merge -q --no-ff -m merge side
	run_helper git_show
	assert_equal "$(details .merge)" true
	diff <(the_diff) <(git diff HEAD^1 HEAD)
	git_fixed commit -q --allow-empty -m nothing
	run_helper git_show
	assert_equal "$(details '[.diff, .stat]')" '["",[]]'
}

@test "a file is shown as it was, whole or in part" {
	some_repo
	run_helper git_show HEAD~1 --path a.txt
	assert_success
	diff <(jq -j '.details.files[0].text' <<<"$output") <(git show HEAD~1:a.txt)
	assert_equal "$(details '[.revision, .files[0].total_lines]')" "[\"$(git rev-parse --short=12 HEAD~1)\",20]"
	run_helper git_show --path a.txt --start-line 2 --end-line 4
	assert_equal "$(details '.files[0] | [.start_line, .end_line, .text]')" '[2,4,"a 2\na three\na 4\n"]'
	run_helper git_show --path a.txt --start-line 21
	assert_failure 2
	assert_equal "$(details .error.message)" "lines 21 to 20: 'a.txt' has 20 lines in $(git rev-parse --short=12 HEAD)"
	: >empty && git add . && git_fixed commit -qm empty
	run_helper git_show --path empty
	assert_equal "$(details '.files[0] | [.text, .total_lines]')" '["",0]'
}

@test "a limit is kept, and next goes on exactly" {
	some_repo
	seq 2000 >long && git add . && git_fixed commit -qm long
	skip=0 text=''
	for ((i = 0; i < 50; i++)); do
		run_helper git_show --path long --max-tokens 1000 --skip "$skip"
		[ "$(jq .tokens <<<"$output")" -le 1000 ]
		text+=$(details '.files[0].text' && echo .)
		text=${text%$'\n\n.'}$'\n'
		skip=$(details '.next.skip // "none"')
		[ "$skip" != none ] || break
	done
	diff <(printf %s "$text") long
}

@test "nothing outside the root, and nothing of the toolkit's own is shown" {
	some_repo
	mkdir -p sub .codex && echo 1 >sub/f && echo secret >.codex/policy.json
	git add . && git_fixed commit -qm 'more'
	run_helper git_show --root sub --path f
	assert_equal "$(details '.files[0].text')" 1
	run_helper git_show --root sub --path ../a.txt
	assert_equal "$(details .error.code)" outside_root
	run_helper git_show --path .codex/policy.json
	assert_equal "$(details .error.code)" policy_denied
	run_helper git_show
	refute_line --partial secret
	assert_equal "$(details '.stat[0] | [.path, .note]')" \
		'[".codex/policy.json","lies in .codex or .codex-log: not shown"]'
}

@test "what is not there, and what is no text, is said" {
	some_repo
	run_helper git_show --path none
	assert_failure 1
	assert_equal "$(details .error.message)" \
		"no file 'none' in $(git rev-parse --short=12 HEAD); git_log with \`paths\` shows the commits that have it"
	printf 'a\0b' >bin && git add . && git_fixed commit -qm bin
	run_helper git_show --path bin
	assert_equal "$(details .error.code)" binary_file
	run_helper git_show none
	assert_equal "$(details .error.code)" not_found
	run_helper git_show -- --output=x
	assert_equal "$(details .error.code)" invalid_arguments
}
