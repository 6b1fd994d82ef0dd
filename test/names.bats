# names: files whose names are no UTF-8, hold a newline or look like either
load helper

# the last is what the first two look like in an answer
names=($'bad\xff.c' $'dir\xc3/two\nlines.c' $'\xe2\x82.c' 'é.c' 'back\slash.c'
	'bad\xff.c' 'x\x5cxff.c' 'x\xFF.c' 'x\x2f.c' '\')
shown=('bad\xff.c' $'dir\\xc3/two\nlines.c' '\xe2\x82.c' 'é.c' 'back\slash.c'
	'bad\x5cxff.c' 'x\x5cx5cxff.c' 'x\xFF.c' 'x\x2f.c' '\')

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir r && cd r || return 1
	git init -q -b main
	mkdir $'dir\xc3'
	for name in "${names[@]}"; do
		printf 'int needle; /* TODO: %s */\n' "$(printf %s "$name" | od -An -tx1 | tr -d ' \n')" >"$name"
	done
	git add . && git_fixed commit -q -m one
}

helper() { run_helper "$@" && assert_success; }

# forms FILTER: the paths that the last answer holds, sorted, one a line
forms() { jq "[.details | $1] | unique | .[]" <<<"$output" | sort; }
all() { printf '%s\0' "${shown[@]}" | jq -Rs 'split("\u0000") | map(select(. != "")) | .[]' | sort; }

# reads: each form in names, one after the other, gives its own file
reads() {
	for ((at = 0; at < ${#names[@]}; at++)); do
		helper read_file "$1${shown[at]}"
		assert_equal "$(details '.files[0].text')" "$(cat "${names[at]}")"
		assert_equal "$(details '.files[0].path')" "${shown[at]}"
	done
}

@test "every list names each file in its one form" {
	helper list_files
	diff <(forms '.paths[]') <(all)
	helper grep needle
	diff <(forms '.matches[].path') <(all)
	helper grep needle --files-only
	diff <(forms '.paths[]') <(all)
	helper grep needle --count
	diff <(forms '.counts[].path') <(all)
	helper list_todos
	diff <(forms '.todos[].path') <(all | grep -v '"\\\\"')
	helper outline
	diff <(forms '.symbols[].path') <(all | grep -v '"\\\\"')
	helper git_log --files
	diff <(forms '.commits[].files[].path') <(all)
	helper callers needle
	diff <(forms '.definitions[].path') <(all | grep -v '"\\\\"')
	helper code_metrics
	diff <(forms '.largest[].path') <(all | grep -v '"\\\\"')
	for name in "${names[@]}"; do echo more >>"$name"; done
	helper git_status
	diff <(forms '.changes[].path') <(all)
}

@test "each form is read as that file, in JSON, by a pipe and typed" {
	reads ''
	reads ./
	cd $'dir\xc3'
	helper read_file $'two\nlines.c'
	assert_equal "$(details '.files[0].path')" "${shown[1]}"
	helper read_file "$PWD"/$'two\nlines.c'
	assert_equal "$(details '.files[0].path')" "${shown[1]}"
	cd ..
	for ((at = 0; at < 4; at++)); do
		helper read_file "${names[at]}" # as a shell's glob gives it
		assert_equal "$(details '.files[0].path')" "${shown[at]}"
	done
	run --separate-stderr bash -c '"$BUILD/helpers/list_files" </dev/null | "$BUILD/helpers/read_file"'
	diff <(forms '.files[].path') <(all)
	assert_equal "$(details '[.files[] | .text] | unique | length')" ${#names[@]}
	run --separate-stderr bash -c '"$BUILD/helpers/grep" needle </dev/null | "$BUILD/helpers/read_file" --context 2'
	diff <(forms '.files[].path') <(all)
	run --separate-stderr bash -c '"$BUILD/helpers/list_files" </dev/null | jq -j ".details.paths[] | . + \"\u0000\"" | xargs -0 "$BUILD/helpers/read_file" --no-stdin'
	diff <(forms '.files[].path') <(all)
}

@test "git's helpers take the forms that git's helpers give" {
	for ((at = 0; at < ${#names[@]}; at++)); do
		helper git_blame "${shown[at]}"
		assert_equal "$(details '.path, .lines[0].subject')" "$(jq -nrc --arg n "${shown[at]}" '$n, "one"')"
		helper git_log "${shown[at]}" --files
		assert_equal "$(details '.commits[0].files[].path')" "${shown[at]}"
		helper git_show --path "${shown[at]}"
		assert_equal "$(details '.files[0].text')" "$(cat "${names[at]}")"
		echo more >>"${names[at]}"
		helper git_diff "${shown[at]}"
		assert_equal "$(details '[.stat[].path]')" "$(jq -nc --arg n "${shown[at]}" '[$n]')"
		git checkout -q .
		helper grep needle "${shown[at]}"
		assert_equal "$(details '[.matches[].path]')" "$(jq -nc --arg n "${shown[at]}" '[$n]')"
		helper list_files "${shown[at]}"
		assert_equal "$(details .paths)" "$(jq -nc --arg n "${shown[at]}" '[$n]')"
	done
}

@test "a form goes through a pipe as it is" {
	run --separate-stderr bash -c '"$BUILD/helpers/list_files" </dev/null | "$BUILD/helpers/read_file" | codex-chunk | jq -s "{details: {paths: map(.details.path)}}"'
	assert_success
	diff <(forms '.paths[]') <(all)
	run --separate-stderr bash -c 'codex-chunk "$@" </dev/null | jq -s "{details: {paths: map(.details.path)}}"' - "${names[0]}" "${names[5]}"
	assert_equal "$(details '.paths | join(" ")')" "${shown[0]} ${shown[5]}"
	run --separate-stderr bash -c '"$BUILD/helpers/list_todos" </dev/null | codex-report'
	assert_equal "$(grep -c 'int needle' <<<"$output")" $((${#names[@]} - 1)) # the lines themselves
}

@test "a form opens nothing that a name does not" {
	mkdir .codex && echo secret >.codex/x
	run_helper read_file '..\x2f..\x2fetc/passwd'
	assert_failure
	assert_equal "$(details .error.code)" not_found
	run_helper read_file '\x2ecodex/x'
	assert_equal "$(details .error.code)" not_found
	run_helper read_file $'.codex/\xff'
	assert_equal "$(details .error.code)" policy_denied
	assert_equal "$(details .error.path)" '.codex/\xff'
	run_helper read_file $'none\xfe'
	assert_equal "$(details '[.error.code, .error.path]')" '["not_found","none\\xfe"]'
	run_helper read_file README
	assert_equal "$(details .error.code)" not_found
}

@test "a name that is no UTF-8 is refused where it is none of a file" {
	run_helper grep $'\xff'
	assert_failure 2
	assert_equal "$(details .error.code)" invalid_arguments
}
