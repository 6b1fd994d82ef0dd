load helper

# max_tokens (contract 5) over random projects, for every helper of the
# manifest: one that has no case in arguments() fails. The oracle is
# codex-tokens, on the bytes that were printed.

MANIFEST=$REPO/codex_helpers/functions.json

# arguments NAME: for a long answer of it in messy_project
arguments() {
	case $1 in
	read_file) git ls-files -z -- tree | jq -Rsc '{paths: (. / "\u0000")[:-1], hash: true}' ;;
	grep) echo '{"pattern":"return|中|Tr0","context":1,"exclude":["new/**"]}' ;;
	callers) echo '{"name":"name1"}' ;;
	git_log) echo '{"body":true,"files":true}' ;;
	git_show) echo '{"revision":"HEAD"}' ;;
	git_blame) echo '{"path":"blamed.c","text":true}' ;;
	coverage) jq -Rsc '{report: .}' report.info ;;
	lint) echo '{"linters":["shellcheck"],"fail_on":"never"}' ;;
	validate_diff) git diff HEAD~2 HEAD~1 | jq -Rsc '{diff: ., fail_on: "never"}' ;;
	apply_patch) git diff HEAD -- plain.txt | jq -Rsc '{diff: ., reverse: true, dry_run: true}' ;;
	secret_scan) echo '{"fail_on":"never"}' ;;
	code_metrics) echo '{"top":0}' ;;
	list_files | outline | list_todos | dependencies | git_status | git_diff | run_tests | changelog) echo '{}' ;;
	*) return 1 ;;
	esac
}

# messy_project SEED: files, commits, changes and a test log of odd text
messy_project() {
	local messy=$BUILD/test/messy i
	mkdir "project$1" && cd "project$1" || return 1
	git_fixed init -q -b main
	mkdir tree
	(cd tree && "$messy" "$1" tree)
	for i in {1..12}; do
		"$messy" "$(($1 + i))" lines 5 >>blamed.c
		seq 1 "$i" >plain.txt
		git_fixed add -A
		{ echo "feat(a): $("$messy" "$(($1 + i))" lines 1 | tr -d '\n')"; echo; "$messy" "$i" lines 3; } |
			git_fixed commit -q -F - --cleanup=verbatim
	done
	git ls-files -z | while IFS= read -rd '' i; do
		"$messy" "$(($1 + ${#i}))" lines 3 >>"$i"
		[[ $i == *$'\n'* ]] || printf 'SF:%s\n%s\nend_of_record\n' "$i" "$(printf 'DA:%d,0\nDA:%d,1\n' 1 2 9 10)"
	done >report.info
	(mkdir new && cd new && "$messy" "$((RANDOM + 1))" tree)
	"$messy" "$1" lines 200 | sed '0~9s/^/not ok 9 - /' >log
	{ cat log; echo 1..1; echo 'not ok 1 - the last'; } >log.tap
	printf 'check:\n\t@cat log.tap\n' >Makefile
	printf 'echo $a%d # é\n' {1..12} >lines.sh
	"$messy" "$1" lines 20 | sed '0~2s/^/package/; 1~2s/^/name @ /' >requirements.txt
}

# call NAME ARGUMENTS: sets $output, $tokens, $details; or $least, when
# max_tokens is too small
call() {
	least=
	output=$(timeout 60 "$BUILD/helpers/$1" <<<"$2" 2>../err) || [ $? -eq 1 ] || [[ $output == *'"error":'* ]] ||
		fail "seed $seed: $1 $2 ended badly: $(<../err)"
	[[ $output =~ ^'{"success":'(true|false)',"details":'(.*)',"tokens":'([0-9]+)'}'$ ]] ||
		fail "seed $seed: $1 $2 printed $output"
	details=${BASH_REMATCH[2]} tokens=${BASH_REMATCH[3]}
	[[ $details == '{"error":'* ]] || return 0
	[[ $details =~ '"code":"invalid_arguments","message":"max_tokens '([0-9]+)' is too small: this answer needs at least '([0-9]+)'"' ]] ||
		[[ $details =~ '"code":"too_large","message":"'[^0-9]*([0-9]+)' tokens' ]] ||
		fail "seed $seed: $1 $2 fails with $details"
	least=${BASH_REMATCH[2]:-${BASH_REMATCH[1]}}
}

# within LIMIT SKIP ARGUMENTS: arguments with a limit, and with what is skipped
within() {
	local all="{\"max_tokens\":$1,\"skip\":$2,${3#\{}"
	[ "$2" -gt 0 ] || all=${all/'"skip":0,'/}
	echo "${all/%,\}/\}}"
}

# page NAME ARGUMENTS LIMIT SKIP: one answer within the limit, or within the
# least that it names, which is the limit from then on
page() {
	call "$1" "$(within "$3" "$4" "$2")"
	[ -n "$least" ] || return 0
	[ "$least" -gt "$3" ] || fail "seed $seed: $1 refuses $3 and needs $least"
	limit=$least
	call "$1" "$(within "$limit" "$4" "$2")"
	[ -z "$least" ] || fail "seed $seed: $1 says that $limit is enough, then $least"
}

# The items of an answer: of its first list, of files the lines; or of all.
ITEMS='def items: if has("files") then [.files[] as $f
		| ($f.text | rtrimstr("\n") | if . == "" then [""] else . / "\n" end) | to_entries[]
		| {path: $f.path, line: ($f.start_line + .key), text: .value, cut: $f.cut, bytes_left_out: $f.bytes_left_out}
		| del(.[] | nulls)]
	elif has("totals") then [to_entries[] | select(.value | type == "array") | .key as $k | .value[] | {list: $k} + .]
	else first(.[] | arrays) end;
	# several lists go on side by side: each is in its order
	def in_order: if any(objects | has("list")) then sort_by(.list) else . end;'
# Whether an item is the whole one, or a part of it that says what it lacks.
SAME="$ITEMS"'
	def lacks($whole): [to_entries[] | select(.value | type == "string")
		| ($whole[.key] | utf8bytelength) - (.value | utf8bytelength)] | add;
	def same($whole): . == $whole or (.cut == true
		and (del(.cut, .bytes_left_out, .before, .after) | to_entries | all(.value as $v | $whole[.key] as $w
			| $v == $w or ($v | type == "string" and . as $v | $w | contains($v))))
		and (((.bytes_left_out // 0) - lacks($whole)) as $more
			| $more == 0 or ($more > 0 and ($whole | has("added") or has("hash") or has("note"))) or ($more == 1 and has("line"))));'
CHECK="$SAME"'(.[0] | items | in_order) as $all | .[1:] as $pages | ([$pages[] | items[]] | in_order) as $got
	| if ($got | length) != ($all | length) then "\($got | length) of \($all | length) items"
	elif [range($all | length)] | all(. as $i | $got[$i] | same($all[$i])) | not then
		first(range($all | length) as $i | select($got[$i] | same($all[$i]) | not)
			| "item \($i) is \($got[$i]), not \($all[$i])")
	elif $pages | all(has("next") == (.truncated == true)) | not then "next without truncated"
	elif $pages | all((has("total") | not) or .total == ($all | length)
		or (.total_is_exact == false and .total <= ($all | length))) | not then "a wrong total"
	elif (.[0] | has("diff")) and ($got | any(.cut) | not) and ([$pages[].diff] | add) != .[0].diff then "another diff"
	else empty end'

# walk NAME ARGUMENTS LIMIT: all pages, held against $all
walk() {
	local limit=$3 skip=0 n=0 counted wrong files=()
	rm -f ../p.*
	while :; do
		page "$1" "$2" "$limit" "$skip"
		[ "$tokens" -le "$limit" ] || fail "seed $seed: $1 within $limit costs $tokens"
		printf %s "$details" >"../p.$n"
		files+=("../p.$n")
		echo "$tokens" >>../p.tokens
		n=$((n + 1))
		[[ $details =~ '"next":{"skip":'([0-9]+)'}' ]] || break
		[ "${BASH_REMATCH[1]}" -gt "$skip" ] || fail "seed $seed: $1 does not get on within $limit"
		skip=${BASH_REMATCH[1]}
		[ "$n" -lt 400 ] || fail "seed $seed: $1 within $limit never ends"
	done
	counted=$(codex-tokens "${files[@]}" | head -n "$n" | awk '{print $1}')
	[ "$counted" = "$(<../p.tokens)" ] || fail "seed $seed: $1 within $limit: tokens are $(<../p.tokens), not $counted"
	wrong=$(for ((i = 0; i < n; i++)); do cat "../p.$i"; echo; done | cat ../all - | jq -rs "$CHECK")
	[ -z "$wrong" ] || fail "seed $seed: $1 within $limit: $wrong"
	pages=$((pages + n))
}

# Whether output is the ends of the whole, and says what it lacks; and the
# failures are the first ones, of which only one alone may be cut.
ENDS='.[0] as $all | .[1] | if has("output") | not then empty
	elif has("bytes_left_out") then
		(.output | capture("(?<head>.*?)(?<mark>\\[\\.\\.\\. \\d+ bytes? in \\d+ lines? left out \\.\\.\\.\\]\n)(?<tail>.*)"; "m")) as $o
		| (($all.output | utf8bytelength) - .bytes_left_out) as $kept
		| [($o.head, ($o.head | rtrimstr("\n"))) + $o.tail | utf8bytelength] as $lengths
		| if ($all.output | startswith($o.head | rtrimstr("\n"))) and ($all.output | endswith($o.tail))
			and ($lengths | index($kept) != null) then empty else "other ends" end
	elif .output != $all.output then "another output" else empty end,
	if (.failures // []) as $f | $f == ($all.failures // [])[:$f | length]
		or (($f | length) == 1 and $f[0].cut) then empty else "other failures" end'

# bounded NAME ARGUMENTS LIMIT: one answer, of a helper that has no pages
bounded() {
	local limit=$3 wrong
	page "$1" "$2" "$limit" 0
	[ "$tokens" -le "$limit" ] || fail "seed $seed: $1 within $limit costs $tokens"
	[ "$(printf %s "$details" | codex-tokens)" -eq "$tokens" ] || fail "seed $seed: $1 does not cost $tokens"
	wrong=$(jq -rs "$ENDS" ../all - <<<"$details")
	[ -z "$wrong" ] || fail "seed $seed: $1 within $limit: $wrong: $details"
	pages=$((pages + 1))
}

# limits NAME: the smallest that it takes, some at random, and enough
limits() {
	local how=bounded asked whole smallest n
	asked=$(arguments "$1") || fail "test/limits.bats has no case for $1"
	[ "$(jq --arg name "$1" '.[] | select(.name == $name) | .parameters.properties | has("skip")' "$MANIFEST")" = false ] || how=walk
	call "$1" "$asked"
	[[ -z $least && $details != *'"next":'* ]] || fail "seed $seed: $1 without a limit: $output"
	echo "$details" >../all
	whole=$tokens
	call "$1" "$(within 1 0 "$asked")"
	[ -n "$least" ] || fail "seed $seed: $1 takes a limit of 1"
	smallest=$least
	for n in "$((smallest + RANDOM % (whole / 2 + 1)))" "$((whole - 1 - RANDOM % 9))" "$2"; do
		"$how" "$1" "$asked" "$((n > 0 ? n : smallest))"
	done
}

# each_helper SEED LIMIT: 0 stands for the smallest
each_helper() {
	local name
	seed=$1 pages=0
	messy_project "$seed"
	for name in $(jq -r '.[].name' "$MANIFEST"); do
		limits "$name" "$2"
	done
	[ "$pages" -gt 100 ] || fail "seed $seed: only $pages pages"
}

@test "within any limit each item comes once, at the exact cost, in a fixed project" {
	each_helper 5 0
}

@test "within any limit each item comes once, at the exact cost, in a random project" {
	each_helper "$((${LIMITS_SEED:-RANDOM} + 1))" "$((RANDOM + 100))"
}

@test "that a pipe was cut short upstream is counted, too" {
	mkdir empty && cd empty && git init -q
	for name in validate_diff apply_patch; do
		asked='{"diff":"--- /dev/null\n+++ b/added\n@@ -0,0 +1 @@\n+line\n","truncated":true}'
		line="{\"success\":true,\"details\":$asked,\"tokens\":1}"
		flags=(--max-tokens 0)
		[ "$name" != apply_patch ] || flags+=(--dry-run)
		run -0 --separate-stderr "$BUILD/helpers/$name" "${flags[@]}" <<<"$line"
		[[ $output == *'"upstream_truncated":true'* ]] || fail "$output"
		tokens=$(jq .tokens <<<"$output")
		flags[1]=$tokens
		run -0 --separate-stderr "$BUILD/helpers/$name" "${flags[@]}" <<<"$line"
		flags[1]=$((tokens - 1))
		run --separate-stderr "$BUILD/helpers/$name" "${flags[@]}" <<<"$line"
		assert_equal "$(details .error.code)" too_large
	done
}
