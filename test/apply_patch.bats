load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p p/src && cd p || return 1
	git init -q
	printf 'one\ntwo\nthree\n' >src/a
	printf '#!/bin/sh\n' >run.sh && chmod 755 run.sh
	printf 'x\n' >b
}

# apply DIFF FLAGS...: apply a printf format
apply() {
	jq -nc --arg d "$(printf -- "$1")"$'\n' '{diff:$d}' >../args
	run --separate-stderr "$BUILD/helpers/apply_patch" "${@:2}" <../args
}

# what stands in the tree, with modes and contents
tree() {
	find . -path ./.git -prune -o -type f -printf '%p %m\n' \
		-exec cat {} \; -o -print | sort
}

good='--- a/src/a\n+++ b/src/a\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three'

@test "a diff is applied and the paths are named" {
	apply "$good"
	assert_success
	run jq -c . <<<"$output"
	assert_output --regexp '^\{"success":true,"details":\{"paths":\["src/a"\],"summary":"changed 1 file"\},"tokens":[0-9]+\}$'
	run cat src/a
	assert_output $'one\nzwei\nthree'
}

@test "with dry_run nothing is written" {
	apply "$good" --dry-run
	assert_success
	[ "$(details .dry_run)" = true ]
	[ "$(details '.paths[0]')" = src/a ]
	run cat src/a
	assert_output $'one\ntwo\nthree'
}

@test "new, deleted, renamed and copied files and modes" {
	apply 'diff --git a/new/dir/n b/new/dir/n\nnew file mode 100755\n--- /dev/null\n+++ b/new/dir/n\n@@ -0,0 +1,1 @@\n+#!/bin/sh\ndiff --git a/b b/b\ndeleted file mode 100644\n--- a/b\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\ndiff --git a/run.sh b/sub/run\nsimilarity index 100%%\nrename from run.sh\nrename to sub/run\ndiff --git a/src/a b/src/c\nold mode 100644\nnew mode 100755\nsimilarity index 50%%\ncopy from src/a\ncopy to src/c\n--- a/src/a\n+++ b/src/c\n@@ -3,1 +3,1 @@\n-three\n+3'
	assert_success
	[ "$(details .paths)" = '["new/dir/n","b","sub/run","run.sh","src/c"]' ]
	[ -x new/dir/n ] && [ -x sub/run ] && [ -x src/c ] && [ ! -x src/a ] && [ ! -e b ] && [ ! -e run.sh ]
	run cat src/c
	assert_output $'one\ntwo\n3'
	run find . -name '.codex-*'
	assert_output ''
}

@test "a file keeps its mode, and a hard link its bytes" {
	chmod 751 src/a
	ln src/a other
	apply "$good"
	assert_success
	[ "$(stat -c %a src/a)" = 751 ]
	run cat other
	assert_output $'one\ntwo\nthree'
}

@test "a folder that a deletion empties goes too" {
	apply 'diff --git a/src/a b/src/a\ndeleted file mode 100644\n--- a/src/a\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-one\n-two\n-three'
	assert_success
	[ ! -e src ]
}

@test "a hunk that does not fit says what the file has, and nothing changes" {
	tree >../before
	apply '--- a/b\n+++ b/b\n@@ -1,1 +1,1 @@\n-x\n+y\n--- a/src/a\n+++ b/src/a\n@@ -1,3 +1,3 @@\n one\n-to\n+zwei\n three'
	assert_failure 1
	[ "$(details .error.code)" = not_found ]
	[ "$(details .error.message)" = "the hunk in line 8 of the diff does not fit 'src/a': it expects 'to', but line 2 is 'two'" ]
	run diff <(tree) ../before
	assert_output ''
}

@test "what fails midway is undone" {
	mkdir ro && printf 'r\n' >ro/f
	tree >../before
	# the last folder cannot be written to: root needs another obstacle
	if [ "$(id -u)" = 0 ]; then
		chattr +i ro 2>/dev/null || skip 'no immutable folders here'
	else
		chmod 555 ro
	fi
	apply '--- a/b\n+++ b/b\n@@ -1,1 +1,1 @@\n-x\n+y\n--- /dev/null\n+++ b/n/m/k\n@@ -0,0 +1,1 @@\n+k\n--- a/ro/f\n+++ b/ro/f\n@@ -1,1 +1,1 @@\n-r\n+s'
	chattr -i ro 2>/dev/null || chmod 755 ro
	assert_failure 1
	[ "$(details .error.code)" = permission_denied ]
	run diff <(tree) ../before
	assert_output ''
}

@test "no symbolic link is followed, at any depth" {
	mkdir ../out && printf 'x\n' >../out/f && printf 'x\n' >in
	ln -s ../out link && ln -s src inner && ln -s in soft
	apply '--- a/link/f\n+++ b/link/f\n@@ -1,1 +1,1 @@\n-x\n+y'
	assert_failure 1
	[ "$(details .error.code)" = outside_root ]
	apply '--- a/inner/a\n+++ b/inner/a\n@@ -1,1 +1,1 @@\n-one\n+y'
	[ "$(details .error.code)" = outside_root ]
	apply '--- a/soft\n+++ b/soft\n@@ -1,1 +1,1 @@\n-x\n+y'
	[ "$(details .error.code)" = outside_root ]
	apply '--- /dev/null\n+++ b/link/new\n@@ -0,0 +1,1 @@\n+y'
	[ "$(details .error.code)" = outside_root ]
	run cat ../out/f in src/a
	assert_output $'x\nx\none\ntwo\nthree'
	[ ! -e ../out/new ]
}

@test "names outside the root are refused" {
	printf 'x\n' >../f
	apply '--- a/../f\n+++ b/../f\n@@ -1,1 +1,1 @@\n-x\n+y'
	assert_failure 1
	[ "$(details .error.code)" = outside_root ]
	run cat ../f
	assert_output x
}

@test ".git, .codex and .codex-log are refused, whatever the flags say" {
	mkdir .codex .codex-log
	for f in .git/config .codex/x .codex-log/x .GIT/hooks/x; do
		apply "--- /dev/null\n+++ b/$f\n@@ -0,0 +1,1 @@\n+x" --no-policy
		assert_failure 1
		[ "$(details .error.code)" = policy_denied ]
		apply "--- /dev/null\n+++ b/$f\n@@ -0,0 +1,1 @@\n+x" --allow-policy protected-path
		[ "$(details .error.code)" = policy_denied ]
	done
	[ ! -e .codex/x ] && [ ! -e .codex-log/x ]
}

prod='--- /dev/null\n+++ b/config/production.json\n@@ -0,0 +1,1 @@\n+{}'

@test "an error finding is policy_denied, and only a flag lifts it" {
	apply "$prod"
	assert_failure 1
	[ "$(details .error.code)" = policy_denied ]
	[ "$(details '.findings[0].rule')" = production-config ]
	[ ! -e config ]
	apply "$prod" --allow-policy ci-injection
	assert_failure 1
	apply "$prod" --allow-policy typo
	assert_failure 2
	apply "$prod" --allow-policy production-config
	assert_success
	rm -r config
	apply "$prod" --no-policy
	assert_success
	[ -e config/production.json ]
}

@test "JSON and pipes cannot lift the policy" {
	jq -nc --arg d "$(printf -- "$prod")"$'\n' '{diff:$d,no_policy:true}' >../args
	run --separate-stderr "$BUILD/helpers/apply_patch" <../args
	assert_failure 2
	[ "$(details .error.code)" = invalid_arguments ]
	jq -nc --arg d "$(printf -- "$prod")"$'\n' '{success:true,details:{diff:$d,allow_policy:["production-config"]},tokens:1}' >../args
	run --separate-stderr "$BUILD/helpers/apply_patch" <../args
	assert_failure 1
	[ "$(details .error.code)" = policy_denied ]
	[ ! -e config ]
}

@test "warnings do not stop it and are in the answer" {
	apply '--- /dev/null\n+++ b/.gitattributes\n@@ -0,0 +1,1 @@\n+x'
	assert_success
	[ "$(details '.findings[0].rule')" = tool-config ]
}

@test "validate_diff | apply_patch needs no glue, and a no is passed on" {
	jq -nc --arg d "$(printf -- "$good")"$'\n' '{diff:$d}' >../args
	run bash -c '"$1/validate_diff" <../args | "$1/apply_patch"' - "$BUILD/helpers"
	assert_success
	run cat src/a
	assert_output $'one\nzwei\nthree'
	jq -nc --arg d "$(printf -- "$prod")"$'\n' '{diff:$d}' >../args
	run bash -c '"$1/validate_diff" <../args | "$1/apply_patch" 2>/dev/null' - "$BUILD/helpers"
	assert_failure 1
	[ "$(details '.findings[0].rule')" = production-config ]
	[ ! -e config ]
}

@test "binary sections, links and submodules are refused" {
	apply 'diff --git a/i b/i\nnew file mode 100644\nindex 0000000..20b5be9\nBinary files /dev/null and b/i differ'
	assert_failure 1
	[ "$(details .error.code)" = binary_file ]
	apply 'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1,1 @@\n+b\n\\ No newline at end of file'
	assert_failure 1
	[ "$(details .error.code)" = not_a_file ]
	[ ! -e l ]
}

@test "a new file that is there and a missing one are refused" {
	apply '--- /dev/null\n+++ b/b\n@@ -0,0 +1,1 @@\n+y'
	assert_failure 2
	[ "$(details .error.message)" = "'b' is to be created, but is there already" ]
	apply '--- a/missing\n+++ b/missing\n@@ -1,1 +1,1 @@\n-x\n+y'
	assert_failure 1
	[ "$(details .error.code)" = not_found ]
}

@test "empty input and a limit that the answer breaks write nothing" {
	run_helper apply_patch
	assert_failure 2
	[ "$(details .error.code)" = invalid_arguments ]
	apply "$good" --max-tokens 3
	assert_failure 1
	[ "$(details .error.code)" = too_large ]
	run cat src/a
	assert_output $'one\ntwo\nthree'
}
