#!/bin/sh
# ci.sh BASE: may the commits since BASE be merged? Ends with 0 if they may.
set -eu
base=$1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# all three, whatever the first says: who repairs wants to see everything
codex-run validate_diff --base "$base..." </dev/null >"$results/diff.json" || :
codex-run secret_scan --history "$base..HEAD" </dev/null >"$results/secrets.json" || :
codex-run run_tests </dev/null >"$results/tests.json" || :
codex-report "$results/diff.json" "$results/secrets.json" "$results/tests.json"
