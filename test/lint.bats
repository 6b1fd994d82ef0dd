load helper

# Real linters where they are installed by install-deps.sh (shellcheck,
# cppcheck), else stand-ins that print what the real ones printed
# (test/fixtures/lint), so that nothing depends on what a machine has.

project() {
	mkdir -p p && cd p || return 1
}

# fake NAME [STATUS]: a linter that prints test/fixtures/lint/NAME.out, and
# .err on standard error; its arguments are kept out of the root
fake() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	{
		echo '#!/bin/sh'
		for stream in out err; do
			[ ! -e "$REPO/test/fixtures/lint/$1.$stream" ] || {
				echo "cat <<'END_OF_OUTPUT'$([ $stream = out ] || echo ' >&2')"
				sed "s,@ROOT@,$PWD,g;\$a\\" "$REPO/test/fixtures/lint/$1.$stream"
				echo END_OF_OUTPUT
			}
		done
		echo "exit ${2:-1}"
	} >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

# lint ARGS: with the stand-ins in front of PATH
lint() {
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run_helper lint "$@"
}

# findings: a line for each
findings() {
	details '.findings[] | "\(.path):\(.line):\(.column) \(.level) \(.rule): \(.message)"'
}

@test "shellcheck's findings are those that shellcheck prints" {
	project
	printf '#!/bin/sh\necho $1 "\xc3\xa9" $y\n\tcd $2\n' >a.sh
	printf '#!/usr/bin/env bash\necho $1\n' >tool
	printf '#!/usr/bin/python3\nprint("$1")\n' >other
	lint
	assert_success
	assert_equal "$(findings | sort)" "$(
		shellcheck -f gcc a.sh tool |
			sed -E 's/^(.*): (warning|note|error): (.*) \[(SC[0-9]+)\]$/\1 \2 \4: \3/' |
			# its columns are characters, ours bytes
			sed 's/^a.sh:2:13/a.sh:2:14/; s/^a.sh:3:9/a.sh:3:2/; s/^a.sh:3:12/a.sh:3:5/' | sort
	)"
	assert_equal "$(details .linters)" \
		'[{"name":"shellcheck","files":2,"findings":6}]'
	assert_equal "$(details '[.network, .sandbox != "none"]')" '["none",true]'
}

@test "cppcheck's findings are those that cppcheck prints" {
	project
	mkdir src include
	echo '#define N 2' >include/n.h
	cat >src/a.c <<-'END'
		#include "n.h"
		int main(void)
		{
			int a[N], b;
			a[N] = b;
			return a[0];
		}
	END
	lint
	assert_equal "$status" 1
	assert_equal "$(findings)" "$(
		cppcheck -q --enable=warning,performance,portability -Iinclude \
			--template='{file}:{line}:{column} {severity} {id}: {message}' \
			--template-location= src/a.c 2>&1
	)"
	[ "$(findings | wc -l)" -ge 2 ]
	run bash -c "codex-report -f markdown <<<'$output'"
	assert_equal "$status" 1
	assert_output --partial '`arrayIndexOutOfBounds`'
	assert_output --partial 'from cppcheck'
}

@test "a macro that cppcheck does not know is a note, not an error" {
	project
	printf 'void f(int *l)\n{\n\tint *e;\n\tList_Each(e, l)\n\t\tg(e);\n}\n' >a.c
	lint
	assert_success
	assert_equal "$(details '[.findings[] | [.rule, .level]]')" '[["unknownMacro","note"]]'
}

@test "no linter for the project is not_available, with what was looked for" {
	project
	echo words >README.md
	lint
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code, .error.message]')" '["not_available","no linter is for this project; looked for shellcheck, cppcheck, clang-tidy, eslint, tsc, stylelint, markdownlint, markdownlint-cli2, ruff, flake8, pylint, mypy, go vet, golangci-lint, cargo clippy, rubocop, phpcs, yamllint, hadolint, actionlint"]'
	echo 'echo x' >a.sh
	lint README.md
	assert_equal "$status" 1
	assert_output --partial 'no linter is for these files; looked for'
	lint --linters nolint
	assert_equal "$status" 2
	assert_output --partial "there is no linter 'nolint' in 'linters'"
}

@test "a linter that is used and not installed is named; one alone is not_available" {
	project
	touch ruff.toml a.py
	PATH=/usr/bin:/bin run_helper lint
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code, .error.message]')" \
		'["not_available","no linter that the project uses is installed: ruff (pip install ruff)"]'
	printf '#!/bin/sh\necho "$1"\n' >a.sh
	PATH=/usr/bin:/bin run_helper lint
	assert_success
	assert_equal "$(details '[.skipped, .linters]')" \
		'[{"not_installed":1},[{"name":"shellcheck","files":1,"findings":0},{"name":"ruff","skipped":"not installed"}]]'
	assert_equal "$(details .summary)" \
		'0 errors, 0 warnings and 0 notes from shellcheck; not installed: ruff (pip install ruff)'
}

@test "paths restrict it, and names that look like options are none" {
	project
	mkdir sub
	for f in a.sh sub/b.sh ./-x.sh; do printf '#!/bin/sh\necho $1\n' >$f; done
	lint
	assert_equal "$(details '[.findings[].path]')" '["-x.sh","a.sh","sub/b.sh"]'
	lint sub
	assert_equal "$(details '[.findings[].path]')" '["sub/b.sh"]'
	lint -- -x.sh
	assert_equal "$(details '[.findings[].path]')" '["-x.sh"]'
	lint nope.sh
	assert_equal "$(details .error.code)" not_found
	lint ../x.sh
	assert_equal "$(details .error.code)" outside_root
}

@test "a diff in the pipe and base keep the findings on added lines" {
	project
	git init -q . && printf '#!/bin/sh\necho $1\necho two\n' >a.sh
	git_fixed add . && git_fixed commit -qm x
	echo 'echo $3' >>a.sh
	run bash -c "'$BUILD/helpers/git_diff' </dev/null | '$BUILD/helpers/lint'"
	assert_success
	assert_equal "$(details '[.findings[] | [.path, .line]]')" '[["a.sh",4]]'
	assert_equal "$(details .skipped)" '{"not_asked_for":1}'
	printf '#!/bin/sh\necho $1\n' >new.sh
	lint --base HEAD
	assert_equal "$(details '[.findings[] | [.path, .line]]')" '[["a.sh",4],["new.sh",2]]'
	rm new.sh && git checkout -q a.sh && echo words >README.md
	lint --base HEAD
	assert_success
	assert_equal "$(details '[.summary, .linters]')" \
		'["0 errors, 0 warnings and 0 notes: no linter was run",[]]'
}

@test "fail_on is the lowest level that makes a no" {
	project
	printf '#!/bin/sh\necho $1\n' >a.sh
	lint
	assert_success
	lint --fail-on warning
	assert_success
	lint --fail-on note
	assert_equal "$status" 1
	assert_equal "$(details .error)" null
	printf 'echo $1\n' >a.sh
	lint
	assert_equal "$status" 1
	lint --fail-on never
	assert_success
}

@test "a linter that gives no answer is never green" {
	project
	touch .yamllint a.yml ruff.toml a.py
	fake yamllint
	broken() { # broken PROGRAM LINES...
		printf '%s\n' '#!/bin/sh' "${@:2}" >"$BATS_TEST_TMPDIR/bin/$1"
		chmod +x "$BATS_TEST_TMPDIR/bin/$1"
	}
	broken yamllint 'echo "invalid config: no" >&2' 'exit 255'
	broken ruff 'echo "[]"'
	lint
	assert_equal "$status" 1
	assert_equal "$(details .findings)" '[{"rule":"linter-failed","level":"error","message":"yamllint ended with status 255: invalid config: no"}]'
	assert_equal "$(details .summary)" \
		'1 error, 0 warnings and 0 notes from ruff, yamllint, which failed'
	run bash -c "codex-report -f github <<<'$output'"
	assert_equal "$status" 1
	assert_output --partial '::error title=linter-failed::yamllint ended'
	# status 1 says that it found something: then there must be something
	broken yamllint 'exit 1'
	lint
	assert_equal "$(details '.findings[0].message')" 'yamllint ended with status 1'
	broken yamllint 'exit 0'
	broken ruff 'echo "[{\"filename\":\"a.py\""'
	lint
	assert_equal "$status" 1
	assert_output --partial 'ruff ended with status 0: [{'
	broken ruff 'echo "[]"; sleep 57.32'
	lint --timeout 0.5
	assert_equal "$status" 1
	assert_equal "$(details '.findings[0].message')" 'ruff was stopped after 0.5 s: []'
	lint --timeout 0.5 --fail-on never
	assert_equal "$status" 1
	run pgrep -f 'sleep 57.32'
	assert_failure
}

@test "a linter can neither write the root, nor reach a network, nor see the key" {
	project
	touch ruff.toml a.py
	fake ruff
	cat >"$BATS_TEST_TMPDIR/bin/ruff" <<-'END'
		#!/bin/bash
		echo x 2>/dev/null >made && echo made
		echo x 2>/dev/null >$TMPDIR/t || echo no temporary file
		(exec 3<>/dev/tcp/127.0.0.1/$(cat port)) 2>/dev/null && echo net
		env | grep -i openai
		echo '[]'
	END
	socat -d -d -u tcp-listen:0,bind=127.0.0.1,fork - 2>../log >/dev/null 3>&- &
	server=$!
	for _ in {1..50}; do
		grep -o 'listening on.*' ../log | sed 's/.*://' >port
		[ ! -s port ] || break
		sleep 0.1
	done
	# outside it can do all of this
	run_unchecked -0 bash -c "TMPDIR=. '$BATS_TEST_TMPDIR/bin/ruff'"
	assert_output --partial made
	assert_output --partial net
	assert_output --partial OPENAI
	rm made t
	lint
	kill "$server"
	assert_success
	assert_equal "$(details .findings)" '[]'
	[ ! -e made ]
}

@test "what runs a project's own code says so, and can be left out" {
	project
	touch eslint.config.js a.js ruff.toml a.py
	mkdir -p node_modules/.bin
	fake ruff 0
	fake eslint
	mv "$BATS_TEST_TMPDIR/bin/eslint" node_modules/.bin/
	echo node_modules >.gitignore
	git init -q .
	lint
	assert_equal "$(details '[.linters[] | [.name, .project_code]]')" \
		'[["eslint",true],["ruff",null]]'
	lint --no-project-code --fail-on never
	assert_equal "$(details '[.linters[] | [.name, .skipped]]')" \
		"[[\"ruff\",null],[\"eslint\",\"runs the project's code\"]]"
	assert_output --partial "1 left out that runs the project's code"
}

@test "a program in a relative folder of PATH is not the linter" {
	project
	touch ruff.toml a.py
	mkdir bin && printf '#!/bin/sh\necho "[]"\n' >bin/ruff && chmod +x bin/ruff
	PATH=bin:/usr/bin:/bin run_helper lint --linters ruff
	assert_equal "$(details .error.code)" not_available
	PATH=$PWD/bin:/usr/bin:/bin run_helper lint --linters ruff
	assert_success
}

@test "many files are several processes of one linter" {
	project
	folder=$(printf 'd%.0s' {1..200})
	mkdir $folder
	for i in {1000..1599}; do printf '#!/bin/sh\necho $1\n' >$folder/$i.sh; done
	lint --fail-on never
	assert_equal "$(details '[.linters[0].files, (.findings | length)]')" '[600,600]'
}

# reads PROGRAM [STATUS]: expects, in the project, what standard input lists
reads() {
	fake "$@"
	lint --linters "${linter:-$1}" --fail-on never
	[ "$status" -eq 0 ] || fail "$1: $output"
	assert_equal "$(findings | sed 's/:null /: /')" "$(cat)"
}

@test "what linters that look at files print is read" {
	project
	touch .flake8 .yamllint .pylintrc mypy.ini ruff.toml .clang-tidy a.c x.yml
	printf 'import os\n\n\ndef f(x):\n    return "\xc3\xa9" + 1\n' >m.py
	reads flake8 <<-'END'
		m.py:1:1 error F401: 'os' imported but unused
		m.py:2:13 error E702: multiple statements on one line (semicolon)
	END
	reads yamllint <<-'END'
		x.yml:1:1 warning document-start: missing document start "---"
		x.yml:1:7 error commas: too few spaces after comma
		x.yml:1:8 error brackets: too many spaces inside brackets
		x.yml:2:5 error colons: too many spaces after colon
	END
	reads clang-tidy <<-'END'
		a.c:4:2 warning clang-diagnostic-array-bounds: array index 2 is past the end of the array (which contains 2 elements)
		a.c:5:2 warning clang-analyzer-core.uninitialized.UndefReturn: Undefined or garbage value returned to caller
	END
	reads mypy <<-'END'
		m.py:4:1 error no-untyped-def: Function is missing a type annotation
		m.py:5:19 error operator: Unsupported operand types for + ("str" and "int")
	END
	reads pylint 22 <<-'END'
		m.py:1:1 note missing-module-docstring: Missing module docstring
		m.py:1:1 warning unused-import: Unused import os
		m.py:4:1 note invalid-name: Function name "f" doesn't conform to snake_case naming style
		m.py:4:1 note missing-function-docstring: Missing function or method docstring
		m.py:4:7 note invalid-name: Argument name "x" doesn't conform to snake_case naming style
		m.py:4:7 warning unused-argument: Unused argument 'x'
	END
	# its columns are characters, ours bytes
	reads ruff <<-'END'
		m.py:1:8 error F401: `os` imported but unused
		m.py:5:24 error ruff: SyntaxError: Expected an expression
	END
}

@test "what linters of scripts, styles and texts print is read" {
	project
	touch eslint.config.js tsconfig.json .stylelintrc .markdownlint.json \
		.markdownlint-cli2.jsonc .rubocop.yml phpcs.xml s.css d.md p.php t.ts bad.js
	printf 'const a = "\xf0\x9f\x98\x80"; let b = 1\n' >a.js
	printf 'def f\n  x = "\xc3\xa9"; y = 2\nend\n' >r.rb
	# its columns are UTF-16 units
	reads eslint <<-'END'
		a.js:1:7 error no-unused-vars: 'a' is assigned a value but never used.
		a.js:1:23 error no-unused-vars: 'b' is assigned a value but never used.
		a.js:1:28 warning semi: Missing semicolon.
		bad.js:3:1 error eslint: Parsing error: Unexpected token
	END
	reads tsc 2 <<-'END'
		t.ts:1:7 error TS2322: Type 'string' is not assignable to type 'number'.
		t.ts:2:41 error TS2339: Property 'foo' does not exist on type 'string'.
	END
	reads stylelint 2 <<-'END'
		s.css:1:12 error color-no-invalid-hex: Invalid hex color "#00" (color-no-invalid-hex)
		s.css:2:3 warning block-no-empty: Empty block (block-no-empty)
	END
	# with warnings alone it prints them there too
	reads stylelint 0 <<<"$(findings)"
	for program in markdownlint markdownlint-cli2; do
		reads $program <<-'END'
			d.md:3:21 error MD013/line-length: Line length [Expected: 20; Actual: 33]
			d.md:4: error MD032/blanks-around-lists: Lists should be surrounded by blank lines [Context: "* a"]
		END
	done
	reads rubocop <<-'END'
		r.rb:1:1 note Style/FrozenStringLiteralComment: Missing frozen string literal comment.
		r.rb:2:3 warning Lint/UselessAssignment: Useless assignment to variable - `x`.
		r.rb:2:7 note Style/StringLiterals: Prefer single-quoted strings when you don't need string interpolation or special symbols.
		r.rb:2:11 note Style/Semicolon: Do not use semicolons to terminate expressions.
		r.rb:2:13 warning Lint/UselessAssignment: Useless assignment to variable - `y`.
	END
	reads phpcs 2 <<-'END'
		p.php:1:1 error PSR12.Files.FileHeader.SpacingAfterBlock: Header blocks must be separated by a single blank line
		p.php:2:3 error PSR12.Operators.OperatorSpacing.NoSpaceAfter: Expected at least 1 space after "="; 0 found
		p.php:2:3 error PSR12.Operators.OperatorSpacing.NoSpaceBefore: Expected at least 1 space before "="; 0 found
		p.php:3:1 error Squiz.ControlStructures.ControlSignature.SpaceAfterKeyword: Expected 1 space(s) after IF keyword; 0 found
		p.php:3:6 error Squiz.ControlStructures.ControlSignature.SpaceAfterCloseParenthesis: Expected 1 space(s) after closing parenthesis; found 0
		p.php:3:7 error Squiz.ControlStructures.ControlSignature.NewlineAfterOpenBrace: Newline required after opening brace
		p.php:3:18 error Squiz.WhiteSpace.ScopeClosingBrace.ContentBefore: Closing brace must be on a line by itself
	END
}

@test "what linters of whole projects print is read, and paths keep their own" {
	project
	mkdir -p src .github/workflows 'a b'
	touch go.mod main.go .golangci.yml Cargo.toml 'a b/Dockerfile' .github/workflows/a.yml
	printf 'fn main() {\n    let v: Vec<i32> = Vec::new();\n    let \xc3\xa9 = v.len() == 0;\n    println!("{}", \xc3\xa9);\n    return;\n}\n' >src/main.rs
	linter='go vet' reads go <<-'END'
		main.go:6:2 error go vet: fmt.Printf format %d has arg "x" of wrong type string
	END
	reads golangci-lint <<-'END'
		main.go:6:11 error errcheck: Error return value of `os.Remove` is not checked
		main.go:9:6 warning unused: func `f` is unused
	END
	linter='cargo clippy' reads cargo-clippy 101 <<-'END'
		src/main.rs:3:14 warning clippy::len_zero: length comparison to zero
		src/main.rs:5:5 warning clippy::needless_return: unneeded `return` statement
	END
	reads actionlint <<-'END'
		.github/workflows/a.yml:3:5 error syntax-check: unexpected key "branch" for "push" section. expected one of "branches", "tags"
		.github/workflows/a.yml:10:28 error runner-label: label "linux-latest" is unknown. available labels are "ubuntu-latest"
	END
	reads hadolint <<-'END'
		a b/Dockerfile:1:1 warning DL3006: Always tag the version of an image explicitly
	END
	assert_equal "$(details .skipped)" '{"outside_root":1}'
	touch other.go
	lint --linters 'go vet' other.go
	assert_success
	assert_equal "$(details '[.findings, .skipped]')" '[[],{"not_asked_for":1}]'
}
