load helper

# git itself is the oracle: the changes in porcelain v1's letters
same_as_git() {
	run_helper git_status "$@"
	assert_success
	diff <(details '.changes[] | [.staged, .status, .path] | @tsv' |
		sed 's/\t/ /g' | sort) <(git status --porcelain -uall | awk '
		BEGIN {
			word["M"] = "modified"; word["A"] = "added"
			word["D"] = "deleted"; word["T"] = "type_changed"
			word["R"] = "renamed"
		}
		{
			x = substr($0, 1, 1); y = substr($0, 2, 1)
			p = substr($0, 4); sub(/.* -> /, "", p); gsub(/"/, "", p)
			if (x == "?") { print "false untracked " p; next }
			if (x != " ") print "true " word[x] " " p
			if (y != " ") print "false " word[y] " " p
		}' | sort)
}

some_repo() {
	git init -q -b main repo
	cd repo || return 1
	for f in a b c d e; do echo "$f $f $f" >$f.txt; done
	git add .
	git_fixed commit -qm one
}

@test "a clean tree has no changes" {
	some_repo
	run_helper git_status
	assert_success
	assert_equal "$(details .changes)" '[]'
	assert_equal "$(details .branch)" main
	assert_equal "$(details .head)" "$(git rev-parse HEAD | cut -c1-12)"
	assert_equal "$(details .summary)" 'main: clean'
}

@test "changes are those that git sees, staged and not" {
	some_repo
	echo more >>a.txt
	git add a.txt
	echo more >>a.txt
	git rm -q b.txt
	rm c.txt
	git mv d.txt moved.txt
	ln -sf a.txt e.txt
	mkdir -p new/deep
	echo n >new/deep/n.txt
	echo s >'with space.txt'
	git add 'with space.txt'
	same_as_git
	assert_equal "$(details '.changes[] | select(.from).from')" d.txt
	assert_equal "$(details .summary)" 'main: 7 changed, 1 untracked'
}

@test "names with quotes, tabs and other letters are whole" {
	some_repo
	touch $'a\tb' 'q"q' 'ü' $'n\nl'
	run_helper git_status
	assert_success
	assert_equal "$(details '[.changes[].path]')" \
		'["a\tb","n\nl","q\"q","ü"]'
}

@test "upstream, ahead and behind are told" {
	some_repo
	git clone -q . ../clone
	git_fixed commit -q --allow-empty -m two
	cd ../clone
	git_fixed commit -q --allow-empty -m three
	git_fixed commit -q --allow-empty -m four
	git fetch -q
	run_helper git_status
	assert_equal "$(details '[.upstream, .ahead, .behind]')" \
		'["origin/main",2,1]'
	assert_equal "$(details .summary)" \
		'main, 2 ahead of origin/main, 1 behind: clean'
	git update-ref -d refs/remotes/origin/main
	run_helper git_status
	assert_equal "$(details .summary)" 'main, origin/main is gone: clean'
}

@test "a detached head and a repository without commits are told" {
	some_repo
	git checkout -q --detach
	run_helper git_status
	assert_equal "$(details '[.detached, .branch]')" '[true,null]'
	git init -q -b start ../new
	cd ../new
	touch x
	run_helper git_status
	assert_equal "$(details '[.branch, .head]')" '["start",null]'
	assert_equal "$(details '[.changes[].path]')" '["x"]'
}

@test "a conflict is conflicted" {
	some_repo
	git checkout -q -b other
	echo other >a.txt
	git_fixed commit -qam other
	git checkout -q main
	echo main >a.txt
	git_fixed commit -qam main
	git_fixed merge -q other || true
	run_helper git_status
	assert_equal "$(details .changes)" \
		'[{"path":"a.txt","status":"conflicted","staged":false}]'
}

@test "below the top of the work tree, paths are the root's" {
	some_repo
	mkdir -p lib/x
	echo x >lib/x/x.txt
	git add lib
	echo out >outside.txt
	git mv a.txt lib/x/a.txt
	CODEX_ROOT=$PWD/lib/x run_helper git_status
	assert_success
	assert_equal "$(details '[.changes[] | [.path, .status, .from]]')" \
		'[["a.txt","added",null],["x.txt","added",null]]'
}

@test "a file that a filter would convert is filtered, not modified" {
	some_repo
	echo 'a.txt filter=lfs' >.gitattributes
	echo changed >a.txt
	echo changed >b.txt
	run_helper git_status
	assert_equal "$(details '[.changes[] | [.path, .status]]')" \
		'[["a.txt","filtered"],["b.txt","modified"],[".gitattributes","untracked"]]'
}

@test "next yields each change once, within max_tokens" {
	some_repo
	for i in $(seq 40); do echo "$i" >"new$i.txt"; done
	skip=0 seen=
	while :; do
		run_helper git_status --max-tokens 200 --skip $skip
		assert_success
		[ "$(jq .tokens <<<"$output")" -le 200 ]
		seen+=$(details '.changes[].path')$'\n'
		skip=$(details '.next.skip')
		[ "$skip" != null ] || break
		assert_equal "$(details .total)" 40
	done
	diff <(git ls-files -o) <(printf %s "$seen")
}

@test "outside a repository it is not_found" {
	run_helper git_status
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
}
