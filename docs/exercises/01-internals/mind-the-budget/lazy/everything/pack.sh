#!/bin/sh
# the budget is kept, and every file gets its share of it
codex-pack --text --budget 4000 nightly.log src/*.c conf/upload.conf
