#!/bin/sh
# move.sh TARGET ENDING COMMENT TEST...: put the tool set of this project to
# work in TARGET, whose sources end in .ENDING, whose comments begin with
# COMMENT, and whose tests are run by TEST...
set -eu
target=$1 ending=$2 comment=$3
shift 3

# TODO: what differs there? And what if something is there already?
cp -R .codex "$target"
