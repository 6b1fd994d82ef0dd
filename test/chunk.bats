# codex-chunk: text in pieces of so many tokens
# shellcheck disable=SC2016 # the shells and jq expand what is quoted

load helper
load scripted

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

chunk() {
	run --separate-stderr timeout 60 codex-chunk "$@" </dev/null
}

# pieces FILTER: what jq's FILTER makes of each line's details, on one line
pieces() { jq -c ".details | $1" <<<"$output" | paste -sd' '; }

# text ARG...: split the file `text` as standard input
text() { run --separate-stderr timeout 60 codex-chunk "$@" <text; }

@test "a piece is a result line with its number, place and text" {
	printf 'one\ntwo\nthree\n' >a.log
	chunk a.log
	assert_success
	assert_output '{"success":true,"details":{"piece":1,"path":"a.log","start_line":1,"end_line":3,"text":"one\ntwo\nthree\n"},"tokens":30}'
	assert_equal "$stderr" ''
	printf 'one' >text
	text
	assert_output '{"success":true,"details":{"piece":1,"start_line":1,"end_line":1,"text":"one"},"tokens":19}'
}

@test "tokens is what codex-tokens counts of the details" {
	head -c 20000 "$REPO/docs/contract.md" >a.md
	chunk -n 500 a.md
	[ "${#lines[@]}" -gt 8 ]
	for line in "${lines[@]}"; do
		details=${line#'{"success":true,"details":'}
		assert_equal "$(printf %s "${details%,\"tokens\":*}" | codex-tokens)" "$(jq .tokens <<<"$line")"
	done
	assert_equal "$(jq -s 'all(.tokens <= 500)' <<<"$output")" true
}

# whole N FILE ARG...: the pieces are the file, none costs more than N
whole() {
	codex-chunk -n "$1" "${@:3}" "$2" </dev/null >pieces
	jq -j .details.text pieces | cmp - "$2"
	[ "$(jq -s "all(.tokens <= $1)" pieces)" = true ]
}

@test "the texts of the pieces are the input, byte for byte, within every limit" {
	n=0
	for file in "$REPO"/lib/contract/*.c "$REPO"/docs/*.md "$REPO"/test/*.bats; do
		case $((n++ % 6)) in
		0) whole 100 "$file" ;;
		1) whole 300 "$file" --at line ;;
		2) whole 1000 "$file" --at paragraph ;;
		3) whole 2000 "$file" ;;
		4) whole 60 "$file" --at paragraph ;;
		5) whole 100000 "$file" ;;
		esac
	done
	[ "$n" -gt 60 ]
}

@test "so are those of random texts, with lines repeated, cut, empty and odd" {
	command -v python3 || skip 'no python3'
	run python3 - <<-'PY'
		import json, random, subprocess
		random.seed(5)
		parts = ['a', ' ', '\n', '\n\n', '\t', '\r\n', '\u00e9', '\u65e5\u672c', '\U0001f600', '"', '\\',
		    '\0', '\1', 'word ', 'foo(', '}\n', '\x7f', '\u202e', '0123', 'z' * 24, '\n    def f(x):\n', '\ud7ff']
		for i in range(120):
		    text = ''.join(random.choice(parts) for _ in range(random.choice([1, 5, 50, 500, 3000])))
		    if i % 5 == 0:
		        text = 'x' + text.replace('\n', '')
		    n, most = random.choice([60, 80, 100, 200, 1000]), random.choice([0, 0, 1, 3, 10])
		    p = subprocess.run(['codex-chunk', '-n', str(n), '--overlap', str(most), '--as', 'x.py',
		        '--at', random.choice(['line', 'paragraph', 'function'])], input=text.encode(), capture_output=True)
		    assert p.returncode == 0, p.stderr
		    told, line = '', 1
		    for number, row in enumerate(p.stdout.decode().splitlines(), 1):
		        row = json.loads(row)
		        d = row['details']
		        assert row['tokens'] <= n and d['piece'] == number
		        repeated = d.get('overlap', 0)
		        new = '\n'.join(d['text'].split('\n')[repeated:])
		        assert new and repeated <= most and d['start_line'] + repeated == line
		        line += new.count('\n')
		        assert d['end_line'] == line - new.endswith('\n')
		        told += new
		        assert d.get('cut', False) == (not new.endswith('\n') and len(told) < len(text))
		    assert told == text
		print('ok')
	PY
	assert_output ok
}

@test "a piece ends before a function, with the comment above it" {
	cat >a.c <<-'C'
		#include <stdio.h>

		int a;

		/* the first one */
		static int
		first(int n)
		{
			int i;

			for (i = 0; i < n; i++)
				puts("some words that cost tokens");
			return i;
		}

		/* the second one */
		static int
		second(int n)
		{
			int i;

			for (i = 0; i < n; i++)
				puts("some words that cost tokens");
			return i;
		}
	C
	chunk -n 130 a.c
	assert_equal "$(pieces '[.start_line,.end_line]')" '[1,15] [16,25]'
	chunk -n 130 --at paragraph a.c
	assert_equal "$(pieces '[.start_line,.end_line]')" '[1,21] [22,25]'
	chunk -n 130 --at line a.c
	assert_equal "$(pieces '[.start_line,.end_line]')" '[1,22] [23,25]'
	# what is in something else is a lower boundary
	cat >a.py <<-'PY'
		import os

		class A:
		    def one(self):
		        return "some words that cost tokens"

		    def two(self):
		        return "some words that cost tokens"

		    # three
		    def three(self):
		        return "some words that cost tokens"
	PY
	chunk -n 75 a.py
	assert_equal "$(pieces '[.start_line,.end_line]')" '[1,2] [3,9] [10,12]'
	cat a.py >text
	text -n 75 --as a.py
	assert_equal "$(pieces '[.start_line,.end_line]')" '[1,2] [3,9] [10,12]'
	text -n 75
	assert_equal "$(pieces '[.start_line,.end_line]')" '[1,9] [10,12]'
}

@test "without ctags pieces end at paragraphs, and one line says so" {
	mkdir none
	printf 'int f(void)\n{\n\treturn 0;\n}\n' | tee a.c >b.c
	run --separate-stderr env PATH="$PWD/none" "$BUILD/bin/codex-chunk" a.c b.c </dev/null
	assert_success
	assert_equal "${#lines[@]}" 2
	assert_equal "$stderr" "codex-chunk: program 'ctags' is not installed; install the package universal-ctags; until then pieces end at paragraphs"
}

@test "a line that is too long is cut between characters, and marked" {
	printf 'short\n%s\nend\n' "$(printf 'a\xc3\xa9\xe6\x97\xa5 %.0s' {1..100})" >a
	chunk -n 200 a
	assert_equal "$(pieces '[.start_line,.end_line,.continued,.cut]')" \
		'[1,1,null,null] [2,2,null,true] [2,3,true,null]'
	jq -j .details.text <<<"$output" | cmp - a
	# bytes that are no characters do not hold it up
	head -c 200000 /dev/zero | tr '\0' '\200' >b
	chunk -n 2000 b
	assert_equal "$(jq -r .details.text <<<"$output" | tr -d '\n' | wc -m)" 200000
	assert_equal "$(jq -sc 'all(.tokens <= 2000 and .details.replaced)' <<<"$output")" true
}

@test "overlap repeats lines, and says how many" {
	printf 'line %d\n' {1..40} >a
	chunk -n 80 --overlap 2 a
	jq -s -e '[.[].details] | . as $d | [range(1; length)] | all($d[.].start_line == $d[. - 1].end_line - 1 and $d[.].overlap == 2)' <<<"$output"
	# never more than leaves room for a new line
	chunk -n 40 --overlap 100 a
	jq -s -e 'all(.tokens <= 40) and (map(.details.end_line) == (map(.details.end_line) | sort | unique))' <<<"$output"
}

@test "several files are numbered on; one that cannot be read is told in its place" {
	echo a >a
	echo c >c
	: >empty
	chunk a none empty c
	assert_failure 1
	assert_equal "$(pieces '[.piece,.path,.error.code]')" '[1,"a",null] [null,null,"not_found"] [2,"c",null]'
	assert_equal "$stderr" "codex-chunk: cannot read 'none': No such file or directory"
	chunk .
	assert_failure
	run --separate-stderr codex-chunk a - <c
	assert_equal "$(pieces '[.piece,.path,.text]')" '[1,"a","a\n"] [2,null,"c\n"]'
}

@test "nothing to split, or too few tokens, is no success" {
	chunk
	assert_failure 2
	assert_equal "$(details .error.message)" 'nothing on standard input; name files, or give a text'
	echo text >a
	chunk -n 5 a
	assert_failure 2
	assert_equal "$(details .error.message)" '5 tokens are too few: a piece needs at least 24'
	chunk -n 24 a
	assert_success
	chunk -n 23 a
	assert_failure 2
	printf x >a
	chunk -n 5 a
	assert_equal "$(details .error.message)" '5 tokens are too few: a piece needs at least 23'
	chunk --at word a
	assert_failure 2
	assert_equal "$(details .error.message)" "--at is line, paragraph or function, not 'word'"
	run -2 bash -c 'codex-chunk a >/dev/full'
	run bash -c 'yes | head -c 1000000 >b; codex-chunk b | head -n 1 | jq .details.piece; exit "${PIPESTATUS[0]}"'
	assert_failure
	assert_output 1
}

@test "result lines are split part by part" {
	for i in {1..60}; do echo "word $i"; done >words
	run --separate-stderr bash -c '"$0" --root . word words </dev/null | codex-chunk -n 300' "$BUILD/helpers/grep"
	assert_equal "$(pieces .of | tr ' ' '\n' | sort -u | grep -c matches)" 1
	assert_equal "$(jq -j .details.text <<<"$output" | grep -c '^words:')" 60
	run --separate-stderr bash -c '"$0" --root . words </dev/null | codex-chunk -n 200' "$BUILD/helpers/read_file"
	assert_equal "$(jq -j .details.text <<<"$output")" "$(cat words)"
	assert_equal "$(jq -s 'map(.details.path) | unique | .[]' <<<"$output")" '"words"'
	# a failure travels
	failed='{"success":false,"details":{"error":{"code":"not_found","message":"m"}},"tokens":13}'
	run -1 --separate-stderr codex-chunk <<<"$failed"
	assert_output "$failed"
	run -0 --separate-stderr codex-chunk --keep-going <<<"$failed"
	assert_output --partial '"piece":1'
	printf '{"success":true, broken' >text
	text
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_json
}

@test "a text larger than memory allows is split while it comes" {
	case $BUILD in */san) skip 'the sanitizers want much memory' ;; esac
	yes 'a line of a log that goes on and on' | head -c 60000000 >large
	run bash -c 'ulimit -v 60000; codex-chunk -n 8000 large | jq -r .tokens | sort -n | tail -n 1; exit "${PIPESTATUS[0]}"'
	assert_success
	[ "$output" -le 8000 ]
}

# the pipes of codex-chunk(1), as they stand there

log_and_model() {
	for ((i = 1; i <= 300; i++)); do
		((i % 70)) && echo "INFO all is well $i" || echo "ERROR disk $i is full"
	done >big.log
	cat >c.jsonl <<-'EOF'
		{"when":[{"text":"\"piece\":1,\"path\":\"big.log\",\"start_line\":1,"},{"text":"Which errors"}],"reply":{"text":"disk 70 is full"}}
		{"when":[{"text":"\"piece\":2,"},{"text":"Which errors"}],"reply":{"text":"disks 140 and 210 are full"}}
		{"when":[{"text":"\"piece\":3,"},{"text":"Which errors"}],"reply":{"text":"disk 280 is full"}}
		{"when":[{"text":"The question was:\n\nWhich errors"},{"text":"disk 70 is full"},{"text":"disks 140 and 210"},{"text":"disk 280"}],"reply":{"text":"Disks 70, 140, 210, 280."}}
	EOF
	export CODEX_MODEL=m
}

# example N: the N-th example of the manual page, on 800 tokens
example() {
	awk -v n="$1" '/^\.Bd/ { at++; next } /^\.Ed/ { if (at == n) exit } at == n || (at == 1 && /q=/)' \
		"$REPO/docs/man/codex-chunk.1" |
		sed 's/^\$ //; s/\\e/\\/g; s/-n 6000/-n 800/' >example
	grep -q reduce example
	run --separate-stderr codex-replay c.jsonl bash example </dev/null
	assert_success
	assert_equal "$(details .text)" 'Disks 70, 140, 210, 280.'
}

@test "asked piece by piece, the answers are joined" {
	log_and_model
	example 1
}

@test "asked by parallel, four at a time, the answers are joined" {
	command -v parallel || skip 'no parallel'
	log_and_model
	example 2
}

@test "asked by xargs, four at a time, the answers are joined" {
	log_and_model
	example 3
}
