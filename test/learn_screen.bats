load helper

@test "where the programs are not in the PATH, codex-learn says how to reach them" {
	run env PATH=/usr/bin:/bin "$BUILD/bin/codex-learn"
	assert_success
	assert_line "  first   export PATH=$(cd "$BUILD/bin" && pwd -P):\$PATH"
}

@test "where their path has a blank, what is typed is one word all the same" {
	cd "$BATS_TEST_TMPDIR" && mkdir -p 'a b/bin'
	cp "$BUILD"/bin/codex-{learn,call} 'a b/bin'
	CODEX_COURSE=$REPO/docs run env PATH=/usr/bin:/bin 'a b/bin/codex-learn'
	assert_success
	assert_line "  first   export PATH=\"$PWD/a b/bin:\$PATH\""
}

@test "where they are, it says nothing of it" {
	run codex-learn
	assert_success
	refute_output --partial 'export PATH'
}
