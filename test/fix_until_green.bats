load helper

# scripts/fix_until_green.sh: the model is scripted, the tests are real.

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export CODEX_BIN=$BUILD/bin
	mkdir -p p/src p/test && cd p || return 1
	git init -q -b main
	# `sum` must print 3, and `name` must print it
	printf 'check:\n\t@sh test/run\n' >Makefile
	printf 'echo $((1 - 2))\n' >src/sum
	printf 'echo sum\n' >src/name
	cat >test/run <<-'E2'
		r=0
		ok() { echo "ok $1"; }
		no() { echo "not ok $1"; r=1; }
		echo 1..2
		if [ "$(sh src/sum)" = 3 ]; then ok '1 - sum'; else no '1 - sum'; fi
		if [ "$(sh src/name)" = sum ]; then ok '2 - name'; else no '2 - name'; fi
		exit $r
	E2
	git add -A
	git_fixed commit -qm base
	git status --porcelain >../status
	WAIT=60
}

# diff_of FILE OLD NEW: one changed line, as the JSON text of an answer
diff_of() {
	jq -n --arg f "$1" --arg o "$2" --arg n "$3" \
		'"The cause is \($f).\n\n```diff\n--- a/\($f)\n+++ b/\($f)\n@@ -1 +1 @@\n-\($o)\n+\($n)\n```\n"'
}
# model SAID TEXT [MORE]: answer once with the text (JSON) when that was said;
# a rule that comes later is tried first, because conversations only grow
model() {
	{
		jq -nc --arg said "$1" --argjson text "$2" --argjson more "${3:-{\}}" \
			'{when: [{text: $said}], reply: (if $text then {text: $text} else {} end + $more), times: 1}'
		cat ../c.jsonl 2>/dev/null || :
	} >../new
	mv ../new ../c.jsonl
}
asked='These tests fail.'
refused='The checks refused your diff'
unfit='Your diff does not fit the files'
red='Your diff was applied, and the tests still fail'

fix() {
	run --separate-stderr timeout "$WAIT" codex-replay --strict "${RULES:-../c.jsonl}" -- \
		"$REPO/scripts/fix_until_green.sh" -m m "$@" </dev/null
	[ "$status" -ne 124 ] || fail "it hangs: $stderr"
}
# as_found: nothing differs from what was committed, and nothing is left over
as_found() {
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(ls -A "$XDG_STATE_HOME/codex" | grep -c ^fix-)" 0
	assert_line 'Every file is as it was found.'
}

@test "tests that are green at once need no model" {
	printf 'echo 3\n' >src/sum
	OPENAI_BASE_URL=http://127.0.0.1:9/v1 run --separate-stderr "$REPO/scripts/fix_until_green.sh"
	assert_success
	assert_output '# fix_until_green: green before any change

make check: 2 passed, 0 failed, 0 skipped

## The tree

Nothing was changed.'
}

@test "green after one round: the change is in the work tree, not staged" {
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))')"
	fix
	assert_success
	assert_line --index 0 '# fix_until_green: green after 1 of 3 rounds'
	assert_line --index 1 'make check: 1 passed, 1 failed, 0 skipped'
	assert_line --index 2 '- failed: sum'
	assert_line --index 3 '## Round 1: applied, the tests are green'
	assert_line --index 4 '> The cause is src/sum.'
	assert_line 'make check: 2 passed, 0 failed, 0 skipped'
	assert_line '    +echo $((1 + 2))'
	assert_equal "$(git status --porcelain)" ' M src/sum'
	assert_equal "$(cat src/sum)" 'echo $((1 + 2))'
}

@test "green after three rounds: what was red and what did not fit went back to the model" {
	printf 'echo nam\n' >src/name
	printf 'mine\n' >src/mine
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))')"
	model "$red" "$(diff_of src/name 'echo Name' 'echo sum')"
	model "line 1 is 'echo nam'" "$(diff_of src/name 'echo nam' 'echo sum')"
	fix
	assert_success
	assert_line --index 0 '# fix_until_green: green after 3 of 3 rounds'
	assert_line '## Round 1: applied, the tests are red'
	assert_line 'make check: 1 passed, 1 failed, 0 skipped'
	assert_line '- failed: name'
	assert_line '## Round 2: the diff does not fit, not applied'
	assert_line --partial "it expects 'echo Name', but line 1 is 'echo nam'; read the file"
	assert_line '## Round 3: applied, the tests are green'
	assert_equal "$(cat src/sum src/name src/mine)" $'echo $((1 + 2))\necho sum\nmine'
}

@test "a model that deletes the failing test is refused and told, and the next diff counts" {
	deletion=$(jq -n --arg lines "$(sed 's/^/-/' test/run)" --arg n "$(wc -l <test/run)" \
		'"```diff\ndiff --git a/test/run b/test/run\ndeleted file mode 100644\n--- a/test/run\n+++ /dev/null\n@@ -1,\($n) +0,0 @@\n\($lines)\n```\n"')
	model "$asked" "$deletion"
	model "a whole file of tests is deleted" "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))')"
	fix
	assert_success
	assert_line --index 0 '# fix_until_green: green after 2 of 3 rounds'
	assert_line '## Round 1: refused by the checks, not applied'
	assert_line --regexp '^- test/run: (error|warning): tests-deleted: a whole file of tests is deleted$'
	assert_line '    -echo 1..2'
	assert_equal "$(git status --porcelain)" ' M src/sum'
}

@test "a diff that changes what a test expects is refused; a new test is not" {
	model "$asked" "$(diff_of test/run '	r=0' '	r=1' | sed 's/\\t//g')"
	model 'Your diff changes tests that were there' '"```diff\n--- a/src/sum\n+++ b/src/sum\n@@ -1 +1 @@\n-echo $((1 - 2))\n+echo $((1 + 2))\ndiff --git a/test/new b/test/new\nnew file mode 100644\n--- /dev/null\n+++ b/test/new\n@@ -0,0 +1 @@\n+x\n```\n"'
	fix
	assert_success
	assert_line --index 0 '# fix_until_green: green after 2 of 3 rounds'
	assert_line '## Round 1: refused because it changes tests, not applied'
	assert_line '- test/run'
	assert_line '    +r=1'
	assert_equal "$(git status --porcelain)" $' M src/sum\n?? test/new'
}

@test "a test that is removed or switched off makes nothing green, and is taken back" {
	model "$asked" '"```diff\n--- a/Makefile\n+++ b/Makefile\n@@ -1 +1,3 @@\n-check:\n+check:\n+\t@echo 1..1; echo ok 1 - name\n+old:\n```\n"'
	# the files are as they were: the same line can be changed again
	model 'no more tests passed than before' '"```diff\n--- a/Makefile\n+++ b/Makefile\n@@ -1 +1,3 @@\n-check:\n+check:\n+\t@echo 1..3; echo ok 1 - name; echo ok 2 - x; echo \"ok 3 - sum # SKIP\"\n+old:\n```\n"'
	model '"skipped":1' "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))')"
	fix
	assert_success
	assert_line --index 0 '# fix_until_green: green after 3 of 3 rounds'
	assert_line '## Round 1: green, but no more tests passed than before, or more were skipped; taken back'
	assert_line 'make check: 1 passed, 0 failed, 0 skipped'
	assert_line '## Round 2: green, but no more tests passed than before, or more were skipped; taken back'
	assert_equal "$(git status --porcelain)" ' M src/sum'
}

@test "never green: status 1, the tree as it was found, and all that was learnt" {
	printf 'echo nam\n' >src/name
	printf 'mine\n' >src/mine
	printf 'staged\n' >src/staged
	git add src/staged
	chmod 755 src/sum
	git status --porcelain >../before
	cp -a src ../src
	model "$asked" '"I add a file.\n\n```diff\ndiff --git a/new/deep/file b/new/deep/file\nnew file mode 100644\n--- /dev/null\n+++ b/new/deep/file\n@@ -0,0 +1 @@\n+x\ndiff --git a/src/mine b/src/yours\nrename from src/mine\nrename to src/yours\n```\n"'
	model "$red" "$(diff_of src/sum 'echo $((1 - 2))' 'echo 4')"
	model '"name":"name"' "$(diff_of src/sum 'echo 4' 'echo 5')"
	fix
	assert_failure 1
	assert_line --index 0 '# fix_until_green: not green after 3 rounds'
	assert_line '> I add a file.'
	assert_line '## Round 3: applied, the tests are red'
	assert_line '    +echo 5'
	assert_line --regexp '^Session s-'
	assert_line 'Every file is as it was found.'
	run git status --porcelain
	assert_output "$(cat ../before)"
	run diff -r src ../src
	assert_output ''
	[ -x src/sum ] && [ ! -e new ]
	assert_equal "$(ls -A "$XDG_STATE_HOME/codex" | grep -c ^fix-)" 0
}

@test "what was noted of the diff that was applied is in the summary" {
	model "$asked" '"```diff\n--- a/src/sum\n+++ b/src/sum\n@@ -1 +1,2 @@\n-echo $((1 - 2))\n+# https://example.org/\n+echo 3 # shellcheck disable=SC2000\n```\n"'
	printf '{"levels": {"lint-disabled": "note"}}\n' >../policy.json
	mkdir .codex && mv ../policy.json .codex
	fix
	assert_success
	assert_line '- src/sum:2: note: lint-disabled: silences a checker'
}

@test "modes, folders, and a file where a folder is now, are put back too" {
	chmod 755 src/name
	mkdir folder
	printf 'x\n' >folder/x
	cp -a . ../found
	model "$asked" "$(jq -Rs '"```diff\n" + . + "```\n"' <<-'E2'
		diff --git a/src/name b/src/name
		old mode 100755
		new mode 100644
		diff --git a/src/mine b/src/mine
		new file mode 100644
		--- /dev/null
		+++ b/src/mine
		@@ -0,0 +1 @@
		+x
		diff --git a/folder/x b/folder/x
		deleted file mode 100644
		--- a/folder/x
		+++ /dev/null
		@@ -1 +0,0 @@
		-x
	E2
	)"
	model "$red" "$(jq -Rs '"Second.\n\n```diff\n" + . + "```\n"' <<-'E2'
		diff --git a/src/mine b/src/mine
		deleted file mode 100644
		--- a/src/mine
		+++ /dev/null
		@@ -1 +0,0 @@
		-x
	E2
	)"
	model 'Second.' '"```diff\ndiff --git a/src/mine/y b/src/mine/y\nnew file mode 100644\n--- /dev/null\n+++ b/src/mine/y\n@@ -0,0 +1 @@\n+y\n```\n"'
	fix
	assert_failure 1
	assert_equal "$(grep -c '^## Round .: applied, the tests are red' <<<"$output")" 3
	assert_line 'Every file is as it was found.'
	run diff -r --no-dereference --exclude=.codex-log . ../found
	assert_output ''
	assert_equal "$(stat -c %a src/name)" 755
}

@test "without counts, the end of the output is in the summary" {
	printf 'check:\n\t@echo boom\n\t@sh src/sum | grep -qx 3\n' >Makefile
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))')"
	fix
	assert_success
	assert_line 'make check ended with status 2 and reported no tests'
	assert_line '    boom'
}

@test "an answer without a diff is told, and counts" {
	model "$asked" '"I would rather not.\n"'
	model 'holds no diff that can be judged' '"```diff\nnonsense\n```\n"'
	model 'nonsense' "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))')"
	fix
	assert_success
	assert_line '## Round 1: no diff to judge'
	assert_line '> I would rather not.'
	assert_line '- the answer has no diff; ask for one in a ```diff block'
	assert_line --regexp "^- line 1 of the diff: 'nonsense'"
}

@test "a budget that is reached ends it with 6, and the tree as it was found" {
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo 4')"
	fix --max-tokens-total 1700
	assert_failure 6
	assert_line --index 0 --regexp '^# fix_until_green: no answer in round [12]: '
	as_found
}

@test "an API that cannot be reached ends it with 3, one that refuses with 4" {
	OPENAI_BASE_URL=http://127.0.0.1:9/v1 run --separate-stderr \
		"$REPO/scripts/fix_until_green.sh" --retries 0 </dev/null
	assert_failure 3
	assert_line --index 0 --partial '# fix_until_green: no answer in round 1: no answer from 127.0.0.1:9'
	assert_line '- failed: sum'
	as_found
	model "$asked" null '{"status": 401, "error": {"message": "bad key"}}'
	fix
	assert_failure 4
	as_found
}

@test "tests that cannot be run end it before the model is asked" {
	rm Makefile
	OPENAI_BASE_URL=http://127.0.0.1:9/v1 run --separate-stderr "$REPO/scripts/fix_until_green.sh"
	assert_failure 1
	assert_line --index 0 '# fix_until_green: the tests cannot be run: no test command is known for this root'
	run "$REPO/scripts/fix_until_green.sh" now
	assert_failure 2
}

@test "a signal takes back what was applied, and ends it by that signal" {
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo 4')"
	model "$red" '"late"' '{"delay": 30}'
	timeout "$WAIT" codex-replay ../c.jsonl -- sh -c 'echo $$ >../pid; exec "$0" -m m' \
		"$REPO/scripts/fix_until_green.sh" >../out 2>../err </dev/null 3>&- &
	for _ in $(seq 200); do
		! grep -q 'round 2' ../err || break
		sleep 0.1
	done
	assert_equal "$(cat src/sum)" 'echo 4'
	kill -TERM "$(cat ../pid)"
	wait $! && ended=0 || ended=$?
	assert_equal "$ended" 143
	run cat ../out
	assert_line --index 0 '# fix_until_green: stopped by SIGTERM'
	assert_line '## Round 1: applied, the tests are red'
	as_found
}

@test "when it fails itself, what was applied is taken back" {
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo 4')"
	mkdir ../only
	# its own jq fails once the tests are red again
	printf '#!/bin/sh\ncase "$*" in "-c . "*) exit 7 ;; esac\nexec %s "$@"\n' "$(command -v jq)" >../only/jq
	chmod +x ../only/jq
	PATH=$BATS_TEST_TMPDIR/only:$PATH fix
	assert_failure 7
	assert_line --index 0 '# fix_until_green: stopped: it failed itself'
	as_found
}

@test "SIGKILL loses nothing: the next run says where the copies are" {
	printf 'echo $((1 - 2)) # mine\n' >src/sum
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2)) # mine' 'echo 4')"
	model "$red" '"late"' '{"delay": 30}'
	timeout "$WAIT" codex-replay ../c.jsonl -- sh -c 'echo $$ >../pid; exec "$0" -m m' \
		"$REPO/scripts/fix_until_green.sh" >../out 2>../err </dev/null 3>&- &
	for _ in $(seq 200); do
		! grep -q 'round 2' ../err || break
		sleep 0.1
	done
	kill -KILL "$(cat ../pid)"
	wait $! || :
	assert_equal "$(cat src/sum)" 'echo 4'
	printf 'echo 3\n' >src/sum
	run --separate-stderr "$REPO/scripts/fix_until_green.sh"
	assert_success
	kept=$(sed -n 's/.*what files held before is in \([^;]*\);.*/\1/p' <<<"$stderr")
	assert_equal "$(cat "$kept/src/sum")" 'echo $((1 - 2)) # mine'
}

@test "what someone else writes meanwhile is left alone, and the copy is named" {
	printf 'echo $((1 - 2)) # mine\n' >src/sum
	printf 'check:\n\t@sh test/run; r=$$?; if grep -q 4 src/sum; then echo theirs >src/sum; fi; exit $$r\n' >Makefile
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2)) # mine' 'echo 4')"
	model "$red" "$(diff_of src/sum 'theirs' 'echo 3')"
	fix
	assert_failure 1
	assert_line --index 0 '# fix_until_green: stopped in round 2: someone else changes the same files'
	assert_line --regexp '^- src/sum: what it held is in .*/codex/fix-.*/before$'
	assert_equal "$(cat src/sum)" theirs
	kept=$(sed -n 's/^- src.sum: what it held is in //p' <<<"$output")
	assert_equal "$(cat "$kept/src/sum")" 'echo $((1 - 2)) # mine'
	# the next run names it too
	printf 'check:\n\t@echo 1..1; echo ok 1 - one\n' >Makefile
	run --separate-stderr "$REPO/scripts/fix_until_green.sh"
	assert_success
	assert_equal "${stderr%%;*}" "fix_until_green: an earlier run here did not put everything back: what files held before is in $kept"
}

@test "it works from a folder of the project, and nothing in the model's words steers a terminal" {
	model "$asked" "$(diff_of src/sum 'echo $((1 - 2))' 'echo $((1 + 2))' | sed 's/The cause/\\u001b[31mThe\\u202e cause/')"
	cd src
	mv ../../c.jsonl ../../p.jsonl
	RULES=../../p.jsonl fix
	assert_success
	assert_line '> ?[31mThe? cause is src/sum.'
}
