load helper

# a small tree of real files, with the odd names and endings that diffs have
base_tree() {
	mkdir -p base/src base/'sub dir'
	cp "$REPO"/lib/base/buf.c "$REPO"/lib/base/utf8.h base/src/
	cp "$REPO"/docs/sandbox.md base/'sub dir/a file.md'
	sed 's/$/\r/' "$REPO"/lib/base/num.h >base/crlf.h
	head -c 700 "$REPO"/lib/base/strv.c >base/cut.c
	cp "$REPO"/lib/base/num.c base/'tschüß "x".c'
	printf 'x\n' >base/one
	: >base/empty
	chmod +x base/one
	git -C base init -q
	git -C base add -A
	git_fixed -C base commit -qm base
}

# edit FILE SEED: change, remove, add and repeat lines at random
edit() {
	awk -v seed="$2" 'BEGIN { srand(seed) }
	{ r = rand() }
	r < 0.03 { next }
	r < 0.06 { print "changed " NR " " r; next }
	r < 0.09 { print; print "added " r; next }
	r < 0.11 { print; print; next }
	{ print }' "$1" >edited
	# awk ends every line: take the last newline away now and then
	[ $(($2 % 7)) -eq 0 ] && truncate -s -1 edited
	cat edited >"$1"
}

change_tree() {
	local f
	RANDOM=$1
	for f in src/buf.c src/utf8.h 'sub dir/a file.md' crlf.h cut.c \
		'tschüß "x".c' one; do
		[ $((RANDOM % 3)) -gt 0 ] || continue
		edit "$f" $RANDOM
	done
	case $((RANDOM % 8)) in
	0) git mv src/buf.c src/moved.c ;;
	1) git rm -qf one ;;
	2) printf 'new\nfile' >'new file' ;;
	3) chmod -x one ;;
	4) cp crlf.h sub.h && chmod +x sub.h ;;
	5) git rm -qf empty && git mv -f 'sub dir/a file.md' src/b ;;
	6) : >src/new && printf 'x' >empty ;;
	7) printf '\\ No newline\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n' >>cut.c ;;
	esac
	git add -A
}

tree_of() {
	(cd "$1" && find . -type f -printf '%m %p\n' | sort &&
		find . -type f -exec sha256sum {} + | sort)
}

@test "200 random edits applied by us give what git apply gives" {
	base_tree
	applied=0
	for i in $(seq 200); do
		rm -rf work ours theirs
		cp -a base work
		mkdir ours theirs
		(cd base && git checkout-index -a --prefix=../ours/ &&
			git checkout-index -a --prefix=../theirs/)
		(cd work && change_tree "$i")
		git -C work diff --cached -M -C "-U$((1 + i % 4))" >d
		[ -s d ] || continue
		(cd theirs && git apply -p1 ../d) || fail "git refuses edit $i"
		(cd ours && "$BUILD/test/diff" apply <../d) ||
			fail "edit $i is refused"
		run diff <(tree_of ours) <(tree_of theirs)
		assert_output ''
		applied=$((applied + 1))
	done
	[ "$applied" -gt 180 ]
}

@test "the paths read are those that git would write" {
	base_tree
	for i in $(seq 300 330); do
		rm -rf work
		cp -a base work
		(cd work && change_tree "$i")
		git -C work diff --cached --no-renames >d
		run diff <("$BUILD/test/diff" <d | sed 's/^[a-z]* //
			s/ hunks=.*//; s/ [0-7]*>[0-7]*$//' | sort) \
			<(git -C base apply --numstat -z ../d | tr '\0' '\n' |
				cut -f3 | sort)
		assert_output ''
	done
}

# refuses TEXT MESSAGE: the diff is refused with exactly this message
refuses() {
	run "$BUILD/test/diff" < <(printf -- "$1")
	assert_failure 1
	assert_output "$2"
}

one='--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-a\n+b\n'

@test "the example that the refusals are made from is accepted" {
	run "$BUILD/test/diff" < <(printf -- "$one")
	assert_success
	assert_output 'modify x hunks=1'
}

@test "plain diffs are read with and without prefixes and time stamps" {
	run "$BUILD/test/diff" < <(printf -- "--- a/x\t2026-01-02 03:04:05.0 +0000\n+++ b/x\t2026-01-02 03:04:06.0 +0000\n@@ -1 +1 @@\n-a\n+b\n\n--- /dev/null\n+++ b/z\n@@ -0,0 +1 @@\n+b\n\n")
	assert_success
	assert_output 'modify x hunks=1
create z hunks=1'
	run "$BUILD/test/diff" < <(printf -- "--- a/y\n+++ a/y\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ z\n@@ -0,0 +1 @@\n+b\n")
	assert_success
	assert_output 'modify a/y hunks=1
create z hunks=1'
}

@test "counts that do not add up are refused with the right ones" {
	refuses '--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n-a\n+b\n' \
		'invalid_arguments: line 3 of the diff: the hunk states 2 old and 3 new lines, but the diff ends after 1 and 1; give all of it, or write @@ -1,1 +1,1 @@'
	refuses "$one"' c\n' \
		'invalid_arguments: line 3 of the diff: the hunk states 1 old and 1 new lines, but has 2 and 2; write @@ -1,2 +1,2 @@'
}

@test "names that disagree are refused" {
	refuses 'diff --git a/y b/y\n'"$one" \
		"invalid_arguments: line 1 of the diff: 'diff --git a/y b/y' does not agree with the names below it"
	refuses '--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n' \
		"invalid_arguments: line 1 of the diff: 'x' and 'y' are two files; a rename needs git's rename lines"
	refuses 'diff --git a/x b/y\nrename from x\nrename to y\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n' \
		'invalid_arguments: line 1 of the diff: the --- and +++ names do not agree with the headers above them'
	refuses 'diff --git a/x b/x\nnew file mode 100644\n'"$one" \
		'invalid_arguments: line 1 of the diff: the --- and +++ names do not agree with the headers above them'
	refuses '--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n' \
		'invalid_arguments: line 1 of the diff: the section names no file'
}

@test "names outside the root and odd names are refused" {
	refuses '--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-a\n+b\n' \
		"outside_root: line 1 of the diff: the file name '../x' has an empty, '.' or '..' component"
	refuses '--- /etc/x\n+++ /etc/x\n@@ -1 +1 @@\n-a\n+b\n' \
		"outside_root: line 1 of the diff: the file name '/etc/x' is absolute; give it relative to the root"
	refuses '--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\n-a\n+b\n' \
		"invalid_arguments: line 1 of the diff: a CR stands behind the file name 'x'; the diff's own lines end in LF"
	refuses '--- "a/\\377"\n+++ "b/\\377"\n@@ -1 +1 @@\n-a\n+b\n' \
		'invalid_arguments: line 1 of the diff: a file name is no valid UTF-8'
	refuses '--- "a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n' \
		'invalid_arguments: line 1 of the diff: a badly quoted file name'
}

@test "text that belongs to no section is refused, not skipped" {
	refuses 'Here it is:\n'"$one" \
		"invalid_arguments: line 1 of the diff: 'Here it is:' belongs to no file's section; give the diff alone"
	refuses "$one"'\nOnly in b: z\n' \
		"invalid_arguments: line 7 of the diff: 'Only in b: z' belongs to no file's section; give the diff alone"
	refuses 'diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n' \
		"invalid_arguments: line 1 of the diff: 'diff --cc x' belongs to no file's section; give the diff alone"
	refuses '--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n' \
		"invalid_arguments: line 3 of the diff: '@@@ -1,1 -1,1 +1,1 @@@' is no hunk header such as @@ -12,7 +12,8 @@"
	refuses '\n\n' \
		"invalid_arguments: the diff is empty; it must begin with 'diff --git' or '--- '"
}

@test "a file is changed once" {
	refuses "$one$one" \
		"invalid_arguments: line 6 of the diff: 'x' was already changed by line 1"
	refuses 'diff --git a/x b/y\nrename from x\nrename to y\ndiff --git a/x b/x\n'"$one" \
		"invalid_arguments: line 4 of the diff: 'x' was already changed by line 1"
}

@test "NUL bytes, unknown modes and contradictions are refused" {
	refuses '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\0\n+b\n' \
		'invalid_arguments: line 4 of the diff: a NUL byte'
	refuses 'diff --git a/x b/x\nold mode 100644\nnew mode 104755\n' \
		"invalid_arguments: line 3 of the diff: unknown file mode 'new mode 104755'"
	refuses 'diff --git a/x b/x\nnew file mode 100644\ndeleted file mode 100644\n' \
		'invalid_arguments: line 1 of the diff: the headers contradict each other: new, deleted, renamed or changed'
	refuses 'diff --git a/x b/x\nindex 1234567..89abcde 100644\n' \
		'invalid_arguments: line 1 of the diff: the section changes nothing'
	refuses '--- a/x\n+++ b/x\n@@ -1 +1 @@\n a\n' \
		'invalid_arguments: line 3 of the diff: the hunk changes nothing'
}

# applies HUNKS: to the file x of this folder
applies() {
	run "$BUILD/test/diff" apply < <(printf -- '--- a/x\n+++ b/x\n'"$1")
}

@test "a hunk with wrong line numbers lands at the nearest place it fits" {
	printf 'a\nb\nc\nx\ny\na\nb\nc\n' >x
	applies '@@ -7,2 +7,2 @@\n b\n-c\n+C\n'
	assert_success
	run cat x
	assert_output $'a\nb\nc\nx\ny\na\nb\nC'
	applies '@@ -999,1 +999,1 @@\n-y\n+Y\n'
	assert_success
	run cat x
	assert_output $'a\nb\nc\nx\nY\na\nb\nC'
}

@test "a hunk that fits two places equally well is refused" {
	printf 'a\nx\na\n' >x
	applies '@@ -2,1 +2,1 @@\n-a\n+b\n'
	assert_failure
	assert_output "not_found: the hunk in line 3 of the diff fits 'x' in line 1 and in line 3"
}

@test "a hunk that does not fit names the first line that differs" {
	printf 'int a;\nint b;\nint c;\n' >x
	applies '@@ -1,3 +1,3 @@\n int a;\n-int B;\n+int z;\n int c;\n'
	assert_failure
	assert_output "not_found: the hunk in line 3 of the diff does not fit 'x': it expects 'int B;', but line 2 is 'int b;'"
	applies '@@ -2,3 +2,3 @@\n int b;\n-int c;\n+int d;\n int e;\n'
	assert_failure
	assert_output "not_found: the hunk in line 3 of the diff does not fit 'x': it expects 'int e;', but the file ends after line 3"
}

@test "newlines at the end are part of what must fit" {
	printf 'a\nb' >x
	applies '@@ -1,2 +1,2 @@\n a\n-b\n+c\n'
	assert_failure
	assert_output "not_found: the hunk in line 3 of the diff does not fit 'x': it expects 'b', but line 2 is 'b' without a newline"
	applies '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n'
	assert_success
	run od -An -c x
	assert_output '   a  \n   c  \n'
	applies '@@ -1,1 +1,1 @@\n-a\n+b\n\\ No newline at end of file\n'
	assert_failure
	assert_output "invalid_arguments: the hunk in line 3 of the diff leaves a line of 'x' without a newline before its end"
}

@test "lines that have no context to find their place by are refused" {
	printf 'a\nb\n' >x
	applies '@@ -1,0 +2,1 @@\n+c\n'
	assert_failure
	assert_output "invalid_arguments: the hunk in line 3 of the diff has no context that says where in 'x' its lines go"
}

@test "a deletion must show all that it deletes" {
	printf 'a\nb\n' >x
	run "$BUILD/test/diff" apply < <(printf -- '--- a/x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n')
	assert_failure
	assert_output "not_found: the diff deletes 'x', but does not show all of it"
}
