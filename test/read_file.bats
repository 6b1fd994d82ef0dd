# read_file: the text of files, whole or in parts

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir src
	seq -f 'line %.0f' 200 >src/long
	printf 'one\ntwo\nthree\n' >src/short
}

read_file() {
	run_helper read_file "$@"
}

# read_json TEXT [FLAGS...]: the arguments come on standard input
read_json() {
	local json=$1

	shift
	run --separate-stderr "$BUILD/helpers/read_file" "$@" <<<"$json"
}

@test "a whole file is answered with its lines and their number" {
	read_file src/short
	assert_success
	assert_equal "$stderr" ''
	assert_equal "$(details .)" \
		'{"files":[{"path":"src/short","start_line":1,"end_line":3,"total_lines":3,"text":"one\ntwo\nthree\n"}]}'
}

@test "several files are answered in the order in which they are named" {
	read_file src/short src/long src/short
	assert_equal "$(details '[.files[].path]')" '["src/short","src/long"]'
	assert_equal "$(jq -j '.details.files[1].text' <<<"$output")" \
		"$(cat src/long)"
}

@test "any range of lines is what sed prints" {
	n=0
	for range in 1,1 1,7 99,150 200,200 150,300; do
		read_file src/long --start-line "${range%,*}" --end-line "${range#*,}"
		assert_equal "$(jq -j '.details.files[0].text' <<<"$output")" \
			"$(sed -n "${range}p" src/long)"
		assert_equal "$(details '.files[0].total_lines')" "$(wc -l <src/long)"
		n=$((n + 1))
	done
	assert_equal "$n" 5
}

@test "locations get context, and ranges that meet are joined" {
	read_json '{"locations":[{"path":"src/long","line":50},
		{"path":"src/short","line":2},{"path":"src/long","line":10},
		{"path":"src/long","line":14,"end_line":15},
		{"path":"src/long","line":21}],"context":2}'
	assert_success
	assert_equal "$(details '[.files[]|"\(.path) \(.start_line)-\(.end_line)"]|join(" ")')" \
		'src/long 8-17 src/long 19-23 src/long 48-52 src/short 1-3'
	assert_equal "$(jq -j '.details.files[0].text' <<<"$output")" \
		"$(sed -n 8,17p src/long)"
}

@test "a location without a line is the whole file, and covers its others" {
	read_json '{"locations":[{"path":"src/short","line":2},{"path":"src/short"}]}'
	assert_equal "$(details '[.files[]|[.start_line,.end_line]]')" '[[1,3]]'
}

@test "matches from a pipe are read, and none is nothing" {
	"$BUILD/helpers/grep" 'line 7.?$' src </dev/null |
		"$BUILD/helpers/read_file" --context 1 >out
	assert_equal "$(jq -c '[.details.files[]|[.start_line,.end_line]]' out)" \
		'[[6,8],[69,80]]'
	"$BUILD/helpers/grep" nowhere src </dev/null |
		"$BUILD/helpers/read_file" >out
	assert_equal "$(cat out)" '{"success":true,"details":{"files":[]},"tokens":4}'
}

@test "a line beyond the end and a reversed range are invalid arguments" {
	read_file src/short --start-line 4
	assert_failure 2
	assert_equal "$(details .error)" \
		"{\"code\":\"invalid_arguments\",\"message\":\"line 4 is beyond the end of 'src/short', which has 3 lines\"}"
	read_file src/short --start-line 3 --end-line 2
	assert_failure 2
	assert_equal "$(details .error.message)" \
		"end_line 2 of 'src/short' is before its line 3"
	read_file src/short --start-line 3 --end-line 4
	assert_success
	read_file
	assert_failure 2
	assert_equal "$stderr" 'read_file: nothing to read: give paths or locations'
}

@test "an empty file, one without a last newline, and CRLF are kept" {
	: >empty
	printf 'no end' >open
	printf 'a\r\nb\r\n' >crlf
	read_file empty open crlf
	assert_equal "$(details '[.files[]|[.start_line,.end_line,.total_lines,.text]]')" \
		'[[1,0,0,""],[1,1,1,"no end"],[1,2,2,"a\r\nb\r\n"]]'
}

@test "a UTF-8 mark is dropped, UTF-16 is converted and says so" {
	printf '\xef\xbb\xbfbom\n' >bom
	printf 'grün 😀\nx\n' >utf8
	{ printf '\xff\xfe' && iconv -f UTF-8 -t UTF-16LE utf8; } >le
	{ printf '\xfe\xff' && iconv -f UTF-8 -t UTF-16BE utf8; } >be
	printf '\xff\xfe\x00\xd8x' >broken
	read_file bom le be broken
	assert_success
	assert_equal "$(details '[.files[]|[.encoding,.text,.total_lines]]')" \
		'[[null,"bom\n",1],["UTF-16LE","grün 😀\nx\n",2],["UTF-16BE","grün 😀\nx\n",2],["UTF-16LE","��",1]]'
}

@test "bytes that are no UTF-8 become U+FFFD" {
	printf 'caf\xe9 \xf0\x9f\n' >latin1
	read_file latin1
	assert_success
	assert_equal "$(details '.files[0].text')" "$(printf 'caf\uFFFD \uFFFD\uFFFD')"
}

@test "binary files, folders and what is not there are refused by name" {
	printf 'a\0b' >bin
	read_file src/short bin
	assert_failure 1
	assert_equal "$(details .error)" \
		"{\"code\":\"binary_file\",\"message\":\"'bin' is binary: it holds a NUL byte\",\"path\":\"bin\"}"
	read_file src
	assert_failure 1
	assert_equal "$(details .error)" \
		"{\"code\":\"not_a_file\",\"message\":\"'src' is a folder, not a file\",\"path\":\"src\"}"
	read_file src/shrot
	assert_failure 1
	assert_equal "$(details .error.message)" \
		"no file 'src/shrot' under the root; did you mean 'src/short'?"
	assert_equal "$stderr" \
		"read_file: no file 'src/shrot' under the root; did you mean 'src/short'?"
}

@test "nothing outside the root is read" {
	mkdir root
	echo secret >outside
	echo inside >root/inside
	ln -s ../outside root/link
	for path in ../outside "$PWD/outside" link ../src/short; do
		run_helper read_file --root root "$path"
		assert_failure 1
		assert_equal "$(details .error.code)" outside_root
	done
	read_json '{"paths":["../outside"]}' --root root
	assert_equal "$(details .error.code)" outside_root
	read_json '{"paths":["inside"]}' --root root
	assert_equal "$(details '.files[0].text')" inside
}

@test "an answer fits its limit, and next yields every line exactly once" {
	: >empty
	for limit in 60 100 777; do
		skip=0 pages=0
		: >lines
		while [ -n "$skip" ]; do
			read_file src/long src/short empty --skip "$skip" --max-tokens "$limit"
			assert_success
			tokens=$(jq .tokens <<<"$output")
			[ "$tokens" -le "$limit" ]
			jq -j '.details.files[].text' <<<"$output" >>lines
			skip=$(jq -r '.details.next.skip // empty' <<<"$output")
			[ -z "$skip" ] || assert_equal "$(details '[.truncated,.total]')" '[true,204]'
			pages=$((pages + 1))
		done
		diff lines <(cat src/long src/short)
		[ "$pages" -gt 1 ]
	done
}

@test "a limit is used well: one line more would not fit" {
	read_file src/long --max-tokens 300
	end=$(details '.files[0].end_line')
	read_file src/long --end-line $((end + 2))
	[ "$(jq .tokens <<<"$output")" -gt 270 ]
}

@test "a line that alone exceeds the limit is cut inside and marked" {
	printf 'word %.0s' $(seq 1000) >wide
	echo >>wide
	echo next >>wide
	read_file wide --max-tokens 100
	assert_success
	assert_equal "$(details '.files[0].cut')" true
	[ "$(jq .tokens <<<"$output")" -le 100 ]
	kept=$(jq -j '.details.files[0].text' <<<"$output" | wc -c)
	assert_equal "$(details '.files[0].bytes_left_out')" $((5001 - kept))
	assert_equal "$(details .next)" '{"skip":1}'
	read_file wide --max-tokens 100 --skip 1
	assert_equal "$(details '[.files[0].start_line,.truncated]')" '[2,null]'
	read_file wide --max-tokens 10
	assert_failure 2
	assert_output --partial 'max_tokens 10 is too small: this answer needs at least'
}

@test "a long file is answered in part without being counted whole" {
	seq 1000000 >million
	run_helper read_file million --max-tokens 1000
	assert_success
	assert_equal "$(details .total)" 1000000
	[ "$(jq .tokens <<<"$output")" -gt 900 ]
}

@test "with hash each file's sha256 is given, as apply_patch takes it" {
	printf 'one\n' >a
	printf '\357\273\277two\r\n' >b
	printf 'three\n' | iconv -t UTF-16 >c
	run_helper read_file --hash a b c
	assert_success
	assert_equal "$(details '.files[] | "\(.sha256)  \(.path)"')" \
		"$(sha256sum a b c)"
	sha256=$(details '[.files[] | {path, sha256} | select(.path == "a")]')
	printf 'changed\none\n' >a
	jq -n --argjson sha256 "$sha256" '{$sha256, diff:
		"--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+uno\n"}' >../args
	run --separate-stderr "$BUILD/helpers/apply_patch" --no-policy <../args
	assert_failure 1
	assert_equal "$(cat a)" $'changed\none'
}
