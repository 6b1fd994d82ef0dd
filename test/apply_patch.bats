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
	# case, HFS+, NTFS: dots and blanks, streams, short names, backslashes
	for f in .git/config .codex/x .codex-log/x .GIT/hooks/x sub/.Git/x \
		.g‌it/x '.git﻿/x' '.co‮dex/x' '.git./x' '.git . /x' \
		'.git::$INDEX_ALLOCATION/x' '.git:a' GIT~1/x git~12/x CODEX~1/x \
		codex-~1/x 'a\\\\.git\\\\x' '.codex.'; do
		apply "--- /dev/null\n+++ b/$f\n@@ -0,0 +1,1 @@\n+x" --no-policy
		assert_failure 1
		[ "$(details .error.code)" = policy_denied ]
		apply "--- /dev/null\n+++ b/$f\n@@ -0,0 +1,1 @@\n+x" --allow-policy protected-path
		[ "$(details .error.code)" = policy_denied ]
	done
	apply "--- /dev/null\n+++ b/.codex/x\n@@ -0,0 +1,1 @@\n+x"
	[ "$(details .error.hint)" = 'leave that out of the diff: only a person changes it, by hand' ]
	[ ! -e .codex/x ] && [ ! -e .codex-log/x ]
	# the control: names that only look like them
	for f in .github/x .gitx .codexx git~x .git~1a codex~/x .g.it; do
		apply "--- /dev/null\n+++ b/$f\n@@ -0,0 +1,1 @@\n+x" --no-policy
		assert_success
	done
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

# twenty: an old tree in ../old, a patch of twenty files in ../args (of more
# for the 2,000 kill points of `make torture`), and small ones of other files in
# ../next.y, ../next.z
twenty() {
	local many=${1:-14}
	mkdir gone keep && printf 'g\n' >gone/g && echo z >z && echo y >y
	for ((i = 1; i <= many; i++)); do
		printf '%s\nsame\n' "$i" >"keep/f$i"
	done
	git add -A && git_fixed commit -qm old
	mkdir ../old && cp -a ./* ../old
	sed -i 's/^[0-9]*$/& new/' keep/f*
	mkdir -p new/dir && printf 'n\n' >new/dir/n && printf 'm\n' >new/m
	git mv run.sh keep/run && git rm -q gone/g && chmod 755 b && git add -AN
	printf 'two\n' >src/a
	git diff -M HEAD >../diff
	[ "$(grep -c ^diff ../diff)" = $((many + 6)) ] || fail "$(grep ^diff ../diff)"
	jq -nRc '{diff:([inputs]|join("\n")+"\n")}' <../diff >../args
	for f in y z; do
		jq -nc --arg f $f '{diff:"--- a/\($f)\n+++ b/\($f)\n@@ -1 +1 @@\n-\($f)\n+new\n"}' >../next.$f
	done
	tree >../tree.new
	git reset -q
	again && tree >../tree.old
	kills=$BUILD/test/killer
	[ -x "$kills" ] || make -sC "$REPO" ${SAN:+SAN="$SAN"} "$kills" >/dev/null
	export ASAN_OPTIONS=detect_leaks=0 # it cannot look while it is traced
	"$kills" 1 true
	[ $? != 125 ] || skip 'no process can be traced here'
}

# again: the old tree, and no journal
again() {
	rm -rf ./* ./.codex-* "$XDG_STATE_HOME"
	cp -a ../old/* .
}

# half_applied: some files of the patch are new, others old
half_applied() {
	for ((n = 90; n < 1000; n++)); do
		again
		run "$kills" "$n" "$BUILD/helpers/apply_patch" <../args
		assert_equal "$status" 137
		[ "$(cat keep/f* | grep -c new)" != 7 ] || return 0
	done
	fail 'it was never half applied'
}

# settled: the next patch is applied, and the first is in whole or not at all
settled() {
	"$BUILD/helpers/apply_patch" <../next.z >../out 2>../err || fail "$(cat ../out)"
	[ "$(cat z)" = new ] || fail 'the next patch is not there'
	echo z >z && echo y >y
	tree >../tree.now
	[ -z "$(find "$XDG_STATE_HOME" -type f -size +0)" ] || fail 'a journal is left'
	cmp -s ../tree.now ../tree.old && was=old && return
	cmp -s ../tree.now ../tree.new && was=new && return
	fail "$(diff ../tree.now ../tree.old)"
}

@test "killed before each of its system calls, a patch is there in whole or not at all" {
	twenty ${KILLS:+$((KILLS / 9))}
	old=0 new=0 half=0
	for ((n = 1; n < 100000; n++)); do
		again
		"$kills" "$n" "$BUILD/helpers/apply_patch" <../args >/dev/null 2>&1 && break
		tree >../tree.now
		# the control: some kills do leave half of it, for the next run
		cmp -s ../tree.now ../tree.old || cmp -s ../tree.now ../tree.new || half=$((half + 1))
		settled || fail "kill $n"
		declare $was=$((${!was} + 1))
		says=$(cat ../err)
		case $was,$says in
		new,'' | old,'') ;;
		new,'apply_patch: an earlier patch was interrupted: it is finished now') ;;
		old,'apply_patch: an earlier patch was interrupted: nothing of it remains') ;;
		*) fail "kill $n: $was, but it says: $says" ;;
		esac
	done
	[ -z "${VERBOSE:-}" ] || echo "# $n kills: $old old, $new new, $half half" >&3
	[ "$old" -gt 50 ] && [ "$new" -gt 50 ] && [ "$half" -gt 50 ] && [ "$n" -gt "${KILLS:-150}" ] || fail "$old old, $new new, $half half"
	settled
	assert_equal "$was $(cat ../err)" 'new '
}

@test "a run that is killed while it ends a killed patch leaves that to the next" {
	twenty
	half_applied
	mkdir ../half && mv .git ../git && cp -a . ../half && mv ../git .git
	cp -a "$XDG_STATE_HOME" ../half.state
	for ((m = 1; m < 1000; m++)); do
		rm -rf ./* ./.codex-* "$XDG_STATE_HOME"
		cp -a ../half/. . && cp -a ../half.state "$XDG_STATE_HOME"
		"$kills" "$m" "$BUILD/helpers/apply_patch" <../next.y >/dev/null 2>&1 && break
		settled
		assert_equal "kill $m: $was" "kill $m: new"
	done
	[ "$m" -gt 50 ] || fail "only $m kills"
}

@test "what the user changed after a kill is not overwritten" {
	twenty
	half_applied
	git checkout -q .
	printf 'mine\n' >keep/f1
	run --separate-stderr "$BUILD/helpers/apply_patch" <../next.z
	assert_success
	assert_equal "$stderr" 'apply_patch: an earlier patch was interrupted and its files changed since: they stay as they are'
	assert_equal "$(cat keep/f1)" mine
	assert_equal "$(git status --porcelain keep src gone b run.sh)" ' M keep/f1'
	run find . -name '.codex-*'
	assert_output ''
}

@test "what fails midway is undone, also when that is killed" {
	twenty
	chattr +i src/a 2>/dev/null || skip 'no immutable files here'
	chattr -i src/a
	old=0 new=0
	for ((n = 95; n < 1000; n += 4)); do
		again
		chattr +i src/a
		run --separate-stderr "$kills" "$n" "$BUILD/helpers/apply_patch" <../args
		chattr -i src/a
		[ "$status" = 137 ] || break
		settled
		declare $was=$((${!was} + 1))
	done
	assert_failure 1
	[ "$(details .error.code)" = permission_denied ]
	# killed before the undo it goes on, since now it can
	[ "$old" -gt 5 ] && [ "$new" -gt 5 ] || fail "$old old, $new new"
	settled
	assert_equal "$was" old
}

@test "without a state folder nothing is written, and the hint says what to do" {
	tree >../before
	XDG_STATE_HOME=/dev/null/x apply "$good"
	assert_failure 1
	[ "$(details .error.code)" = permission_denied ]
	[ "$(details .error.hint)" = 'set XDG_STATE_HOME to a folder that can be written to' ]
	run diff <(tree) ../before
	assert_output ''
	XDG_STATE_HOME=/dev/null/x apply "$good" --dry-run
	assert_success
	apply "$good"
	assert_success
}

@test "patches of one file that are applied at once wait for each other" {
	printf '%s\n' {1..40} >many
	for i in 2 12 22 32; do
		jq -nc --argjson i $i '{diff:"--- a/many\n+++ b/many\n@@ -\($i) +\($i) @@\n-\($i)\n+x\n"}' >"../args.$i"
	done
	printf '%s\n' 2 12 22 32 | xargs -P4 -I{} sh -c '"$BUILD/helpers/apply_patch" <../args.{} >../out.{}'
	assert_equal "$(grep -c x many)" 4
}

# says FORMAT ANSWER FLAGS...: the error, or the notes of what was applied
says() {
	printf -- "$1" | jq -Rs '{diff:.}' >../args
	run --separate-stderr "$BUILD/helpers/apply_patch" --dry-run "${@:3}" <../args
	assert_equal "$(details '.error.message // (.notes // [] | join("; "))')" "$2"
}

@test "the faults that models make are mended and said, or refused in one clear line" {
	printf 'int a;\n\nint b;\n\tint c;\nint d;\n' >x.c
	sed 's/$/\r/' x.c >crlf.c
	x='--- a/x.c\n+++ b/x.c\n' body=' int a;\n \n-int b;\n+int B;\n'
	says "$x@@ -1,3 +1,3 @@\n$body" ''
	says "$x@@ -40,3 +40,3 @@\n$body" "the hunk in line 3 of the diff lies in line 1 of 'x.c', not in 40"
	says "$x@@ -1,3 +1,3 @@\n int a;\n\n-int b;\n+int B;\n" ''
	says "$x@@ -1,3 +1,3 @@\n int a;\n \n-int b;\n+int B;" 'a newline was added at the end of the diff'
	says "${x//[ab]\//}@@ -1,3 +1,3 @@\n$body" ''
	says "$x@@ -1,4 +1,5 @@\n$body--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y\n" 'line 3 of the diff: the hunk states 4 old and 5 new lines, but has 3 and 3; write @@ -1,3 +1,3 @@'
	says "$x@@ -1,4 +1,5 @@\n$body" 'line 3 of the diff: the hunk is @@ -1,3 +1,3 @@' --recount
	says "$x@@ -1,5 +1,5 @@\n$body" 'line 3 of the diff: the hunk states 5 old and 5 new lines, but the diff ends after 3 and 3; give all of it, or write @@ -1,3 +1,3 @@'
	says "$x@@\n$body" "line 3 of the diff: '@@' is no hunk header such as @@ -12,7 +12,8 @@"
	says "$x@@ -1,3 +1,3 @@\nint a;\n \n-int b;\n+int B;\n" "line 4 of the diff: 'int a;' begins with none of ' ', '+' and '-', but the hunk in line 3 states that 3 old and 3 new lines are to come"
	says "--- /dev/null\n+++ b/n\n@@ -0,0 +1,2 @@\n+x\ny\n" "line 5 of the diff: 'y' begins with none of ' ', '+' and '-', but the hunk in line 3 states that 0 old and 1 new lines are to come"
	says "${x//x.c/crlf.c}@@ -1,3 +1,3 @@\n$body" "the hunk in line 3 of the diff does not fit 'crlf.c': it expects 'int a;', but line 1 is 'int a;' with CR LF"
	[ "$(details .error.hint)" = "the file's lines end in CR LF, the diff's in LF: give the diff's lines a CR at their end too" ]
	body=${body//\\n/\\r\\n}
	says "$x@@ -1,3 +1,3 @@\n$body" "the hunk in line 3 of the diff does not fit 'x.c': it expects 'int a;' with CR LF, but line 1 is 'int a;'"
	says "${x//\\n/\\r\\n}@@ -1,3 +1,3 @@\n$body" "line 1 of the diff: a CR stands behind the file name 'x.c'; the diff's own lines end in LF"
	body=' int a;\n \n-int b;\n+int B;\n'
	says "$x@@ -3,3 +3,3 @@\n int b;\n-    int c;\n+    int C;\n int d;\n" "the hunk in line 3 of the diff does not fit 'x.c': it expects '    int c;', but line 4 is '	int c;'"
	[ "$(details .error.hint)" = 'only the white space differs: the file has tabs there, the diff has blanks' ]
	says "index 1234567..89abcde 100644\n$x@@ -1,3 +1,3 @@\n$body" "line 1 of the diff: 'index 1234567..89abcde 100644' must stand below a line 'diff --git a/... b/...'"
	says "--- a/x.c\n+++ x.c\n@@ -1,3 +1,3 @@\n$body" "line 1 of the diff: 'a/x.c' and 'x.c' must both begin with a/ and b/, or both without"
	says "diff --git a/n b/n\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n" "line 1 of the diff: a new file needs the line 'new file mode 100644' behind 'diff --git'"
	says "$x@@ -1,3 +1,3 @@\n$body\nThis changes b.\n" "line 9 of the diff: 'This changes b.' belongs to no file's section; give the diff alone"
	says "${x//x.c/y.c}@@ -1,3 +1,3 @@\n$body" "no file 'y.c' under the root; did you mean 'x.c'?"
}
