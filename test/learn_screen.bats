load helper

@test "where the programs are not in the PATH, codex-learn says how to reach them" {
	run env PATH=/usr/bin:/bin "$BUILD/bin/codex-learn"
	assert_success
	assert_line "  first   export PATH=$(cd "$BUILD/bin" && pwd -P):\$PATH"
}

@test "where they are, it says nothing of it" {
	run codex-learn
	assert_success
	refute_output --partial 'export PATH'
}
