load helper

# commits SUBJECT...: a repository with an empty commit for each
commits() {
	[ -d .git ] || git init -q -b main
	for subject; do
		git_fixed commit -q --allow-empty -m "$subject"
	done
}

hash_of() {
	git log --format=%H --fixed-strings --grep="$1" | cut -c1-12
}

@test "conventional commits become sections of Keep a Changelog" {
	commits 'chore: start' 'fix(parser): no crash on an empty file' \
		'feat: greet by name' 'perf: half the time' 'docs: spelling' \
		'deprecate: --old' 'remove: the x command' 'feat(ui): colours' \
		'security: refuse links out of the root' 'Fix: upper case'
	run_helper changelog
	assert_success
	assert_equal "$(details .text)" "## [Unreleased]

### Added

- **ui:** colours ($(hash_of colours))
- greet by name ($(hash_of greet))

### Changed

- half the time ($(hash_of half))

### Deprecated

- --old ($(hash_of deprecate))

### Removed

- the x command ($(hash_of 'x command'))

### Fixed

- upper case ($(hash_of upper))
- **parser:** no crash on an empty file ($(hash_of crash))

### Security

- refuse links out of the root ($(hash_of links))"
	assert_equal "$(details '[.commits[].hash]')" \
		"$(git log --format=%H | cut -c1-12 | jq -Rnc '[inputs]')"
	assert_equal "$(details '.commits[-2]')" \
		"{\"hash\":\"$(hash_of crash)\",\"type\":\"fix\",\"scope\":\"parser\",\"subject\":\"no crash on an empty file\",\"breaking\":false}"
	assert_equal "$(details .summary)" '10 commits, 0 breaking'
}

@test "what is breaking is marked, by sign or by footer, whatever its type" {
	commits 'feat!: new format' 'refactor(api)!: other names' \
		$'fix: limit\n\nWhy.\n\nBREAKING CHANGE: the limit\nis now 10\n\nSigned-off-by: x'
	run_helper changelog
	assert_equal "$(details '[.commits[].breaking]')" '[true,true,true]'
	assert_equal "$(details .text)" "## [Unreleased]

### Added

- **Breaking:** new format ($(hash_of format))

### Changed

- **Breaking:** **api:** other names ($(hash_of names))

### Fixed

- **Breaking:** limit ($(hash_of limit))
  the limit is now 10"
	assert_equal "$(details .summary)" '3 commits, 3 breaking'
}

@test "other commits are under Changed, an area as their scope" {
	commits 'Make it so' 'docs/man, lib: one sentence' \
		'fixup! feat: x' 'What: is this?' 'a word: b'
	run_helper changelog
	assert_equal "$(details .text)" "## [Unreleased]

### Changed

- a word: b ($(hash_of 'a word'))
- **What:** is this? ($(hash_of What))
- **docs/man, lib:** one sentence ($(hash_of sentence))
- Make it so ($(hash_of Make))"
	assert_equal "$(details '[.commits[].type]')" \
		'["other","other","fixup","other","other"]'
}

@test "it starts after the last tag, or the one before when to is tagged" {
	commits 'feat: one'
	git tag v1
	commits 'feat: two'
	git_fixed tag -a v2 -m two
	commits 'feat: three'
	run_helper changelog
	assert_equal "$(details '[.commits[].subject]')" '["three"]'
	assert_equal "$(details .summary)" '1 commit since v2, 0 breaking'
	run_helper changelog --to v2 --heading 2.0
	assert_equal "$(details '[.commits[].subject]')" '["two"]'
	assert_equal "$(details '.text | split("\n")[0]')" '## [2.0] - 2026-01-02'
	run_helper changelog v1 HEAD
	assert_equal "$(details '[.commits[].subject]')" '["three","two"]'
	run_helper changelog HEAD
	assert_success
	assert_equal "$(details '[.commits, .text, .summary]')" \
		'[[],"## [Unreleased]\n","0 commits since HEAD, 0 breaking"]'
}

@test "merges are left out" {
	commits 'feat: one'
	git checkout -q -b side
	commits 'feat: two'
	git checkout -q main
	git_fixed merge -q --no-ff -m 'Merge side' side
	run_helper changelog
	assert_equal "$(details '[.commits[].subject]')" '["two","one"]'
}

@test "a revision that is not there is not_found, an option is refused" {
	commits 'feat: one'
	run_helper changelog nothing
	assert_equal "$status" 1
	assert_equal "$(details .error.code)" not_found
	run_helper changelog --to=--output=x
	assert_equal "$status" 2
	[ ! -e x ]
}

@test "next yields each commit once, within max_tokens, in list and text" {
	mapfile -t subjects < <(seq -f 'feat: number %g.' 60)
	commits "${subjects[@]}"
	skip=0
	: >list
	: >text
	while :; do
		run_helper changelog --max-tokens 500 --skip $skip
		assert_success
		[ "$(jq .tokens <<<"$output")" -le 500 ]
		details '.commits[].hash' >>list
		details .text | sed -n 's/.*(\(.*\))$/\1/p' >>text
		skip=$(details .next.skip)
		[ "$skip" != null ] || break
	done
	diff list <(git log --format=%H | cut -c1-12)
	diff text list
}

@test "below the top of the work tree only the root's commits are taken" {
	commits 'feat: elsewhere'
	mkdir lib
	echo x >lib/x
	git add lib
	git_fixed commit -qm 'feat: here'
	CODEX_ROOT=$PWD/lib run_helper changelog
	assert_equal "$(details '[.commits[].subject]')" '["here"]'
}

@test "a message cannot put control characters or terminal codes in the text" {
	commits $'feat: a \033[31mred\033[0m word' 'feat: ü "q" \ `x`'
	run_helper changelog
	assert_success
	refute_output --partial $'\033'
	assert_equal "$(details '.commits[0].subject')" 'ü "q" \ `x`'
}
