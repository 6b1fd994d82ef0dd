#!/bin/sh
# the right verdict, but code that was refused is run
failed=0
codex-run validate_diff --base "$1..." || failed=$?
codex-run secret_scan --history "$1..HEAD" || failed=$?
codex-run run_tests || failed=$?
exit "$failed"
