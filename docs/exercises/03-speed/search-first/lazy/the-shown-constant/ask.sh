#!/bin/sh
# the constant is known from a first look
codex-run grep --literal "$1 < LIMIT_LOW" src --after 1 |
	codex-call -T none "Where is $1 validated? Answer PATH:LINE, and what it may be."
