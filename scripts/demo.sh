#!/bin/sh
# demo.sh: deliver a feature in build/demo, with a scripted model or, with
# --live, with the API that OPENAI_API_KEY opens.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
build=${CODEX_BIN:-$top/build/bin}
PATH=$build:$PATH
CODEX_BIN=$build
export CODEX_BIN
cassette=${DEMO_CASSETTE:-$top/test/cassettes/demo.jsonl}
demo=${DEMO_DIR:-$top/build/demo}
title='add tally --top N'
request='Issue #12: add `tally --top N`, which prints only the N most frequent lines. N is a positive number; anything else is a usage error (status 2). The tests are written already, and red.'

# what the user's environment says about sessions and git is not the demo's
unset CODEX_SESSION CODEX_ROOT CODEX_LOG_DIR GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
rm -rf "$demo"
mkdir -p "$demo"
cp -R "$top/test/fixtures/demo/." "$demo"
cd "$demo"
git init -q -b main
git config user.name 'codex demo'
git config user.email 'demo@example.org'
git config commit.gpgsign false
git add -A
git commit -q -m 'feat: count the lines of standard input'
if env -u MAKEFLAGS make -s check </dev/null >/dev/null 2>&1; then
	echo 'demo: the tests are green before the feature is there' >&2
	exit 1
fi

case ${1:-} in
--live)
	echo 'The model is the one behind the API that OPENAI_API_KEY opens.'
	"$here/deliver.sh" "$title" "$request"
	;;
*)
	echo 'The model is scripted: its answers are rules in test/cassettes/demo.jsonl,'
	echo 'served on this machine. There is no key, no network, and no real model here.'
	codex-replay "$cassette" -- "$here/deliver.sh" "$title" "$request"
	;;
esac

# what the demo claims, looked at once more from outside
git diff --quiet HEAD~1 HEAD -- config ||
	{ echo 'demo: the change touches config/' >&2; exit 1; }
git log -1 --format=%B | grep -q '^Codex-Log-Head: [0-9a-f]\{64\}$' ||
	{ echo 'demo: the commit has no log head' >&2; exit 1; }
[ "${1:-}" = --live ] || grep -q '^- refused before: config/production.conf: error: production-config' PR.md ||
	{ echo 'demo: nothing was refused, but the first answer edits production configuration' >&2; exit 1; }
