#!/bin/sh
# what came and went again on the branch is not seen
set -e
codex-run validate_diff --base "$1..."
codex-run secret_scan
codex-run run_tests
