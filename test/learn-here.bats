# codex-learn: the exercise in whose folder one stands
load helper

@test "without an id it is the exercise in whose folder one stands, else the last one" {
	codex-learn start fan-out
	codex-learn start house-rules
	run codex-learn hint
	assert_line --partial 'Would a good programmer'
	cd practice/03-speed/fan-out/probes
	run codex-learn hint
	assert_line --partial '`wait` without an operand'
	run codex-learn check --json
	assert_equal "$(details .id)" fan-out
	cd ../..
	run codex-learn hint house-rules
	assert_line --partial 'Would a good programmer'
}

@test "--help has a line for each command" {
	run codex-learn --help
	assert_success
	for command in start check watch hint solution reset list progress verify export document sample doctor; do
		assert_line --regexp "^  $command\\b"
	done
	assert_output --partial 'import FILE'
	refute_line --regexp '.{80}'
}

@test "what .gitignore names does not change what has passed; anything else does" {
	codex-learn start fan-out
	cd practice/03-speed/fan-out
	cp "$REPO/docs/exercises/03-speed/fan-out/solution/gather.sh" .
	codex-learn check
	mkdir -p out
	echo x >out/more
	run codex-learn list done
	assert_output --partial fan-out
	echo x >more
	run codex-learn list done
	refute_output --partial fan-out
}
