# root: nothing outside the root is opened, listed, written or revealed

load helper

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/r/src"
	cd "$BATS_TEST_TMPDIR/r" || return 1
	echo secret >../out/file
	echo inside >src/main.c
	export CODEX_ROOT=$PWD
}

root() {
	run --separate-stderr timeout 10 "$BUILD/test/root" "$@" </dev/null
}

# refused CODE VERB PATH...: fails so, and shows nothing of the secret
refused() {
	local code=$1

	shift
	root "$@"
	assert_equal "${output%%:*}" "$code"
	refute_output --partial secret
	[ "$status" -eq 1 ]
}

@test "a file in the root is read, by name and through a link within it" {
	ln -s src link
	ln -s main.c src/other.c
	for path in src/main.c link/main.c src/other.c link/other.c; do
		root read "$path"
		assert_success
		assert_output inside
	done
}

@test "dots and absolute paths do not lead outside" {
	cp ../out/file src/file
	root read src/file
	assert_output secret # the positive control: the same bytes, inside
	refused outside_root normalise ../out/file
	refused outside_root normalise src/../../out/file
	refused outside_root normalise "$BATS_TEST_TMPDIR/out/file"
	refused outside_root person ../out/file
	refused outside_root person "$BATS_TEST_TMPDIR/out/file"
	refused outside_root read ../out/file
	refused outside_root read "$BATS_TEST_TMPDIR/out/file"
}

@test "symbolic links do not lead outside, at any depth" {
	ln -s ../out/file file
	ln -s ../out folder
	ln -s "$BATS_TEST_TMPDIR/out/file" absolute
	ln -s folder twice
	cat file folder/file absolute twice/file >seen # control: they do lead there
	assert_equal "$(sort -u seen)" secret
	for path in file folder/file absolute twice/file; do
		refused outside_root read "$path"
	done
	assert_equal "$(cat ../out/file)" secret
}

@test "magic links are not followed" {
	CODEX_ROOT=/ root read etc/hostname
	assert_success
	CODEX_ROOT=/ refused outside_root read proc/self/root/etc/hostname
}

@test "reserved folders are refused in any spelling, and through links" {
	for name in .git .codex .codex-log; do
		mkdir "$name"
		echo secret >"$name/file"
		ln -s "$name" "to$name"
		ln -s "../$name/file" "src/in$name"
		refused policy_denied read "$name/file"
		refused policy_denied read "${name^^}/file"
		refused policy_denied read "src/../$name/file"
		refused policy_denied read "to$name/file"
		refused policy_denied read "src/in$name"
	done
	mkdir .github .codex-examples
	cp .git/file .github/file
	cp .git/file .codex-examples/file
	root read .github/file
	assert_output secret
	root read .codex-examples/file
	assert_output secret
}

@test "a git folder of another name is reserved, in any spelling" {
	mkdir deep
	git init -q --separate-git-dir=deep/real.git .
	ln -s ../deep/real.git src/link
	for path in deep/real.git/config src/link/config; do
		grep -q '^\[core\]' "$path" # control: it is there
		refused policy_denied read "$path"
		[[ $output == *"have another name here"* ]]
	done
	refused policy_denied read deep/REAL.git/config
	refused policy_denied read deep/real.git./config
	echo good >deep/real.gitignore
	root read deep/real.gitignore
	assert_output good
	echo needle >deep/real.git/description
	for helper in list_files grep; do
		run_helper "$helper" $([ "$helper" = grep ] && echo needle)
		refute_output --partial real.git/
	done
	rm .git # then it is a folder as any other
	root read deep/real.git/description
	assert_output needle
}

@test "of linked work trees' common folder in the root nothing is read" {
	git init -q --bare .bare
	echo 'gitdir: ./.bare' >.git
	grep -q bare .bare/config
	refused policy_denied read .bare/config
	run_helper list_files
	refute_output --partial .bare
	# what a diff says of it is an error
	run -1 --separate-stderr "$BUILD/helpers/validate_diff" < <(jq -Rs '{diff:.}' <<'END'
--- a/.bare/config
+++ b/.bare/config
@@ -1 +1,2 @@
 [core]
+	fsmonitor = touch fired
END
	)
	assert_equal "$(details '.findings[0].rule')" protected-path
}

@test "what is no regular file is refused at once" {
	mkfifo fifo
	python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")' \
		2>/dev/null || mkfifo socket
	for path in fifo socket src .; do
		refused not_a_file read "$path"
	done
	assert_output "not_a_file: '.' is a folder, not a file"
	CODEX_ROOT=/dev refused not_a_file read zero
}

@test "a sparse giant is too large at once" {
	truncate -s 1T giant
	refused too_large read giant
	assert_output "too_large: 'giant' is larger than 67108864 bytes"
}

@test "a missing file brings the nearest name to mind" {
	root read src/mian.c
	assert_failure 1
	assert_output "not_found: no file 'src/mian.c' under the root; did you mean 'src/main.c'?"
	root read scr/main.c
	assert_output "not_found: no file 'scr/main.c' under the root; did you mean 'src/main.c'?"
	ln -s nowhere dangling
	root read dangling
	assert_output "not_found: no file 'dangling' under the root"
	root read nothing/like/it
	assert_output "not_found: no file 'nothing/like/it' under the root"
	mkdir .git
	root read .gti
	assert_output "not_found: no file '.gti' under the root"
	root read src/main.c/x
	assert_output "not_found: no file 'src/main.c/x' under the root"
}

@test "a name outside is no hint" {
	ln -s ../out folder
	root read folder/fiel
	refute_output --partial "'folder/file'"
}

@test "paths of a person are relative to the working directory in the root" {
	cd src
	root person main.c
	assert_output src/main.c
	root person ../src/./main.c
	assert_output src/main.c
	root person "$PWD/main.c"
	assert_output src/main.c
	root person ..
	assert_output .
	cd ../../out
	root person src/main.c # outside the root: relative to the root
	assert_output src/main.c
	ln -s ../r alias
	root person "$PWD/alias/src"
	assert_output src
}

@test "paths are normalised" {
	root normalise ./src//x/../main.c/
	assert_output src/main.c
	root normalise .
	assert_output .
	root normalise ''
	assert_failure 2
	assert_output "invalid_arguments: a path is empty"
}

@test "a resolved link is named by where it leads" {
	ln -s src link
	root resolve link/main.c
	assert_output src/main.c
}

@test "the root is the nearest folder with a .git, else the working directory" {
	unset CODEX_ROOT
	mkdir -p .git deep/er
	cd deep/er
	root person x
	assert_output deep/er/x
	rmdir ../../.git
	root person x
	assert_output x
}

@test "the file system's top and the home folder are roots only when named" {
	unset CODEX_ROOT
	HOME=$PWD root person x
	assert_failure 1
	assert_output "policy_denied: the home folder would be the root, but was not named"
	HOME=$PWD CODEX_ROOT=. root person x
	assert_output x
	cd /
	root person x
	assert_output "policy_denied: '/' would be the root, but was not named"
	CODEX_ROOT=/none/such root person x
	assert_failure 2
	assert_output "invalid_arguments: cannot use '/none/such' as the root: No such file or directory"
}

@test "a race of renames never lets a read out" {
	mkdir a
	echo inside >a/file
	ln -s ../out b
	(
		while [ -e a/../src ]; do
			mv -T a t && mv -T b a && mv -T a b && mv -T t a || break
		done
	) 2>/dev/null &
	racer=$!
	for _ in $(seq 300); do
		"$BUILD/test/root" read a/file || :
	done >seen 2>&1
	kill "$racer"
	wait "$racer" || :
	refute grep -q secret seen
	grep -q inside seen
}

@test "an operand that leaves the root and comes back is within it" {
	mkdir -p project/.git
	echo hello >project/a.txt
	cd project
	export CODEX_ROOT=$PWD
	run_helper read_file ../project/a.txt
	assert_success
	assert_equal "$(details '.files[0].path')" a.txt
	run_helper read_file ../project-too/a.txt
	assert_failure 1
	assert_equal "$(details .error.code)" outside_root
}
