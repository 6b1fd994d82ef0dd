#!/bin/sh
# one page for the log, and another program for the list
codex-run grep --literal --max-tokens 2000 "$1" src >page.json
grep -n "$1" src/*.c | cut -d: -f1,2
