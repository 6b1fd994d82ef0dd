# patches: what apply_patch writes is what git apply would write, or nothing.
# PATCHES says how many random diffs are tried (200); the suite's author's
# cases are named after git's own tests and the faults that git had.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir ours theirs
	export CODEX_ROOT=$PWD/ours GIT_CEILING_DIRECTORIES=$PWD
}

# both COMMAND...: in our tree and in git's
both() {
	(cd ours && "$@") && (cd theirs && "$@")
}

put() {
	both sh -c 'mkdir -p "$(dirname "$1")" && printf "$2" >"$1"' - "$1" "$2"
}

tree_of() {
	(cd "$1" && find . -printf '%y %m %p %l\n' | sort && find . -type f -exec sha256sum {} + | sort)
}

# ours FLAGS...: apply the file d
ours() {
	jq -Rs '{diff:.}' <d >args
	run --separate-stderr "$BUILD/helpers/apply_patch" --no-policy "$@" <args
}

# agree FLAGS...: git and we apply the file d alike
agree() {
	(cd theirs && git apply "$@" ../d) || fail 'git refuses it'
	ours "$@"
	assert_success
	run diff <(tree_of ours) <(tree_of theirs)
	assert_output ''
}

# refused CODE MESSAGE FLAGS...: of the file d, and nothing changed
refused() {
	local before
	before=$(tree_of ours)
	ours "${@:3}"
	assert_equal "$(details '.error | .code + ": " + .message')" "$1: $2"
	assert_equal "$(tree_of ours)" "$before"
}

@test "${PATCHES:-200} random and damaged diffs: what we accept, git writes too, and the same" {
	run "$REPO/test/patches" "${PATCHES:-200}" "${SEED:-1}"
	[ -z "${VERBOSE:-}" ] || echo "$output" >&3
	assert_success
	# the control: it was about something
	accepted=$(sed -n 's/ accepted$//p' <<<"$output")
	[ "$accepted" -gt $((${PATCHES:-200} / 5)) ] || fail "$accepted were accepted"
	# what only git takes is refused for a reason that the page gives
	sed -n 's/^[0-9]* only git takes: //p' <<<"$output" >reasons
	while read -r reason; do
		grep -qF -- "$reason" "$REPO/docs/apply_patch.md" ||
			fail "docs/apply_patch.md does not say: $reason"
	done <reasons
}

@test "t4115, t4122: nothing is written through a symbolic link, new or old" {
	put sub/f 'x\n'
	mkdir out && both ln -s ../out link && both ln -s sub inner
	printf -- '--- /dev/null\n+++ b/link/n\n@@ -0,0 +1 @@\n+x\n' >d
	(cd theirs && ! git apply ../d 2>/dev/null) || fail 'git applies it'
	refused outside_root "'link/n' leads through a symbolic link; changes never do"
	printf -- '--- a/inner/f\n+++ b/inner/f\n@@ -1 +1 @@\n-x\n+y\n' >d
	refused outside_root "'inner/f' leads through a symbolic link; changes never do"
	[ -z "$(ls out)" ]
}

@test "CVE-2023-23946: no link is made and then written through in one patch" {
	mkdir out
	printf 'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+../out\n\\ No newline at end of file\ndiff --git a/l/x b/l/x\nnew file mode 100644\n--- /dev/null\n+++ b/l/x\n@@ -0,0 +1 @@\n+x\n' >d
	refused not_a_file "'l' is a symbolic link or a submodule in the diff; only regular files are written"
	printf 'x\n' >ours/f
	printf 'diff --git a/f b/f\nold mode 100644\nnew mode 120000\n' >d
	refused invalid_arguments 'line 1 of the diff: a mode cannot make a file another kind of thing; git deletes the one and creates the other'
	[ -z "$(ls out)" ]
}

@test "CVE-2023-25652: a patch that does not fit leaves no file of rejects" {
	put f 'x\n'
	mkdir out && both ln -s ../out/f f.rej
	printf -- '--- a/f\n+++ b/f\n@@ -1 +1 @@\n-z\n+y\n' >d
	refused not_found "the hunk in line 3 of the diff does not fit 'f': it expects 'z', but line 1 is 'x'"
	[ -z "$(ls out)" ]
}

@test "CVE-2025-48384: a carriage return in a name is refused, wherever it stands" {
	put f 'x\n'
	printf -- '--- a/f\n+++ b/f\r\n@@ -1 +1 @@\n-x\n+y\n' >d
	refused invalid_arguments $'line 1 of the diff: \'f\' and \'f\r\' are two files; a rename needs git\'s rename lines'
	printf 'diff --git a/f "b/g\\r"\nrename from f\nrename to "g\\r"\n' >d
	refused invalid_arguments "line 1 of the diff: a CR stands behind the file name 'g'; the diff's own lines end in LF"
}

@test "t4133: the names of the file must agree everywhere" {
	put f 'x\n'
	printf 'diff --git a/f b/f\n--- a/f\n+++ b/g\n@@ -1 +1 @@\n-x\n+y\n' >d
	refused invalid_arguments "line 1 of the diff: 'f' and 'g' are two files; a rename needs git's rename lines"
	printf 'diff --git a/f b/g\nrename from f\nrename to h\n' >d
	refused invalid_arguments "line 1 of the diff: 'diff --git a/f b/g' does not agree with the names below it"
	printf 'diff --git a/f b/f\ndeleted file mode 100644\n--- a/f\n+++ b/f\n@@ -1 +0,0 @@\n-x\n' >d
	refused invalid_arguments 'line 1 of the diff: the --- and +++ names do not agree with the headers above them'
	printf 'diff --git a/f b/f\n--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n' >d
	refused invalid_arguments "line 1 of the diff: a deleted file needs the line 'deleted file mode 100644' behind 'diff --git'"
}

@test "t4135: blanks, tabs' names, quotes and letters of other alphabets in names" {
	for name in 'a b' ' lead' 'trail ' 'b c b c' 'q"uote' 'back\slash' 'ä/ö' 'x b/x'; do
		put "$name" '1\n2\n'
	done
	cp -a ours base && cp -a ours changed
	find changed -type f -exec sh -c 'printf "1\n3\n" >"$1"' - {} \;
	git diff --no-index --no-prefix base changed >d || true
	sed -i 's,base/,a/,g; s,changed/,b/,g' d
	[ "$(grep -c '^diff' d)" = 8 ]
	agree
}

@test "t4129: modes come from the diff when it states a change, else from the file" {
	put f 'x\n' && put g 'x\n' && put h 'x\n'
	both chmod 755 f h
	printf 'diff --git a/f b/f\nindex 587be6b..975fbec 100644\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\ndiff --git a/g b/g\nold mode 100644\nnew mode 100755\ndiff --git a/h b/h\nold mode 100755\nnew mode 100644\n' >d
	agree
	[ "$(stat -c %a ours/f ours/g ours/h | paste -s -d' ')" = '755 755 644' ]
}

@test "t4103: binary patches are checked, and refused" {
	printf 'a\0b\n' >ours/bin
	(cd theirs && git init -q . && cp ../ours/bin . && git add . && printf 'a\0c\n' >bin && git diff --binary) >d
	refused binary_file "'bin' is binary in the diff; only text can be applied"
	sed -i '5s/.$//' d
	refused invalid_arguments 'line 5 of the diff: the binary patch is cut short'
}

@test "t4139: a patch with many files or long lines is applied in whole" {
	long=$(printf 'x%.0s' {1..70000})
	put f "$long\n"
	for i in {1..300}; do
		printf -- '--- /dev/null\n+++ b/d%s/n%s\n@@ -0,0 +1 @@\n+%s\n' $((i % 7)) "$i" "$i"
	done >d
	printf -- '--- a/f\n+++ b/f\n@@ -1 +1 @@\n-%s\n+y\n' "$long" >>d
	agree
	[ "$(find ours -type f | wc -l)" = 301 ]
}

@test "t4141: a hunk is not laid over another one" {
	put f 'a\nb\nx\na\nb\nx\n'
	printf -- '--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n x\n@@ -2,3 +2,3 @@\n a\n-b\n+d\n x\n' >d
	agree
	assert_equal "$(paste -s -d' ' ours/f)" 'a c x a d x'
	printf -- '--- a/f\n+++ b/f\n@@ -4,2 +4,2 @@\n a\n-d\n+e\n@@ -1,2 +1,2 @@\n a\n-c\n+e\n' >d
	refused not_found "the hunk in line 7 of the diff fits 'f' in line 1, but that is above the hunk before it"
}

@test "a hunk goes where git puts it, also when it has moved, or nowhere" {
	put f 'x\nz\nq\nx\nz\n'
	printf -- '--- a/f\n+++ b/f\n@@ -3,2 +3,2 @@\n-x\n+X\n z\n' >d
	agree
	assert_equal "$(paste -s -d' ' ours/f)" 'x z q X z'
	# without context behind it, it is the end of the file for git
	put g 'x\na\nb\na\n'
	printf -- '--- a/g\n+++ b/g\n@@ -2,1 +2,1 @@\n-a\n+A\n' >d
	refused not_found "the hunk in line 3 of the diff fits 'g' in line 2 and in line 4"
}

@test "a diff is taken back" {
	put f 'a\nb\nc' && put g 'g\n' && put h 'h\nsame\n'
	both chmod 755 h
	before=$(tree_of ours)
	printf 'diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n\\ No newline at end of file\n+B\n+c\ndiff --git a/g b/g\ndeleted file mode 100644\n--- a/g\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\ndiff --git a/h b/i\nold mode 100755\nnew mode 100644\nsimilarity index 50%%\nrename from h\nrename to i\n--- a/h\n+++ b/i\n@@ -1,2 +1,2 @@\n-h\n+H\n same\ndiff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+n\n' >d
	agree
	ours --reverse
	assert_success
	assert_equal "$(tree_of ours)" "$before"
	printf 'diff --git a/f b/k\ncopy from f\ncopy to k\n' >d
	refused invalid_arguments "line 1 of the diff: a copy cannot be taken back; delete 'k' instead" --reverse
}

@test "counts are mended when that is asked for, and said" {
	put f 'a\nb\nc\nd\ne\nf\n'
	printf 'diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@ in\n a\n-b\n+B\n+BB\n c\n@@ -5,1 +5,1 @@\n e\n-f\n+F\n\n' >d
	refused invalid_arguments 'line 4 of the diff: the hunk states 9 old and 9 new lines, but has 3 and 4; write @@ -1,3 +1,4 @@'
	(cd theirs && git apply --recount ../d 2>/dev/null || true)
	ours --recount
	assert_success
	assert_equal "$(details .notes)" '["line 4 of the diff: the hunk is @@ -1,3 +1,4 @@","line 10 of the diff: the hunk is @@ -5,2 +6,2 @@"]'
	assert_equal "$(paste -s -d' ' ours/f)" 'a B BB c d e F'
}

@test "a file that is not the one that was read is left alone" {
	put f 'a\n'
	printf -- '--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n' >d
	hash=$(sha256sum <ours/f | cut -d' ' -f1)
	other=$(sha256sum <d | cut -d' ' -f1)
	jq -Rs --arg h "$other" '{diff:.,sha256:[{path:"f",sha256:$h}]}' <d >args
	run --separate-stderr "$BUILD/helpers/apply_patch" <args
	assert_failure 1
	assert_equal "$(details '.error.message')" "'f' is not the file that the diff was made for: its sha256 is $hash"
	jq -Rs --arg h "$hash" '{diff:.,sha256:[{path:"g",sha256:$h}]}' <d >args
	run --separate-stderr "$BUILD/helpers/apply_patch" <args
	assert_failure 2
	assert_equal "$(details '.error.message')" "'sha256' names 'g', of which the diff changes nothing"
	jq -Rs --arg h "$hash" '{diff:.,sha256:[{path:"f",sha256:$h}]}' <d >args
	run --separate-stderr "$BUILD/helpers/apply_patch" <args
	assert_success
	assert_equal "$(cat ours/f)" b
}
