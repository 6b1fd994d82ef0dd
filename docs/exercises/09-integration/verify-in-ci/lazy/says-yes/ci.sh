#!/bin/sh
# all is reported and nothing is refused: a pipe ends as its last command
codex-run validate_diff --base "$1..." </dev/null | jq .
codex-run secret_scan --history "$1..HEAD" </dev/null | jq .
codex-run run_tests </dev/null | jq .
