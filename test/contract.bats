load helper

# Every helper of the manifest is held to the contract, not a list of names:
# who adds a helper adds nothing here. What ran is counted; the last test
# fails when a helper was left out of any of them.

MANIFEST=$REPO/codex_helpers/functions.json
ran=${BATS_FILE_TMPDIR:-}/ran
out=${BATS_TEST_TMPDIR:-}/out err=${BATS_TEST_TMPDIR:-}/err

helpers() {
	jq -r '.[].name' "$MANIFEST"
}

# entry NAME FILTER: what jq's FILTER makes of the helper's entry
entry() {
	jq -c --arg name "$1" ".[] | select(.name == \$name) | $2" "$MANIFEST"
}

# example NAME: arguments that it accepts
example() {
	entry "$1" '."x-examples"[0].arguments'
}

# call NAME INPUT FLAGS...: runs a helper; $output, $error and $status. All
# that it prints is one result line, with the cost of its details.
call() {
	local name=$1 input=$2 text
	shift 2
	status=0
	timeout 60 "$BUILD/helpers/$name" "$@" <<<"$input" >"$out" 2>"$err" || status=$?
	output=$(<"$out")
	error=$(<"$err")
	[ "$(wc -l <"$out")" -eq 1 ] || fail "$name $* printed $(wc -l <"$out") lines: $output $error"
	[[ $output =~ ^'{"success":'(true|false)',"details":{'.*'},"tokens":'([0-9]+)'}'$ ]] ||
		fail "$name $* printed no result line: $output"
	tokens=${BASH_REMATCH[2]}
	text=${output#'{"success":'*',"details":'}
	text=${text%',"tokens":'*}
	[ "$(printf %s "$text" | codex-tokens)" -eq "$tokens" ] ||
		fail "$name $*: $tokens is not what $text costs"
}

# fails NAME STATUS CODE WORDS: the last call failed like this, and said so
# in one line on standard error
fails() {
	[ "$status" -eq "$2" ] || fail "$1 ended with $status, not $2: $output"
	[[ $output == '{"success":false,"details":{"error":{"code":"'$3'","message":"'?* ]] ||
		fail "$1 did not fail with $3: $output"
	[[ ${output%%'","hint":"'*} == *"$4"* ]] || fail "$1 does not name $4: $output"
	[[ $error == "$1: "* && $error != *$'\n'* ]] ||
		fail "$1 does not say what failed in one line: $error"
}

# with NAME FILTER: its example as jq's FILTER changes it, a line for each
with() {
	entry "$1" '."x-examples"[0].arguments as $example | .parameters as $p | $example | '"$2"
}

# each FUNCTION: for every helper, in a fresh example project
each() {
	local name n=0
	for name in $(helpers); do
		[ -x "$BUILD/helpers/$name" ] || fail "$name is in the manifest, but not built"
		"$1" "$name"
		echo "$name $1" >>"$ran"
		n=$((n + 1))
	done
	[ "$n" -gt 0 ]
}

@test "every helper is in the manifest, and is built" {
	[ "$(helpers | sort)" = "$(cd "$REPO/codex_helpers" && ls ./*.c | sed 's,\./\(.*\)\.c,\1,' | sort)" ]
	[ "$(helpers | sort | uniq -d)" = '' ]
	[ "$(helpers | grep -vEx '[a-z][a-z_]{0,63}')" = '' ]
}

complete() {
	[ "$(entry "$1" '.parameters | .type == "object" and .additionalProperties == false')" = true ] ||
		fail "$1 takes more than what its entry names"
	[ "$(entry "$1" '.description | length > 40')" = true ] ||
		fail "$1 has a description of 40 characters or less"
	[ "$(entry "$1" '[.parameters.properties[] | .description // "" | length > 10] | all')" = true ] ||
		fail "$1 has a property with no description, or one of 10 characters or less"
	[ "$(entry "$1" '.parameters.properties.max_tokens | .type == "integer" and .default == 0')" = true ] ||
		fail "$1 has no max_tokens"
	[ "$(entry "$1" '."x-grants" - ["read", "write", "run", "network"] == [] and (."x-timeout" > 0)')" = true ] ||
		fail "$1 has wrong grants or no time limit"
	[ "$(entry "$1" '."x-examples" | length > 0')" = true ] || fail "$1 has no example"
	[ "$(entry "$1" '((."x-operands" // []) + (.parameters.required // [])) - (.parameters.properties | keys) == []')" = true ] ||
		fail "$1 has an operand or a required name that is no property"
}

@test "each entry is complete, and its parameters and examples fit JSON Schema" {
	each complete
	jq -c '.[] | {s: .parameters, v: [."x-examples"[].arguments]},
		{s: .parameters, v: [.parameters.properties | map_values(.default | values)
			| select(. != {})] | map(select(true))}' "$MANIFEST" >lines
	run -0 "$BUILD/test/schema" say <lines
	refute_output --partial refused
	[ "$(grep -c '^valid$' <<<"$output")" -ge "$(helpers | wc -l)" ]
	# a default without the required names is no whole call: only its type counts
	[ "$(grep -v -e '^valid$' -e 'is missing' <<<"$output")" = '' ]
}

shows_itself() {
	run --separate-stderr timeout 10 "$BUILD/helpers/$1" --help
	[ "$status $stderr" = '0 ' ] || fail "$1 --help: $status $stderr"
	local property
	for property in $(entry "$1" '.parameters.properties | keys[]' | tr -d '"'); do
		grep -q -e "^  --${property//_/-}\( \|,\|$\)" <<<"$output" ||
			fail "$1 --help does not name $property: $output"
	done
	run --separate-stderr timeout 10 "$BUILD/helpers/$1" --version
	[[ "$status $output" == "0 $1 "[0-9]* ]] || fail "$1 --version: $status $output"
	run --separate-stderr timeout 10 "$BUILD/helpers/$1" --schema
	[ "$status" -eq 0 ]
	[ "$(jq -S . <<<"$output")" = "$(entry "$1" . | jq -S .)" ] ||
		fail "$1 --schema is not its entry: $output"
}

@test "--help names each property, --schema is the manifest's entry" {
	each shows_itself
}

# a subset: every member that is wanted is there, arrays item by item
MATCHES='def matches($want):
	if ($want | type) == "object" then
		. as $have | type == "object" and
		([$want | keys[] | . as $k | $have[$k] | matches($want[$k])] | all)
	elif ($want | type) == "array" then
		. as $have | type == "array" and length == ($want | length) and
		([range($want | length) | . as $i | $have[$i] | matches($want[$i])] | all)
	else . == $want end; '

answers_examples() {
	local i n
	n=$(entry "$1" '."x-examples" | length')
	for ((i = 0; i < n; i++)); do
		rm -rf project && example_repo project && cd project
		call "$1" "$(entry "$1" ."\"x-examples\"[$i].arguments")"
		cd ..
		[ "$status $error" = '0 ' ] || fail "$1, example $i: $status $error $output"
		jq -e --argjson want "$(entry "$1" ."\"x-examples\"[$i].details")" \
			"$MATCHES .details | matches(\$want)" <<<"$output" >/dev/null ||
			fail "$1, example $i: $output"
	done
}

@test "each example of the manifest is answered as it says" {
	each answers_examples
}

# flags of arguments that are flat
flags_of() {
	jq -r 'to_entries[] | (.key | gsub("_"; "-")) as $flag | .value |
		if type == "boolean" then (if . then "--" else "--no-" end) + $flag
		elif type == "array" then .[] | "--" + $flag + "=" + tostring
		else "--" + $flag + "=" + tostring end | @json' <<<"$1"
}

agrees_with_flags() {
	local flag flags=() expected
	rm -rf project && example_repo project && cd project
	call "$1" "$(example "$1")"
	expected=$(jq -c 'del(.details.seconds, .details.duration, .tokens)' <<<"$output")
	while read -r flag; do
		flag=$(jq -j . <<<"$flag" && echo .)
		flags+=("${flag%.}")
	done < <(flags_of "$(example "$1")")
	status=0
	timeout 60 "$BUILD/helpers/$1" "${flags[@]}" </dev/null >"$out" || status=$?
	[ "$status $(jq -c 'del(.details.seconds, .details.duration, .tokens)' "$out")" = "0 $expected" ] ||
		fail "$1 ${flags[*]}: $status $(<"$out"), not $expected"
	# a descriptor that is closed is nothing to read
	timeout 60 "$BUILD/helpers/$1" "${flags[@]}" <&- >"$out" || status=$?
	[ "$status $(jq -c 'del(.details.seconds, .details.duration, .tokens)' "$out")" = "0 $expected" ] ||
		fail "$1 ${flags[*]} <&-: $status $(<"$out"), not $expected"
	cd ..
}

@test "flags say the same as JSON; a closed standard input is nothing to read" {
	each agrees_with_flags
}

costs_by_encoding() {
	rm -rf project && example_repo project && cd project
	CODEX_ENCODING=cl100k_base call "$1" "$(example "$1")"
	export CODEX_ENCODING=cl100k_base
	call "$1" "$(example "$1")"
	unset CODEX_ENCODING
	cd ..
}

@test "tokens are counted in the encoding that CODEX_ENCODING names" {
	each costs_by_encoding
}

refuses_unknown() {
	call "$1" "$(example "$1" | jq -c '. + {nonsense: 1}')"
	fails "$1" 2 invalid_arguments "'nonsense'"
	call "$1" '{"max_token":5}'
	fails "$1" 2 invalid_arguments "did you mean 'max_tokens'?"
	call "$1" '' --nonsense
	fails "$1" 2 invalid_arguments nonsense
	call "$1" '' --max-token 5
	fails "$1" 2 invalid_arguments max-tokens
	call "$1" "$(example "$1" | jq -c . | sed 's/^{/{"max_tokens":1,"max_tokens":2,/; s/,}/}/')"
	fails "$1" 2 invalid_arguments "'max_tokens' is given twice"
}

@test "an unknown name and a name given twice are invalid_arguments" {
	each refuses_unknown
}

refuses_bad_json() {
	local text
	for text in '{"max_tokens":' "{'max_tokens':1}" '{"max_tokens":01}' '{} x' 'some words' \
		'[1]' '"{}"' 5 null '{"a":NaN}' $'{"a":"\xff"}'; do
		call "$1" "$text"
		fails "$1" 2 invalid_json ''
		[[ $text != '{'* || $text == '{}'* ]] ||
			[[ $output == *'invalid JSON at line 1 column '* ]] ||
			[[ $output == *'invalid JSON at line 2 column 1'* ]] ||
			fail "$1 does not say where: $output"
	done
}

@test "what is no JSON object is invalid_json" {
	each refuses_bad_json
}

# values that each property must refuse: its name, a space, the arguments
WRONG='($p.properties | to_entries[]) as $it | $it.value.type as $type |
	(if $type == "string" then 5, true, ["x"], null
	elif $type == "integer" then "5", 1.5, true, -1, 1e30, null
	elif $type == "number" then "5", false, -1
	elif $type == "boolean" then "true", 1, null
	else "x", {}, 5, [5] end) as $value |
	"\($it.key) \(. + {($it.key): $value} | tojson)"'

refuses_wrong_types() {
	local property arguments n=0
	rm -rf project && example_repo project && cd project
	while read -r property arguments; do
		call "$1" "$arguments"
		[ "$status" -eq 2 ] || fail "$1 takes $arguments: $output"
		fails "$1" 2 invalid_arguments "$property"
		n=$((n + 1))
	done < <(with "$1" "$WRONG" | jq -r .)
	[ "$n" -ge 5 ] || fail "$1: only $n wrong types were tried"
	call "$1" '{"max_tokens":99999999999999999999}'
	fails "$1" 2 invalid_arguments max_tokens
	call "$1" '' --max-tokens five
	fails "$1" 2 invalid_arguments max
	while read -r property arguments; do
		call "$1" "$arguments"
		fails "$1" 2 invalid_arguments "'$property' is missing"
	done < <(with "$1" '$p.required[]? as $name | "\($name) \(del(.[$name]) | tojson)"' | jq -r .)
	while read -r property arguments; do
		call "$1" "$arguments"
		fails "$1" 2 invalid_arguments "'$property' holds the character U+0000"
	done < <(with "$1" '($p.properties | to_entries[] | select(.value.type == "string")) as $it |
		"\($it.key) \(. + {($it.key): "a\u0000b"} | tojson)"' | jq -r .)
	cd ..
}

@test "each property of a wrong type is refused by its name, and never converted" {
	each refuses_wrong_types
}

cannot_write() {
	rm -rf project && example_repo project && cd project
	status=0
	timeout 60 "$BUILD/helpers/$1" <<<"$(example "$1")" >/dev/full 2>"$err" || status=$?
	[ "$status" -eq 2 ] || fail "$1 >/dev/full: $status"
	[ "$(wc -l <"$err")" -le 1 ] || fail "$1 >/dev/full: $(<"$err")"
	for text in '{"nonsense":1}' '{'; do
		status=0
		timeout 60 "$BUILD/helpers/$1" <<<"$text" >/dev/full 2>"$err" || status=$?
		[ "$status" -eq 2 ] || fail "$1 >/dev/full with $text: $status"
	done
	status=0
	timeout 60 "$BUILD/helpers/$1" --help </dev/null >/dev/full 2>"$err" || status=$?
	[ "$status" -ne 0 ] || fail "$1 --help >/dev/full: $status"
	status=0
	timeout 60 "$BUILD/helpers/$1" <<<"$(example "$1")" >&- 2>"$err" || status=$?
	[ "$status" -ne 0 ] || fail "$1 >&-: $status"
	cd ..
}

@test "an answer that cannot be written is no success" {
	each cannot_write
}

meets_closed_pipe() {
	rm -rf project && example_repo project
	# the reader is gone before the helper starts
	mkfifo pipe
	sleep 60 <pipe &
	local reader=$!
	exec {writer}>pipe
	kill "$reader"
	wait "$reader" || true
	status=0
	(cd project && exec timeout 60 "$BUILD/helpers/$1" <<<"$(example "$1")" >&"$writer" 2>"$err") || status=$?
	exec {writer}>&-
	rm pipe
	[ "$status" -ne 0 ] || fail "$1 into a closed pipe: $status"
	[ ! -s "$err" ] || fail "$1 into a closed pipe: $(<"$err")"
}

@test "a closed pipe ends a helper silently, and not as a success" {
	each meets_closed_pipe
}

passes_failures_on() {
	local line='{"success":false,"details":{"error":{"code":"timeout","message":"late"},"more":[1.50]},"tokens":3}'
	local other='{"success":false,"details":{"error":{"code":"not_found","message":"gone"}},"tokens":4}'
	local fine='{"success":true,"details":{"paths":["README.md"]},"tokens":5}'
	rm -rf project && example_repo project && cd project
	status=0
	timeout 60 "$BUILD/helpers/$1" <<<"$line" >"$out" 2>"$err" || status=$?
	[ "$status $(<"$out")" = "3 $line" ] || fail "$1 did not pass on: $status $(<"$out")"
	status=0
	printf '%s\n' "$fine" "$other" "$fine" "$line" |
		timeout 60 "$BUILD/helpers/$1" >"$out" 2>"$err" || status=$?
	[ "$(<"$out")" = "$other"$'\n'"$line" ] || fail "$1 did not pass on both: $status $(<"$out")"
	[ "$status" -eq 1 ] || [ "$status" -eq 3 ] || fail "$1: $status"
	git diff --quiet && [ "$(git status --porcelain)" = '' ] || fail "$1 did something"
	cd ..
}

@test "a failure from upstream is passed on unchanged, and nothing is done" {
	each passes_failures_on
}

stays_inside() {
	local arguments n=0
	rm -rf project && example_repo project && cd project
	echo secret >../outside.txt
	ln -s ../outside.txt link
	while read -r arguments; do
		call "$1" "$arguments"
		[[ $output != *secret* && $output != *root:* ]] || fail "$1 shows what is outside: $output"
		[[ $arguments == *'"link"'* ]] || fails "$1" 1 outside_root ''
		n=$((n + 1))
	done < <(with "$1" '($p.properties | keys - (keys - ["paths", "locations", "policy"]) | .[]) as $key |
		("../outside.txt", "'"$PWD"'/../outside.txt", "src/../../outside.txt", "/etc/passwd", "link") as $path |
		. + {($key): (if $key == "paths" then [$path] elif $key == "locations" then [{path: $path}] else $path end)}')
	[ "$n" -gt 0 ] || [ "$(entry "$1" '.parameters.properties | has("paths")')" = false ]
	cd ..
}

@test "no path leads out of the root" {
	each stays_inside
}

# a project with much of everything: files, notes, changes and commits
large_project() {
	example_repo project
	cd project || return 1
	mkdir many
	printf 'package%d==1.%d\n' {1..40} >many/requirements.txt
	for i in {10..69}; do # a commit for each six
		printf '/* TODO: number %d */\nint a%d;\nint b%d;\n' "$i" "$i" "$i" >"many/$i.c"
		[ $((i % 6)) -ne 0 ] || {
			printf "$i: %d\n" {1..20} >>many/long.txt
			git_fixed add many
			git_fixed commit -q -m "feat: number $i"
		}
	done
	printf 'echo $a%d\n' {1..20} >many/lines.sh
	for i in {10..69}; do
		printf 'int c%d; /* FIXME: %d */\n' "$i" "$i" >>"many/$i.c"
	done
}

# arguments for a long answer in it
much() {
	case $1 in
	read_file) echo '{"paths":["many/10.c","many/11.c","many/12.c","README.md","src/greet.c","src/greet.h"]}' ;;
	list_files) echo '{}' ;;
	grep) echo '{"pattern":"int","paths":["many"]}' ;;
	git_show) echo '{"path":"many/long.txt"}' ;;
	git_blame) echo '{"path":"many/long.txt"}' ;;
	callers) echo '{"name":"int","paths":["many"]}' ;;
	lint) echo '{"linters":["shellcheck"],"fail_on":"never"}' ;;
	coverage) jq -nc '{report: ("SF:src/greet.c\n" + ([range(1; 40)] | map("DA:\(2 * .),0\nDA:\(2 * . + 1),1\n") | add))}' ;;
	secret_scan) jq -nc '{text: ("password = \"Tr0ub4dor&3\"\n" * 20)}' ;;
	*) [ "$(entry "$1" '.parameters | has("required") or (.properties | has("skip") | not)')" = true ] &&
		example "$1" || echo '{}' ;;
	esac
}

# the items of an answer, one a line; the lines of files and of a diff; of
# several lists with the list's name
ITEMS='if has("files") then .files[] | .path as $p | .start_line as $l | .text | rtrimstr("\n") | split("\n")
		| to_entries[] | [$p, $l + .key, .value]
	elif has("totals") then to_entries[] | select(.value | type == "array") | .key as $list | .value[] | [$list, .]
	elif has("diff") then (.diff | split("\n") | .[] | select(. != ""))
	else first(.matches, .symbols, .todos, .findings, .changes, .commits, .lines, .dependencies, .paths | select(. != null)) | .[] end'

# the items of a page, then what must be asked next, or null; [] when the
# page says too little
PAGE='.details | ('"$ITEMS"'), (if has("next") then
	if .truncated == true and (.total | type) == "number" then $asked + .next else [] end
	else null end)'

walks_by_next() {
	local limit asked all pages=0
	[ "$(entry "$1" '.parameters.properties | has("skip")')" = true ] || return 0
	asked=$(much "$1")
	call "$1" "$asked"
	[ "$status" -eq 0 ] || fail "$1 $asked: $output"
	all=$(jq -c ".details | $ITEMS" <<<"$output")
	[ "$(wc -l <<<"$all")" -ge 8 ] || fail "$1 $asked is no long answer: $output"
	[[ $output != *'"next":'* && $output != *'"truncated":true'* ]] ||
		fail "$1 without a limit cut something: $output"
	limit=$((tokens / $2 > 150 ? tokens / $2 : 150))
	asked="{\"max_tokens\":$limit,${asked#\{}"
	asked=${asked/,\}/\}}
	: >items
	while [ "$asked" != null ]; do
		call "$1" "$asked"
		[ "$status" -eq 0 ] || fail "$1, page $pages: $output"
		[ "$tokens" -le "$limit" ] || fail "$1, page $pages costs $tokens, more than $limit"
		jq -c --argjson asked "$asked" "$PAGE" <<<"$output" >page
		asked=$(tail -n 1 page)
		[ "$asked" != '[]' ] || fail "$1, page $pages has a next, but no truncated or no total: $output"
		head -n -1 page >>items
		pages=$((pages + 1))
		[ "$pages" -lt 100 ] || fail "$1 never comes to an end: $output"
	done
	[ "$pages" -ge 3 ] || fail "$1: only $pages pages of $limit"
	# several lists go on side by side: each is in its order
	[ "$1" != code_metrics ] || { sort -s -t, -k1,1 -o items items && all=$(sort -s -t, -k1,1 <<<"$all"); }
	[ "$(cat items)" = "$all" ] || fail "$1: pages of $limit give other items:
$(diff <(echo "$all") items)"
}

walks_in_small_pages() {
	walks_by_next "$1" 7
}

walks_in_large_pages() {
	walks_by_next "$1" 4
}

@test "next yields every item exactly once, in pages that cost no more than asked" {
	large_project
	each walks_in_small_pages
	each walks_in_large_pages
	# it is no accident that all of them have a skip
	[ "$(jq '[.[] | select(.parameters.properties | has("skip"))] | length' "$MANIFEST")" -ge 7 ]
}

keeps_to_limit() {
	local arguments n=0
	while read -r arguments; do
		call "$1" "$arguments"
		n=$((n + 1))
		if [[ $output == '{"success":false,"details":{"error":'* ]]; then
			[[ $output =~ '"code":"'(invalid_arguments|too_large)'"' && $output == *max_tokens* ]] ||
				fail "$1 with $arguments: $output"
		else
			[[ $arguments =~ '"max_tokens":'([0-9]+) && $tokens -le ${BASH_REMATCH[1]} ]] ||
				fail "$1 costs $tokens with $arguments: $output"
		fi
	done < <(jq -c '(1, 5, 12, 25, 50, 100, 200, 400) as $n | . + {max_tokens: $n}' <<<"$(much "$1")")
	[ "$n" -eq 8 ]
	# the last one is enough for each of them
	[[ $output != *'"error":'* ]] || fail "$1 with max_tokens 400: $output"
}

@test "no answer costs more than max_tokens" {
	large_project
	each keeps_to_limit
}

@test "each helper went through each of these tests" {
	# a filtered run is no whole run
	[ "$BATS_TEST_NUMBER" -eq "$(grep -c '^@test' "$BATS_TEST_FILENAME")" ] || skip 'only some tests were run'
	functions=$(grep -o '^	each [a-z_]*' "$BATS_TEST_FILENAME" | sed 's/.* //' | sort -u)
	[ "$(wc -l <<<"$functions")" -ge 12 ]
	for name in $(helpers); do
		for function in $functions; do
			grep -qx "$name $function" "$ran" || fail "$name was not tried by $function"
		done
	done
	[ "$(sort -u "$ran" | wc -l)" -eq $(($(helpers | wc -l) * $(wc -l <<<"$functions"))) ]
}

@test "docs/helpers.md says what the manifest says" {
	diff <(jq -rf "$REPO/docs/helpers.jq" "$REPO/codex_helpers/functions.json") \
		"$REPO/docs/helpers.md" || fail 'make docs writes it anew'
}
