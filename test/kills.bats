# kills: codex-call killed at random instants, and what its log is worth then.
# KILLS says how often (200, or another multiple of 20); `make torture` says 2000.
# shellcheck disable=SC2016 # the command's shell expands what is quoted
load helper

# The model reads before it speaks, slowly: there is time to be killed in a
# request, in an answer, in a helper and in each write to the log.
rules() {
	cat <<-'EOF'
		{"when":[{"text":"quickly"}],"reply":{"text":"alive"}}
		{"when":[{"result":"read_file"}],"reply":{"text":"A long story in many pieces, so that it takes its time.","slow":0.004}}
		{"when":[],"reply":{"calls":[{"name":"read_file","arguments":{"paths":["a"]}}],"slow":0.002}}
	EOF
}

# kill_all N: starts and kills N runs of one session. Now and then the log
# loses its last bytes, as in a power cut. What was whole must stay.
kill_all() {
	local i log
	log=$(echo .codex-log/*/*/*/"$CODEX_SESSION".jsonl)
	cp "$log" before
	for ((i = 1; i <= $1; i++)); do
		codex-call -m m -T read_file tell me a story </dev/null >>out 2>>err &
		sleep "$(printf '0.%03d' $((RANDOM % 80)))"
		kill -KILL $! 2>/dev/null
		wait $!
		((i % 10 == 0)) || continue
		cmp -s -n "$(stat -c %s before)" before "$log" || {
			echo "lost something by kill $i"
			return 1
		}
		((i % 20 != 0)) || truncate -s -$((RANDOM % 60 + 1)) "$log"
		# what is whole by now must stay
		head -n "$(wc -l <"$log")" "$log" >before
	done
}
export -f kill_all

@test "${KILLS:-200} kills lose nothing, and the next run mends and tells a torn line" {
	mkdir p && cd p
	git init -q .
	echo hello >a
	rules >../c.jsonl
	CODEX_SESSION=$(codex-log new | jq -r .details.session)
	export CODEX_SESSION
	run timeout 600 codex-replay ../c.jsonl bash -c "kill_all ${KILLS:-200} 2>/dev/null" </dev/null
	assert_output ''
	assert_success
	log=$(echo .codex-log/*/*/*/"$CODEX_SESSION".jsonl)
	# the control: they were killed early, late and in between
	requests=$(jq -Rr 'fromjson? | select(.type=="request") | .run' "$log" | uniq | wc -l)
	ends=$(jq -Rr 'fromjson? | select(.type=="end").status' "$log" | wc -l)
	[ "$requests" -gt 20 ] && [ "$ends" -lt "$requests" ] || fail "$requests began, $ends ended"
	run --separate-stderr codex-replay ../c.jsonl codex-call -m m quickly </dev/null
	assert_equal "$status $(details .text)" '0 alive'
	assert_regex "$stderr" "^codex-call: the log's last line was torn: its [0-9]+ bytes are in $CODEX_SESSION.torn$"
	run -0 codex-log verify "$CODEX_SESSION"
	# each cut was mended and told, and what was torn is kept
	healed=$(jq -r 'select(.type=="healed").moved_to' "$log" | grep -cxF "$CODEX_SESSION.torn")
	[ "$healed" -ge $((${KILLS:-200} / 20)) ] || fail "$healed cuts were told"
	jq -r 'select(.type=="healed").bytes' "$log" | while read -r bytes; do
		LC_ALL=C awk -v n="$bytes" 'length($0) == n { found = 1 } END { exit !found }' "${log%.jsonl}.torn" ||
			fail "$bytes torn bytes are gone"
	done
	run --separate-stderr codex-replay ../c.jsonl codex-call -m m quickly </dev/null
	assert_equal "$stderr" ''
}
