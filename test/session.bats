# session: the log of a session and its chain

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	git_fixed init -q .
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	day=${CODEX_SESSION:2:4}/${CODEX_SESSION:6:2}/${CODEX_SESSION:8:2}
	log=.codex-log/$day/$CODEX_SESSION.jsonl
}

# add N: append N events
add() {
	local i
	for ((i = 1; i <= $1; i++)); do codex-log add "event $i" >"$BATS_TEST_TMPDIR/out"; done
}

# verify_says MESSAGE: the log does not hold, for this reason
verify_says() {
	run --separate-stderr codex-log verify
	assert_failure 1
	assert_equal "$(details .error.code)" command_failed
	assert_equal "$(details .error.message)" \
		"the log of '$CODEX_SESSION' does not hold: $1"
}

@test "the log is private, ignores itself and git does not see it" {
	assert_equal "$(stat -c %a "$log" .codex-log .codex-log/* ".codex-log/$day" | sort -u | xargs)" '600 700'
	assert_equal "$(cat .codex-log/.gitignore)" '*'
	assert_equal "$(git status --porcelain -- ":!state")" ''
}

@test "each line holds the SHA-256 of the one before, by sha256sum" {
	add 3
	local prev line n=0
	prev=$(printf '0%.0s' {1..64})
	while IFS= read -r line; do
		assert_equal "$(jq -r .prev <<<"$line")" "$prev"
		assert_equal "$(jq .seq <<<"$line")" $((++n))
		prev=$(printf %s "$line" | sha256sum | cut -d' ' -f1)
	done <"$log"
	assert_equal "$n" 4
	run --separate-stderr codex-log verify
	assert_success
	assert_equal "$(details '[.session,.lines,.head]')" "[\"$CODEX_SESSION\",4,\"$prev\"]"
}

@test "a byte changed anywhere is found, in the line where it is" {
	add 3
	cp "$log" whole
	local size pos byte line n=0
	size=$(stat -c %s "$log")
	for ((pos = 0; pos < size; pos += 11)); do
		byte=$(od -An -tu1 -j "$pos" -N 1 whole)
		cp whole "$log"
		printf "$(printf '\\%03o' $((byte ^ 1)))" |
			dd of="$log" bs=1 seek="$pos" conv=notrunc status=none
		line=$(($(head -c "$pos" whole | wc -l) + 1))
		run --separate-stderr codex-log verify
		assert_failure 1
		[[ $output == *"does not hold: line $line "* ]] ||
			fail "byte $pos of line $line: $output"
		n=$((n + 1))
	done
	assert [ "$n" -gt 60 ]
	# a newline that is none joins two lines; the last one is torn without
	for line in 1 2 3 4; do
		cp whole "$log"
		pos=$(($(head -n "$line" whole | wc -c) - 1))
		printf ' ' | dd of="$log" bs=1 seek="$pos" conv=notrunc status=none
		run --separate-stderr codex-log verify
		assert_failure 1
		[[ $output == *"does not hold: line $line "* ]] || fail "$output"
	done
	cp whole "$log"
	codex-log verify
}

@test "3,000 alterations, losses, copies and swaps are each found in their line" {
	add 4
	run "$BUILD/test/mutations" "$CODEX_SESSION"
	assert_success
	assert_output --regexp '^3[0-9]{3} mutations, 0 missed$'
	codex-log verify
}

@test "a deleted line, one too many and two that are swapped are told apart" {
	add 5
	cp "$log" whole
	sed -i 3d "$log"
	verify_says 'line 3: 1 before it were deleted'
	sed 1d whole >"$log"
	verify_says 'line 1: 1 before it were deleted'
	sed 3p whole >"$log"
	verify_says 'line 3 was inserted'
	sed '3{h;d};4G' whole >"$log"
	verify_says 'line 3 is out of order: it is number 4, number 3 comes later'
	{ cat whole; echo '{"type":"note"}'; } >"$log"
	verify_says 'line 7 was altered'
	{ cat whole; echo 'note'; } >"$log"
	verify_says 'line 7 is no JSON object'
	head -c -1 whole >"$log"
	verify_says 'line 6 is torn: it does not end'
	: >"$log"
	verify_says 'it is empty'
	cp whole "$log"
	codex-log verify
}

@test "a line rewritten with a new sum breaks the link to the next" {
	add 3
	local line body sum
	line=$(sed -n 2p "$log" | sed 's/event 1/event X/')
	body=${line%,\"sum\":*}
	sum=$(printf %s "$body" | sha256sum | cut -c1-16)
	sed -i "2s/.*/$body,\"sum\":\"$sum\"}/" "$log"
	verify_says 'line 2 was altered: its hash is not what line 3 was chained to'
}

@test "many writers at once leave a valid chain with every event" {
	seq 100 | xargs -P8 -I{} codex-log add 'from {}' >answers
	run --separate-stderr codex-log verify
	assert_success
	assert_equal "$(details .lines)" 101
	jq -r 'select(.type=="note").text' "$log" | sort >have
	seq 100 | sed 's/^/from /' | sort >want
	diff want have
	assert_equal "$(wc -l <answers)" 100
}

@test "a last line that a killed writer left torn is moved aside and reported" {
	add 2
	cp "$log" whole
	head -c -20 whole >"$log"
	codex-log add after
	codex-log verify
	assert_equal "$(jq -r .type "$log" | xargs)" 'session note healed note'
	torn=$(tail -n 1 whole | head -c -20)
	assert_equal "$(cat "${log%.jsonl}.torn")" "$torn"
	assert_equal "$(jq -c 'select(.type=="healed")|[.bytes,.moved_to]' "$log")" \
		"[${#torn},\"$CODEX_SESSION.torn\"]"
	assert_equal "$(stat -c %a "${log%.jsonl}.torn")" 600
}

@test "writers killed at any moment leave a log that goes on" {
	local i pids
	for i in 1 2 3 4 5 6; do
		pids=
		for _ in 1 2 3; do
			{ while :; do codex-log add "$(printf 'y%.0s' {1..500})" || true; done; } \
				>/dev/null 2>&1 3>&- &
			pids="$pids $!"
		done
		sleep "0.1$i"
		# the loops, and the writers that they have just started
		pids=${pids# }
		pkill -KILL -P "${pids// /,}" || true
		kill -KILL $pids
		wait $pids || true
		codex-log add "after $i"
	done 2>/dev/null
	run --separate-stderr codex-log verify
	assert_success
	assert_equal "$(jq -r 'select(.text|tostring|startswith("after")).text' "$log" | wc -l)" 6
}

@test "a long event is found again as the last line" {
	codex-log add "$(head -c 100000 /dev/zero | tr '\0' z)" >answer
	codex-log add "short" >answer
	codex-log add "$(head -c 70000 /dev/zero | tr '\0' z)" >answer
	head -c -1 "$log" >whole && cat whole >"$log"
	codex-log add "after a torn long one" >answer
	run --separate-stderr codex-log verify
	assert_success
	assert_equal "$(details .lines)" 5
}

@test "an event that does not fit on the disk leaves the log as it was" {
	add 1
	cp "$log" whole
	text=$(printf 'x%.0s' {1..3000})
	run --separate-stderr bash -c 'ulimit -f 1; codex-log add "$1"' _ "$text"
	assert_failure 2
	assert_equal "$(details '[.error.code,.error.hint]')" \
		'["internal","set CODEX_LOG_DIR to a folder that can be written, or use --no-log"]'
	cmp whole "$log"
	# filled to the limit, where the kernel would send SIGXFSZ
	while bash -c 'ulimit -f 1; codex-log add "a word" >answer'; do :; done
	cp "$log" whole
	run --separate-stderr bash -c 'ulimit -f 1; codex-log add "a word"'
	assert_failure 2
	cmp whole "$log"
	codex-log verify
	codex-log add "there is room again"
	codex-log verify
}

@test "a damaged last line is not built upon" {
	add 1
	sed -i '$s/event 1/event 2/' "$log"
	run --separate-stderr codex-log add more
	assert_failure 1
	assert_equal "$(details .error.code)" command_failed
	verify_says 'line 2 was altered'
}

@test "secrets never reach the file" {
	local key=sk-proj-canary0123456789ABCDEF other=canary-value-7731
	OPENAI_API_KEY=$key MY_TOKEN=$other codex-log add \
		"key $key, $other; https://me:hunter2@host/x; Authorization: Bearer abcdefgh12345"
	codex-log add 'AKIAIOSFODNN7EXAMPLE ghp_0123456789abcdefghijABCDEFGHIJ456789 '"$key"
	codex-log add $'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\n-----END RSA PRIVATE KEY-----\nb'
	codex-log add $'{"in":"json\\nsk-proj-canary0123456789ABCDEF"}'
	run grep -c -e canary -e hunter2 -e abcdefgh12345 -e AKIAIOS -e ghp_ "$log"
	assert_output 0
	assert_equal "$(jq -r 'select(.seq==2).text' "$log")" \
		'key [redacted:environment], [redacted:environment]; https://me:[redacted:url-password]@host/x; Authorization: Bearer [redacted:bearer]'
	assert_equal "$(jq -r 'select(.seq==3).text' "$log")" \
		'[redacted:aws-key-id] [redacted:github-token] [redacted:openai-key]'
	assert_equal "$(jq -c 'select(.seq==4).text' "$log")" '"a\n[redacted:private-key]\nb"'
	assert_equal "$(jq -r 'select(.seq==5).text' "$log")" '{"in":"json\n[redacted:openai-key]"}'
	codex-log verify
}

@test "words that only look like secrets stay" {
	local text='sk-folding-cube-container risk-free task-0 http://host:80/a@b bearer of news AKIA npm_config max_tokens=5'
	KEYBOARD_LAYOUT=qwertz-layout codex-log add "$text qwertz-layout"
	assert_equal "$(jq -r 'select(.seq==2).text' "$log")" "$text qwertz-layout"
}

@test "CODEX_LOG_DIR moves the logs; without the folder the failure names it" {
	mkdir elsewhere
	export CODEX_LOG_DIR=$PWD/elsewhere
	unset CODEX_SESSION
	id=$(codex-log new --text)
	[ -f "elsewhere/$day/$id.jsonl" ]
	CODEX_LOG_DIR=$PWD/no/such run --separate-stderr codex-log new
	assert_failure 1
	assert_equal "$(details .error.hint)" \
		'set CODEX_LOG_DIR to a folder that can be written, or use --no-log'
}

@test "a symbolic link that a repository brings along leads nowhere" {
	rm -rf .codex-log
	mkdir away
	ln -s away .codex-log
	run --separate-stderr codex-log new
	assert_failure
	assert_equal "$(ls -A away)" ''
	rm .codex-log
	mkdir .codex-log
	ln -s ../away ".codex-log/${day%%/*}"
	run --separate-stderr codex-log new
	assert_failure
	assert_equal "$(ls -A away)" ''
}
