#!/bin/sh
# the file is known, so all of it is sent
codex-call -T none "Where is $1 validated? Answer PATH:LINE, and what it may be." <src/config.c
