#!/bin/sh
# a pipe hands on answers, not verdicts
codex-run validate_diff --base "$1..." |
	codex-run secret_scan --no-stdin --history "$1..HEAD" |
	codex-run run_tests --no-stdin
