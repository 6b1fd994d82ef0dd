# forge.sh: session logs, and what may be done to them

# new_log LOGS N SALT: a log of N notes; prints its id
new_log() {
	_id=$(CODEX_LOG_DIR=$1 codex-log new --text)
	_word=$(word "$3")
	for _n in $(seq "$2"); do
		CODEX_LOG_DIR=$1 codex-log add --session "$_id" \
			"step $_n: $_word" >/dev/null
	done
	echo "$_id"
}

# log_file LOGS ID: where that log is
log_file() { echo "$1"/*/*/*/"$2.jsonl"; }

# hash FILE N: of the Nth line, as the line behind it names it
hash() { sed -n "${2}p" "$1" | tr -d '\n' | sha256sum | cut -d ' ' -f 1; }

# rechain: the lines, with a chain that holds: anybody can do that
rechain() {
	_prev=0000000000000000000000000000000000000000000000000000000000000000
	while IFS= read -r _line; do
		_line=$(printf '%s' "$_line" | sed -e 's/,"sum":"[0-9a-f]*"}$//' \
			-e 's/^{"prev":"[0-9a-f]*"/{"prev":"'"$_prev"'"/')
		_sum=$(printf '%s' "$_line" | sha256sum | cut -c 1-16)
		_line="$_line,\"sum\":\"$_sum\"}"
		printf '%s\n' "$_line"
		_prev=$(printf '%s' "$_line" | sha256sum | cut -d ' ' -f 1)
	done
}

# damage KIND FILE N: do it to the Nth line, of those behind the first
damage() {
	case $1 in
	altered) sed "${3}s/: [a-z]/: X/" "$2" ;;
	deleted) sed "${3}d" "$2" ;;
	inserted) sed "${3}{p;}" "$2" ;;
	moved) sed "${3}{h;d;};$(($3 + 1))G" "$2" ;;
	cut) sed "$3,\$d" "$2" ;;
	rewritten) sed "${3}s/: [a-z]/: X/" "$2" | rechain ;;
	*) cat "$2" ;;
	esac >"$TMPDIR/damaged" && cat "$TMPDIR/damaged" >"$2"
}
