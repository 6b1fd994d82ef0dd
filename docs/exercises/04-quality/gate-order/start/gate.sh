#!/bin/sh
# gate.sh BASE: may the branch that is checked out be merged into BASE?
# TODO: the right order, the first no ends it, and what it said is printed

codex-run run_tests
codex-run secret_scan
codex-run validate_diff --base "$1..." | tail -n 1
