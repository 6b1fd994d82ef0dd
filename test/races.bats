# names change places while helpers look at them: nothing outside is read or
# changed, and nothing hangs. `make torture` runs each 20,000 (5,000) times.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	reads=${READ_RACES:-80} writes=${WRITE_RACES:-40}
	mkdir -p root/.codex root/folder root/deep/er outside
	echo 'TODO canary' >outside/secret
	cd root || return 1
	echo canary >.codex/config.json
	for name in link fifo socket device magic reserved folder/secret deep/er/secret; do
		echo 'TODO inside' >$name
	done
	# what takes the places of these
	mkdir other
	ln -s ../../outside/secret other/link
	ln -s ../outside/secret link.other
	mkfifo fifo.other
	ln -s /dev/zero device.other
	ln -s "/proc/self/root$BATS_TEST_TMPDIR/outside/secret" magic.other
	ln -s .codex/config.json reserved.other
	ln -s ../outside folder.other
	ln -s ../../outside deep/er.other
	python3 -c 'import socket as s; s.socket(s.AF_UNIX).bind("socket.other")' 2>/dev/null ||
		mkfifo socket.other
	swaps=link:link.other,fifo:fifo.other,socket:socket.other,device:device.other
	swaps=$swaps,magic:magic.other,reserved:reserved.other
	swaps=$swaps,folder:folder.other,deep/er:deep/er.other
	paths=link,fifo,socket,device,magic,reserved,folder/secret,deep/er/secret
	# git opens a FIFO that took a file's place and waits: its time limit
	# ends that (docs/sandbox.md)
	still=${swaps/,fifo:fifo.other,socket:socket.other/}
	rm other/link && rmdir other
}

# race N SWAPS PROGRAM ARG...: it answered, and that was all
race() {
	run "$BUILD/test/race" "$1" "$2" "$paths" "${@:3}"
	assert_output "$1 runs, some answered, 0 escapes, 0 hangs"
}

@test "races are lost by a program that takes no care" {
	run "$BUILD/test/race" 200 link:link.other,folder:folder.other,magic:magic.other \
		link,folder/secret,magic /bin/cat '{}'
	assert_failure
	refute_output --partial ' 0 escapes'
	assert_output --partial ' 0 hangs'
}

@test "read_file wins every race" {
	race "$reads" "$swaps" "$BUILD/helpers/read_file" '{}'
}

@test "grep wins every race" {
	race "$reads" "$swaps" "$BUILD/helpers/grep" '[a-z]+' --max-count 5
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/grep" '[a-z]+' '{}'
}

@test "list_files wins every race" {
	race "$reads" "$swaps" "$BUILD/helpers/list_files"
}

@test "outline wins every race" {
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/outline"
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/outline" '{}'
}

@test "callers wins every race" {
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/callers" inside
}

@test "code_metrics wins every race" {
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/code_metrics"
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/code_metrics" '{}'
}

@test "dependencies wins every race" {
	echo 'canary==1' >../outside/secret
	for name in requirements.txt folder/requirements.txt deep/er/requirements.txt; do
		echo 'inside==1' >$name
	done
	ln -s ../outside/secret requirements.other
	swaps=$swaps,requirements.txt:requirements.other
	paths=requirements.txt,folder/requirements.txt,deep/er/requirements.txt
	run -0 "$BUILD/helpers/dependencies" folder/requirements.txt
	assert_output --partial inside
	run -0 cat requirements.other
	assert_output 'canary==1'
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/dependencies"
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/dependencies" '{}'
}

@test "list_todos wins every race" {
	race "$reads" "$swaps" "$BUILD/helpers/list_todos"
}

# tracked: what is swapped is in a repository, and differs from its commit
tracked() {
	git init -q .
	git add -A -- ':!.codex' ':!socket.other' ':!fifo.other'
	git_fixed commit -qm 'feat: start'
	for name in link device magic reserved folder/secret deep/er/secret; do
		echo 'TODO inside, changed' >$name
	done
}

@test "git_diff wins every race" {
	tracked
	race "$reads" "$still" "$BUILD/helpers/git_diff"
}

@test "git_status wins every race" {
	tracked
	race "$reads" "$still" "$BUILD/helpers/git_status"
}

@test "validate_diff wins every race" {
	tracked
	# a file that became a link is two sections of a diff, which it refuses
	race "$((reads / 4))" folder:folder.other,deep/er:deep/er.other \
		"$BUILD/helpers/validate_diff" --base HEAD --fail-on never
	run "$BUILD/test/race" "$reads" "$still" "$paths" \
		"$BUILD/helpers/validate_diff" --base HEAD --fail-on never
	assert_output --partial ' 0 escapes, 0 hangs'
}

@test "secret_scan wins every race" {
	race "$reads" "$swaps" "$BUILD/helpers/secret_scan"
	race "$((reads / 4))" "$swaps" "$BUILD/helpers/secret_scan" '{}'
}

@test "coverage wins every race" {
	# a report of the outside speaks of another file than those of the inside
	touch -d 2000-01-01 canary inside
	for name in ../outside/secret link fifo socket device magic reserved \
		folder/secret deep/er/secret; do
		case $name in ../*) of=canary ;; *) of=inside ;; esac
		printf 'SF:%s\nDA:1,0\nend_of_record\n' $of >$name
	done
	run "$BUILD/helpers/coverage" --reports ../outside/secret
	assert_failure 1
	run "$BUILD/helpers/coverage" --reports link
	assert_output --partial '"path":"inside"'
	race "$reads" "$swaps" "$BUILD/helpers/coverage" --reports '{}'
}

@test "changelog wins every race" {
	tracked
	race "$((reads / 4))" "$still" "$BUILD/helpers/changelog"
}

@test "git_log, git_show and git_blame win every race" {
	tracked
	race "$((reads / 4))" "$still" "$BUILD/helpers/git_log" --files
	race "$((reads / 4))" "$still" "$BUILD/helpers/git_show"
	race "$reads" "$still" "$BUILD/helpers/git_blame" --text '{}'
}

@test "apply_patch wins every race when it changes a file" {
	race "$writes" "$swaps" "$BUILD/helpers/apply_patch" --no-policy --diff \
		$'--- a/{}\n+++ b/{}\n@@ -1 +1 @@\n-TODO inside\n+TODO inside\n'
}

@test "apply_patch wins every race when it makes and removes a file" {
	paths=folder/new,deep/er/new
	race "$writes" "$swaps" "$BUILD/helpers/apply_patch" --no-policy --diff \
		$'--- /dev/null\n+++ b/{}{n}\n@@ -0,0 +1 @@\n+inside\n'
	paths=link,folder/secret,deep/er/secret
	run "$BUILD/test/race" "$writes" "$swaps" "$paths" \
		"$BUILD/helpers/apply_patch" --no-policy --diff \
		$'--- a/{}\n+++ /dev/null\n@@ -1 +0,0 @@\n-TODO inside\n'
	assert_output --partial ' 0 escapes, 0 hangs'
}

@test "each helper that reads or writes files is in these races" {
	jq -r '.[] | select(."x-grants" | index("run") | not) | .name' \
		"$REPO/codex_helpers/functions.json" >../names
	[ "$(wc -l <../names)" -ge 10 ]
	while IFS= read -r name; do
		grep -q "helpers/$name\"" "$BATS_TEST_FILENAME" || fail "$name is not"
	done <../names
}
