#!/bin/sh
# pack.sh: print what a model must know to say why the nightly upload fails
{
	codex-run grep ERROR nightly.log
	codex-run grep --context 3 '#define QUOTA_LIMIT' src
	codex-run read_file conf/upload.conf
	codex-run grep --before 3 ERROR nightly.log
} | codex-pack --text --budget 4000
