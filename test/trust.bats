# trust: what a repository brings along runs only as its user saw it

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	git_fixed init -q repo
	cd repo || return 1
	mkdir -p .codex/helpers .codex/hooks
	cat >.codex/functions.json <<-'END'
		[{"name":"greet","description":"Greet.","parameters":{"type":"object","properties":{}},
		  "x-grants":["read"],"x-command":"helpers/greet.sh"}]
	END
	printf '#!/bin/sh\nfolder=${0%%/*}\n. "$folder/words"\necho "$words"\n' >.codex/helpers/greet.sh
	printf '%s\n' 'words='"'"'{"success":true,"details":{"text":"hi"},"tokens":1}'"'" >.codex/helpers/words
	chmod +x .codex/helpers/greet.sh
	echo 'exit 0' >.codex/hooks/pre
	echo '{"test":["make","check"],"model":"m"}' >.codex/config.json
}

# denied: the helper does not run, and the failure names what trusts it
denied() {
	run --separate-stderr codex-run greet
	assert_failure 1
	assert_equal "$(details '[.error.code,.error.hint]')" \
		'["policy_denied","codex-run --trust shows what it would run, and trusts it"]'
}

runs() {
	run --separate-stderr codex-run greet
	assert_success
	assert_equal "$(details .text)" hi
}

@test "a project's helper runs once it was trusted" {
	denied
	assert_equal "$stderr" "greet: the helper 'greet' comes from this project's .codex folder, which was not trusted as it is now; codex-run --trust shows what it would run, and trusts it"
	codex-run --trust
	runs
	run --separate-stderr codex-run <<<'{"name":"greet"}'
	assert_success
}

@test "function calls and an untrusted project's helper do not meet either" {
	run --separate-stderr codex-run <<<'{"name":"greet"}'
	assert_failure 1
	assert_equal "$(details .error.code)" policy_denied
	# ours run all the same
	echo text >a
	codex-run read_file a
}

@test "--trust shows helpers, programs, hooks and the test command" {
	run --separate-stderr codex-run --trust
	assert_success
	assert_equal "$(details '[.trusted[]|[.kind,.path]]')" \
		'[["helpers",".codex/functions.json"],["program",".codex/helpers/greet.sh"],["program",".codex/helpers/words"],["hook",".codex/hooks/pre"],["test",".codex/config.json"]]'
	assert_equal "$(details '[.trusted[0].helpers[0]["x-command"],.trusted[4].test]')" \
		'["helpers/greet.sh",["make","check"]]'
	assert_equal "$(details '.trusted[3].sha256')" "$(sha256sum .codex/hooks/pre | cut -d' ' -f1)"
}

@test "any change asks again, and what is no program does not" {
	local change n=0
	for change in 'echo >>.codex/functions.json' 'echo >>.codex/helpers/greet.sh' \
		'echo >>.codex/helpers/words' 'echo >>.codex/hooks/pre' \
		'echo >.codex/hooks/post' 'rm .codex/hooks/pre' \
		'echo "{\"test\":\"true\"}" >.codex/config.json'; do
		codex-run --trust >../answer
		runs
		eval "$change"
		denied
		n=$((n + 1))
	done
	assert_equal "$n" 7
	codex-run --trust
	echo '{"model":"other","test":"true"}' >.codex/config.json
	echo 'context' >.codex/context.md
	runs
}

@test "consent given before holds when the old content comes back" {
	codex-run --trust
	cp .codex/hooks/pre ../pre
	echo more >>.codex/hooks/pre
	denied
	cp ../pre .codex/hooks/pre
	runs
}

@test "consent is for one root; CODEX_TRUST is for one content" {
	codex-run --trust
	hash=$(codex-run --trust --print)
	cp -R . ../clone
	cd ../clone
	denied
	export CODEX_TRUST=$hash
	runs
	echo >>.codex/hooks/pre
	denied
}

@test "--trust --print records nothing" {
	run --separate-stderr codex-run --trust --print
	assert_success
	assert_output --regexp '^[0-9a-f]{64}$'
	denied
}

@test "the record lies in the user's state folder, not in the repository" {
	codex-run --trust
	assert_equal "$(find "$XDG_STATE_HOME/codex/trust" -type f -printf '%m\n')" 600
	assert_equal "$(cat "$XDG_STATE_HOME"/codex/trust/*)" "$(pwd -P)
$(codex-run --trust --print)"
	export HOME=$BATS_TEST_TMPDIR/home
	unset XDG_STATE_HOME
	mkdir "$HOME"
	denied
	codex-run --trust
	runs
	assert [ -d "$HOME/.local/state/codex/trust" ]
}

@test "a program behind a symbolic link or an absolute path is held too" {
	echo '#!/bin/sh' >real.sh
	echo 'echo "{\"success\":true,\"details\":{\"text\":\"hi\"},\"tokens\":1}"' >>real.sh
	chmod +x real.sh
	ln -sf ../../real.sh .codex/helpers/greet.sh
	codex-run --trust
	runs
	echo >>real.sh
	denied
	sed -i "s,helpers/greet.sh,$PWD/real.sh," .codex/functions.json
	codex-run --trust
	runs
	echo >>real.sh
	denied
}

@test "nothing to trust is not found, and a broken manifest is named" {
	rm -r .codex
	run --separate-stderr codex-run --trust
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	mkdir .codex
	echo '[{' >.codex/functions.json
	run --separate-stderr codex-run --trust
	assert_failure 2
	assert_equal "$(details '[.error.code,.error.path]')" '["invalid_json",".codex/functions.json"]'
}

@test "a manifest that is no file, or leads out of the project, is refused at once" {
	cp .codex/functions.json "$BATS_TEST_TMPDIR/elsewhere.json"
	rm .codex/functions.json
	ln -s "$BATS_TEST_TMPDIR/elsewhere.json" .codex/functions.json
	run --separate-stderr codex-run --list
	assert_failure 1
	assert_equal "$(details .error.code)" outside_root
	rm .codex/functions.json
	mkfifo .codex/functions.json
	run --separate-stderr timeout 5 codex-run --list
	assert_failure 1
	assert_equal "$(details .error.code)" not_a_file
	rm .codex/functions.json
	cp "$BATS_TEST_TMPDIR/elsewhere.json" .codex/functions.json
	run --separate-stderr codex-run --list
	assert_success
	assert_equal "$(details '.helpers[-1].name')" greet
}
