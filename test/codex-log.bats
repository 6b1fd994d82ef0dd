# codex-log: what was done in sessions, from their logs

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

# logged ID EVENTS: a session whose log holds these events, one JSON a line
logged() {
	local id=$1 file prev line sum n=1
	file=.codex-log/${id:2:4}/${id:6:2}/${id:8:2}/$id.jsonl
	mkdir -p "${file%/*}"
	prev=$(printf '0%.0s' {1..64})
	while IFS= read -r line; do
		line="{\"prev\":\"$prev\",\"seq\":$n,\"time\":\"2026-01-02T03:04:0$n.000Z\",${line#\{}"
		line=${line%\}}
		sum=$(printf %s "$line" | sha256sum | cut -c1-16)
		line="$line,\"sum\":\"$sum\"}"
		printf '%s\n' "$line" >>"$file"
		prev=$(printf %s "$line" | sha256sum | cut -d' ' -f1)
		n=$((n + 1))
	done
	codex-log verify "$id"
}

A=s-20260102-030405-00000a
B=s-20260103-030405-00000b

two_sessions() {
	logged $A <<-'EOF'
		{"type":"session"}
		{"type":"request","run":"r1","turn":1,"model":"m","items":[{"type":"message","role":"user","content":"Where is\nthe needle?"}]}
		{"type":"response","run":"r1","turn":1,"usage":{"input_tokens":100,"output_tokens":7},"cost":{"amount":0.1,"currency":"USD"},"seconds":1.5,"items":[{"type":"function_call","call_id":"c1","name":"grep","arguments":"{\"pattern\":\"needle\"}"}]}
		{"type":"call","name":"grep","arguments":{"pattern":"needle"},"call_id":"c1","success":true,"tokens":30,"status":0,"seconds":0.25}
		{"type":"error","run":"r1","turn":2,"code":"network","message":"down","retry_in":0.5}
		{"type":"response","run":"r1","turn":2,"usage":{"input_tokens":140,"output_tokens":5},"cost":{"amount":0.2,"currency":"USD"},"seconds":0.5,"items":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"in a.txt"}]}]}
		{"type":"end","run":"r1","turn":2,"status":0}
	EOF
	logged $B <<-'EOF'
		{"type":"session"}
		{"type":"request","run":"r2","turn":1,"model":"m","items":[{"type":"message","role":"user","content":"Where is\nthe needle?"}]}
		{"type":"response","run":"r2","turn":1,"usage":{"input_tokens":10,"output_tokens":1},"seconds":0.125,"items":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"who knows"}]}]}
		{"type":"call","name":"read_file","arguments":{},"success":false,"tokens":2,"status":1,"seconds":0.25}
	EOF
}

@test "stats sums each session and all of them" {
	two_sessions
	run -0 --separate-stderr codex-log stats
	assert_equal "$(details '.sessions[0]')" '{"id":"'$A'","start":"2026-01-02T03:04:01.000Z","runs":1,"unfinished":0,"turns":2,"calls":1,"failed_calls":0,"errors":1,"usage":{"input_tokens":240,"output_tokens":12},"helper_tokens":30,"model_seconds":2,"helper_seconds":0.25,"cost":{"USD":0.3}}'
	assert_equal "$(details '.sessions[1]|[.id,.runs,.unfinished,.calls,.failed_calls,.cost]')" '["'$B'",1,1,1,1,null]'
	assert_equal "$(details .total)" '{"runs":2,"unfinished":1,"turns":3,"calls":2,"failed_calls":1,"errors":1,"usage":{"input_tokens":250,"output_tokens":13},"helper_tokens":32,"model_seconds":2.125,"helper_seconds":0.5,"cost":{"USD":0.3}}'
	run -0 --separate-stderr codex-log stats $B
	assert_equal "$(details '[(.sessions|length),.total.turns]')" '[1,1]'
	# as jq adds it up
	assert_equal "$(details .total.usage.input_tokens)" \
		"$(codex-log show $B | jq '[.details.events[].usage.input_tokens//0]|add')"
}

@test "grep finds a pattern in strings of any depth, by session and event" {
	two_sessions
	run -0 --separate-stderr codex-log grep '^the NEEDLE' -i
	assert_equal "$(details .matches)" '[]'
	run -0 --separate-stderr codex-log grep 'the NEEDLE' -i
	assert_equal "$(details '[.matches[]|[.session,.line,.type,.at,.text]]')" \
		"[[\"$A\",2,\"request\",\"/items/0/content\",\"the needle?\"],[\"$B\",2,\"request\",\"/items/0/content\",\"the needle?\"]]"
	run -0 --separate-stderr codex-log grep needle $A
	assert_equal "$(details '[.matches[].at]')" '["/items/0/content","/items/0/arguments","/arguments/pattern"]'
	run -2 --separate-stderr codex-log grep '('
	assert_equal "$(details .error.code)" invalid_arguments
	# where it was, and what chains the lines, is no match
	run -0 --separate-stderr codex-log grep 0000000000
	assert_equal "$(details .matches)" '[]'
}

@test "diff tells two sessions as steps, shared and not" {
	two_sessions
	run -0 --separate-stderr codex-log diff $A $B --text
	assert_output '  user: Where is\u000athe needle?
- call: grep {"pattern":"needle"}
- assistant: in a.txt
+ assistant: who knows
+ call: read_file {}
+ result: no success'
	run -0 --separate-stderr codex-log diff $A $B
	assert_equal "$(details '[.a,.b,.equal,.common,([.steps[].in]|join(" "))]')" "[\"$A\",\"$B\",false,1,\"both a a b b b\"]"
	run -0 --separate-stderr codex-log diff $A $A
	assert_equal "$(details '[.equal,.common]')" '[true,3]'
	run -1 --separate-stderr codex-log diff $A s-20200101-000000-000000
	run -2 --separate-stderr codex-log diff $A
}

@test "prune deletes what is old, never the newest or the session in use" {
	two_sessions
	local c d
	c=s-20260104-030405-00000c
	d=s-20260105-030405-00000d
	echo '{"type":"session"}' | logged $c
	echo '{"type":"session"}' | logged $d
	touch .codex-log/2026/01/02/$A.torn
	find .codex-log -name '*.jsonl' -exec touch -d '40 days ago' {} +
	touch -d '2 days ago' .codex-log/2026/01/03/$B.jsonl
	run -2 --separate-stderr codex-log prune
	assert_equal "$(details .error.message)" 'prune deletes logs: say which with --older-than DAYS'
	export CODEX_SESSION=$c
	run -0 --separate-stderr codex-log prune --older-than 30 --dry-run
	assert_equal "$(details .)" "{\"pruned\":[\"$A\"],\"dry_run\":true}"
	assert_equal "$(codex-log list | jq '.details.sessions|length')" 4
	run -0 --separate-stderr codex-log prune --older-than 30
	assert_equal "$(details .)" "{\"pruned\":[\"$A\"],\"dry_run\":false}"
	assert_equal "$(codex-log list | jq -c '[.details.sessions[].id]')" "[\"$d\",\"$c\",\"$B\"]"
	[ ! -e .codex-log/2026/01/02 ] || fail 'the day is still there'
	unset CODEX_SESSION
	run -0 --separate-stderr codex-log prune --older-than 1
	assert_equal "$(details .pruned)" "[\"$B\",\"$c\"]"
	codex-log verify $d
}

@test "show --html is one page that holds the turns, their tokens and cost" {
	two_sessions
	run -0 --separate-stderr codex-log show $A --html page.html
	assert_equal "$(details '[.session,.page,.bytes]')" "[\"$A\",\"page.html\",$(stat -c %s page.html)]"
	assert_equal "$(stat -c %a page.html)" 600
	run cat page.html
	assert_line "<h1>Session $A</h1>"
	assert_line '<span class="soft">100 tokens in</span>'
	assert_line '<span class="soft">about 0.1</span>'
	assert_line --partial '<summary>calls grep (20 bytes)</summary><pre>{&quot;pattern&quot;:&quot;needle&quot;}</pre>'
	assert_line --partial '<dt>cost, about, USD</dt><dd>0.3</dd>'
	# it is well-formed, and loads and runs nothing
	refute_output --regexp '<(script|link|img|iframe)|href=|src=|url\(|@import'
	assert_output --partial 'prefers-color-scheme:dark'
	run -0 --separate-stderr codex-log show $A --html -
	assert_equal "$output" "$(cat page.html)"
	run -1 --separate-stderr codex-log show $A --html no/such/page.html
	assert_equal "$(details .error.code)" not_found
}

@test "a hostile log is text in the page" {
	local evil='</pre><script>alert(1)</script><img src=x onerror=alert(1)>'

	logged $A <<-EOF
		{"type":"session","text":"$evil"}
		{"type":"$evil","text":"\\"'&\\u202e$evil"}
		{"type":"request","run":"$evil","turn":1,"model":"$evil","continues":"$evil","items":[{"type":"message","role":"$evil","content":"$evil"},{"type":"$evil","a":"$evil"},{"type":"function_call_output","call_id":"c","output":"$evil"},{"type":"message","role":"user","content":[{"type":"input_image","image_url":"$evil"}]}]}
		{"type":"response","run":"r","finish_reason":"$evil","seconds":"$evil","usage":{"input_tokens":"$evil","$evil":1},"cost":{"amount":1,"currency":"$evil"},"items":[{"type":"function_call","call_id":"c","name":"$evil","arguments":"$evil"}]}
		{"type":"call","name":"$evil","arguments":{"$evil":"$evil"},"error":"$evil","tokens":"$evil"}
		{"type":"error","code":"$evil","message":"$evil","partial":"$evil","retry_in":"$evil"}
		{"type":"end","status":"$evil","error":{"message":"$evil"},"partial":"$evil"}
	EOF
	run -0 codex-log show $A --html -
	refute_output --regexp '<(script|img)'
	refute_output --partial $'\u202e'
	assert_output --partial '&quot;&#39;&amp;\u202e&lt;/pre&gt;&lt;script&gt;'
	# each tag that is opened is one of ours
	assert_equal "$(grep -oE '<[a-z0-9!]+' <<<"$output" | sort -u | xargs)" \
		'<!doctype <body <dd <details <div <dl <dt <h1 <h2 <head <header <html <li <main <meta <ol <p <pre <span <style <summary <time <title'
	command -v node >/dev/null || return 0
	# and each is closed
	assert_equal "$(node -e '
		const open = [], text = require("fs").readFileSync(0, "utf8");
		for (const [, end, name] of text.matchAll(/<(\/?)([a-z0-9]+)/g)) {
			if (name === "meta") continue;
			if (!end) open.push(name);
			else if (open.pop() !== name) console.log("wrong", name);
		}
		console.log(open.length);' <<<"$output")" 0
}
