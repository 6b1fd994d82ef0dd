# learn: codex-learn in a small course of its own
load helper
load course

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	small_course
}

standing() { codex-learn list --json </dev/null | jq -r '.details.exercises | map("\(.id) \(.standing)") | join(", ")'; }

@test "from the first screen to the end, it says what to type next" {
	learn
	assert_success
	assert_line --partial '1.1 The first  (first, new)'
	assert_line '  next    codex-learn start'
	[ ! -e practice ] || fail 'looking makes a folder'
	learn start
	assert_success
	assert_line '# The first'
	assert_line '  work in practice/01-one/first'
	assert_line '  new     practice/ in this folder'
	learn check
	assert_failure 1
	assert_line '  no  answer says yes: found no, expected yes'
	assert_line '  not yet: 1.1 The first'
	solve first
	learn check
	assert_success
	assert_line '  passed: 1.1 The first'
	for id in second third; do
		learn start
		assert_line --partial "($id, begun)"
		solve $id
		learn check
		assert_success
	done
	assert_line '  next    that was all of it: codex-learn progress'
	assert_equal "$(standing)" 'first passed, second passed, third passed'
	learn list pending
	assert_output ''
	learn verify
	assert_success
	assert_line --partial '3 of 3'
}

@test "an id is a name, a number, or a name it had; the nearest is offered" {
	for id in second 1.2; do
		learn start $id
		assert_success
		assert_line --partial '1.2 The second'
	done
	learn start erstes
	assert_line --partial '1.1 The first'
	learn check secnd
	assert_failure 1
	assert_equal "$(details .error.message)" "there is no exercise 'secnd'; did you mean 'second'?"
	learn hint 9.9
	assert_equal "$(details .error.message)" "there is no exercise '9.9'; codex-learn list shows them"
	learn list two
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	for module in 1 one 01-one; do
		learn list $module
		assert_success
		assert_equal "${#lines[@]}" 3
	done
	learn chek
	assert_failure 2
	assert_equal "$(details .error.message)" "no command 'chek'; did you mean 'check'?"
	learn check first second
	assert_failure 2
	assert_equal "$(details .error.message)" "'second' is one too many for check"
	learn check third
	assert_failure 1
	assert_equal "$(details .error.message)" 'exercise third was not started; codex-learn start third'
}

@test "a check that hangs is stopped with its children; the limit may be lower" {
	exercise first '"limit":0.5'
	echo 'setsid sleep 76.54 & sleep 76.54 & wait' >course/exercises/01-one/first/check
	codex-learn start >/dev/null </dev/null
	learn check
	assert_failure 1
	assert_output --partial 'no verdict: the check was stopped after 0.5 s'
	run pgrep -f 'sleep 76.54'
	assert_failure
	assert_equal "$(standing)" 'first begun, second new, third new'
}

@test "what a check leaves running is ended with it" {
	exercise first '"aliases":[]'
	echo 'setsid sleep 76.53 & echo ok fine' >course/exercises/01-one/first/check
	codex-learn start >/dev/null </dev/null
	learn check
	assert_success
	run pgrep -f 'sleep 76.53'
	assert_failure
}

@test "a check that breaks, or says nothing, is no verdict; a missing program is named" {
	codex-learn start >/dev/null </dev/null
	echo 'exit 0' >course/exercises/01-one/first/check
	learn check
	assert_failure 1
	assert_output --partial 'no verdict: the check broke off with 0'
	printf 'echo ok fine\nexit 3\n' >course/exercises/01-one/first/check
	learn check --json
	assert_equal "$(details '[.passed, .broken]')" '[false,"the check broke off with 3"]'
	printf 'echo ok fine\nno-such-program\n' >course/exercises/01-one/first/check
	learn check
	assert_failure 1
	assert_output --partial 'no verdict: a program is missing'
	assert_output --partial no-such-program
	assert_output --partial 'codex-learn doctor'
	mkdir bin
	for program in sh cat mkdir; do ln -s "$(command -v $program)" bin; done
	run --separate-stderr env PATH="$PWD/bin" "$BUILD/bin/codex-learn" start second </dev/null
	assert_failure
	assert_output --partial 'codex-learn doctor says what is missing'
	[ ! -e practice/01-one/second ] || fail 'half a folder was left'
	run --separate-stderr env PATH="$PWD/bin" "$BUILD/bin/codex-learn" doctor </dev/null
	assert_failure 1
	assert_line --partial 'no  git is missing'
	learn doctor
	assert_success
	refute_line --partial 'no  '
}

@test "a check sees neither the key nor the learner's own set-up, and cannot change the work" {
	codex-learn start >/dev/null </dev/null
	printf '%s\n' 'env' 'rm -f answer' 'echo ok fine' >course/exercises/01-one/first/check
	learn check --json
	assert_success
	refute_output --partial "$CANARY"
	cat >course/exercises/01-one/first/check <<-'END'
		[ -z "${OPENAI_API_KEY-}" ] && [ "$HOME" != "$OLD" ] && echo ok fine
	END
	learn check
	assert_success
	assert_equal "$(cat practice/01-one/first/answer)" no
}

@test "a pass holds for the files that passed" {
	pass first
	assert_equal "$(standing)" 'first passed, second new, third new'
	echo maybe >practice/01-one/first/answer
	assert_equal "$(standing)" 'first changed, second new, third new'
	learn
	assert_line --partial '(first, changed)'
	assert_line '  note    it passed, and its files were changed since'
	solve first
	assert_equal "$(standing)" 'first passed, second new, third new'
	# what git and the logs keep is no work of the learner's
	mkdir practice/01-one/first/.codex-log && touch practice/01-one/first/.codex-log/x
	git_fixed -C practice/01-one/first commit -q --allow-empty -m x
	assert_equal "$(standing)" 'first passed, second new, third new'
	# a check that became stricter takes it back
	echo 'echo no nothing' >course/exercises/01-one/first/check
	learn verify
	assert_failure 1
	assert_equal "$(standing)" 'first changed, second new, third new'
}

@test "hints come one by one, the solution after passing" {
	codex-learn start >/dev/null </dev/null
	learn solution
	assert_failure 1
	assert_equal "$(details .error.code)" policy_denied
	learn hint
	assert_line nudge
	refute_line pointer
	assert_line '  more    codex-learn hint, once again'
	learn hint
	assert_line pointer
	refute_line almost
	for _ in 1 2; do
		learn hint
		assert_line almost
		refute_line --partial 'more'
	done
	assert_equal "$(jq .exercises.first.hints practice/progress.json)" 3
	pass first
	learn solution first
	assert_success
	assert_line 'Because it is so.'
	assert_line --partial 'course/exercises/01-one/first/solution'
}

@test "reset asks, and keeps what was there" {
	pass first
	learn reset first
	assert_failure 2
	assert_equal "$(details .error.message)" 'nobody can be asked; --yes does it'
	learn reset first --yes
	assert_success
	assert_equal "$(cat practice/01-one/first/answer)" no
	assert_equal "$(cat practice/backup/first-*/answer)" yes
	assert_line --partial 'practice/backup/first-'
	assert_equal "$(standing)" 'first changed, second new, third new'
	learn reset second --yes
	assert_failure 1
}

@test "reset leaves the folder where it is, for the shell that stands there" {
	pass first
	cd practice/01-one/first
	touch .hidden && mkdir deep && touch deep/file
	before=$(stat -c %i .)
	learn reset --yes
	assert_success
	assert_regex "${lines[-1]}" '^  kept    .*/practice/backup/first-[0-9-]+$'
	assert_equal "$(stat -c %i .)" "$before"
	assert_equal "$(ls -A)" $'.git\nanswer'
	assert_equal "$(cat answer)" no
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(ls -A ../../backup/first-*)" $'.git\n.hidden\nanswer\ndeep'
}

@test "a reset that fails leaves all as it was" {
	pass first
	mkdir practice/01-one/first/deep
	before=$(find practice -path '*/.git' -prune -o -print | sort)
	# no backup, then no start
	touch practice/backup
	learn reset first --yes
	assert_failure
	assert_output --partial "cannot make the folder '"
	rm practice/backup
	echo 'exit 1' >course/exercises/01-one/first/setup
	learn reset first --yes
	assert_failure
	rm course/exercises/01-one/first/setup
	# neither a folder in it that cannot be moved
	cat >stuck.c <<-'END'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <errno.h>
		#include <stdlib.h>
		#include <string.h>
		int rename(const char *from, const char *to)
		{
			int (*real)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
			const char *stuck = getenv("STUCK");

			if (strstr(from, stuck) && strstr(to, getenv("INTO"))) {
				errno = ENOSPC;
				return -1;
			}
			return real(from, to);
		}
	END
	cc -shared -fPIC -o stuck.so stuck.c
	for stuck in 'first/deep backup/' 'first/answer backup/' 'new/.git first/' 'new/answer first/'; do
		STUCK=${stuck% *} INTO=${stuck#* } ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$PWD/stuck.so learn reset first --yes
		assert_failure
		assert_output --partial "anew: No space left on device"
		rmdir practice/backup
		assert_equal "$(find practice -path '*/.git' -prune -o -print | sort)" "$before"
		assert_equal "$(standing)" 'first passed, second new, third new'
		git -C practice/01-one/first log -1 --oneline
	done
	# what cannot be put back is named
	STUCK= INTO=01-one/first/answer ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$PWD/stuck.so learn reset first --yes
	assert_failure
	assert_output --partial '"hint":"what was there is in '
	assert_equal "$(cat practice/backup/first-*/answer)" yes
}

@test "what a start that was killed has left goes with the next" {
	codex-learn start >/dev/null </dev/null
	true & wait $!
	mkdir -p "practice/01-one/second.$!.new/x" "practice/01-one/second.$$.new" practice/01-one/second.x7.new
	learn start second
	assert_success
	assert_equal "$(ls practice/01-one)" $'first\nsecond\nsecond.'"$$"$'.new\nsecond.x7.new'
}

@test "practice may be a link to a folder of another name" {
	mkdir elsewhere && ln -s elsewhere practice
	codex-learn start >/dev/null </dev/null
	learn start
	refute_line --partial '  new '
	cd practice/01-one/first
	echo yes >answer
	learn check
	assert_success
	learn hint
	assert_line nudge
	[ ! -e practice ] || fail 'practice in practice'
}

@test "time spent, standing and what was learnt are told per module" {
	learn progress --markdown
	assert_line '| 1 One thing | not started | 0 of 3 | 0 |'
	codex-learn start >/dev/null </dev/null
	# the last thing was done 100 seconds ago, then a night lies between
	for ago in 100 9000; do
		jq -c ".exercises.first.active_at -= $ago" practice/progress.json >p
		cp p practice/progress.json
		codex-learn hint >/dev/null </dev/null
	done
	assert_equal "$(jq '.exercises.first.seconds | . >= 100 and . < 110' practice/progress.json)" true
	learn progress --markdown
	assert_line '| 1 One thing | in progress | 0 of 3 | 2 |'
	refute_output --partial '- 1.1'
	for id in first second third; do pass $id; done
	# nor does the time count in which another was worked on
	jq -c '.exercises.first.active_at -= 500 | .exercises.second.active_at -= 300' practice/progress.json >p
	cp p practice/progress.json
	codex-learn hint first >/dev/null </dev/null
	assert_equal "$(jq -c '[.exercises[] | (.seconds // 0) < 110]' practice/progress.json)" '[true,true,true]'
	learn progress --markdown
	assert_line '| 1 One thing | complete | 3 of 3 | 2 |'
	assert_line '- 1.2 The second: Know the second thing.'
	learn progress
	assert_line --partial '     complete, 3 of 3, 2 min'
}

@test "progress goes to another machine and back" {
	mkdir here there
	cd here
	pass first
	learn export ../out.json
	assert_success
	assert_equal "$(codex-learn export </dev/null)" "$(cat ../out.json)"
	cd ../there
	pass second
	learn import ../out.json
	assert_success
	assert_equal "$(standing)" 'first passed, second passed, third new'
	learn import
	assert_failure 2
	for text in '' '{}' '[1]' 'x' '{"version":2,"exercises":{}}' '{"version":1,"exercises":{"first":7}}'; do
		printf %s "$text" >bad.json
		learn import bad.json
		assert_failure 2
		assert_equal "$(standing)" 'first passed, second passed, third new'
	done
	learn import nope.json
	assert_failure 1
}

@test "progress under a former id is that of the exercise" {
	pass first
	sed -i 's/"first"/"erstes"/g' practice/progress.json
	assert_equal "$(standing)" 'first passed, second new, third new'
	codex-learn hint second >/dev/null </dev/null
	assert_equal "$(jq -c '.exercises | keys' practice/progress.json)" '["first","second"]'
}

@test "damaged progress is told in a line, and found out again" {
	pass first
	pass second
	printf '{"version":1,"exer' >practice/progress.json
	learn list
	assert_success
	assert_regex "$stderr" "^codex-learn: '.*/practice/progress.json' is damaged; the one before it is used: '.*/progress.json.old'$"
	assert_equal "$(standing 2>/dev/null | sed 's/, third.*//')" 'first passed, second begun'
	learn hint third
	assert_success
	assert_equal "$(cat practice/progress.json.damaged)" '{"version":1,"exer'
	learn list
	assert_equal "$stderr" ''
	# both
	printf 'x' >practice/progress.json
	head -c 100 /dev/urandom >practice/progress.json.old
	for command in list '' 'start third' progress; do
		# shellcheck disable=SC2086 # words
		learn $command
		assert_success
		assert_regex "$stderr" "^codex-learn: '.*/practice/progress.json' is damaged; codex-learn verify finds out again what has passed$"
	done
	learn verify
	assert_failure 1
	assert_equal "$(standing)" 'first passed, second passed, third begun'
	learn
	assert_equal "$stderr" ''
}

@test "progress of a version to come is refused, and stays as it is" {
	pass first
	jq -c '.version = 2' practice/progress.json >p && cp p practice/progress.json
	before=$(cd practice && stat -c '%n %i %y' progress.json*)
	for command in '' list 'start second' 'check first' 'hint first' verify 'reset first --yes'; do
		# shellcheck disable=SC2086 # words
		learn $command
		assert_failure 2
		assert_equal "$(details .error.message)" "cannot use '$PWD/practice/progress.json'; it is of a newer codex-learn: version 2; nothing was touched"
	done
	assert_equal "$(cd practice && stat -c '%n %i %y' progress.json*)" "$before"
	[ ! -e practice/01-one/second ] || fail 'it was begun'
	# also when only the one before it can be read
	mv practice/progress.json practice/progress.json.old && echo x >practice/progress.json
	learn start second
	assert_failure 2
	assert_output --partial progress.json.old
}

@test "${KILLS:-200} kills in a save leave progress whole" {
	pass first
	# so large that writing takes its time
	jq -c '.exercises += ([range(6000) | {key: "former-\(.)", value: {passed_at: 1, hash: "x"}}] | from_entries)' practice/progress.json >big
	cp big practice/progress.json
	within=0 begin=${EPOCHREALTIME/./}
	codex-learn hint second >/dev/null 2>&1 </dev/null
	span=$(((${EPOCHREALTIME/./} - begin) / 800 + 2))
	for ((i = 0; i < ${KILLS:-200}; i++)); do
		codex-learn hint second >/dev/null 2>&1 </dev/null &
		sleep "$(printf '0.%03d' $((RANDOM % span)))"
		kill -KILL $! 2>/dev/null || :
		wait $! 2>/dev/null || :
		[ ! -e practice/progress.json.new ] || within=$((within + 1))
		rm -f practice/progress.json.new
		for file in practice/progress.json practice/progress.json.old; do
			jq -e '.exercises.first.passed_at and (.exercises | length > 6000)' $file >/dev/null || fail "kill $i: $file"
		done
	done
	# the control: some of them were between the two
	[ "$within" -gt 0 ] || fail 'no kill was in a save'
	learn list done
	assert_success
	assert_equal "$stderr" ''
	assert_output --partial first
}

@test "two at once lose nothing" {
	codex-learn start >/dev/null </dev/null
	for i in 1 2 3 4 5 6 7 8 9 10; do
		codex-learn check first >/dev/null 2>&1 </dev/null &
		codex-learn check first >/dev/null 2>&1 </dev/null &
		wait
	done
	assert_equal "$(jq .exercises.first.checks practice/progress.json)" 20
}

@test "where nothing can be written, it says so, and judges all the same" {
	cd /sys
	learn start
	assert_failure
	assert_regex "$stderr" "^codex-learn: cannot make the folder '/sys/practice': "
	cd "$BATS_TEST_TMPDIR"
	codex-learn start >/dev/null </dev/null
	rm practice/.lock && mkdir practice/.lock
	learn check
	assert_failure 1
	assert_line '  not yet: 1.1 The first'
	assert_regex "$stderr" "^codex-learn: cannot write in '.*/practice': .*; the verdict is not kept$"
	solve first
	learn check
	assert_success
	learn start second
	assert_failure
	[ ! -e practice/01-one/second ] || fail 'it was begun'
	touch file && cd file 2>/dev/null || :
	rm -r practice && touch practice
	learn start
	assert_failure
	assert_equal "$(cat practice)" ''
}

@test "where the verdict cannot be saved it is shown, and decides the status" {
	codex-learn start >/dev/null </dev/null
	mkdir practice/progress.json.new
	learn check
	assert_failure 1
	assert_line '  not yet: 1.1 The first'
	assert_regex "$stderr" "^codex-learn: cannot write '.*/progress.json': .*; the verdict is not kept$"
	solve first
	learn check --json
	assert_success
	assert_equal "$(details .passed)" true
	learn reset first --yes
	assert_failure
	assert_equal "$(cat practice/01-one/first/answer)" yes
	[ ! -e practice/backup ] || fail 'there is a backup'
}

@test "where the file system knows no links, the state before is kept all the same" {
	pass first
	cat >nolink.c <<-'END'
		#include <errno.h>
		int link(const char *from, const char *to)
		{
			(void)from, (void)to;
			errno = EPERM;
			return -1;
		}
	END
	cc -shared -fPIC -o nolink.so nolink.c
	cp practice/progress.json before
	ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$PWD/nolink.so learn hint first
	assert_success
	cmp before practice/progress.json.old
	assert_equal "$(jq .exercises.first.hints practice/progress.json)" 1
	# what keeps it from being written is told
	rm practice/progress.json.old && mkdir practice/progress.json.old
	learn hint first
	assert_failure
	assert_output --partial 'Is a directory'
}

@test "doctor writes where the work is, and leaves nothing there" {
	learn doctor
	assert_success
	assert_line "  ok  $PWD can be written"
	assert_line --partial 'ok  addr2line'
	run bash -c 'ulimit -f 60; codex-learn doctor </dev/null'
	assert_failure 1
	assert_output --partial "  no  $PWD cannot be written: "
	[ -z "$(find . -name ".doctor*")" ] || fail "it left something"
}

@test "a script that writes without end is stopped before the disk is full" {
	codex-learn start >/dev/null </dev/null
	# shellcheck disable=SC2016 # the check expands it
	printf '%s\n' 'head -c 199M /dev/zero >"$TMPDIR/all" && echo ok fits' 'head -c 220M /dev/zero >"$TMPDIR/all" || echo no ends' 'rm "$TMPDIR/all"' >course/exercises/01-one/first/check
	learn check --json
	assert_equal "$(details '[.criteria[].text]')" '["fits","ends"]'
}

@test "of what a tool says the first line is told" {
	printf 'echo one >&2\necho two >&2\nexit 1\n' >course/exercises/01-one/first/setup
	learn start
	assert_failure
	assert_equal "$(details .error.message)" "cannot prepare '$PWD/course/exercises/01-one/first': one; codex-learn doctor says what is missing"
	rm course/exercises/01-one/first/setup
	codex-learn start >/dev/null </dev/null
	printf 'echo one >&2\necho two >&2\nexit 3\n' >course/exercises/01-one/first/check
	learn check
	assert_line '  no verdict: the check broke off with 3: one'
}

@test "a hint begins nothing" {
	learn hint second
	assert_success
	assert_line nudge
	assert_equal "$(standing)" 'first new, second new, third new'
	learn
	assert_line --partial '1.1 The first  (first, new)'
	learn progress --markdown
	assert_line '| 1 One thing | not started | 0 of 3 | 0 |'
	codex-learn start second >/dev/null </dev/null
	learn hint
	assert_line pointer
}

@test "a course that is broken is named, and so is one that is not there" {
	CODEX_COURSE=/nowhere learn
	assert_failure 1
	assert_equal "$(details .error.message)" "there is no course in '/nowhere': No such file or directory"
	echo '{' >course/exercises/01-one/second/exercise.json
	learn
	assert_failure 2
	assert_output --partial 'second/exercise.json'
	echo '{}' >course/exercises/01-one/second/exercise.json
	learn
	assert_output --partial 'has no title'
	rm -r course/exercises/01-one
	learn
	assert_failure 1
}

@test "practice is found from a folder below; git sees only the library" {
	git init -q .
	pass first
	cd practice/01-one/first
	learn
	assert_line --partial '(first, passed)'
	learn start second
	assert_success
	[ -d ../second ] || fail 'practice in practice'
	cd "$BATS_TEST_TMPDIR"
	codex-learn document pattern Look twice >/dev/null </dev/null
	assert_equal "$(git status --porcelain -uall practice)" $'?? practice/library/index.md\n?? practice/library/pattern/look-twice.md'
}

@test "forty columns are enough, and a file's name steers no terminal" {
	run script -qec 'stty cols 40; codex-learn start; codex-learn list; codex-learn chek; codex-learn progress' /dev/null </dev/null
	assert_success
	while IFS= read -r line; do
		line=$(sed 's/\r$//; s/\x1b\[[0-9]*m//g' <<<"$line")
		case $line in '  page '* | '  chapter '* | '  work in '* | codex-learn:*) continue ;; esac
		[ "${#line}" -le 40 ] || fail "$line"
	done <<<"$output"
	assert_line --regexp '^               The second.?$'
	# on a terminal a failure is told in words alone
	refute_output --partial '"success"'
	assert_output --partial "codex-learn: no command 'chek'; did you mean 'check'?"
	printf 'echo "no \033]0;title\a"\n' >course/exercises/01-one/first/check
	learn check
	assert_output --partial '\u001b]0;title\u0007'
}

@test "document opens a page of one's own, keeps an index, and judges it" {
	learn document pattern Ask "twice, always!"
	assert_success
	page=practice/library/pattern/ask-twice-always.md
	assert_line "  page    $page"
	assert_equal "$(sed -n 2p $page)" '# Ask twice, always!'
	learn document scenario Red build
	echo 'my own words' >>practice/library/index.md
	learn document pattern Ask "twice, always!"
	assert_equal "$(cat practice/library/index.md)" $'# Library\n\n- [Ask twice, always!](pattern/ask-twice-always.md)\n- [Red build](scenario/red-build.md)\nmy own words'
	learn document --check $page
	assert_failure 1
	for heading in $(sed -n 's/^## \([A-Z][a-z]*\)$/\1/p' $page); do
		[ "$heading" = Example ] || assert_line "  no  nothing stands below '## $heading'"
	done
	sed -i -e 's/^<!-- [A-Z].*-->$/Words./' $page
	printf '\n## Example\n\n```sh\nwc -l README.md\n```\n' >>$page
	sed -i '0,/^## Example$/{/^## Example$/,/^Words/d}' $page
	cd /
	learn document --check "$BATS_TEST_TMPDIR/$page"
	assert_success
	assert_line '  ok  each of 1 examples runs'
	cd "$BATS_TEST_TMPDIR"
	printf '\n[gone](../gone.md)\n\n```sh\nfalse\n```\n' >>$page
	learn document --check $page
	assert_failure 1
	assert_line --partial 'no  there is no file for the link ../gone.md'
	assert_line --regexp 'the block fails with 1:$'
	learn document
	assert_success
	assert_line '- [Red build](scenario/red-build.md)'
	assert_line '  next    codex-learn document pattern TITLE'
	for words in pattern 'poem x' '../x y' 'pattern ...' '--check' '--check a b'; do
		# shellcheck disable=SC2086 # words
		learn document $words
		assert_failure 2
	done
	learn document --check nope.md
	assert_failure 1
}

@test "on a terminal the page is opened in the editor" {
	printf '#!/bin/sh\necho "$@" >%s\n' "$PWD/edited" >'my editor' && chmod +x 'my editor'
	EDITOR="'$PWD/my editor' -w" VISUAL='' run script -qec 'codex-learn document pattern One' /dev/null </dev/null
	assert_success
	assert_equal "$(cat edited)" "-w $PWD/practice/library/pattern/one.md"
	rm edited
	EDITOR="'$PWD/my editor'" learn document pattern Two
	assert_success
	[ ! -e edited ] || fail 'an editor without a terminal'
}

@test "the sample is made once, and where it is said" {
	learn sample
	assert_success
	assert_line '  sample  practice/sample'
	git -C practice/sample log --oneline
	echo mine >practice/sample/mine
	learn sample
	assert_success
	assert_equal "$(cat practice/sample/mine)" mine
}

@test "a course where nobody can write serves as well" {
	chmod -R a-w course
	pass first
	echo more >>practice/01-one/first/answer
	[ -w practice/01-one/first/answer ]
	assert_equal "$(stat -c %A practice/01-one/first/answer | cut -c3)" w
	chmod -R u+w course
}
