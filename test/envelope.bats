# envelope: patches in the form that Codex's models write (openai/codex)
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir p && cd p || return 1
	git init -q
	printf 'def a():\n    x\n\ndef b():\n    x\n    y\nend' >f
	printf 'old\n' >g
	printf 'mv\n' >h
}

# patch HELPER FLAGS...: what stands on standard input, between the marks
patch() {
	jq -Rs '{diff:("*** Begin Patch\n" + . + "*** End Patch\n")}' >../args
	run --separate-stderr "$BUILD/helpers/$1" "${@:2}" <../args
}

# refuses CODE MESSAGE: the same, to be refused with nothing changed
refuses() {
	local before
	before=$(cat f g h)
	patch apply_patch
	assert_equal "$(details '.error | .code + ": " + .message')" "$1: $2"
	assert_equal "$(cat f g h)" "$before"
}

@test "files are added, updated, moved and deleted" {
	patch apply_patch <<-'EOF'
		*** Update File: f
		@@ def b():
		-    x
		+    X
		*** Add File: sub/new file
		+hi "there"
		+
		*** Delete File: g
		*** Update File: h
		*** Move to: h2
		@@
		-mv
		+moved
	EOF
	assert_success
	[ "$(details .paths)" = '["f","sub/new file","g","h2","h"]' ]
	run cat f 'sub/new file' h2
	assert_output $'def a():\n    x\n\ndef b():\n    X\n    y\nendhi "there"\n\nmoved'
	[ ! -e g ] && [ ! -e h ]
}

@test "what is judged is what is written, in git's form" {
	patch validate_diff <<-'EOF'
		*** Update File: f
		@@ def b():
		-    x
		+    X
		@@
		 end
		+more
		*** Delete File: g
	EOF
	assert_success
	assert_equal "$(details .diff)" 'diff --git a/f b/f
--- a/f
+++ b/f
@@ -4,3 +4,3 @@
 def b():
-    x
+    X
     y
@@ -7,1 +7,2 @@
-end
\ No newline at end of file
+end
+more
diff --git a/g b/g
deleted file mode 100644
--- a/g
+++ /dev/null
@@ -1,1 +0,0 @@
-old'
	run bash -c '"$1" <<<"$2"' - "$BUILD/helpers/apply_patch" "$output"
	assert_success
	assert_equal "$(tail -n 2 f)" $'end\nmore'
}

@test "the policy judges it" {
	patch apply_patch <<<$'*** Add File: config/production.json\n+{}'
	assert_failure 1
	[ "$(details '.findings[0].rule')" = production-config ]
	patch apply_patch --no-policy <<<$'*** Add File: .git/hooks/x\n+{}'
	[ "$(details .error.code)" = policy_denied ]
}

@test "new lines alone go to the end, and the end of the file can be meant" {
	patch apply_patch <<<$'*** Update File: g\n@@\n+new'
	assert_success
	assert_equal "$(cat g)" $'old\nnew'
	printf 'a\nb\na\nb\n' >g
	patch apply_patch <<<$'*** Update File: g\n@@\n a\n-b\n+c\n*** End of File'
	assert_success
	assert_equal "$(cat g)" $'a\nb\na\nc'
}

@test "one @@ line after the other leads to the place" {
	printf 'class A\n\tdef f\n\t\tx\nclass B\n\tdef e\n\t\tx\n\tdef f\n\t\tx\n' >g
	patch apply_patch <<<$'*** Update File: g\n@@ class B\n@@ def f\n-\t\tx\n+\t\ty'
	assert_success
	assert_equal "$(cat -A g | tail -n 2)" '^Idef f$
^I^Iy$'
}

@test "a hunk that fits two places, or none, says where" {
	refuses not_found "the hunk in line 3 of the diff fits 'f' in line 2 and in line 5" \
		<<<$'*** Update File: f\n@@\n-    x\n+    X'
	refuses not_found "the hunk in line 3 of the diff does not fit 'f': it expects '    z', but line 5 is '    x'" \
		<<<$'*** Update File: f\n@@\n def b():\n-    z\n+    X\n     y'
	refuses not_found "the hunk in line 3 of the diff does not fit 'f': no line there is its '@@ def c():'" \
		<<<$'*** Update File: f\n@@ def c():\n-    x\n+    X'
	refuses not_found "the hunk in line 3 of the diff fits 'f' in line 1, but the file does not end there" \
		<<<$'*** Update File: f\n@@\n def a():\n-    x\n+    X\n*** End of File'
}

@test "what is not of this form is refused with its line" {
	refuses invalid_arguments "line 2 of the diff: 'prose' is none of '*** Add File: ', '*** Update File: ' and '*** Delete File: '" <<<prose
	refuses invalid_arguments "line 4 of the diff: 'text' is none of '*** Add File: ', '*** Update File: ' and '*** Delete File: '" \
		<<<$'*** Add File: n\n+a\ntext'
	refuses invalid_arguments "line 3 of the diff: 'text' begins with none of '+', '-', ' ' and '@@'" \
		<<<$'*** Update File: f\ntext'
	refuses invalid_arguments 'line 2 of the diff: no hunk follows the file'"'"'s name' <<<'*** Update File: f'
	refuses invalid_arguments "line 1 of the diff: the patch changes nothing" <<<''
	refuses outside_root "line 2 of the diff: the file name '../x' has an empty, '.' or '..' component" <<<$'*** Add File: ../x\n+a'
	refuses outside_root "line 2 of the diff: the file name '/x' is absolute; give it relative to the root" <<<$'*** Delete File: /x'
	refuses not_found "no file 'nope' under the root" <<<'*** Delete File: nope'
	refuses invalid_arguments "'g' is to be created, but is there already" <<<$'*** Add File: g\n+a'
	refuses invalid_arguments "'h' is to be created, but is there already" <<<$'*** Update File: g\n*** Move to: h\n@@\n-old\n+new'
	jq -n '{diff:"*** Begin Patch\n*** Delete File: g\n"}' >../args
	run --separate-stderr "$BUILD/helpers/apply_patch" <../args
	assert_equal "$(details .error.message)" "line 3 of the diff: the patch is cut short: it must end with '*** End Patch'"
}
