# canned: codex-call against a server that answers with bytes made beforehand

# project: a new repository to be in, with a folder for answers
project() {
	mkdir -p "$BATS_TEST_TMPDIR/p/srv" && cd "$BATS_TEST_TMPDIR/p" || return 1
	git init -q .
	printf 'c.jsonl\nsrv\n.codex-log\n' >.git/info/exclude
}

# canned ARGS: codex-call against the bytes in srv/1, srv/2, ...
canned() {
	run --separate-stderr timeout 60 "$BUILD/test/canned" srv \
		codex-call -m m -T none "$@" </dev/null
	[ "$status" -ne 124 ] || fail "codex-call hangs: $stderr"
}

# put N STATUS TYPE [HEADER...]: the n-th answer; its body is standard input
put() {
	local n=$1 code=$2 type=$3
	shift 3
	{
		printf 'HTTP/1.1 %s Said\r\nContent-Type: %s\r\n' "$code" "$type"
		printf '%s\r\n' "$@" 'Connection: close' ''
		cat
	} >"srv/$n"
}

# chunks N JSON...: the n-th answer is a chat stream of these chunks
chunks() {
	local n=$1
	shift
	printf 'data: %s\n\n' "$@" | put "$n" 200 text/event-stream
}

# deltas N DELTA...: the same of one choice's deltas, up to `stop`
deltas() {
	local n=$1 all=()
	shift
	for d; do all+=("{\"choices\":[{\"index\":0,\"delta\":$d}]}"); done
	chunks "$n" "${all[@]}" \
		'{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}' '[DONE]'
}

# body N: the JSON of the n-th request
body() {
	sed '1,/^\r$/d' "srv/$1.request"
}
