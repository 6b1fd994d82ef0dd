load helper

# each refusal: the text, a bar, and where and why
refusals() {
	cat <<'END'
|1:1: the text ends where a value should be
  |1:3: the text ends where a value should be
{|1:2: expected a name in double quotes
}|1:1: no JSON value starts like this
[|1:2: the text ends where a value should be
]|1:1: no JSON value starts like this
[1|1:3: expected ',' or ']'
[1,|1:4: the text ends where a value should be
[1,]|1:4: no JSON value starts like this
[,1]|1:2: no JSON value starts like this
[1,,2]|1:4: no JSON value starts like this
[1 2]|1:4: expected ',' or ']'
[1;2]|1:3: expected ',' or ']'
[1}|1:3: expected ',' or ']'
[1]]|1:4: text after the value
{"a"}|1:5: expected ':'
{"a":}|1:6: no JSON value starts like this
{"a" 1}|1:6: expected ':'
{"a"=1}|1:5: expected ':'
{"a":1,}|1:8: expected a name in double quotes
{,"a":1}|1:2: expected a name in double quotes
{"a":1 "b":2}|1:8: expected ',' or '}'
{"a":1]|1:7: expected ',' or '}'
{a:1}|1:2: expected a name in double quotes
{1:1}|1:2: expected a name in double quotes
{null:1}|1:2: expected a name in double quotes
{'a':1}|1:2: expected a name in double quotes
'a'|1:1: no JSON value starts like this
"a|1:3: the text ends inside a string
"a\"|1:5: the text ends inside a string
"\|1:3: the text ends inside a string
"\a"|1:3: no such escape in a string
"\'"|1:3: no such escape in a string
"\0"|1:3: no such escape in a string
"\x41"|1:3: no such escape in a string
"\U0041"|1:3: no such escape in a string
"\u"|1:4: \u needs four hexadecimal digits
"\u12"|1:6: \u needs four hexadecimal digits
"\u12g4"|1:6: \u needs four hexadecimal digits
"\u 123"|1:4: \u needs four hexadecimal digits
"\ud800"|1:8: a lone surrogate is no character
"\udc00"|1:8: a lone surrogate is no character
"\ud800x"|1:8: a lone surrogate is no character
"\ud800\n"|1:8: a lone surrogate is no character
"\ud800\u0041"|1:14: a lone surrogate is no character
"\ud800\ud800"|1:14: a lone surrogate is no character
tru|1:1: expected true
True|1:1: no JSON value starts like this
TRUE|1:1: no JSON value starts like this
fals|1:1: expected false
nul|1:1: expected null
nil|1:1: expected null
truex|1:5: text after the value
undefined|1:1: no JSON value starts like this
NaN|1:1: no JSON value starts like this
-NaN|1:2: no JSON value starts like this
Infinity|1:1: no JSON value starts like this
-Infinity|1:2: no JSON value starts like this
-|1:2: no JSON value starts like this
+1|1:1: no JSON value starts like this
--1|1:2: no JSON value starts like this
01|1:2: text after the value
-01|1:3: text after the value
.5|1:1: no JSON value starts like this
-.5|1:2: no JSON value starts like this
1.|1:3: a digit must follow the decimal point
1.e2|1:3: a digit must follow the decimal point
1e|1:3: a digit must follow the exponent
1e+|1:4: a digit must follow the exponent
1e1.5|1:4: text after the value
0x10|1:2: text after the value
1_000|1:2: text after the value
1,2|1:2: text after the value
1 1|1:3: text after the value
{} {}|1:4: text after the value
// a|1:1: no JSON value starts like this
/* a */ 1|1:1: no JSON value starts like this
1 // a|1:3: text after the value
1 # a|1:3: text after the value
(1)|1:1: no JSON value starts like this
END
}

# each text that is JSON, and after a bar what is printed for it (or itself)
accepted() {
	cat <<'END'
null
true
false
0
-0
0.0
-0.0
1E+2
1e-2
1.5e300
1e999999
-1.10
123456789012345678901234567890.10
9007199254740993
0.1000
""
"a"
"é😀"
"\u00e9"|"é"
"\uD83D\uDE00"|"😀"
"\u0000"
"a\u0000b"
"\"\\\/\b\f\n\r\t"|"\"\\/\b\f\n\r\t"
"\u001f\u0020"|"\u001f "
"//"
"'"
[]
[ ]|[]
[[],[[]]]
[1,"a",null,true,{}]
[1 , 2 ]|[1,2]
{}
{ }|{}
{"a":1}
{ "a" : { "b" : [ 1 ] } }|{"a":{"b":[1]}}
{"":1}
{"a":1,"a":2}
{"\u0061":1}|{"a":1}
{"a\u0000b":1}
{"\"":1}
{"b":1,"a":2}
{"a":[{"b":[{"c":null}]}]}
  [1]  |[1]
END
}

@test "what is no JSON is refused with line and column" {
	refusals >list
	[ "$(wc -l <list)" -ge 60 ]
	while IFS='|' read -r text why; do
		run "$BUILD/test/json" parse < <(printf %s "$text")
		place=${why%%: *}
		expected="invalid JSON at line ${place%:*} column ${place#*:}: ${why#*: }"
		[ "$status $output" = "1 $expected" ] ||
			fail "$text: $status $output, not $expected"
	done <list
}

@test "all JSON is read, and printed as it was meant" {
	accepted >list
	[ "$(wc -l <list)" -ge 40 ]
	while IFS='|' read -r text expected; do
		run "$BUILD/test/json" parse < <(printf %s "$text")
		[ "$status $output" = "0 ${expected:-$text}" ] ||
			fail "$text: $status $output, not ${expected:-$text}"
	done <list
}

@test "characters that nobody sees are read and printed as they are" {
	run -0 "$BUILD/test/json" parse <<<'"\u007f\u0085\u2028\uFEFF\ud7ff\ue000\uFFFE\uFFFF\uDBFF\uDFFF"'
	[ "$output" = $'"\\u007f\\u0085\u2028\ufeff\ud7ff\ue000\ufffe\uffff\U0010ffff"' ]
}

@test "bytes that are no UTF-8 are refused, wherever they stand" {
	for bytes in '\x80' '\xff' '\xc0\x80' '\xc1\xbf' '\xe0\x80\x80' \
		'\xed\xa0\x80' '\xf0\x80\x80\x80' '\xf4\x90\x80\x80' '\xf8\x88' '\xc3'; do
		run -1 "$BUILD/test/json" parse < <(printf "[\"ab$bytes\"]")
		assert_output 'invalid JSON at line 1 column 5: invalid UTF-8 in a string'
		run -1 "$BUILD/test/json" parse < <(printf "{\"$bytes\":1}")
		assert_output 'invalid JSON at line 1 column 3: invalid UTF-8 in a string'
		run -1 "$BUILD/test/json" parse < <(printf "$bytes")
	done
	run -1 "$BUILD/test/json" parse < <(printf '\xef\xbb\xbf{}')
	run -1 "$BUILD/test/json" parse < <(printf '{\0}')
	run -1 "$BUILD/test/json" parse < <(printf '1\0')
	run -1 "$BUILD/test/json" parse < <(printf '"a\0b"')
	assert_output 'invalid JSON at line 1 column 3: a control character in a string'
	run -1 "$BUILD/test/json" parse < <(printf '"a\nb"')
	run -1 "$BUILD/test/json" parse < <(printf '[\x0b1]')
	run -1 "$BUILD/test/json" parse < <(printf '[\xc2\xa01]')
}

@test "line and column are those of the fault" {
	run -1 "$BUILD/test/json" parse < <(printf '{\n  "a": 1,\r\n  "é": x\n}')
	assert_output 'invalid JSON at line 3 column 9: no JSON value starts like this'
}

@test "512 levels are read, 513 are not, and 100000 neither" {
	nested() {
		printf '%*s' "$1" '' | tr ' ' "$2"
		printf '%*s' "$1" '' | tr ' ' "$3"
	}
	run -0 "$BUILD/test/json" parse < <(nested 512 '[' ']')
	[ "$output" = "$(nested 512 '[' ']')" ]
	run -1 "$BUILD/test/json" parse < <(nested 513 '[' ']')
	assert_output 'invalid JSON at line 1 column 513: nested deeper than 512'
	run -1 "$BUILD/test/json" parse < <(nested 100000 '[' ']')
	run -1 "$BUILD/test/json" parse < <(printf '{"a":%.0s' {1..100000})
	assert_output --partial 'nested deeper than 512'
}

@test "a sequence is read value by value, up to a fault" {
	run -0 "$BUILD/test/json" sequence < <(printf ' {"a":1}\n\n[2]\t3\r\n"x" ')
	assert_output '{"a":1}
[2]
3
"x"'
	run -0 "$BUILD/test/json" sequence < <(printf '\n \n')
	assert_output ''
	run -1 "$BUILD/test/json" sequence < <(printf '{"a":1}\n{"a"')
	assert_output '{"a":1}
invalid JSON at line 2 column 5: expected '"':'"
	run -1 "$BUILD/test/json" sequence < <(printf '{"a":1}{"b":2}')
	assert_output 'invalid JSON at line 1 column 8: white space must follow the value'
}

# arguments TEXT MESSAGE: the argument layer refuses what is JSON
arguments() {
	run -0 "$BUILD/test/json" parse <<<"$1"
	run -1 "$BUILD/test/json" arguments <<<"$1"
	assert_output "$2"
}

@test "arguments have no name twice, no U+0000, no integer beyond 64 bits" {
	run -0 "$BUILD/test/json" arguments \
		<<<'{"a":9223372036854775807,"b":-9223372036854775808,"c":[{"a":1},{"a":1}],"d":1e300}'
	assert_output '{"a":9223372036854775807,"b":-9223372036854775808,"c":[{"a":1},{"a":1}],"d":1e300}'
	arguments '{"a":1,"b":2,"a":1}' "'a' is given twice"
	arguments '{"x":[{"a":1,"\u0061":2}]}' "'a' is given twice"
	arguments '{"a":"x\u0000y"}' "'a' holds the character U+0000"
	arguments '{"a":["x\u0000y"]}' "'a' holds the character U+0000"
	arguments '{"a\u0000":1}' "a name holds the character U+0000"
	arguments '{"a":9223372036854775808}' \
		"the integer '9223372036854775808' of 'a' does not fit in 64 bits"
	arguments '{"a":[-9223372036854775809]}' \
		"the integer '-9223372036854775809' of 'a' does not fit in 64 bits"
}

@test "an integer is one by its value, and exact or none" {
	while read -r text expected; do
		run -0 "$BUILD/test/json" integer <<<"$text"
		[ "$output" = "$expected" ] || fail "$text: $output, not $expected"
	done <<-'END'
		1 1
		-0 0
		1.0 1
		1e3 1000
		1.5 no
		1.0000000000000000001 no
		1e-400 no
		9007199254740993 9007199254740993
		9007199254740993.0 9007199254740993
		9.223372036854775807e18 9223372036854775807
		-9223372036854775808 -9223372036854775808
		-9.223372036854775809e18 no
		92233720368547758070e-1 9223372036854775807
		0e400 0
		1e30 no
		9223372036854775807 9223372036854775807
		9223372036854775808 no
		1e400 no
		"1" no
		true no
	END
}

@test "numbers that C made read back the same" {
	run -0 "$BUILD/test/json" numbers
	assert_output '[0,-0,0.1,1e+300,4.94065645841247e-324,1.2345678901234568e+17,0.3333333333333333,100,9223372036854775807]'
	run jq -c . <<<"$output"
	assert_success
}

@test "a string made of any bytes is valid JSON" {
	run -0 "$BUILD/test/json" string < <(printf 'a\0\xff"\\\n\x1b\xc0\x80é')
	assert_output '"a\u0000�\"\\\n\u001b��é"'
}
