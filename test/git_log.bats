load helper

# a repository whose history is known: three authors' commits and a merge
some_history() {
	git init -q -b main repo && cd repo || return 1
	seq 5 >a.txt && git add . && by Ann 1 'feat: five lines'
	sed -i 's/3/three/' a.txt && by Bea 2 $'fix: a word\n\nWhy: it reads better.'
	git mv a.txt b.txt && printf 'x\0y' >bin && git add . &&
		by Ann 3 'refactor: another name'
	git checkout -q -b side HEAD~1 && echo s >side.txt && git add . && by Cem 4 'feat: side'
	git checkout -q main
	GIT_COMMITTER_DATE=2026-03-05T00:00:00Z GIT_AUTHOR_DATE=2026-03-05T00:00:00Z \
		git -c user.name=Ann -c user.email=ann@example.org merge -q --no-ff -m 'merge: side' side
}

# by NAME DAY MESSAGE: commits everything
by() {
	GIT_AUTHOR_DATE="2026-03-0$2T10:00:00+0200" GIT_COMMITTER_DATE="2026-03-0$2T10:00:00+0200" \
		git -c user.name="$1" -c user.email="${1,}@example.org" commit -qam "$3"
}

# listed FORMAT [ARGS]: as git itself lists them
listed() {
	git log --format="$1" "${@:2}"
}

@test "commits are those of git log, in its order" {
	some_history
	run_helper git_log
	assert_success
	diff <(details '.commits[] | [.hash, .author, .date, .subject] | join("|")') \
		<(listed '%h|%an|%aI|%s' --abbrev=12)
	assert_equal "$(details .summary)" '5 commits'
	assert_equal "$(details '[.commits[] | select(.merge) | .subject] | join(",")')" 'merge: side'
	assert_equal "$(details '[.commits[] | has("body"), has("files")] | any')" false
}

@test "ranges, paths, people, days, words and contents choose commits" {
	some_history
	chosen() { # ARGS -- ARGS OF GIT
		local ours=()
		while [ "$1" != -- ]; do
			ours+=("$1")
			shift
		done
		run_helper git_log "${ours[@]}"
		assert_success
		diff <(details '.commits[].hash') <(listed %h --abbrev=12 "${@:2}")
	}
	chosen --from HEAD~1 -- HEAD~1..
	chosen --to side -- side
	chosen a.txt -- -- a.txt
	chosen --author bea -- --author=Bea
	chosen --message READS -- --grep=reads
	chosen --contains three -- -Sthree
	chosen --since 2026-03-03 -- --since=2026-03-03T00:00:00
	chosen --until 2026-03-02 -- --until=2026-03-02T23:59:59
	chosen --max-count 2 -- -2
	chosen --author 'B.a' -- --author=nobody # a text, no pattern
	chosen b.txt -- -- b.txt
	chosen b.txt --follow -- --follow -- b.txt
}

@test "files are told with their lines, renames and binaries" {
	some_history
	run_helper git_log --files
	assert_equal "$(details '.commits[2] | [.subject, .files]')" \
		'["refactor: another name",[{"path":"b.txt","from":"a.txt","added":0,"removed":0},{"path":"bin","binary":true}]]'
	assert_equal "$(details '.commits[0].files')" '[{"path":"side.txt","added":1,"removed":0}]'
	diff <(details '.commits[] | select(.merge | not) | .files[] | select(.binary | not) | [.added, .removed] | @tsv') \
		<(git log --no-merges --numstat --format= | awk '$1 != "-" {print $1 "\t" $2}')
}

@test "of a commit with very many files a hundred are named" {
	git init -q -b main repo && cd repo
	for i in {1..130}; do echo "$i" >"f$i"; done
	git add . && git_fixed commit -qm many
	run_helper git_log --files
	assert_equal "$(details '.commits[0] | [(.files | length), .total_files]')" '[100,130]'
}

@test "the whole message is given on request" {
	some_history
	run_helper git_log --body --message 'a word'
	assert_equal "$(details '.commits[].body')" 'Why: it reads better.'
}

@test "names and messages with odd bytes do not break the list" {
	git init -q -b main repo && cd repo
	name=$'new\nline\ttab \xff'
	echo x >"$name" && git add . && git_fixed commit -qm $'odd \x01 one\n\n1\t2\tno file'
	git_fixed commit -q --allow-empty -m empty
	git_fixed commit -q --allow-empty --allow-empty-message -m ''
	run_helper git_log --files --body
	assert_success
	assert_equal "$(details '[.commits[] | (.files | length)]')" '[0,0,1]'
	assert_equal "$(details '.commits[2].body')" $'1\t2\tno file'
	assert_equal "$(details '.commits[2].files[0].path')" $'new\nline\ttab \\xff'
}

@test "a limit is kept, and next goes on to the last commit" {
	some_history
	run_helper git_log --max-tokens 110
	first=$(details '[.commits[].hash] | join(" ")')
	[ "$(jq .tokens <<<"$output")" -le 110 ]
	run_helper git_log --skip "$(details .next.skip)"
	assert_equal "$first $(details '[.commits[].hash] | join(" ")')" \
		"$(listed %h --abbrev=12 | paste -sd' ')"
}

@test "only the root's commits are listed" {
	some_history
	mkdir sub && echo 1 >sub/f && git add . && by Ann 6 'feat: sub'
	run_helper git_log --root sub --files
	assert_equal "$(details '.commits | map([.subject, .files[].path])')" '[["feat: sub","f"]]'
}

@test "what is no revision, no day or no single file is refused" {
	some_history
	run_helper git_log --to none
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	run_helper git_log --since yesterdayish
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
	run_helper git_log --follow
	assert_failure 2
	assert_equal "$(details .error.message)" 'follow needs one file in paths, and there are 0'
	run_helper git_log ../up
	assert_equal "$(details .error.code)" outside_root
	run_helper git_log --to=--output=x
	assert_equal "$(details .error.code)" invalid_arguments
	assert [ ! -e x ]
}
