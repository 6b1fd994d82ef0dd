load helper

# Each trap is a repository whose configuration creates the file `fired`
# when a plain git runs it. plain() proves that the trap fires; ours()
# then holds that it does not under lib/system/git.c, which still answers.

trap_repo() {
	git init -q -b main repo
	cd repo || return 1
	printf 'one\n' >a.txt
	git add a.txt
	git_fixed commit -qm 'feat: start'
	printf 'touch %q; cat\n' "$BATS_TEST_TMPDIR/fired" >.git/trap.sh
	TRAP="sh $PWD/.git/trap.sh"
	printf 'two\n' >>a.txt
}

plain() {
	rm -f ../fired
	timeout 20 git "$@" >/dev/null 2>&1 </dev/null || true
	[ -e ../fired ] || fail "the trap does not fire: git $*"
}

ours() {
	rm -f ../fired
	run timeout 60 "$BUILD/test/git" "$@" </dev/null
	[ ! -e ../fired ] || fail "the trap fired: git $*"
	assert_success
}

@test "a configured fsmonitor is not run" {
	trap_repo
	git config core.fsmonitor "$TRAP"
	plain status
	ours status --porcelain
	assert_output ' M a.txt'
}

@test "a configured external diff is not run" {
	trap_repo
	git config diff.external "$TRAP"
	plain diff
	ours diff
	assert_line '+two'
}

@test "a diff driver's command and textconv are not run" {
	trap_repo
	echo '*.txt diff=evil' >.gitattributes
	git config diff.evil.command "$TRAP"
	plain diff
	ours diff
	assert_line '+two'
	git config --unset diff.evil.command
	git config diff.evil.textconv "$TRAP"
	plain diff
	ours diff
	assert_line '+two'
	plain log -p -1
	ours log -p -1
	assert_line '+one'
	plain blame a.txt
	ours blame -s a.txt
	assert_line --partial 'two'
}

@test "clean, process and required filters are not run, whatever their name" {
	trap_repo
	for name in evil 'a=b' 'with space' "quote'd"; do
		echo '*.txt filter=evil' >.gitattributes
		git config "filter.$name.clean" "$TRAP"
	done
	git config filter.evil.required true
	plain diff
	ours diff
	assert_line '+two'
	git config filter.evil.process "$TRAP"
	plain diff
	ours diff
	assert_line '+two'
	# attributes cannot name one with a blank; the equals sign they can
	echo '*.txt filter=a=b' >.gitattributes
	plain diff
	ours diff
	assert_line '+two'
}

@test "a filter from an included file is not run" {
	trap_repo
	echo '*.txt filter=evil' >.gitattributes
	git config -f .git/more filter.evil.clean "$TRAP"
	git config include.path more
	plain diff
	ours diff
}

@test "a hook is not run" {
	trap_repo
	printf '#!/bin/sh\ntouch %q\n' "$BATS_TEST_TMPDIR/fired" \
		>.git/hooks/post-index-change
	chmod +x .git/hooks/post-index-change
	# the index knows this content by another time: status writes it anew
	printf 'one\n' >a.txt
	touch -d '2001-01-01' a.txt
	plain status
	touch -d '2002-01-01' a.txt
	ours status --porcelain
	assert_output ''
}

@test "a signature is not verified by a configured program" {
	trap_repo
	printf '#!/bin/sh\ntouch %q\n' "$BATS_TEST_TMPDIR/fired" >.git/gpg
	chmod +x .git/gpg
	git config log.showSignature true
	git config gpg.program "$PWD/.git/gpg"
	commit=$(git cat-file commit HEAD | sed '/^committer/a gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----' |
		git hash-object -t commit -w --stdin)
	git reset -q --soft "$commit"
	plain log
	ours log --format=%s
	assert_output 'feat: start'
}

@test "a promised object is not fetched by a configured transport" {
	trap_repo
	git config extensions.partialClone origin
	git config core.repositoryFormatVersion 1
	echo "touch ../fired" >.git/transport.sh
	git config remote.origin.url 'ext::sh .git/transport.sh'
	git config remote.origin.promisor true
	git config protocol.ext.allow always
	blob=$(git rev-parse HEAD:a.txt)
	rm -f ".git/objects/${blob:0:2}/${blob:2}"
	plain cat-file -p "$blob"
	rm -f ../fired
	run timeout 60 "$BUILD/test/git" cat-file -p "$blob" </dev/null
	assert_failure
	[ ! -e ../fired ]
}

@test "a submodule's own configuration is not run" {
	git init -q -b main sub
	git_fixed -C sub commit -q --allow-empty -m one
	trap_repo
	git -c protocol.file.allow=always submodule --quiet add ../sub sub
	git_fixed commit -qam two
	echo new >sub/new.txt
	echo '*.txt filter=evil' >sub/.gitattributes
	git -C sub add new.txt
	git -C sub config filter.evil.clean "$TRAP"
	echo NEW >sub/new.txt
	plain status
	ours status --porcelain
	plain diff
	ours diff
	git config -f .gitmodules submodule.sub.ignore none
	plain status
	ours status --porcelain
	assert_output ' M .gitmodules'
}

@test "the index is not rewritten" {
	trap_repo
	git checkout -q a.txt
	touch -d '2001-01-01' a.txt
	before=$(sha256sum .git/index)
	ours status --porcelain
	ours diff
	assert_output '' # nor is a file shown that was only touched
	assert_equal "$(sha256sum .git/index)" "$before"
	git diff >/dev/null # a plain one does rewrite it
	assert_not_equal "$(sha256sum .git/index)" "$before"
}

@test "a work tree that the configuration moved elsewhere is refused" {
	mkdir elsewhere
	echo canary >elsewhere/canary
	trap_repo
	git config core.worktree ../../elsewhere
	run git status --porcelain
	assert_line '?? canary'
	run "$BUILD/test/git" status --porcelain
	assert_failure
	assert_output --partial 'outside_root: '
	refute_output --partial 'canary'
}

@test "a .git file that points to a stranger's repository is refused" {
	trap_repo
	mkdir ../root && cd ../root
	echo "gitdir: $BATS_TEST_TMPDIR/repo/.git" >.git
	run git show HEAD:a.txt
	assert_output one
	run "$BUILD/test/git" show HEAD:a.txt
	assert_failure
	assert_output --partial 'outside_root: '
}

@test "a linked work tree and a submodule are repositories of their own" {
	trap_repo
	git worktree add -q ../linked -b linked
	cd ../linked
	ours log --format=%s
	assert_output 'feat: start'
	git init -q -b main ../top && cd ../top
	git -c protocol.file.allow=always submodule --quiet add ../repo sub
	cd sub
	ours log --format=%s
	assert_output 'feat: start'
}

@test "GIT_ variables do not lead git elsewhere" {
	trap_repo
	git init -q ../other
	export GIT_DIR=$BATS_TEST_TMPDIR/other/.git GIT_EXTERNAL_DIFF=$TRAP
	export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.fsmonitor
	export GIT_CONFIG_VALUE_0=$TRAP GIT_TRACE=$BATS_TEST_TMPDIR/fired
	export GIT_INDEX_FILE=$BATS_TEST_TMPDIR/other/index
	ours diff
	assert_line '+two'
}

@test "a pre-commit hook sees what is being committed, in all three forms" {
	trap_repo
	echo b >b.txt
	git add b.txt
	git_fixed commit -qm 'feat: b'
	printf '#!/bin/sh\nexec %q diff --staged --name-only >>%q\n' \
		"$BUILD/test/git" "$BATS_TEST_TMPDIR/seen" >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	git add a.txt
	echo more >>b.txt
	git_fixed commit -qm staged
	echo more >>a.txt
	git_fixed commit -qam all
	echo more >>a.txt
	echo more >>b.txt
	git_fixed commit -qm one b.txt
	run cat ../seen
	assert_output "$(printf '%s\n' a.txt a.txt b.txt b.txt)"
}

@test "a root owned by another user is read" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root to give a folder away'
	trap_repo
	chown -R nobody .
	run git status --porcelain
	assert_failure
	ours status --porcelain
	assert_output ' M a.txt'
}

@test "the configuration does not change the form of a diff" {
	trap_repo
	ours diff
	expected=$output
	git config diff.noprefix true
	git config color.ui always
	git config color.diff always
	git config diff.context 0
	run git diff
	refute_output "$expected"
	ours diff -U3
	assert_output "$expected"
}

@test "a root below the top of the work tree knows its prefix" {
	trap_repo
	mkdir -p lib/x
	CODEX_ROOT=$PWD/lib/x ours --prefix
	assert_output 'lib/x/'
	ours --prefix
	assert_output ''
}

@test "a missing revision says how to get it" {
	trap_repo
	run "$BUILD/test/git" --commit origin/main
	assert_failure
	assert_output "not_found: no revision 'origin/main' in this repository
hint: git fetch origin main; in CI, check out with fetch-depth: 0"
	ours --commit HEAD
	assert_output "$(git rev-parse HEAD)"
}

@test "no repository and no git are told apart" {
	run "$BUILD/test/git" status
	assert_failure
	assert_line --partial 'not_found: '
	trap_repo
	PATH=/nonexistent run "$BUILD/test/git" status
	assert_failure
	assert_output "not_available: program 'git' is not installed
hint: install the package git"
}

@test "a FIFO in place of git's file is refused, not waited for" {
	rm -rf fifo && git_fixed init -q -b main fifo && cd fifo
	run -0 timeout 20 "$BUILD/helpers/git_status" --root . </dev/null
	for file in HEAD config index info/exclude info/attributes commondir \
		packed-refs shallow objects/info/alternates refs/heads/main \
		refs/remotes/origin/a/b objects/pack/x.idx \
		objects/info/commit-graphs/commit-graph-chain MERGE_HEAD \
		info/sparse-checkout rebase-merge/done; do
		cp -a .git kept
		mkdir -p "$(dirname ".git/$file")"
		rm -f ".git/$file" && mkfifo ".git/$file"
		for helper in git_status git_diff git_log git_show changelog; do
			run -1 --separate-stderr timeout 20 \
				"$BUILD/helpers/$helper" --root . </dev/null
			assert_equal "$(details .error.message)" \
				"git's '$PWD/.git/$file' is no regular file"
		done
		rm -rf .git && mv kept .git
	done
}

@test "a socket and links in git's folder are no FIFOs" {
	trap_repo
	python3 -c 'import socket
socket.socket(socket.AF_UNIX).bind(".git/fsmonitor--daemon.ipc")'
	ln -s nowhere .git/refs/heads/lost
	mv .git/objects store && ln -s ../store .git/objects
	run -0 "$BUILD/helpers/git_status" --root . </dev/null
	assert_equal "$(details '.changes[0].path')" a.txt
	mkfifo store/pack/x.pack
	run -1 --separate-stderr timeout 20 "$BUILD/helpers/git_status" \
		--root . </dev/null
	assert_equal "$(details .error.message)" \
		"git's '$PWD/.git/objects/pack/x.pack' is no regular file"
}
