load helper

# search EXPECTED PATTERN TEXT FLAG...: the bounds of all matches in a row
search() {
	local expected=$1
	shift
	run "$BUILD/test/pattern" "$@"
	[ "${output//$'\n'/ }" = "$expected" ] ||
		fail "'$1' in '$2': $output, not $expected"
}

# ecma yes|no PATTERN TEXT: whether ECMA-262 finds PATTERN in TEXT
ecma() {
	local want=$1 got=yes
	"$BUILD/test/pattern" "$2" "$3" ecma >out || got=$(cat out)
	[ "${got/none/no}" = "$want" ] || fail "'$2' in '$3': $got, not $want"
}

# refused PATTERN WHY: ECMA-262 has no such pattern
refused() {
	run -2 "$BUILD/test/pattern" "$1" x ecma
	assert_output --partial "the pattern '$1' is wrong"
	assert_output --partial "$2"
}

@test "a search gives every match with its bounds in bytes" {
	search '1-2 3-4' b abcb
	search none b xyz
	search none B b
	search 0-1 B b ignore_case
	search 0-2 Ä ä ignore_case
	search '2-3 3-4' '.' $'\n\nab'
	search '0-1 2-3' '^.' $'a\nb' multiline
	search 1-2 '[[:alpha:]]' 1a2
	search 0-2 '\w' é jit
}

@test "a literal pattern has no syntax" {
	search 1-4 'a.c' 'xa.cabc' literal
	search 0-7 '\E(*?[#' '\E(*?[#' literal
	search '1-3 4-6' 'é' 'aéaé' literal
}

@test "a word has no word character on either side" {
	search 6-9 cat 'xcat, cat cats' word
	search '0-3 4-7' 'cat|dog' 'cat dog dogs' word
	search 2-4 -- 'a -- b' word
	search 2-4 '-x' 'a -x b' word
	search none '.' ab word literal
}

@test "bytes that are no UTF-8 are searched all the same" {
	search 3-6 abc $'\xff\xfe\x80abc\xc3'
	search 3-6 'a.c' $'\xff\xfe\x80abc\xc3' jit
	search none 'a.c' $'a\xffc'
}

@test "a wrong pattern is shown where it is wrong" {
	run -2 "$BUILD/test/pattern" 'ab(c' x
	assert_output "the pattern 'ab(c' is wrong at byte 5, behind 'ab(c': missing closing parenthesis"
	run -2 "$BUILD/test/pattern" 'a**b' x word
	assert_output "the pattern 'a**b' is wrong at byte 3, behind 'a*': quantifier does not follow a repeatable item"
}

@test "a pattern that backtracks without end is stopped" {
	run -2 timeout 20 "$BUILD/test/pattern" '(x+x+)+y' "$(printf 'x%.0s' {1..60})z y"
	assert_output 'the pattern takes too long on this text: match limit exceeded; make it simpler'
	run -2 timeout 20 "$BUILD/test/pattern" '^(a+)+$' "$(printf 'a%.0s' {1..50})b" jit
	run -2 timeout 20 "$BUILD/test/pattern" '^(a+)+$' "$(printf 'a%.0s' {1..50})b" ecma
}

@test "ECMA-262: classes are ASCII but for white space, and \$ is the very end" {
	ecma yes '^\d+$' 42
	ecma no '\d' ٤
	ecma no '^\w$' é
	ecma yes '^\W$' é
	ecma yes '^\D$' ٤
	for space in $'\t' $'\v' ' ' $'\u00a0' $'\u1680' $'\u2000' $'\u200a' \
		$'\u2028' $'\u2029' $'\u202f' $'\u205f' $'\u3000' $'\ufeff'; do
		ecma yes '^\s$' "$space"
		ecma yes '^[x\s]$' "$space"
		ecma no '\S' "$space"
		ecma no '[\S]' "$space"
		ecma no '[^\s]' "$space"
	done
	for other in a $'\u200b' $'\u180e' $'\u0085' 😀; do
		ecma no '\s' "$other"
		ecma yes '^[\S]$' "$other"
	done
	ecma no '^a$' $'a\n'
	ecma no '^b' $'a\nb'
	ecma no '.' $'\n' && ecma no '.' $'\r' && ecma no '.' $'\u2028'
	ecma yes '^.$' 😀
	ecma yes '^[^a]$' $'\n'
	ecma no '[]' x
	ecma yes '^a[]?b$' ab
	ecma yes '^a{0,2}[]*$' ''
	ecma no '^a[]+' a
	ecma yes 'a[^]b' $'a\nb'
	ecma no 'é\b' 'é x'
	ecma yes '^[[:a]$' '['
}

@test "ECMA-262: escapes, classes, groups and properties" {
	ecma yes '^\cJ\x41\u0042\u{43}\uD83D\uDE00\t$' $'\nABC😀\t'
	ecma yes '^[\cJ\x41-\u{43}\-\b]+$' $'\nABC-\b'
	ecma yes '^[\w-.]+$' a-.b
	ecma yes '^[a-]$' -
	ecma yes '^\/\.\*\-\[\{$' '/.*-[{'
	ecma yes '^(?<year>\d{4})-\k<year>$' 2026-2026
	ecma yes '^(a)(b)?\2\1$' aa
	ecma yes '^((?<x>a)\k<x>\2)$' aaa
	ecma yes '^(?:a|b)+?$' abab
	ecma yes '(?<=a)b(?=c)' abc
	ecma no '(?<!a)b(?!c)' abc
	ecma yes '(?=a)\t{0,2}a' xa
	ecma yes '^\p{Letter}\p{Lu}\p{digit}\p{General_Category=Ll}$' éÉ٤é
	ecma yes '^\p{Script=Greek}\p{scx=Latn}\P{Script=Greek}$' αaa
	ecma yes '^\p{Emoji_Presentation}\p{Assigned}\p{ASCII}$' 😀éa
	ecma yes '^[\p{L}\d_]+$' é1_
	ecma yes '^a{2}b{1,}c{0,3}?$' aabb
	ecma yes '#a b' '#a b'
}

@test "ECMA-262: what it has not is refused, and what PCRE2 takes otherwise" {
	for escape in a A e E G h H K l L N o O Q R U X z Z g1 'g{1}'; do
		refused "\\$escape" 'ECMA-262 has no such escape'
	done
	for group in '(?P<n>a)' '(?P=n)' '(?i)a' '(?i:a)' '(?#note)' '(?>a)' '(?R)' \
		'(?1)' '(?|a)' '(*UTF)a' '(*FAIL)' '(?(1)a)' '(?&n)' "(?'n'a)" '(?C)'; do
		refused "$group" ECMA-262
	done
	for repeat in '*a' 'a**' 'a++' 'a?+' 'a{1}{2}' '^*' '(?=a)*' '|+' '(+a)' '\b?'; do
		refused "$repeat" 'nothing to repeat'
	done
	refused 'a{,3}' "'{' needs a backslash here"
	refused 'a]' 'a closing bracket needs a backslash here'
	refused '\1' 'a back reference to no group'
	refused '\012' 'ECMA-262 has no such escape'
	refused '[z-a]' 'the range ends before it starts'
	refused '[a-\d]' 'the range ends before it starts'
	refused '[a' "']' is missing"
	refused '(a' "')' is missing"
	refused 'a)' "')' without '(' before it"
	refused 'a\' 'it ends in a backslash'
	refused '\u12' 'hexadecimal digits are missing'
	refused '\ud800' 'a lone surrogate is no character'
	refused '\u{110000}' 'no code point is written like this'
	refused '(?:(a)|b)*\1' 'a back reference, and a repeated group that has groups in it'
	refused '(b\1)' 'a back reference within its own group'
	refused '(?<x>b(a)\k<x>)' 'a back reference within its own group'
	refused '(?<=\1(a))' 'a back reference in a look-behind'
	for property in '\p{lu}' '\p{Greek}' '\p{^Lu}' '\p{L&}' '\pL' '\p{Script=}' '\p{Xan}'; do
		refused "$property" property
	done
	refused '\p{Script=Nowhere}' unknown
	refused '\p{sc=Greek}{70000}' 'number too big'
}
