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

@test "head and tail are what head and tail print, and both are both ends" {
	printf 'no\nend' >src/open
	: >src/empty
	for n in 1 3 200 300; do
		for end in head tail; do
			read_file src/long src/open src/empty "--$end" "$n"
			assert_success
			assert_equal "$(jq -j '.details.files[].text' <<<"$output"; echo .)" \
				"$("$end" -qn "$n" src/long src/open; echo .)"
		done
	done
	read_file src/long src/short --head 2 --tail 2
	assert_equal "$(details '[.files[]|[.path,.start_line,.end_line]]')" \
		'[["src/long",1,2],["src/long",199,200],["src/short",1,3]]'
	read_file src/long --tail 2 --start-line 3
	assert_failure 2
	assert_equal "$stderr" 'read_file: head and tail do not go with start_line and end_line; give one or the other'
}

@test "numbered lines are what cat -n prints, without its blanks" {
	printf 'a\r\n\n\tb\nno end' >odd
	read_file odd --number
	assert_equal "$(jq -j '.details.files[0].text' <<<"$output")" \
		"$(cat -n odd | sed 's/^ *//')"
	read_file src/long --number --tail 3 --max-tokens 1000
	assert_equal "$(jq -j '.details.files[0].text' <<<"$output")" \
		"$(cat -n src/long | tail -n 3 | sed 's/^ *//')"
	: >empty
	read_file empty --number
	assert_equal "$(details '.files[0].text')" ''
}

@test "bytes that were replaced are counted, of the lines that are answered" {
	printf 'caf\xe9 \xf0\x9f\nfine\n\xff\n' >latin1
	{ printf '\xff\xfe' && printf 'x' | iconv -t UTF-16LE && printf '\x00\xd8'; } >half
	printf 'fine\n' >fine
	read_file latin1 half fine
	assert_equal "$(details '[.files[].replaced]')" '[4,1,null]'
	read_file latin1 --start-line 2
	assert_equal "$(details '[.files[].replaced]')" '[1]'
	read_file latin1 --head 2 --tail 1 --max-tokens 60
	assert_equal "$(details '[.files[].replaced]')" '[4]'
}

@test "UTF-16 is what iconv makes of it, wherever a piece of the file ends" {
	seq -f '%.0f grün 😀😀😀😀😀😀' 30000 >utf8
	for shift in '' x; do
		printf '%s' "$shift" | cat - utf8 >text
		{ printf '\xfe\xff' && iconv -f UTF-8 -t UTF-16BE text; } >be
		read_file be
		assert_equal "$(details '.files[0]|[.encoding,.total_lines,.replaced]')" \
			'["UTF-16BE",30000,null]'
		jq -j '.details.files[0].text' <<<"$output" | cmp - text
	done
}

# big: some 70 MB, which is more than is read in one go
big() {
	seq -f 'the line %.0f of a log, with some text that fills it' 1 1300000 >big
}

@test "a large file is answered by parts, and not held in memory" {
	big
	last=$(tail -n 1 big)
	read_file big
	assert_failure 1
	assert_equal "$(details .error.message)" "'big' has more text than 67108864 bytes; ask for fewer lines or set max_tokens"
	# a sanitizer needs memory of its own
	[[ $BUILD == */san* ]] || ulimit -v 65536
	read_json '{"locations":[{"path":"big","line":1299999,"end_line":1300000}]}' --context 1
	assert_success
	assert_equal "$(jq -j '.details.files[0].text' <<<"$output")" "$(tail -n 3 big)"
	read_file big --start-line 5 --end-line 9
	assert_equal "$(details '[.files[]|[.start_line,.end_line,.total_lines]]')" '[[5,9,null]]'
	read_file big --tail 1 --hash
	assert_equal "$(details '.files[0]')" \
		"{\"path\":\"big\",\"start_line\":1300000,\"end_line\":1300000,\"total_lines\":1300000,\"sha256\":\"$(sha256sum big | cut -d' ' -f1)\",\"text\":\"$last\n\"}"
	read_file big --max-tokens 200
	assert_equal "$(details '[.truncated,.total_is_exact,.next.skip == .files[0].end_line]')" \
		'[true,false,true]'
	read_file big src/short --max-tokens 90 --skip 1299999
	assert_equal "$(details '[[.files[]|[.path,.start_line]],.truncated]')" \
		'[[["big",1300000],["src/short",1]],null]'
}

@test "a large file that is one line is cut inside it" {
	printf 'word %.0s' {1..100} >words
	for _ in {1..18}; do
		cat words words >twice
		mv twice words
	done
	[[ $BUILD == */san* ]] || ulimit -v 65536
	read_file words --max-tokens 100
	assert_success
	[ "$(jq .tokens <<<"$output")" -le 100 ]
	kept=$(jq -j '.details.files[0].text' <<<"$output" | wc -c)
	assert_equal "$(details '.files[0].bytes_left_out')" $((500 * (1 << 18) - kept))
}

@test "what is no file to read is refused at once, whatever it is" {
	mkfifo fifo
	ln -s /dev/zero zero
	printf 'text\n' >giant
	truncate -s 1T giant
	for name in fifo:not_a_file zero:outside_root giant:binary_file; do
		run --separate-stderr timeout 10 "$BUILD/helpers/read_file" "${name%:*}" --tail 1 </dev/null
		assert_failure 1
		assert_equal "$(details .error.code)" "${name#*:}"
	done
	ln src/short hard
	read_file hard
	assert_equal "$(details '.files[0].total_lines')" 3
}

@test "a file without the right to read it is refused by name" {
	chmod 0 src/short
	[ ! -r src/short ] || skip 'this user may read everything'
	read_file src/long src/short
	assert_failure 1
	assert_equal "$(details '.error|[.code,.path]')" '["permission_denied","src/short"]'
}

@test "names with blanks, newlines and quotes come back as they went in" {
	for name in 'a b' $'new\nline' '"q"' $'ü' '-n' '*'; do
		printf '%s' "$name" >"./$name"
		read_json "$(jq -nc --arg name "$name" '{paths: [$name]}')"
		assert_success
		assert_equal "$(details '.files[0]|.path == .text')" true
	done
}

@test "pages hold the same text with numbers, hashes and both ends" {
	printf 'x\xff\n\xffy' >odd
	: >empty
	for flags in --number '--number --head 30 --tail 7' '--hash --tail 3'; do
		read -ra flags <<<"$flags"
		read_file src/long empty odd "${flags[@]}"
		jq -j '.details.files[].text' <<<"$output" >whole
		skip=0 pages=0
		: >all
		while [ -n "$skip" ]; do
			read_file src/long empty odd "${flags[@]}" --max-tokens 150 --skip "$skip"
			assert_success
			[ "$(jq .tokens <<<"$output")" -le 150 ]
			jq -j '.details.files[].text' <<<"$output" >>all
			skip=$(jq -r '.details.next.skip // empty' <<<"$output")
			pages=$((pages + 1))
		done
		cmp all whole
		[ "$pages" -gt 1 ]
	done
}
