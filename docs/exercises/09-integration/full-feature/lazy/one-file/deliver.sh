#!/bin/sh
# the file that one expects
set -eu
request=$1
CODEX_SESSION=$(codex-log new --text)
export CODEX_SESSION
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# stage NAME: the log says where the next one begins
stage() { codex-log add --type stage "$1" >"$work/added"; }

stage discover
codex-run list_files --include '*.sh' </dev/null |
	codex-run read_file >"$work/seen"

stage plan
codex-call -T none "Plan this, and write no code yet: $request" \
	<"$work/seen" >"$work/plan"

stage edit
codex-call -T none -c 'Now make the change, as a diff.' </dev/null >"$work/answer"
codex-extract diff <"$work/answer" | codex-run validate_diff >"$work/verdict"
codex-run apply_patch <"$work/verdict" >"$work/applied"

stage verify
if ! codex-run run_tests </dev/null >"$work/tests"; then
	codex-run apply_patch --reverse <"$work/verdict" >"$work/undone"
	echo 'deliver: the tests are red; the change is taken back' >&2
	exit 1
fi

stage changelog
{
	printf '\n## %s\n\n' "$request"
	echo '- say.sh'
} >>CHANGELOG.md
# these and nothing else that lies about
jq -j '.details.paths[] + "\u0000"' "$work/applied" |
	git add --pathspec-from-file=- --pathspec-file-nul
git add CHANGELOG.md
git commit -q -m "feat: $request"
