load helper

@test "the installed tree works from any folder, and uninstall leaves nothing" {
	make -s -C "$REPO" install O="$BUILD" DESTDIR="$PWD/dest" PREFIX=/usr >/dev/null
	mkdir work
	cd work
	echo hello >a.txt
	PATH=$BATS_TEST_TMPDIR/dest/usr/bin:/usr/bin:/bin run --separate-stderr codex-run read_file a.txt </dev/null
	assert_success
	assert_equal "$(details '.files[0].text')" hello
	PATH=$BATS_TEST_TMPDIR/dest/usr/bin:/usr/bin:/bin run codex-template --check
	assert_success
	# the course too, also where nobody can write
	chmod -R a-w ../dest/usr/share/codex/course
	PATH=$BATS_TEST_TMPDIR/dest/usr/bin:/usr/bin:/bin run codex-learn start blind-spot </dev/null
	assert_success
	PATH=$BATS_TEST_TMPDIR/dest/usr/bin:/usr/bin:/bin run codex-learn check </dev/null
	assert_failure 1
	assert_line '  not yet: 1.1 What it cannot see'
	cp ../dest/usr/share/codex/course/exercises/01-internals/blind-spot/solution/ask.sh practice/*/blind-spot
	PATH=$BATS_TEST_TMPDIR/dest/usr/bin:/usr/bin:/bin run codex-learn check </dev/null
	assert_success
	rm -rf practice
	chmod -R u+w ../dest
	make -s -C "$REPO" uninstall O="$BUILD" DESTDIR="$BATS_TEST_TMPDIR/dest" PREFIX=/usr
	assert_equal "$(find ../dest -type f)" ''
}

@test "no helper links libcurl" {
	for helper in "$BUILD"/helpers/*; do
		run ldd "$helper"
		refute_output --partial libcurl
	done
	run ldd "$BUILD/bin/codex-call"
	assert_output --partial libcurl
}

@test "install-deps says nothing when nothing is missing" {
	run "$REPO/scripts/install-deps.sh"
	assert_success
	assert_output ''
}

@test "install-deps lists the packages and exits 2 where there is no apt-get" {
	mkdir bin
	for program in sh id; do ln -s "$(command -v "$program")" bin/; done
	run --separate-stderr env PATH="$PWD/bin" "$REPO/scripts/install-deps.sh"
	assert_failure 2
	assert_equal "$output" ''
	[[ $stderr == 'install-deps: please install what these Debian packages hold: '*libcjson-dev*bats* ]]
}
