load helper

# What .codex-examples/ci/ and .pre-commit-hooks.yaml give to a forge, run as
# far as a machine without one can: their own shell steps, taken from the YAML,
# in clones of a bare origin. And the git hooks that `make hooks` installs.

CI=$REPO/.codex-examples/ci
KEY=sk_live\_aB3dE5fG7hJ9kL1mN3pQ5rS7 # looks like one, here not even that

# origin with a branch main, and a clone of it in work/ on the branch topic
setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	export GIT_AUTHOR_NAME=Example GIT_AUTHOR_EMAIL=example@example.org \
		GIT_COMMITTER_NAME=Example GIT_COMMITTER_EMAIL=example@example.org
	git init -q --bare -b main origin.git
	git clone -q origin.git work 2>/dev/null
	cd work || return 1
	git checkout -qb main
	printf 'test:\n\t@echo 1..1; grep -q one a && echo ok 1 - one || { echo not ok 1 - one; exit 1; }\n' >Makefile
	printf 'one\n' >a
	commit base
	git push -q origin main
	git checkout -qb topic
	# what a runner sets
	export GITHUB_ACTIONS=true GITHUB_WORKSPACE=$PWD RUNNER_TEMP=$BATS_TEST_TMPDIR/temp \
		GITHUB_STEP_SUMMARY=$BATS_TEST_TMPDIR/summary GITHUB_PATH=$BATS_TEST_TMPDIR/path \
		GITHUB_REPOSITORY=o/r GITHUB_BASE_REF=main
	mkdir "$RUNNER_TEMP"
	: >"$GITHUB_STEP_SUMMARY"
}

commit() {
	git add -A && git commit -qnm "$1"
}
good() {
	printf 'two\n' >>a
	commit good
}
bad() {
	mkdir -p config
	printf '{}\n' >config/production.json
	commit bad
}

# step JOB NAME: the shell of a step of the workflow, as a runner starts it
step() {
	yq -r --arg job "$1" --arg name "$2" \
		'.jobs[$job].steps[] | select(.name == $name).run' "$CI/github.yml" >"$RUNNER_TEMP/step.sh"
	[ -s "$RUNNER_TEMP/step.sh" ] || fail "no step '$2' in $1"
	run timeout 60 bash -e "$RUNNER_TEMP/step.sh" </dev/null
}
judge() { step gate 'Judge the change'; }
composite() {
	yq -r '.runs.steps[] | select(.name == "Judge the change").run' "$CI/action.yml" >"$RUNNER_TEMP/step.sh"
	BASE=origin/main TESTS=${1:-false} run timeout 60 bash --noprofile --norc -eo pipefail "$RUNNER_TEMP/step.sh" </dev/null
}
gitlab() {
	yq -r '.codex.script[]' "$CI/gitlab.yml" | sed '/export PATH=/d' >"$RUNNER_TEMP/step.sh"
	CI_MERGE_REQUEST_TARGET_BRANCH_NAME=${1:-main} run timeout 60 sh -e "$RUNNER_TEMP/step.sh" </dev/null
}

# flaws FILE: what a workflow or a composite action must not have
flaws() {
	yq -r '
		(.. | objects | select(has("uses")).uses | select(test("^[^@]+@[0-9a-f]{40}$") | not) | "not pinned: \(.)"),
		(.. | objects | select(has("run")).run | strings | select(contains("${{")) | "expression in a shell: \(.)"),
		(if has("jobs") then
			(select(.permissions != {}) | "permissions are not empty for all jobs"),
			(.jobs | to_entries[] | select(.value.permissions | not) | "no permissions: \(.key)"),
			(.jobs | to_entries[] | select(.value.permissions | tostring | contains("write")) |
				select(.value | tostring | contains("run_tests")) | "runs code with a write token: \(.key)"),
			(.jobs | to_entries[] | select(.value | tostring | test("\\$\\{\\{[^}]*secrets")) |
				select(.value.if // "" | contains("head.repo.full_name == github.repository") | not) |
				"secrets for forks: \(.key)"),
			# YAML 1.1 reads `on` as true
			(select((.on // .["true"]) != "pull_request") | "another trigger")
		else empty end)' "$1"
}

@test "the workflow and the action: pinned, least rights, no text of strangers in a shell" {
	for file in github action; do
		run flaws "$CI/$file.yml"
		assert_success
		assert_output ''
	done
	# and each flaw would be found
	mutant() { sed "$1" "$CI/github.yml" >../mutant.yml; run flaws ../mutant.yml; assert_output --partial "$2"; }
	mutant 's/@3d3c[0-9a-f]*/@v7/' 'not pinned: actions/checkout@v7'
	mutant 's/"\$base\.\.\."/"${{ github.head_ref }}"/' 'expression in a shell'
	mutant 's/^permissions: {}/permissions: write-all/' 'permissions are not empty'
	mutant '/^    permissions:/,/^    steps:/{/permissions/d;/contents/d;/write/d;/actions/d}' 'no permissions: tests'
	mutant '/^  tests:/,/^  describe:/s/contents: read/contents: write/' 'runs code with a write token: tests'
	mutant 's/ == github.repository$/ != 0/' 'secrets for forks: describe'
	mutant 's/^on: .*/on: pull_request_target/' 'another trigger'
}

@test "of the workflow's rights, two are for a person to accept" {
	mkdir -p .github/workflows
	cp "$CI/github.yml" .github/workflows/codex.yml
	git add -A
	run codex-run validate_diff --staged </dev/null
	for line in $(details '.findings[] | select(.level == "error") | "\(.rule):\(.line)"'); do
		[ "${line%:*}" = ci-permissions ] || fail "$line"
		sed -n "${line#*:}p" .github/workflows/codex.yml
	done >../rights
	assert_equal "$(cat ../rights)" "\
      security-events: write # to upload what was found
      pull-requests: write # to put the text in"
}

@test "every shell step passes shellcheck" {
	{
		yq -c '.. | objects | select(has("run")).run | strings' "$CI/github.yml" "$CI/action.yml"
		yq -c '.codex | .before_script[], .script[]' "$CI/gitlab.yml"
	} >../steps
	n=0
	while read -r text; do
		n=$((n + 1))
		# the runners set it
		jq -r '"set -e\n" + .' <<<"$text" >../step.sh
		run shellcheck -s bash --severity=style ../step.sh
		assert_output ''
	done <../steps
	[ "$n" -ge 11 ] || fail "only $n steps"
}

@test "each pinned action says which release it is" {
	run grep -hE '^ *(- )?uses: ' "$CI/github.yml"
	for line in "${lines[@]}"; do
		[[ $line =~ @[0-9a-f]{40}\ #\ v[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$line"
	done
	[ "${#lines[@]}" -ge 4 ]
	assert_equal "$(yq -r '.jobs[].steps[] | select(.uses // "" | startswith("actions/checkout")).with["persist-credentials"]' "$CI/github.yml" | sort -u)" false
}

@test "the workflow's gate is green for a good change, with SARIF and a summary" {
	good
	judge
	assert_success
	assert_equal "$(jq -c '[.version, (.runs | map(.results | length) | add)]' "$RUNNER_TEMP/codex.sarif")" '["2.1.0",0]'
	[ -s "$GITHUB_STEP_SUMMARY" ]
}

@test "the workflow's gate is red for a bad change, in every place" {
	bad
	judge
	assert_failure 1
	assert_line --regexp '^::error .*file=config/production.json,.*title=production-config'
	assert_equal "$(jq -r '.runs[].results[].ruleId' "$RUNNER_TEMP/codex.sarif")" production-config
	run cat "$GITHUB_STEP_SUMMARY"
	assert_output --partial production-config
}

@test "a secret that a later commit took out again is found" {
	printf 'k = "%s"\n' "$KEY" >k
	commit key
	rm k
	commit 'no key'
	judge
	assert_failure 1
	assert_line --regexp '^::error .*file=k,.*title=stripe-key'
	refute_output --partial "$KEY"
	run grep -rF "$KEY" "$RUNNER_TEMP" "$GITHUB_STEP_SUMMARY"
	assert_failure 1
}

@test "a change of the policy does not loosen its own gate" {
	mkdir .codex
	printf '{"levels": {"production-config": "off"}}\n' >.codex/policy.json
	bad
	judge
	assert_failure 1
	assert_line --regexp '^::error .*title=production-config'
}

@test "a clone without origin/main says so, and what to do" {
	good
	git update-ref -d refs/remotes/origin/main
	judge
	assert_failure 1
	assert_line --partial "no revision 'origin/main' in this repository"
	assert_line --partial 'fetch-depth: 0'
	run cat "$GITHUB_STEP_SUMMARY"
	assert_output --partial 'fetch-depth: 0'
	composite
	assert_failure 1
	assert_line --partial "no revision 'origin/main' in this repository"
	# a shallow clone has the branch, and not the merge base
	good
	git push -q origin topic
	git clone -q --depth 1 --no-single-branch "file://$BATS_TEST_TMPDIR/origin.git" -b topic ../shallow
	git checkout -q main
	good
	git push -q origin main
	git -C ../shallow fetch -q --depth 1 origin main
	cd ../shallow
	judge
	assert_failure 1
	assert_output --partial 'fetch-depth: 0'
}

@test "names that an attacker chose reach no shell" {
	evil='a$(touch${IFS}pwned)`touch${IFS}pwned`";touch${IFS}pwned;"'
	git push -q origin "main:refs/heads/$evil"
	mkdir -p config
	printf '{}\n' >'config/$(touch pwned)`touch pwned`.production.json'
	commit 'x $(touch pwned)'
	git fetch -q
	GITHUB_BASE_REF=$evil step gate 'Judge the change'
	assert_failure 1
	assert_line --regexp '^::error .*title=production-config'
	gitlab "$evil"
	assert_failure 1
	assert_output --partial production-config
	printf 'x\n' >$'a\n::error::forged'
	commit forged
	judge
	assert_failure 1
	assert_line --partial 'holds a control character'
	refute_line --regexp '^ *::error::forged'
	run find "$BATS_TEST_TMPDIR" -name pwned
	assert_output ''
}

@test "the workflow's tests are green and red as the project's are" {
	step tests 'Run the tests'
	assert_success
	printf 'two\n' >a
	step tests 'Run the tests'
	assert_failure 1
	assert_line --regexp '^::error .*one'
	rm Makefile
	step tests 'Run the tests'
	assert_failure 1
	assert_output --partial 'no test command is known'
}

@test "the workflow builds the toolkit at exactly the commit that it names" {
	mkdir ../bin
	printf '#!/bin/sh\necho "make $*"\n' >../bin/make
	chmod +x ../bin/make
	git init -q ../toolkit
	mkdir ../toolkit/scripts
	printf '#!/bin/sh\necho "deps $*"\n' >../toolkit/scripts/install-deps.sh
	chmod +x ../toolkit/scripts/install-deps.sh
	git -C ../toolkit add -A
	git -C ../toolkit commit -qm one
	one=$(git -C ../toolkit rev-parse HEAD)
	for job in gate tests describe; do
		rm -rf ../codex-toolkit
		PATH=$BATS_TEST_TMPDIR/bin:$PATH CODEX_TOOLKIT_URL=$BATS_TEST_TMPDIR/toolkit \
			CODEX_TOOLKIT_COMMIT=$one step "$job" 'Build codex-toolkit'
		assert_success
		assert_output $'deps --build\nmake -j2'
		assert_equal "$(git -C ../codex-toolkit rev-parse HEAD)" "$one"
	done
	assert_equal "$(sort -u "$GITHUB_PATH")" "$(cd ../codex-toolkit && pwd)/build/bin"
	rm -rf ../codex-toolkit
	CODEX_TOOLKIT_URL=$BATS_TEST_TMPDIR/toolkit \
		CODEX_TOOLKIT_COMMIT=$(printf %040d 0) step gate 'Build codex-toolkit'
	assert_failure
}

@test "a pull request's text comes from the model, which may call nothing" {
	good
	printf '%s\n' '{"when":[{"pointer":"/tools","equals":[]}],"reply":{"text":"tools were offered"}}' \
		'{"when":[{"text":"for: $(touch pwned) \"x\""},{"text":"+two"}],"reply":{"text":"## Summary\n\nTwo.\n"}}' >../c.jsonl
	yq -r '.jobs.describe.steps[] | select(.name == "Write the text").run' "$CI/github.yml" >"$RUNNER_TEMP/step.sh"
	printf '%s' '{"pull_request":{"title":"$(touch pwned) \"x\""}}' >../event
	GITHUB_EVENT_PATH=$BATS_TEST_TMPDIR/event CODEX_MODEL=m \
		run timeout 60 codex-replay ../c.jsonl -- bash -e "$RUNNER_TEMP/step.sh" </dev/null
	assert_success
	assert_equal "$(cat "$RUNNER_TEMP/text.md")" $'## Summary\n\nTwo.'
	[ ! -e pwned ]
	mkdir ../bin
	printf '#!/bin/sh\nprintf "%%s|" "$@"; echo\n' >../bin/gh
	chmod +x ../bin/gh
	NUMBER=7 PATH=$BATS_TEST_TMPDIR/bin:$PATH step describe 'Put it into the pull request'
	assert_output "pr|edit|7|--repo|o/r|--body-file|$RUNNER_TEMP/text.md|"
}

@test "the composite action judges, and runs the tests when it is told to" {
	assert_equal "$(cd "$CI/../.." && pwd)" "$REPO"
	[ -f "$CI/../../Makefile" ]
	good
	composite
	assert_success
	[ -s "$RUNNER_TEMP/codex.sarif" ]
	printf 'two\n' >a
	commit 'red tests'
	composite
	assert_success
	composite true
	assert_failure 1
	assert_line --regexp '^::error .*one'
	bad
	composite
	assert_failure 1
}

@test "the GitLab job is red for a bad merge request, green for a good one" {
	good
	gitlab
	assert_success
	assert_equal "$(jq -c . codex-quality.json)" '[]'
	bad
	gitlab
	assert_failure 1
	assert_equal "$(jq -r '.[].check_name' codex-quality.json)" production-config
	assert_equal "$(jq -r '.[].location.path' codex-quality.json)" config/production.json
	grep -q '<testsuite ' codex-junit.xml
	# GIT_DEPTH must be 0, and the files are those that the artifacts name
	assert_equal "$(yq -c '[.codex.variables.GIT_DEPTH, .codex.artifacts.reports, .codex.artifacts.when]' "$CI/gitlab.yml")" \
		'["0",{"codequality":"codex-quality.json","junit":"codex-junit.xml"},"always"]'
}

@test "the GitLab job without the target branch is red" {
	good
	gitlab gone
	assert_failure
	assert_output --partial gone
}

# hooks_config: pre-commit, with the hooks of this tree's list
hooks_config() {
	command -v pre-commit >/dev/null || skip 'pre-commit is not installed'
	export PRE_COMMIT_HOME=$BATS_TEST_TMPDIR/pre-commit
	git init -q ../hooks
	cp "$REPO/.pre-commit-hooks.yaml" ../hooks
	git -C ../hooks add -A
	git -C ../hooks commit -qm hooks
	cat >.pre-commit-config.yaml <<-END
		repos:
		  - repo: $BATS_TEST_TMPDIR/hooks
		    rev: $(git -C ../hooks rev-parse HEAD)
		    hooks:
		      - id: codex-validate-diff
		      - id: codex-secrets
		      - id: codex-tests
	END
	commit config
}

@test "pre-commit takes the hooks, and each is green and red" {
	hooks_config
	run pre-commit validate-manifest "$REPO/.pre-commit-hooks.yaml"
	assert_success
	printf 'two\n' >>a
	printf 'x\n' >-v
	git add -A
	run pre-commit run
	assert_success
	assert_line --regexp "^judge what is staged by the project's policy\.+Passed"
	assert_line --regexp '^find secrets\.+Passed'
	printf 'k = "%s"\n' "$KEY" >k
	printf 'unstaged\n' >config
	git add k
	run pre-commit run
	assert_failure 1
	assert_line --regexp "^judge what is staged by the project's policy\.+Failed"
	assert_line --regexp '^find secrets\.+Failed'
	assert_line --partial 'a Stripe key: sk_l'
	run pre-commit run --hook-stage manual codex-tests
	assert_success
	printf 'two\n' >a
	git add a
	run pre-commit run --hook-stage manual codex-tests
	assert_failure 1
}

@test "pre-commit judges a commit that only deletes" {
	hooks_config
	bad
	git rm -q config/production.json
	run pre-commit run codex-validate-diff
	assert_failure 1
	assert_line --partial production-config
}

install_hooks() {
	run "$REPO/scripts/install-hooks.sh" "$@"
	export CODEX_BIN=$BUILD/bin
}

@test "make hooks is what installs the git hooks" {
	run make -s -n -C "$REPO" hooks DIR=/some/where
	assert_line "scripts/install-hooks.sh '/some/where'"
}

@test "the pre-commit hook judges what git commit, -a and a path would commit" {
	install_hooks
	assert_success
	assert_line 'installed .git/hooks/pre-commit'
	mkdir config
	printf '{}\n' >config/production.json
	git add config
	run git commit -m bad
	assert_failure 1
	assert_line 'config/production.json:1: error: production-config: configures production; a person changes it'
	assert_line 'pre-commit: nothing was committed; git commit --no-verify commits it all the same'
	# only the path is committed: what else is staged does not count
	printf 'two\n' >>a
	run git commit -qm path a
	assert_success
	assert_output ''
	run git commit -qm path config
	assert_failure 1
	git commit -qnm config
	printf '{"b":1}\n' >config/production.json
	run git commit -qm staged
	assert_failure 1 # nothing is staged, says git
	refute_output --partial production-config
	run git commit -qam all
	assert_failure 1
	assert_output --partial production-config
	run git commit -qm path -- config/production.json
	assert_failure 1
	assert_output --partial production-config
	run git commit -q --allow-empty -m empty
	assert_success
}

@test "the pre-commit hook works in a linked worktree, in a folder, and for the first commit" {
	install_hooks
	git worktree add -q ../linked
	cd ../linked
	mkdir config
	printf '{}\n' >config/production.json
	git add -A
	cd config
	run git commit -m bad
	assert_failure 1
	assert_line --partial production-config
	run git commit -m bad production.json
	assert_failure 1
	git rm -qf production.json
	cd ..
	printf 'two\n' >>a
	run git commit -qam good
	assert_success
	# and installs from one
	install_hooks .
	assert_success
	git init -q ../first
	cd ../first
	install_hooks
	printf 'k = "%s"\n' "$KEY" >k
	git add k
	run git commit -qm first
	assert_failure 1
	printf 'none\n' >k
	run git commit -qam first
	assert_success
}

@test "the pre-push hook finds a secret in any commit of the push, and judges what it changes" {
	install_hooks
	good
	run git push -q origin topic
	assert_success
	printf 'k = "%s"\n' "$KEY" >k
	commit key
	key=$(git rev-parse --short=12 HEAD)
	git rm -q k
	commit 'no key'
	run git push -q origin topic
	assert_failure
	assert_line --regexp "^k:1: error: stripe-key: a Stripe key: sk_l.* \(commit $key\)$"
	assert_line 'pre-push: nothing was pushed; git push --no-verify pushes it all the same'
	refute_output --partial "$KEY"
	git reset -q --hard HEAD~2
	git checkout -q --detach
	bad
	# another branch than the one that is checked out, and a new one
	git branch new
	git checkout -q main
	run git push -q origin new
	assert_failure
	assert_line --partial production-config
	run git push -q origin main topic
	assert_success
	run git push -q origin :topic
	assert_success
	run git push -q --no-verify origin new
	assert_success
}

@test "the pre-push hook sees a submodule that .gitmodules hides" {
	install_hooks
	git config -f .gitmodules submodule.s.path s
	git config -f .gitmodules submodule.s.url https://example.org/s
	git config -f .gitmodules submodule.s.ignore all
	git add .gitmodules
	git update-index --add --cacheinfo "160000,$(printf %040d 1),s"
	git commit -q --no-verify -m s && git push -q --no-verify origin HEAD
	git update-index --cacheinfo "160000,$(printf %040d 2),s"
	git commit -q --no-verify -m s2
	assert_equal "$(git diff --stat HEAD~ HEAD)" ''
	run git push -q origin HEAD
	assert_output --regexp '^s:.*: warning: submodule: '
}

@test "the pre-push hook: tags, and a branch that is pushed by force" {
	install_hooks
	good
	git push -qn origin topic
	git push -q origin topic
	git tag -am old old HEAD~1
	run git push -q origin old
	assert_success
	printf 'k = "%s"\n' "$KEY" >k
	commit key
	git tag -am new new
	run git push -q origin new
	assert_failure
	assert_line --partial stripe-key
	git commit -qn --amend -m again
	git reset -q --hard HEAD~1
	git commit -qn --amend -m other
	run git push -qf origin topic
	assert_success
	bad
	git commit -qn --amend -m worse
	run git push -qf origin topic
	assert_failure
	assert_line --partial production-config
	refute_line --partial stripe-key
}

@test "the pre-push hook: a first push to an empty remote is looked through for secrets only" {
	install_hooks
	bad
	git init -q --bare ../empty.git
	run git push -q "$BATS_TEST_TMPDIR/empty.git" topic
	assert_success
	printf 'k = "%s"\n' "$KEY" >k
	commit key
	git init -q --bare ../other.git
	run git push -q "$BATS_TEST_TMPDIR/other.git" topic
	assert_failure
	assert_line --partial stripe-key
}

@test "install-hooks never touches a hook of the user's, and is glad to be run again" {
	printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-commit
	ln -s nowhere .git/hooks/pre-push
	install_hooks
	assert_failure 1
	assert_line 'kept      .git/hooks/pre-commit: it is not ours; to have both, add to it:'
	assert_line "          '$REPO/scripts/hooks/pre-commit' \"\$@\" || exit"
	assert_equal "$(cat .git/hooks/pre-commit)" $'#!/bin/sh\necho mine'
	assert_equal "$(readlink .git/hooks/pre-push)" nowhere
	rm .git/hooks/pre-push .git/hooks/pre-commit
	install_hooks
	assert_success
	install_hooks
	assert_success
	assert_line 'installed .git/hooks/pre-push'
}

@test "install-hooks respects core.hooksPath, but fills no folder that all repositories share" {
	git config core.hooksPath .githooks
	mkdir sub
	install_hooks sub
	assert_success
	[ -x .githooks/pre-commit ] && [ ! -e .git/hooks/pre-commit ]
	bad_file() { mkdir -p config; printf '{}\n' >config/production.json; git add config; }
	bad_file
	run git commit -m bad
	assert_failure 1
	assert_line --partial production-config
	git config --unset core.hooksPath
	printf '[core]\n\thooksPath = %s/shared\n' "$BATS_TEST_TMPDIR" >../gitconfig
	GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/gitconfig install_hooks
	assert_failure 1
	assert_output --partial 'for all of your repositories'
	[ ! -e ../shared ]
	install_hooks ../nowhere
	assert_failure
}

@test "a hook whose toolkit is gone says so, and commits nothing" {
	mkdir -p "../tool's/scripts"
	cp -R "$REPO/scripts/." "../tool's/scripts"
	run "../tool's/scripts/install-hooks.sh"
	assert_success
	printf 'two\n' >>a
	CODEX_BIN=$BUILD/bin run git commit -qam two
	assert_success
	printf 'two\n' >>a
	PATH=/usr/bin:/bin CODEX_BIN=/nowhere run git commit -qam three
	assert_failure 1
	assert_line --partial 'pre-commit: codex-run is not there: run make in'
	rm -r "../tool's"
	run git commit -qam three
	assert_failure 1
	assert_output --regexp "^pre-commit: .*/tool's/scripts/hooks/pre-commit is gone: make hooks in codex-toolkit again, or remove .git/hooks/pre-commit$"
}
