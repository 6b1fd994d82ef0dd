load helper

@test "the encodings give the ids that tiktoken gave, for any bytes" {
	run timeout 120 "$BUILD/test/tokens" "$BUILD/share/codex/o200k_base.table" \
		"$BUILD/share/codex/cl100k_base.table" \
		"$REPO/test/fixtures/tokens.jsonl" </dev/null
	assert_success
	refute_output --partial 'not ok'
	assert_line '1..17'
}

@test "standard input is counted without a name" {
	run codex-tokens <<<'hello world'
	assert_success
	assert_output 3
}

@test "several files are counted by name, and in total" {
	printf 'hello world' >a
	printf 'The quick brown fox' >b
	run codex-tokens a b
	assert_success
	assert_output $'2 a\n4 b\n6 total'
	run codex-tokens b - <a
	assert_output $'4 b\n2 -\n6 total'
}

@test "a missing file is named and the others are counted all the same" {
	printf 'hello world' >a
	run --separate-stderr codex-tokens none a
	assert_equal "$status" 1
	assert_output $'2 a\n2 total'
	assert_equal "$stderr" \
		"codex-tokens: cannot read 'none': No such file or directory"
}

@test "the encoding is an option, CODEX_ENCODING, or o200k_base" {
	printf 'naïve Überraschung' >a
	run codex-tokens --encode a
	assert_output '1503 9954 737 152627 988'
	run codex-tokens --encoding cl100k_base --encode a
	assert_output '3458 38672 588 31612 65 85484 331 2234'
	CODEX_ENCODING=cl100k_base run codex-tokens --encode a
	assert_output '3458 38672 588 31612 65 85484 331 2234'
}

@test "encode then decode gives the bytes back, invalid UTF-8 too" {
	printf 'a\0b\377\355\240\200 \303(\n\n  x' >a
	codex-tokens --encode a >ids
	codex-tokens --decode ids >back
	cmp a back
	[ "$(wc -w <ids)" -eq "$(codex-tokens <a)" ]
	codex-tokens -e cl100k_base --encode <a |
		codex-tokens -e cl100k_base --decode | cmp - a
}

@test "each file's ids are one line, an empty file's an empty one" {
	printf 'hello' >a
	: >b
	run --keep-empty-lines codex-tokens --encode a b a
	assert_output $'24912\n\n24912\n'
}

@test "special tokens are decoded but never read out of text" {
	run codex-tokens --decode <<<'199999, 200018'
	assert_output '<|endoftext|><|endofprompt|>'
	run codex-tokens <<<'<|endoftext|>'
	assert_output 7
}

@test "what is no token id is invalid, and nothing is printed of the rest" {
	run --separate-stderr codex-tokens --decode <<<'24912 x7'
	assert_equal "$status" 2
	assert_output '{"success":false,"details":{"error":{"code":"invalid_arguments","message":"'"'-': 'x7' is no token id"'"}},"tokens":21}'
	run --separate-stderr codex-tokens --decode <<<'200019'
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-tokens: o200k_base has no token 200019'
}

@test "--json is one result line whose tokens count its own details" {
	printf 'hello world' >a
	run codex-tokens --json a
	assert_success
	assert_output --regexp '^\{"success":true,"details":\{"encoding":"o200k_base","counts":\[\{"path":"a","bytes":11,"tokens":2\}\],"tokens":2\},"tokens":[0-9]+\}$'
	jq -c .details <<<"$output" | tr -d '\n' >details
	[ "$(codex-tokens <details)" -eq "$(jq .tokens <<<"$output")" ]
	run --separate-stderr codex-tokens --json none
	assert_equal "$status" 1
	assert_equal "$(details '.counts[0].error.code')" not_found
	run codex-tokens --json --encode a
	assert_equal "$(details '.ids | join(",")')" 24912,2375
	run codex-tokens --json --decode <<<'24912 2375'
	assert_equal "$(details .text)" 'hello world'
}

@test "an encoding that is not known names those that are" {
	run --separate-stderr codex-tokens -e p50k_base /dev/null
	assert_equal "$status" 2
	assert_equal "$stderr" "codex-tokens: unknown encoding 'p50k_base'; known are o200k_base and cl100k_base"
}

@test "a table that is cut short is an error, never a count" {
	mkdir -p p/bin p/share/codex
	cp "$BUILD/bin/codex-tokens" p/bin
	cp "$BUILD/share/codex/o200k_base.table" p/share/codex/o200k_base.table
	run p/bin/codex-tokens <<<'hello world'
	assert_output 3
	truncate -s -1 p/share/codex/o200k_base.table
	run --separate-stderr p/bin/codex-tokens <<<'hello world'
	assert_equal "$status" 2
	[[ "$stderr" == *"is cut short or damaged"* ]]
	rm p/share/codex/o200k_base.table
	run --separate-stderr p/bin/codex-tokens <<<'hello world'
	[ "$status" -ne 0 ]
	[[ "$stderr" == *"cannot open token table"* ]]
}

@test "a full disk is not success" {
	run bash -c 'codex-tokens <<<x >/dev/full'
	assert_equal "$status" 2
	assert_output --partial 'No space left on device'
}

@test "a megabyte of one character takes no time to speak of" {
	for c in a ' ' '^' '\n'; do
		head -c 1000000 /dev/zero | tr '\0' "$c" >long
		run timeout 20 codex-tokens long
		assert_success
	done
}
