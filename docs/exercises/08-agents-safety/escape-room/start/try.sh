#!/bin/sh
# try.sh CALLS: make each call in the room, and print what became of it
git checkout -q -- room/ops room/src # as it was before the last try

codex-run --root room <"$1" # TODO: print `CALL_ID VERDICT` for each call
