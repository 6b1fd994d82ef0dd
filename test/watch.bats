# watch: codex-learn watch on a terminal and without one
load helper
load course

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	small_course
	export NO_COLOR=1
	codex-learn start >/dev/null </dev/null
	mine=practice/01-one/first
}

teardown() {
	exec 7>&- || :
	[ -z "${watcher-}" ] || kill "$watcher" 2>/dev/null || :
}

# on_terminal: codex-learn watch in the background, on a terminal whose keys
# come from 7 and whose screen is the file `screen`; what is started in the
# background does not hear of an interrupt otherwise
on_terminal() {
	cat >session <<-'END'
		trap : INT
		stty -g >before
		codex-learn watch
		echo $? >status
		stty -g >after
	END
	rm -f keys screen status && mkfifo keys
	timeout 60 env --default-signal=INT script -qefc 'bash session' screen \
		<keys >/dev/null 2>&1 3>&- &
	watcher=$!
	exec 7>keys
	until_said checking
}

# watching: the same, and the first verdict is there
watching() { on_terminal && until_said 'q quit'; }

# said TEXT: how often
said() { grep -ac -- "$1" screen 2>/dev/null || [ -e screen ] || echo 0; }

# until_said TEXT [N]: waits until it was said N times, at most 20 s
until_said() {
	local i
	for ((i = 0; i < 400; i++)); do
		[ "$(said "$1")" -lt "${2:-1}" ] || return 0
		sleep 0.05
	done
	fail "'$1' was said $(said "$1") times: $(cat -v screen)"
}

# ended: waits for the end, and for the terminal as it was
ended() {
	wait "$watcher" || :
	watcher=
	assert_equal "$(cat after)" "$(cat before)"
}

key() { printf '%s' "$1" >&7; }

@test "watch judges at once, after each save, and once after several" {
	watching
	assert_equal "$(said 'expected yes')" 1
	echo perhaps >$mine/answer
	until_said 'found perhaps'
	# an editor that writes beside and renames
	echo maybe >$mine/.answer.swp && mv $mine/.answer.swp $mine/answer
	until_said 'found maybe'
	for word in a b c d; do echo $word >$mine/answer; done
	until_said 'found d'
	assert_equal "$(said 'checking')" 4
	solve first
	until_said 'passed: 1.1'
	assert_equal "$(jq '.exercises.first.passed_at != null' practice/progress.json)" true
	key q
	ended
	assert_equal "$(cat status)" 0
}

@test "what is saved while a check runs is judged once, afterwards" {
	# shellcheck disable=SC2016 # the check expands it
	printf '%s\n' 'sleep 0.7' '. "$COURSE/check.sh"' 'same "answer says yes" "$(cat answer)" yes' verdict >course/exercises/01-one/first/check
	watching
	echo one >$mine/answer
	until_said checking 2
	for word in two three yes; do
		echo $word >$mine/answer
		sleep 0.1
	done
	until_said 'passed: 1.1'
	sleep 1.5
	assert_equal "$(said 'checking')" 3
	key q
	ended
}

@test "a folder that is made later is watched, too" {
	# shellcheck disable=SC2016 # the check expands it
	printf '%s\n' '. "$COURSE/check.sh"' 'same "deep says yes" "$(cat a/b/deep)" yes' verdict >course/exercises/01-one/first/check
	watching
	mkdir -p $mine/a/b
	sleep 0.5
	echo almost >$mine/a/b/deep
	until_said 'found almost'
	echo yes >$mine/a/b/deep
	until_said 'passed: 1.1'
	# neither git nor a log is a save
	n=$(said checking)
	git_fixed -C $mine add . && mkdir $mine/.codex-log && touch $mine/.codex-log/x
	sleep 1.5
	assert_equal "$(said checking)" "$n"
	key q
	ended
}

@test "keys: check, hint, list, next, anew, quit" {
	watching
	key r
	until_said checking 2
	key h
	until_said nudge
	until_said 'more    h, once again'
	until_said 'q quit' 3
	key l
	until_said '1.3 '
	until_said 'q quit' 4
	key z
	solve first
	until_said 'passed: 1.1'
	key x
	until_said 'start first anew'
	key k
	sleep 0.3
	assert_equal "$(cat $mine/answer)" yes
	key x
	until_said 'start first anew' 2
	key y
	until_said 'kept'
	assert_equal "$(cat $mine/answer)" no
	until_said 'found no' 3
	key n
	until_said 'not yet: 1.2 The second'
	echo perhaps >practice/01-one/second/answer
	until_said 'found perhaps'
	assert_equal "$(jq -r .current practice/progress.json)" second
	key q
	ended
	assert_equal "$(cat status)" 0
}

@test "an interrupt ends it, also in a check, and the terminal is as it was" {
	watching
	key $'\x03'
	ended
	assert_equal "$(cat status)" 130
	echo 'sleep 76.55' >course/exercises/01-one/first/check
	on_terminal
	sleep 0.3
	key $'\x03'
	ended
	assert_equal "$(cat status)" 130
	run pgrep -f 'sleep 76.55'
	assert_failure
	refute [ "$(said 'no verdict')" -gt 0 ]
}

@test "a failure while it watches leaves the terminal as it was" {
	watching
	rm -rf practice/01-one/first
	until_said 'was not started'
	ended
	assert_equal "$(cat status)" 1
}

@test "without a terminal it watches until it is stopped" {
	codex-learn watch >screen 2>&1 </dev/null 3>&- &
	watcher=$!
	until_said 'not yet: 1.1'
	assert_equal "$(said keys)" 0
	echo perhaps >$mine/answer
	until_said 'found perhaps'
	kill -TERM "$watcher"
	status=0
	wait "$watcher" || status=$?
	watcher=
	assert_equal "$status" 143
}

@test "where the kernel tells of no save, the files are looked at" {
	cat >deaf.c <<-'END'
		#include <sys/inotify.h>
		int inotify_init1(int flags) { (void)flags; return -1; }
	END
	cc -shared -fPIC -o deaf.so deaf.c
	ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$PWD/deaf.so codex-learn watch >screen 2>&1 </dev/null 3>&- &
	watcher=$!
	until_said 'not yet: 1.1'
	echo perhaps >$mine/answer
	until_said 'found perhaps'
}
