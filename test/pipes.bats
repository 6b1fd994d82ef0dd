load helper

# Pipes of several programs, as a person would type them.

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	example_repo repo
	cd repo || return 1
}

@test "grep's matches reach read_file as locations" {
	run bash -c 'codex-run grep TODO src </dev/null | codex-run read_file --context 1'
	assert_success
	assert_equal "$(details '[.files[] | [.path, .start_line, .end_line]]')" '[["src/greet.c",5,7]]'
}

@test "pack takes results, also red ones, within its budget" {
	run bash -c '{ codex-run git_status </dev/null; codex-run run_tests </dev/null; } | codex-pack --budget 2000'
	assert_success
	assert_equal "${#lines[@]}" 1
	[ "$(jq .tokens <<<"$output")" -le 2000 ]
	[ "$(jq -c .details <<<"$output" | tr -d '\n' | codex-tokens | awk '{print $1}')" -le 2000 ]
}

@test "xargs -P8 mixes no lines, however long they are" {
	for i in $(seq 40); do
		head -c 20000 /dev/zero | tr '\0' "$((i % 10))" >"big$i.txt"
	done
	run bash -c 'ls big*.txt | xargs -P8 -n1 codex-run read_file --no-stdin | jq -r .success | sort | uniq -c'
	assert_success
	assert_output --regexp '^ *40 true$'
}

@test "a Makefile's prompt targets run side by side, and a failed one leaves no file" {
	mkdir .codex
	cp "$REPO/.codex-examples/pipeline.mk" .codex/
	echo 'include .codex/pipeline.mk' >prompts.mk
	cat >cassette.jsonl <<-'X'
	{"when":[{"text":"You review changes"}],"reply":{"text":"no findings"}}
	{"when":[{"text":"You look for security faults"}],"reply":{"text":"nothing found"}}
	X
	echo '/* changed */' >>src/greet.c
	run codex-replay cassette.jsonl -- make -s -j2 -f prompts.mk prompts
	assert_success
	assert_equal "$(jq -r .details.text build/review.json)" 'no findings'
	assert_equal "$(jq -r .details.text build/risks.json)" 'nothing found'
	rm -r build
	sed -i 2d cassette.jsonl
	run codex-replay cassette.jsonl -- make -s -k -j2 -f prompts.mk prompts
	assert_failure
	[ -f build/review.json ]
	[ ! -e build/risks.json ]
}

@test "the README's Makefile fragment is what pipeline.mk does" {
	sed -n '/^```make/,/^```/p' "$REPO/README.md" | sed '1d;$d' >fragment.mk
	cat >cassette.jsonl <<-'X'
	{"when":[],"reply":{"text":"fine"}}
	X
	echo '/* changed */' >>src/greet.c
	run codex-replay cassette.jsonl -- make -s -j2 -f fragment.mk review.json risks.json
	assert_success
	assert_equal "$(jq -r .details.text review.json risks.json)" $'fine\nfine'
}

@test "a failure travels to the end of the pipe with its status" {
	run --separate-stderr bash -c 'codex-run read_file nope.c </dev/null | codex-run validate_diff | codex-run apply_patch'
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	run --separate-stderr bash -c ': | codex-run validate_diff | codex-run apply_patch'
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
}
