#!/bin/sh
# the ERROR and its lines in one piece: when it is cut, its end is lost
{
	codex-run grep --context 3 ERROR nightly.log
	codex-run grep --context 3 '#define QUOTA_LIMIT' src
	codex-run read_file conf/upload.conf
} | codex-pack --text --budget 4000
