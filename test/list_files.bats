# list_files: the files that git would list

load helper

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/r/src/deep" "$BATS_TEST_TMPDIR/r/build"
	cd "$BATS_TEST_TMPDIR/r" || return 1
	touch README.md src/main.c src/main.h src/deep/x.c build/out.o .hidden
}

make_repository() {
	git init -q .
	echo 'build/' >.gitignore
	echo '*.log' >src/.gitignore
	touch src/a.log
	git add -A
	touch src/untracked.c
}

list_files() {
	run_helper list_files "$@"
	assert_success
}

paths() {
	details '.paths|join(" ")'
}

@test "outside a repository all files are listed, sorted, hidden ones too" {
	list_files
	assert_equal "$(paths)" \
		'.hidden README.md build/out.o src/deep/x.c src/main.c src/main.h'
	diff <(jq -r '.details.paths[]' <<<"$output") \
		<(find . -type f | sed 's,^\./,,' | LC_ALL=C sort)
}

@test "in a repository git's own list is the answer" {
	make_repository
	printf 'x' >"$(printf 'odd "name\twith é')"
	mkdir 'a b' && touch 'a b/[c]*?.c'
	list_files
	diff <(jq -r '.details.paths[]' <<<"$output") \
		<(git ls-files -co --exclude-standard -z | tr '\0' '\n' | LC_ALL=C sort)
	assert_equal "$(details '.paths|length')" 10
	refute_output --partial a.log
	refute_output --partial out.o
}

@test "in a folder of a repository only what is below it is listed" {
	make_repository
	run_helper list_files --root src
	assert_equal "$(paths)" '.gitignore deep/x.c main.c main.h untracked.c'
	cd src
	list_files .
	assert_equal "$(paths)" \
		'src/.gitignore src/deep/x.c src/main.c src/main.h src/untracked.c'
}

@test "named folders are listed, named files even when they are ignored" {
	make_repository
	list_files src/deep README.md
	assert_equal "$(paths)" 'README.md src/deep/x.c'
	list_files src/a.log
	assert_equal "$(paths)" src/a.log
	list_files build
	assert_equal "$(paths)" ''
}

@test "include and exclude choose by glob" {
	make_repository
	list_files --include '*.c' --include README.md --exclude 'src/deep/**'
	assert_equal "$(paths)" 'README.md src/main.c src/untracked.c'
	list_files --exclude '*.{c,h,md}' --exclude '.*'
	assert_equal "$(paths)" ''
	list_files src --include '/src/*.[ch]'
	assert_equal "$(paths)" 'src/main.c src/main.h src/untracked.c'
}

@test "what is tracked but gone is not listed" {
	make_repository
	rm -r src/main.c src/deep
	list_files
	refute_output --partial main.c
	refute_output --partial x.c
	assert_output --partial main.h
}

@test "git, codex and log folders are never listed, in any spelling" {
	make_repository
	mkdir -p .codex .codex-log src/.CODEX src/.github
	touch .codex/x .codex-log/x src/.CODEX/x src/.github/x
	list_files
	assert_equal "$(details '[.paths[]|select(test("codex|\\.git/";"i"))]')" '[]'
	assert_output --partial src/.github/x
	rm -rf .git
	list_files
	assert_equal "$(details '[.paths[]|select(test("codex|\\.git/";"i"))]')" '[]'
	assert_output --partial src/.github/x
	run_helper list_files .codex
	assert_failure 1
	assert_equal "$(details .error.code)" policy_denied
}

@test "FIFOs are left out, and links are listed but not followed" {
	mkdir ../out && touch ../out/secret
	mkfifo fifo
	ln -s ../out folder
	ln -s ../out/secret link
	for _ in plain repository; do
		list_files
		refute_output --partial fifo
		refute_output --partial secret
		assert_output --partial '"link"'
		git init -q .
	done
	run_helper list_files folder
	assert_failure 1
	assert_equal "$(details .error.code)" outside_root
}

@test "a folder that was replaced by a link leads nowhere" {
	make_repository
	mkdir ../out && touch ../out/x.c
	rm -r src/deep
	ln -s ../../out src/deep
	list_files
	refute_output --partial deep/x.c
}

@test "a submodule's files are listed when it is named" {
	make_repository
	git init -q vendor && touch vendor/v.c
	list_files
	refute_output --partial v.c
	list_files vendor
	assert_equal "$(paths)" vendor/v.c
}

@test "a folder that is not there is not found, with a near name" {
	run_helper list_files scr
	assert_failure 1
	assert_equal "$(details .error)" \
		"{\"code\":\"not_found\",\"message\":\"no file 'scr' under the root; did you mean 'src'?\",\"path\":\"scr\"}"
}

@test "an answer fits its limit, and next yields every path exactly once" {
	skip=0
	: >all
	while [ -n "$skip" ]; do
		list_files --max-tokens 40 --skip "$skip"
		[ "$(jq .tokens <<<"$output")" -le 40 ]
		jq -r '.details.paths[]' <<<"$output" >>all
		skip=$(jq -r '.details.next.skip // empty' <<<"$output")
	done
	list_files
	diff all <(jq -r '.details.paths[]' <<<"$output")
}

@test "paths from a pipe that found none list nothing" {
	run --separate-stderr "$BUILD/helpers/list_files" \
		<<<'{"success":true,"details":{"paths":[]},"tokens":4}'
	assert_output '{"success":true,"details":{"paths":[]},"tokens":4}'
}

@test "type chooses by language, size and time by what the file is" {
	make_repository
	list_files --type c
	assert_equal "$(paths)" 'src/deep/x.c src/main.c src/main.h src/untracked.c'
	printf '12345' >src/main.c
	printf '123' >README.md
	list_files --min-size 1 --type c
	assert_equal "$(paths)" src/main.c
	list_files --min-size 3 --max-size 4
	assert_equal "$(paths)" README.md
	touch -d '40 days ago' src/main.c
	list_files --type c --changed-days 30
	assert_equal "$(paths)" 'src/deep/x.c src/main.h src/untracked.c'
	list_files --sort size --min-size 3
	assert_equal "$(paths)" "$(git ls-files -co --exclude-standard | xargs stat -c '%s %n' | sort -k1,1nr -k2 | awk '$1 >= 3 { printf "%s%s", s, $2; s = " " }')"
	list_files --sort time --type c
	assert_equal "$(details '.paths[-1]')" src/main.c
}

@test "depth counts the files of folders" {
	list_files --depth 1
	assert_equal "$(details .folders)" \
		'[{"path":".","count":2},{"path":"build","count":1},{"path":"src","count":3}]'
	list_files --depth 2
	assert_equal "$(details .folders)" \
		'[{"path":".","count":2},{"path":"build","count":1},{"path":"src","count":2},{"path":"src/deep","count":1}]'
}

@test "what is too long to list is counted by folder, too, on its first page" {
	mkdir -p deep/down/{one,two} && rm -rf build src a.txt
	touch deep/down/one/{1..90} deep/down/two/{1..30}
	list_files --max-tokens 300 --exclude '[!0-9]*'
	assert_equal "$(details .folders)" \
		'[{"path":"deep/down/one","count":90},{"path":"deep/down/two","count":30}]'
	assert_equal "$(details '[.total, .truncated, (.paths | length) == .next.skip]')" '[120,true,true]'
	list_files --max-tokens 300 --skip 1 --exclude '[!0-9]*'
	assert_equal "$(details .folders)" null
	list_files --max-tokens 3000 --exclude '[!0-9]*'
	assert_equal "$(details '[.folders, .truncated]')" '[null,null]'
	list_files --max-tokens 30 --exclude '[!0-9]*'
	assert_equal "$(details '[.folders, .truncated]')" '[null,true]'
}
