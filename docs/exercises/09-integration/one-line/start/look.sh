#!/bin/sh
# look.sh: what a reviewer should see of the last commit, as text

# TODO: one pipeline of four programs of the toolkit
git diff HEAD~1
