# codex-log: list, show, verify, new and add

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	git_fixed init -q .
}

@test "new answers with the session, its file and its head" {
	run --separate-stderr codex-log new
	assert_success
	local id path
	id=$(details .session)
	path=$(details .path)
	[[ $id =~ ^s-[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$ ]] || fail "$id"
	assert_equal "$path" ".codex-log/${id:2:4}/${id:6:2}/${id:8:2}/$id.jsonl"
	assert_equal "$(details .head)" "$(tr -d '\n' <"$path" | sha256sum | cut -d' ' -f1)"
	assert_equal "$(jq -c '[.type,.id]' "$path")" "[\"session\",\"$id\"]"
}

@test "list has every session, the newest first, and none when there is none" {
	run --separate-stderr codex-log list
	assert_output '{"success":true,"details":{"sessions":[]},"tokens":4}'
	local a b
	a=$(codex-log new --text)
	b=$(codex-log new --text)
	codex-log add --session "$a" one
	run --separate-stderr codex-log list
	assert_success
	assert_equal "$(details '[.sessions[]|[.id,.events]]')" "[[\"$b\",1],[\"$a\",2]]"
}

@test "without an id it is the session of CODEX_SESSION, or else the latest" {
	local a b
	a=$(codex-log new --text)
	b=$(codex-log new --text)
	run --separate-stderr codex-log verify
	assert_equal "$(details .session)" "$b"
	CODEX_SESSION=$a run --separate-stderr codex-log verify
	assert_equal "$(details .session)" "$a"
	CODEX_SESSION=$a run --separate-stderr codex-log verify "$b"
	assert_equal "$(details .session)" "$b"
}

@test "an unknown id, command or number of words is said" {
	run --separate-stderr codex-log show s-20200101-000000-000000
	assert_failure 1
	assert_equal "$stderr" "codex-log: no session 's-20200101-000000-000000'; codex-log list shows the sessions, codex-log new opens one"
	run --separate-stderr codex-log show ../../etc/passwd
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	run --separate-stderr codex-log sow
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
	run --separate-stderr codex-log add two words
	assert_failure 2
}

@test "show is a result line in a pipe and a timeline as text" {
	codex-log new
	codex-log add --type step $'one\ntwo'
	run --separate-stderr codex-log show
	assert_success
	assert_equal "$(details '[.events[].type]')" '["session","step"]'
	run --separate-stderr codex-log show --text
	assert_success
	assert_line --index 2 --regexp '^[0-9:]{8}  step  text="one\\ntwo"$'
}

@test "an event cannot bring its own place in the chain" {
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	codex-log add --type note '","seq":9,"prev":"x'
	run --separate-stderr codex-log verify
	assert_success
	assert_equal "$(codex-log show --json | jq -c '.details.events[1]|[.seq,.text]')" \
		'[2,"\",\"seq\":9,\"prev\":\"x"]'
}

@test "a commit's trailers hold the log to the head it had then" {
	local id head path
	id=$(codex-log new --text)
	codex-log add before
	head=$(codex-log verify | jq -r .details.head)
	git_fixed commit -q --allow-empty -m "feat: x

Codex-Session: $id
Codex-Log-Head: $head"
	codex-log add after
	run --separate-stderr codex-log verify --commit HEAD
	assert_success
	assert_equal "$(details '[.session,.lines,.commit,.commit_line]')" "[\"$id\",3,\"HEAD\",2]"
	# cut behind the first line: the chain alone cannot show it
	path=$(codex-log list | jq -r '.details.sessions[0].path')
	sed -i '2,$d' "$path"
	codex-log verify
	run --separate-stderr codex-log verify --commit HEAD
	assert_failure 1
	assert_equal "$(details .error.message)" \
		"the log of '$id' was rewritten or cut: no line has the hash $head that commit 'HEAD' names"
}

@test "a commit without trailers, and a revision that is none, are said" {
	codex-log new
	git_fixed commit -q --allow-empty -m plain
	run --separate-stderr codex-log verify --commit HEAD
	assert_failure 1
	assert_equal "$(details .error.message)" "commit 'HEAD' has no trailer Codex-Log-Head"
	run --separate-stderr codex-log verify --commit=--output=evil
	assert_failure 1
	assert [ ! -e evil ]
}

@test "a full disk on standard output is no success" {
	codex-log new
	run bash -c 'codex-log show >/dev/full'
	assert_failure 2
}

@test "a timeline cuts long values at a whole symbol, the result line never does" {
	local long id
	long=$(printf 'x%.0s' {1..118})äöü
	id=$(codex-log new --text)
	codex-log add --session "$id" "$long" >/dev/null
	codex-log add --session "$id" 'a short one' >/dev/null
	run -0 codex-log show --text "$id"
	assert_line --partial "note  text=\"${long:0:118}... (126 bytes)"
	assert_line --partial 'note  text="a short one"'
	run -0 codex-log show "$id"
	assert_equal "$(details .events[1].text)" "$long"
}

@test "show and verify say so when there is no session yet" {
	run -1 codex-log show
	assert_line 'codex-log: there is no session yet; codex-log new opens one'
	run -1 codex-log verify
	assert_line --partial '"code":"not_found"'
}

@test "the timeline shows what would steer a terminal" {
	codex-log new
	codex-log add --type $'step\e[31m' $'\u009b41m\u202e'
	run --separate-stderr codex-log show --text
	assert_success
	assert_line --index 2 --regexp '^[0-9:]{8}  step\\u001b\[31m  text="\\u009b41m\\u202e"$'
}
