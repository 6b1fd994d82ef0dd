#!/bin/sh
# what is there now is looked at: not what was there two commits ago
set -e
codex-run validate_diff --base "$1..." </dev/null
codex-run secret_scan </dev/null
codex-run run_tests </dev/null
