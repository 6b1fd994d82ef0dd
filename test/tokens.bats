load helper

@test "the encodings give the ids that tiktoken gave, for any bytes" {
	run timeout 120 "$BUILD/test/tokens" "$BUILD/share/codex/o200k_base.table" \
		"$BUILD/share/codex/cl100k_base.table" \
		"$REPO/test/fixtures/tokens.jsonl" 300 </dev/null
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

@test "with --special the names of special tokens are read out of text" {
	printf 'a<|endoftext|>b<|endofprompt|<|endofprompt|>' >a
	run codex-tokens --special --encode a
	assert_output '64 199999 65 27 91 419 1440 82467 91 200018'
	run codex-tokens --special a
	assert_output '10 a'
	run codex-tokens -e cl100k_base --special --encode <<<'<|fim_prefix|>'
	assert_output '100258 198'
	run codex-tokens --special --encode <<<'<|fim_prefix|>'
	refute_output --partial 100258
}

@test "--files0-from takes the names from a file, as wc does" {
	printf 'hello world' >$'a\nb'
	printf 'x' >c
	printf 'a\nb\0c\0' >names
	run codex-tokens --files0-from=- <names
	assert_success
	assert_output $'2 a\\u000ab\n1 c\n3 total'
	run codex-tokens --files0-from /dev/null
	assert_success
	assert_output ''
	run --separate-stderr codex-tokens --files0-from /dev/null c
	assert_equal "$status" 2
	assert_equal "$stderr" 'codex-tokens: files cannot be named both by --files0-from and here'
	run --separate-stderr codex-tokens --files0-from none
	assert_equal "$status" 1
	assert_equal "$stderr" "codex-tokens: cannot read 'none': No such file or directory"
}

@test "a directory is no file, and the others are counted all the same" {
	mkdir dir
	printf 'hello world' >-e
	run --separate-stderr codex-tokens dir -- -e
	assert_equal "$status" 1
	assert_output $'2 -e\n2 total'
	assert_equal "$stderr" "codex-tokens: cannot read 'dir': Is a directory"
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
	cp "$BUILD/share/codex/cl100k_base.table" p/share/codex/o200k_base.table
	run --separate-stderr p/bin/codex-tokens <<<'hello world'
	assert_equal "$status" 2
	[[ "$stderr" == *"holds cl100k_base"* ]]
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

# instructions FILE: how many codex-tokens takes to count it
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		"$BUILD/bin/codex-tokens" "$1" 2>&1 >/dev/null |
		sed -n 's/.*Collected : *//p'
}

@test "twice the input takes at most 2.2 times the instructions" {
	command -v valgrind >/dev/null || skip 'valgrind is not installed'
	[[ "$BUILD" != */san ]] || skip 'valgrind cannot run what ASan is in'
	for c in a ' ' '\n' '^' '=' letters rulers; do
		if [ "$c" = letters ]; then
			awk 'BEGIN { srand(1); for (i = 0; i < 2000000; i++)
				printf "%c", 97 + int(26 * rand()) }' >two
		elif [ "$c" = rulers ]; then
			awk 'BEGIN { srand(1); s = sprintf("%1000s", ""); gsub(/ /, "=", s)
				for (n = 0; n < 2000000; n += k + 1) {
					k = 1 + int(1000 * rand())
					print substr(s, 1, k) } }' >two
		else
			head -c 2000000 /dev/zero | tr '\0' "$c" >two
		fi
		head -c 1000000 two >one
		n=$(instructions one)
		m=$(instructions two)
		echo "'$c': $n and $m"
		[ "$n" -gt 1000000 ]
		[ $((10 * m)) -le $((22 * n)) ]
	done
}

@test "a file's name makes no line of its own" {
	name=$'n\n9 total'
	printf a >"$name"
	run -0 codex-tokens "$name" "$name"
	assert_equal "${#lines[@]}" 3
	assert_equal "${lines[0]}" '1 n\u000a9 total'
	run -2 --separate-stderr bash -c "printf '%s\\0' - | codex-tokens --files0-from -"
	assert_equal "$(details .error.code)" invalid_arguments
}
