# walk: which files are looked at, held against git's own list
load helper

setup() {
	mkdir "$BATS_TEST_TMPDIR/r"
	cd "$BATS_TEST_TMPDIR/r" || return 1
}

# random N: a number below N, the same ones in every run
random() {
	seed=$(((seed * 1103515245 + 12345) & 0x7fffffff))
	picked=$((seed / 65536 % $1))
}

# one_of WORD...: sets `word`
one_of() {
	random $#
	word=${*:picked+1:1}
}

names=(a b c ab foo bar foo.c a.o 'x y' .h é '[q]' A build a-b 1 '*s' 'fo\o' 'end ')
atoms=(a b c foo bar '*' '?' '**' '[ab]' '[!a]' '[a-c]' .c .o '*.o' 'foo*' '*bar'
	'[[:alpha:]]' '[^[:digit:]]' '\a' '\*' '[]a]' '[a-]' '***' 'a**' '**b' 'x y'
	' ' '\ ' é '[\]q]' '[[]q]' .h build '[[:foo:]]' '[a' 1 '[0-9]' 'fo\\o' '\' '#' '!')

# rule: prints one of a .gitignore
rule() {
	local text='' part

	random 20 && [ $picked -ge 6 ] || text='!'
	random 4 && [ $picked -gt 0 ] || text+=/
	random 3
	for ((part = picked; part >= 0; part--)); do
		one_of "${atoms[@]}"
		text+=$word
		random 5 && [ $picked -gt 0 ] || { one_of "${atoms[@]}" && text+=$word; }
		[ $part = 0 ] || text+=/
	done
	random 4 && [ $picked -gt 0 ] || text+=/
	random 12 && [ $picked -gt 0 ] || text+='  '
	random 30 && [ $picked -gt 0 ] || text+=$'\r'
	printf '%s\n' "$text"
}

# tree: folders and files at random, some of them tracked, rules in some
tree() {
	local folders=(.) i path

	for ((i = 0; i < 14; i++)); do
		one_of "${folders[@]}" && path=$word
		one_of "${names[@]}"
		mkdir "$path/$word" 2>/dev/null && folders+=("$path/$word")
	done
	for ((i = 0; i < 45; i++)); do
		one_of "${folders[@]}" && path=$word
		one_of "${names[@]}"
		[ -e "$path/$word" ] || : >"$path/$word"
	done
	random 2
	[ $picked = 0 ] || find . -path ./.git -prune -o -type f -print0 |
		head -z -n 9 | xargs -0 git --literal-pathspecs add -f --
	random 3
	[ $picked = 0 ] || git update-index --index-version $((picked + 2)) 2>/dev/null || :
	for ((i = 0; i < 4; i++)); do
		one_of "${folders[@]}" && path=$word
		for ((j = 0; j < 5; j++)); do rule; done >"$path/.gitignore"
	done
	rule >.git/info/exclude
	random 4
	[ $picked = 0 ] && [ "$path" != . ] && git init -q "$path"
	return 0
}

# expected: what git lists and is there, one in each line
expected() {
	git ls-files -co --exclude-standard -z | tr '\n\0' '\1\n' |
		LC_ALL=C sort -u | while IFS= read -r path; do
		[ ! -L "$path" ] && { [ -d "$path" ] || [ ! -e "$path" ]; } || printf '%s\n' "$path"
	done
}

listed() {
	"$BUILD/helpers/list_files" --root . </dev/null | jq -r '.details.paths[]'
}

@test "what git lists is listed, under any rules" {
	n=0
	for ((round = 0; round < ${IGNORE_ROUNDS:-25}; round++)); do
		seed=$((round * 7919 + 17))
		git init -q "r$round"
		cd "r$round"
		tree
		expected >../expected
		listed >../actual
		diff ../expected ../actual || fail "round $round"
		n=$((n + $(wc -l <../actual)))
		cd ..
	done
	echo "$n files"
	[ $n -gt $((round * 8)) ]
}

@test "what git lists of this repository is listed" {
	git -C "$REPO" rev-parse --git-dir >/dev/null 2>&1 || skip 'this is no repository'
	cd "$REPO"
	expected | grep -v -E '(^|/)\.codex/' >"$BATS_TEST_TMPDIR/expected"
	listed >"$BATS_TEST_TMPDIR/actual"
	diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/actual"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/actual")" -gt 300 ]
}

@test "what git lists of the kernel's sources is listed" {
	[ -d "${LINUX_TREE-}/.git" ] || skip 'LINUX_TREE names no linux-source with an index'
	cd "$LINUX_TREE"
	git ls-files -co --exclude-standard -z | tr '\n\0' '\1\n' | LC_ALL=C sort -u >"$BATS_TEST_TMPDIR/expected"
	listed >"$BATS_TEST_TMPDIR/actual"
	diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/actual"
}

@test "an index that is git's own affair is left to git" {
	git init -q .
	mkdir sub && touch a.o b.c sub/c.o
	echo '*.o' >.gitignore
	git add -f a.o b.c
	git update-index --split-index
	run_helper list_files
	assert_equal "$(details '.paths|join(" ")')" '.gitignore a.o b.c'
	git update-index --no-split-index
	git config core.excludesFile "$PWD/more"
	echo '*.c' >more
	touch new.c
	run_helper list_files
	assert_equal "$(details '.paths|join(" ")')" '.gitignore a.o b.c more'
	printf 'garbage' >.git/index
	git config --unset core.excludesFile
	run_helper list_files
	assert_failure 1
	assert_equal "$(details .error.code)" command_failed
}

@test "a user's own excludes are not looked at" {
	git init -q .
	mkdir -p "$XDG_STATE_HOME/git"
	echo '*' >"$XDG_STATE_HOME/git/ignore"
	touch seen
	XDG_CONFIG_HOME=$XDG_STATE_HOME run_helper list_files
	assert_equal "$(details '.paths|join(" ")')" seen
}

# odd: what no search must stumble over
odd() {
	mkfifo fifo
	ln -s /dev/zero zero
	ln -s ../.. up
	truncate -s 1T giant
	: >empty
	printf 'needle, no newline' >bare
	printf 'needle\n' >one
	ln one two
	printf 'needle\0' >binary
	mkdir closed && touch closed/in
	printf 'needle\n' >forbidden
	chmod 0 closed forbidden
	printf 'needle\n' >$'new\nline'
}

@test "odd files are passed over and counted, and nothing waits for them" {
	odd
	run_helper grep needle
	assert_success
	assert_equal "$(details '[.matches[].path]')" "$(
		[ "$(id -u)" = 0 ] && echo '["bare","forbidden","new\nline","one","two"]' ||
			echo '["bare","new\nline","one","two"]'
	)"
	assert_equal "$(details '.skipped|.binary,.too_large,.special')" $'1\n1\n1'
	run_helper list_files
	assert_success
	assert_equal "$(details '.skipped.special')" 1
	refute_output --partial fifo
}

@test "a tree deeper than any path is gone into as far as paths go" {
	python3 -c '
import os
name = "d" * 200
for i in range(40):
	os.mkdir(name)
	os.chdir(name)
	open("f", "w").write("needle\n")
' || skip 'python3 is not installed'
	run_helper grep needle
	assert_success
	n=$(details '.matches|length')
	[ "$n" -ge 19 ]
	[ "$n" -le 20 ]
	assert_equal "$(details .skipped)" '{"too_deep":1}'
}

@test "a folder of very many entries is listed in order" {
	n=${MANY_FILES:-20000} # 300000 by hand: to make them takes a minute
	mkdir many
	(cd many && seq -f 'f%06.0f' "$n" | xargs touch)
	"$BUILD/helpers/list_files" </dev/null >../answer
	jq -r '.details.paths[]' ../answer | cmp - <(seq -f 'many/f%06.0f' "$n")
}

# within MEGABYTES HELPER ARG...: its answer's details, made in so much memory
within() {
	python3 - "$1" "$BUILD/helpers/$2" "${@:3}" <<-'END'
		import json, resource, subprocess, sys
		answer = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout
		used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
		assert used < float(sys.argv[1]), f"{used} MB: {sys.argv[2:]}"
		print(json.dumps(json.loads(answer)["details"]))
	END
}

@test "in a folder of very many files each one is read, counted and held in little memory" {
	[[ $BUILD != */san ]] || skip 'the sanitizers want much memory'
	command -v python3 >/dev/null || skip 'python3 is not installed'
	n=${MANY_FILES:-5000}
	python3 - "$n" <<-'END'
		import os, sys
		os.mkdir("many")
		for i in range(1, int(sys.argv[1]) + 1):
		    with open(f"many/f{i:06}.c", "w") as file:
		        file.write(f"int f{i};" + (" /* TODO: needle */\n" if i % 1000 == 0 else "\n"))
	END
	some=$(seq -f 'many/f%06.0f.c' 1000 1000 "$n")
	mb=$((40 + n / 3000)) # a name and what is known of it: 350 bytes
	assert_equal "$(within $mb list_files | jq '.paths | length')" "$n"
	assert_equal "$(within $mb list_files --max-tokens 1000 | jq -c '[.total, .folders]')" \
		"[$n,[{\"path\":\"many\",\"count\":$n}]]"
	assert_equal "$(within $mb grep needle | jq -r '.matches[].path')" "$some"
	assert_equal "$(within $mb grep 'f[0-9]' --count | jq '.counts | length')" "$n"
	assert_equal "$(within $mb grep f --max-tokens 1000 | jq .truncated)" true
	assert_equal "$(within $mb list_todos | jq -r '.todos[].path')" "$some"
	assert_equal "$(within $mb code_metrics | jq -c '[.totals.files, .totals.code]')" "[$n,$n]"
	assert_equal "$(within $mb dependencies | jq -c '[.dependencies, .unread]')" '[[],null]'
	assert_equal "$(within $mb secret_scan | jq .scanned.files)" "$n"
}

@test "the answer is the same, byte for byte, on any number of threads" {
	cp -r "$REPO/lib" "$REPO/bin" .
	"$BUILD/helpers/grep" --threads 1 'e[a-z]+t' </dev/null >../one
	for threads in 2 3 8; do
		"$BUILD/helpers/grep" --threads $threads 'e[a-z]+t' </dev/null >../many
		cmp ../one ../many
	done
	[ "$(jq '.details.matches|length' ../one)" -gt 5000 ]
}
