#!/bin/sh
# what happened once, written down: true of one room, on one machine
cat <<'END'
up outside_root
absolute outside_root
link outside_root
reserved policy_denied
patch-up outside_root
patch-gate policy_denied
by-test stopped
by-others policy_denied
END
