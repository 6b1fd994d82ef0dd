# grep: the lines of files that match a pattern

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir src
	printf '%s\n' '#include <stdio.h>' '' 'int main(void)' '{' \
		'	puts("hello, world");	/* TODO: more */' '	return 0;' '}' \
		>src/main.c
	printf 'Hello\nhello\nHELLO hello\nothello\n' >words
}

grep_helper() {
	run_helper grep "$@"
	assert_success
}

# where: path:line:column of each match
where() {
	details '[.matches[]|"\(.path):\(.line):\(.column)"]|join(" ")'
}

@test "a match has its path, line, column in bytes, and text" {
	grep_helper 'puts|return'
	assert_equal "$stderr" ''
	assert_equal "$(details .)" \
		'{"matches":[{"path":"src/main.c","line":5,"column":2,"text":"\tputs(\"hello, world\");\t/* TODO: more */"},{"path":"src/main.c","line":6,"column":2,"text":"\treturn 0;"}]}'
	printf 'été x\n' >accents
	grep_helper x accents
	assert_equal "$(where)" accents:1:7
}

@test "no match is an empty answer, not a failure" {
	grep_helper nowhere
	assert_output '{"success":true,"details":{"matches":[]},"tokens":4}'
}

@test "literal, word and ignore_case change what the pattern means" {
	grep_helper --literal '(void)'
	assert_equal "$(where)" src/main.c:3:9
	grep_helper hello words
	assert_equal "$(where)" 'words:2:1 words:3:7 words:4:3'
	grep_helper --word hello words
	assert_equal "$(where)" 'words:2:1 words:3:7'
	grep_helper --ignore-case --word hello words
	assert_equal "$(where)" 'words:1:1 words:2:1 words:3:1'
	grep_helper --literal --word 'a.b' words
	assert_equal "$(where)" ''
}

@test "context gives the lines before and after, up to the file's ends" {
	grep_helper --context 2 '^int|^}' src
	assert_equal "$(details '[.matches[]|[.before,.after]]')" \
		'[[["#include <stdio.h>",""],["{","\tputs(\"hello, world\");\t/* TODO: more */"]],[["\tputs(\"hello, world\");\t/* TODO: more */","\treturn 0;"],[]]]'
}

@test "include, exclude, paths and max_count narrow the search" {
	cp words src/words.txt
	grep_helper hello --include '*.txt'
	assert_equal "$(where)" \
		'src/words.txt:2:1 src/words.txt:3:7 src/words.txt:4:3'
	grep_helper hello --exclude 'words*'
	assert_equal "$(where)" src/main.c:5:8
	grep_helper hello src/main.c words --max-count 1
	assert_equal "$(where)" 'src/main.c:5:8 words:2:1'
}

@test "lines are lines: a match never runs over their end" {
	printf 'foo\nbar\nfoo bar\nfoo\n\n\nbar' >lines
	grep_helper 'foo\s+bar' lines
	assert_equal "$(where)" lines:3:1
	grep_helper 'o[^x]*b' lines
	assert_equal "$(where)" lines:3:2
	grep_helper 'foo(?!\s*bar)' lines
	assert_equal "$(where)" 'lines:1:1 lines:4:1'
	grep_helper 'foo\z' lines
	assert_equal "$(where)" 'lines:1:1 lines:4:1'
	grep_helper '\Abar' lines
	assert_equal "$(where)" 'lines:2:1 lines:7:1'
	grep_helper '(?s)foo.+' lines
	assert_equal "$(where)" lines:3:1
	grep_helper '^$' lines
	assert_equal "$(where)" 'lines:5:1 lines:6:1'
	grep_helper 'r$' lines
	assert_equal "$(where)" 'lines:2:3 lines:3:7 lines:7:3'
	grep_helper 'x*' lines
	assert_equal "$(details '.matches|length')" 7
	grep_helper '\n' lines
	assert_equal "$(where)" ''
}

@test "GNU grep -P finds the same lines" {
	echo x | command grep -qP x || skip 'grep lacks -P'
	root=/usr/share/common-licenses
	[ -d "$root" ] || root=/usr/share/doc
	cp -rL "$root" text
	n=0
	for pattern in warranty 'GNU\s+\w+' '^\s*$' '[^a-z]{12,}' '(\w)\1\w\1' \
		'(?<!the )software(?! foundation)' 'e$' '\bif\b.*\bthen\b' \
		'(?i)copyright (?:\(c\)|©)' 'a++b|x*+y' '\d+(?=\))' '^(?>a|ab)c' \
		'.{70,}' '(?i:FREE) software' '[[:upper:]]{9}'; do
		(cd text && command grep -rnP -- "$pattern" . || :) |
			sed 's,^\./,,' | cut -d: -f1,2 | LC_ALL=C sort >expected
		run_helper grep --root text "$pattern"
		assert_success
		details '.matches[]|"\(.path):\(.line)"' |
			LC_ALL=C sort >actual
		diff expected actual
		n=$((n + $(wc -l <actual)))
	done
	[ "$n" -gt 1000 ]
}

# patterns: what rg and we understand alike, one in each line
patterns() {
	cat <<'EOF'
static
return
TODO|FIXME
\bif\b
^#include
^\s*$
^}
;$
[A-Z]{3,}
[a-z]+_[a-z]+\(
(foo|bar|static)\s+\w+
\d{3}
0x[0-9a-f]+
"[^"]*"
'.'
\w+\s*=\s*\w+;
[^ -~]
é|ü
\S{30}
.{70,}
(a|b|c)d
x*
s+t
colou?r
e{2}
l{2,3}o
[[:alpha:]]+[[:digit:]]
[[:upper:]][[:lower:]]+
\((void|int)\)
\*\w+
/\*.*\*/
//
->
==|!=
&&|\|\|
\?
\[\]
\{$
^\t\t\t\w
 {8}
,\s*$
(?:un)?signed
str(len|cmp|cpy)
\bn\b
size_t \w+
char \*
const\s+char\s*\*
[aeiou]{3}
q[^u]
\w{12,}
(?i)error
(?i:Null)
free\(.*\);
goto \w+
e$
^[a-z]
\$[A-Z_]+
\bthe\b.*\bof\b
[.!?] [A-Z]
(\w+), (\w+)
\.$
[0-9]+\.[0-9]+
ß|Ä
\x41
[\x00-\x1f]
[^a-zA-Z0-9\s]{4}
EOF
}

# ours ARGS...: path, line, column and text of each match
ours() {
	"$BUILD/helpers/grep" --root tree "$@" </dev/null |
		jq -c '.details.matches[] | [.path, .line, .column, .text]' | LC_ALL=C sort
}

# theirs ARGS...: the same of ripgrep; its column is that of the first match,
# its line has the end that ours leaves out
theirs() {
	(cd tree && rg --no-config --json -uuu "$@" .) |
		jq -c 'select(.type == "match") | .data |
		    [(.path.text | ltrimstr("./")), .line_number,
		     .submatches[0].start + 1, (.lines.text | rtrimstr("\n") | rtrimstr("\r"))]' |
		LC_ALL=C sort
}

@test "ripgrep finds the same lines, columns and texts by 65 patterns" {
	command -v rg >/dev/null || skip 'ripgrep is not installed'
	mkdir tree
	cp -rL "$REPO/lib/base" "$REPO/lib/text" "$REPO/docs" tree
	rm -rf tree/text/ranks
	find tree -name .codex -prune -exec rm -r {} + # which we do not list
	cp -L /usr/share/common-licenses/* tree 2>/dev/null || :
	printf 'Größe é Ärger ß\nno newline at the end' >tree/words
	n=0
	while IFS= read -r pattern; do
		theirs -e "$pattern" >expected
		ours --pattern="$pattern" >actual
		diff expected actual || fail "$pattern"
		n=$((n + 1))
	done < <(patterns)
	[ "$n" -ge 65 ]
	for flags in '-iw --ignore-case --word' '-F --literal' '-S --smart-case' '-w --word'; do
		for pattern in error 'a.b' Static 'str' '(void)' kelvin s; do
			[ "${flags%% *}" = -F ] || [ "$pattern" != '(void)' ] || continue
			theirs ${flags%% *} -e "$pattern" >expected
			ours ${flags#* } --pattern="$pattern" >actual
			diff expected actual || fail "$flags $pattern"
		done
	done
	theirs -e static -e 'return 0' >expected
	ours static --patterns 'return 0' >actual
	diff expected actual
}

@test "where ripgrep means something else, GNU grep -P means what we do" {
	echo x | command grep -qP x || skip 'grep lacks -P'
	mkdir tree
	cp -rL "$REPO/lib/base" tree
	# rg has no look-around, no back-references and no possessive repeats,
	# a repeat of nothing in its empty alternative, and its \h is an error
	for pattern in '(?<!static )struct \w+' '\w+(?=\()' '(\w)\1\1' 'a++b|x*+y' \
		'^(?>a|ab)c' '(?!#)^\S' '\bs\w*\b(?! )' '(if|for)\h\(' '(?|a(b)|c(d))\1'; do
		(cd tree && command grep -rnP -- "$pattern" . || :) |
			sed 's,^\./,,' | cut -d: -f1,2 | LC_ALL=C sort >expected
		"$BUILD/helpers/grep" --root tree --pattern="$pattern" </dev/null |
			jq -r '.details.matches[]|"\(.path):\(.line)"' | LC_ALL=C sort >actual
		diff expected actual || fail "$pattern"
	done
}

@test "several patterns, files alone, and counts" {
	grep_helper puts --patterns return
	assert_equal "$(where)" 'src/main.c:5:2 src/main.c:6:2'
	grep_helper hello --files-only
	assert_equal "$(details .)" '{"paths":["src/main.c","words"]}'
	grep_helper hello --count
	assert_equal "$(details .)" \
		'{"counts":[{"path":"src/main.c","count":1},{"path":"words","count":3}]}'
	run_helper grep x --patterns 'a)|(b'
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
	grep_helper hello --count --skip 1 --max-tokens 40
	assert_equal "$(details '.counts[0].path')" words
}

@test "smart case ignores case until a pattern has a capital" {
	grep_helper --smart-case hello words
	assert_equal "$(where)" 'words:1:1 words:2:1 words:3:1 words:4:3'
	grep_helper --smart-case Hello words
	assert_equal "$(where)" words:1:1
	grep_helper --smart-case '\W*hello' words
	assert_equal "$(details '.matches|length')" 4
}

@test "a match of several lines says where it ends" {
	grep_helper --multiline 'main\(void\)\n\{\n\tputs'
	assert_equal "$(details '.matches|map([.line,.end_line,.column])')" '[[3,5,5]]'
	assert_equal "$(details '.matches[0].text|split("\n")|length')" 3
	grep_helper --multiline '(?s)int.*\}'
	assert_equal "$(details '.matches|map([.line,.end_line])')" '[[3,7]]'
	grep_helper --multiline 'hello$' words
	assert_equal "$(where)" 'words:2:1 words:3:7 words:4:3'
}

@test "before and after are lines of their own" {
	grep_helper --before 1 'puts'
	assert_equal "$(details '.matches[0]|[.before,.after]')" '[["{"],[]]'
	grep_helper --context 2 --after 0 'puts'
	assert_equal "$(details '.matches[0]|[(.before|length),.after]')" '[2,[]]'
}

@test "max_columns cuts long lines around the match, and says so" {
	{ printf 'a%.0s' $(seq 500) && printf needle && printf 'b%.0s' $(seq 500) && echo; } >wide
	grep_helper needle wide --max-columns 100
	assert_equal "$(details '.matches[0]|[.column,.cut,.bytes_left_out,(.text|length)]')" \
		'[501,true,906,100]'
	assert_output --partial needle
	grep_helper hello words --max-columns 100
	refute_output --partial cut
}

@test "a large file is searched in pieces as if it were whole" {
	seq 200000 | sed 's/$/ line/' >large
	"$BUILD/helpers/grep" '99 line$' large </dev/null |
		jq -r '.details.matches[]|"\(.line):\(.text)"' >actual
	diff <(command grep -n '99 line$' large) actual
	[ "$(wc -l <actual)" = 2000 ]
	printf '\0' >>large
	grep_helper '99 line$' large
	assert_equal "$(details .)" '{"matches":[],"skipped":{"binary":1}}'
	{ head -c 700000 /dev/zero | tr '\0' x && echo ' needle'; } >long
	grep_helper needle long
	assert_equal "$(where)" long:1:700002
}

@test "binary files are passed over and counted, links not followed" {
	printf 'hello\0' >bin
	ln -s words link
	grep_helper hello
	assert_equal "$(details '[.matches[].path]|unique')" '["src/main.c","words"]'
	assert_equal "$(details .skipped)" '{"binary":1}'
	grep_helper hello link
	assert_equal "$(where)" 'words:2:1 words:3:7 words:4:3'
}

@test "text that is no UTF-8 is searched all the same" {
	printf 'caf\xe9 hello\n\xff\n' >latin1
	grep_helper 'f.? ?hello|hello$' latin1
	assert_equal "$(where)" latin1:1:6
	assert_equal "$(details '.matches[0].text')" "$(printf 'caf\uFFFD hello')"
}

@test "CRLF ends are no part of the text" {
	printf 'hello\r\nworld\r\n' >crlf
	grep_helper --context 1 hello crlf
	assert_equal "$(details '.matches[0]|[.text,.after]')" '["hello",["world"]]'
}

@test "ignored files are searched when they are named only" {
	git init -q .
	echo words >.gitignore
	grep_helper othello
	assert_equal "$(where)" ''
	grep_helper othello words
	assert_equal "$(where)" words:4:1
}

@test "a wrong pattern is invalid and shows where" {
	run_helper grep 'a(b'
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
	assert_output --partial 'a(b'
}

@test "a catastrophic pattern ends with a message that names the limit" {
	printf 'a%.0s' $(seq 60) >many
	echo b >>many
	run_helper grep '^(a|aa|a?a)+$' many
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
	assert_output --partial limit
}

@test "a limit that a whole file reaches is none where lines do not" {
	yes 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbb' | head -n 3000 >long
	grep_helper '(?:[^x]*[^y]*)zzz' long
	assert_equal "$(where)" ''
	echo zzz >>long
	grep_helper '(?:[^x]*[^y]*)zzz' long
	assert_equal "$(where)" long:3001:1
}

@test "an answer fits its limit, and next yields every match exactly once" {
	seq 100 >numbers
	for context in 0 2; do
		skip=0
		: >all
		while [ -n "$skip" ]; do
			grep_helper 7 numbers --context "$context" --max-tokens 150 --skip "$skip"
			[ "$(jq .tokens <<<"$output")" -le 150 ]
			jq -r '.details.matches[].text' <<<"$output" >>all
			skip=$(jq -r '.details.next.skip // empty' <<<"$output")
			[ -z "$skip" ] || assert_equal "$(details .total)" 19
		done
		diff all <(seq 100 | command grep 7)
	done
}

@test "an overlong line is cut around its match, and marked" {
	{ printf 'word %.0s' $(seq 5000) && printf 'needle ' &&
		printf 'wörd %.0s' $(seq 5000) && echo; } >wide
	grep_helper needle wide --max-tokens 200 --context 3
	[ "$(jq .tokens <<<"$output")" -le 200 ]
	assert_equal "$(details '.matches[0]|[.cut,.line,.column]')" '[true,1,25001]'
	assert_output --partial needle
	kept=$(jq -j '.details.matches[0].text' <<<"$output" | wc -c)
	assert_equal "$(details '.matches[0].bytes_left_out')" \
		$((25000 + 7 + 30000 - kept))
	grep_helper needle wide
	assert_equal "$(jq -r '.details.matches[0].text' <<<"$output")" "$(cat wide)"
}

@test "lines of parallel runs do not mix" {
	for i in $(seq 40); do
		yes "hello $i" | head -n 300 >"file$i"
	done
	printf '%s\n' file* >names
	xargs -P8 -n1 -a names "$BUILD/helpers/grep" hello | cat >out
	assert_equal "$(wc -l <out)" 40
	assert_equal "$(jq -c '.details.matches|length' out | sort -u)" 300
	"$BUILD/helpers/read_file" --context 2 <out >pieces
	assert_equal "$(jq -c '[.details.files|length, (map(.end_line)|unique)]' pieces)" \
		'[40,[300]]'
}

@test "the mark of UTF-8 at a file's begin is no part of its first line" {
	printf '\xef\xbb\xbfint first;\nint second;\n' >marked.c
	run_helper grep '^int' marked.c
	assert_success
	assert_equal "$(details '[.matches[]|[.line,.column,.text]]')" '[[1,1,"int first;"],[2,1,"int second;"]]'
	assert_equal "$(rg --json '^int' marked.c | jq -c 'select(.type=="match").data|[.line_number,.submatches[0].start+1]' | tr -d '\n')" '[1,1][2,1]'
}
