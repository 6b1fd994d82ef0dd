# callers: where a name is used, the nearest to its definition first

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p lib bin test docs
	printf '%s\n' '#include "sum.h"' '' '/* sum: adds */' 'int' \
		'sum(int a, int b)' '{' '	return a + b;' '}' '' \
		'int twice(int a) { return sum(a, a); }' >lib/sum.c
	printf 'int sum(int a, int b);\n' >lib/sum.h
	printf 'int near(void)\n{\n	return sum(1, 2) + summary() + sum (3, 4);\n}\n' >lib/near.c
	printf 'class Far:\n    def go(self):\n        sum(1)\nsum(2)\n' >bin/far.py
	printf 'int main(void)\n{\n	return sum(1, 1) != 2;\n}\n' >test/test_sum.c
	printf '# sum\n\nCall sum.\n' >docs/sum.md
}

callers() {
	run_helper callers "$@"
	assert_success
}

# where: path:line:column(in) of each match
where() {
	details '[.matches[]|"\(.path):\(.line):\(.column)(\(.in//""))"]|join(" ")'
}

@test "uses come by distance: the defining file, beside it, elsewhere, tests, texts" {
	callers sum
	assert_equal "$stderr" ''
	assert_equal "$(where)" 'lib/sum.c:1:11() lib/sum.c:3:4() lib/sum.c:10:27(twice) lib/near.c:3:9(near) bin/far.py:3:9(Far.go) bin/far.py:4:1() test/test_sum.c:3:9(main) docs/sum.md:1:3() docs/sum.md:3:6()'
}

@test "definitions and prototypes are told apart from uses" {
	callers sum lib
	assert_equal "$(details .definitions)" \
		'[{"path":"lib/sum.c","line":5,"kind":"function"},{"path":"lib/sum.h","line":1,"kind":"prototype"}]'
	callers nowhere
	assert_output '{"success":true,"details":{"matches":[],"definitions":[]},"tokens":7}'
}

@test "a match is what grep gives, and what it is in" {
	callers sum lib/near.c
	assert_equal "$(details '.matches[0]')" \
		'{"path":"lib/near.c","line":3,"column":9,"text":"\treturn sum(1, 2) + summary() + sum (3, 4);","in":"near"}'
}

@test "of a name with its scope the last word is looked for" {
	callers Far.go
	assert_equal "$(details '[.matches,.definitions]')" '[[],[{"path":"bin/far.py","line":2,"kind":"member"}]]'
	callers lib::sum bin
	assert_equal "$(where)" 'bin/far.py:3:9(Far.go) bin/far.py:4:1()'
}

@test "where ctags knows no end of a function, it ends before what is not indented" {
	printf 'f() {\n\tsum 1\n}\nsum 2\ng() { sum 3; }\n' >bin/a.sh
	printf 'class K {\n  m() { sum(1); }\n}\nsum(2);\n' >bin/a.js
	callers sum bin/a.sh bin/a.js
	assert_equal "$(where)" 'bin/a.js:2:9(K.m) bin/a.js:4:1() bin/a.sh:2:2(f) bin/a.sh:4:1() bin/a.sh:5:7(g)'
}

@test "read_file shows the uses" {
	run -0 --separate-stderr bash -c '"$0" sum test </dev/null | "$1"' \
		"$BUILD/helpers/callers" "$BUILD/helpers/read_file"
	assert_equal "$(details '[.files[]|[.path,.start_line]]')" '[["test/test_sum.c",3]]'
}

# like_git NAME: uses and definitions are the lines that `git grep -w` has
like_git() {
	"$BUILD/helpers/callers" --root . "$1" </dev/null |
		jq -r '.details | (.matches + .definitions)[] | "\(.path):\(.line)"' |
		sort -u >"$BATS_TEST_TMPDIR/ours"
	git grep --untracked -nIwF -e "$1" | cut -d: -f1,2 | sort -u >"$BATS_TEST_TMPDIR/theirs"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/theirs")" -ge "$2" ] || fail "git grep finds few of $1"
	diff "$BATS_TEST_TMPDIR/theirs" "$BATS_TEST_TMPDIR/ours" || fail "$1 differs"
}

@test "the lines are those of git grep -w, or of rg -w, in this repository" {
	# a copy, for others may be at work in the repository
	mkdir tree && cd tree && git init -q
	cp -R "$REPO"/{bin,lib,codex_helpers,test,scripts,docs} .
	# which git reads, and we do not
	find . -name .codex -prune -exec rm -r {} +
	like_git walk_read 5
	like_git json_get 200
	like_git buf_str 200
	like_git run_helper 100
	like_git details 500
	like_git tool_answer_list 5
	like_git tree 10
	command -v rg || skip 'no rg'
	"$BUILD/helpers/callers" --root . json_string </dev/null |
		jq -c '.details | .definitions as $d | .matches[] | [.path, .line, .column, .text]' |
		sort >"$BATS_TEST_TMPDIR/ours"
	rg --json -wF --hidden json_string bin lib codex_helpers test scripts docs |
		jq -c 'select(.type == "match").data | [.path.text, .line_number, .submatches[0].start + 1, (.lines.text | rtrimstr("\n"))]' |
		sort >"$BATS_TEST_TMPDIR/theirs"
	run comm -13 "$BATS_TEST_TMPDIR/theirs" "$BATS_TEST_TMPDIR/ours"
	assert_output ''
	# what rg has more of are the definition and the prototype
	run comm -23 "$BATS_TEST_TMPDIR/theirs" "$BATS_TEST_TMPDIR/ours"
	assert_equal "${#lines[@]}" 2
}

@test "a limit is kept, next goes on, and the order stays" {
	for i in {1..150}; do
		printf 'int f%d(void)\n{\n	return sum(%d, %d);\n}\n' "$i" "$i" "$i" >"bin/f$i.c"
	done
	all=$("$BUILD/helpers/callers" sum </dev/null | jq -c '.details.matches[]')
	assert_equal "$(wc -l <<<"$all")" 159
	arguments='{"name":"sum","max_tokens":1500}'
	told=
	pages=0
	while [ "$arguments" != null ]; do
		run -0 --separate-stderr "$BUILD/helpers/callers" <<<"$arguments"
		[ "$(jq .tokens <<<"$output")" -le 1500 ]
		told+=$(details '.matches[]')$'\n'
		arguments=$(jq -c --argjson a "$arguments" 'if .details.next then $a + .details.next else null end' <<<"$output")
		pages=$((pages + 1))
	done
	assert_equal "${told%$'\n'}" "$all"
	[ "$pages" -gt 3 ]
}

@test "binary and unreadable files are counted, and odd ones searched" {
	printf 'sum\0' >bin/binary
	printf '\xff\xfe sum(1);\r\n' >bin/latin.c
	callers sum bin
	assert_equal "$(details .skipped)" '{"binary":1}'
	assert_equal "$(where)" 'bin/far.py:3:9(Far.go) bin/far.py:4:1() bin/latin.c:1:4()'
}
