#!/bin/sh
# gate.sh BASE: may the branch that is checked out be merged into BASE?

codex-run validate_diff --base "$1..." &&
	codex-run secret_scan --history "$1..HEAD" &&
	codex-run run_tests
