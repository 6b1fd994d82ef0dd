#!/bin/sh
# deliver.sh REQUEST: from a request to a commit, in five stages
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

# TODO: plan, edit, verify, changelog; now it only asks
codex-call -T none "$request" </dev/null
