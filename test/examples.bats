load helper
load scripted

# The sample .codex folder: each part of it runs.

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	example_repo repo
	cd repo || return 1
}

onboard() { "$REPO/scripts/onboard.sh" . >/dev/null </dev/null; }

@test "onboard copies .codex, templates and a CI job, starts a session, and overwrites nothing" {
	run "$REPO/scripts/onboard.sh" . </dev/null
	assert_success
	assert_line 'created .codex/functions.json'
	assert_line 'created .codex/prompt_templates/explain_file.md'
	assert_line 'created .github/workflows/codex.yml'
	assert_line 'branch: main'
	assert_line --regexp '^session: s-'
	echo '# ours' >.codex/context.md
	run "$REPO/scripts/onboard.sh" . </dev/null
	assert_success
	assert_line 'kept    .codex/context.md'
	refute_line --partial created
	assert_equal "$(cat .codex/context.md)" '# ours'
}

@test "onboard refuses a folder that is not there" {
	run "$REPO/scripts/onboard.sh" nope
	assert_failure 2
	assert_output "onboard: no folder 'nope'; it must be there"
}

@test "the tests of a project still run after onboard, without trust" {
	run -0 codex-run run_tests </dev/null
	assert_equal "$(details .command)" 'make check'
	onboard
	run -0 codex-run run_tests </dev/null
	assert_equal "$(details .command)" 'make check'
}

@test "every script of a person's says with --help how it is called" {
	for script in onboard.sh session_start.sh summarize_session.sh validate.sh validate_diff verify_diff deliver.sh fix_until_green.sh; do
		run -0 "$REPO/scripts/$script" --help
		assert_output --regexp "^usage: $script "
	done
}

@test "session_start says it when there is no open issue" {
	mkdir ../bare && cd ../bare
	run -0 "$REPO/scripts/session_start.sh" --no-tests
	assert_line --index "$((${#lines[@]} - 2))" '  none'
}

@test "helpers in C, shell and Python run only once they are trusted" {
	onboard
	make -s -C .codex
	run --separate-stderr codex-run long_lines src/greet.c --columns 20 </dev/null
	assert_failure 1
	assert_equal "$(details .error.code)" policy_denied
	codex-run --trust >/dev/null
	run --separate-stderr codex-run long_lines src/greet.c --columns 20 </dev/null
	assert_success
	assert_equal "$(details '.matches[0].line')" \
		"$(awk 'length > 20 { print FNR; exit }' src/greet.c)"
	run --separate-stderr codex-run recent_files --days 3650 </dev/null
	assert_success
	assert_equal "$(details '.paths | index("src/greet.c") != null')" true
	command -v python3 >/dev/null || skip 'python3 is not installed'
	echo '{"a":' >bad.json
	run --separate-stderr codex-run json_check bad.json </dev/null
	assert_failure 1
	assert_equal "$(details '.findings[0] | [.path, .rule]')" '["bad.json","json"]'
}

@test "a change of a trusted helper asks again" {
	onboard
	codex-run --trust >/dev/null
	run codex-run recent_files --days 3650 </dev/null
	assert_success
	echo '# more' >>.codex/helpers/recent_files.sh
	run --separate-stderr codex-run recent_files </dev/null
	assert_failure 1
	assert_equal "$(details .error.code)" policy_denied
}

@test "the sample hook keeps helpers out of private folders, once it is trusted" {
	onboard
	[ ! -e .codex/hooks ] || fail 'a hook was copied unasked'
	cp -R "$REPO/.codex-examples/hooks" .codex/
	echo src >.codex/private
	run --separate-stderr codex-run read_file src/greet.c </dev/null
	assert_success
	assert_equal "$stderr" "codex-run: a hook comes from this project's .codex folder, which was not trusted as it is now; codex-run --trust shows what it would run, and trusts it"
	codex-run --trust >/dev/null
	run --separate-stderr codex-run read_file src/greet.c </dev/null
	assert_failure 1
	assert_equal "$(details '[.error.code,.error.message]')" \
		"[\"policy_denied\",\"the hook before-helper says no: 'src' is private (.codex/private)\"]"
	run --separate-stderr codex-run read_file README.md </dev/null
	assert_success
	assert_equal "$stderr" ''
}

@test "the sample template, context and policy are used" {
	onboard
	run codex-template --check
	assert_success
	assert_equal "$(details .checked)" 13
	run --separate-stderr codex-call --dry-run -m m hello </dev/null
	assert_success
	assert_output --partial 'About this project'
	printf -- '--- a/src/greet.c\n+++ b/src/greet.c\n@@ -1,1 +1,2 @@\n /* greet: say hello */\n+fprintf(stderr, "DEBUG here");\n' |
		jq -Rs '{diff: .}' >diff.json
	run --separate-stderr codex-run validate_diff <diff.json
	assert_success
	assert_equal "$(details '[.findings[] | [.rule, .level, .line]]')" '[["no-debug-print","warning",2]]'
}

@test "the logging scripts and the sample session log read as logs do" {
	onboard
	codex-log new >/dev/null
	run .codex/scripts/session_table.sh
	assert_success
	assert_output --partial session
	run .codex/scripts/session_costs.sh
	assert_success
	mkdir -p .codex-log/2026/11/21
	cp "$REPO"/.codex-examples/sessions/s-*.jsonl .codex-log/2026/11/21/
	run codex-log verify "$(basename "$REPO"/.codex-examples/sessions/s-*.jsonl .jsonl)"
	assert_success
	assert_equal "$(details .lines)" 26
}

# hooked: the sample hooks, trusted; a model that only says hello
hooked() {
	onboard
	cp -R "$REPO/.codex-examples/hooks" .codex/
	codex-run --trust >/dev/null
	RULES=$BATS_TEST_TMPDIR/rules.jsonl
	echo '{"when":[],"reply":{"text":"hello"}}' >"$RULES"
	export XDG_STATE_HOME=${XDG_STATE_HOME:-$HOME/.local/state}
}

@test "the sample hook before-request keeps confidential words out of requests" {
	hooked
	printf '\nnightingale\n' >.codex/confidential
	codex-run --trust >/dev/null
	ask 'what is the lark?'
	assert_equal "$status" 0
	assert_equal "$(details .text)" hello
	ask 'what is the Nightingale project?'
	assert_equal "$status" 1
	assert_equal "$(details '[.error.code,.error.message]')" \
		"[\"policy_denied\",\"the hook before-request says no: 'Nightingale' is confidential (.codex/confidential)\"]"
	printf '\n' >.codex/confidential
	codex-run --trust >/dev/null
	ask 'what is the Nightingale project?'
	assert_equal "$status" 0
}

@test "the sample hooks note what a session begins on, and keep the head of its log elsewhere" {
	hooked
	ask hi
	assert_equal "$status" 0
	session=$(details .session)
	run codex-log show --json "$session"
	assert_equal "$(details '[.events[] | select(.type == "note") | .text]')" \
		"[\"branch main, commit $(git rev-parse --short HEAD), $(git status --porcelain | wc -l) files changed\"]"
	read -r id head <"$XDG_STATE_HOME/codex-anchors"
	assert_equal "$id" "$session"
	grep -qF "\"prev\":\"$head\"" .codex-log/*/*/*/"$id.jsonl" ||
		assert_equal "$(codex-log verify "$id" | jq -r .details.head)" "$head"
	ask --no-log hi
	assert_equal "$status" 0
	assert_equal "$(wc -l <"$XDG_STATE_HOME/codex-anchors")" 1
}

@test "commit_with_log keeps the head of the log in the commit" {
	onboard
	run "$REPO/.codex-examples/scripts/commit_with_log.sh" -m 'docs: x'
	assert_failure
	assert_output --partial 'CODEX_SESSION: is not set; codex-log new --text opens a session'
	CODEX_SESSION=$(codex-log new --text)
	export CODEX_SESSION
	codex-run git_status </dev/null >/dev/null
	git config user.name Example
	git config user.email example@example.org
	run -0 .codex/scripts/commit_with_log.sh -q --allow-empty -m 'docs: x'
	run -0 codex-log verify --commit HEAD
	assert_equal "$(details .session)" "$CODEX_SESSION"
	sed -i '$d' .codex-log/*/*/*/"$CODEX_SESSION.jsonl"
	run -0 codex-log verify
	run --separate-stderr codex-log verify --commit HEAD
	assert_failure 1
}
