#!/bin/sh
# commit_with_log.sh [ARGUMENT...]: git commit, which keeps the head of the
# log of CODEX_SESSION; codex-log verify --commit HEAD holds one to the other
set -eu
verified=$(codex-log verify "${CODEX_SESSION:?is not set; codex-log new --text opens a session}")
exec git commit "$@" \
	--trailer "Codex-Session: $CODEX_SESSION" \
	--trailer "Codex-Log-Head: $(printf '%s' "$verified" | jq -r .details.head)"
