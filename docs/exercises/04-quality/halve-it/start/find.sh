#!/bin/sh
# find.sh: which commit of project broke its test? Prints its hash.
cd project || exit

# TODO: this tries up to 128 commits, and takes "cannot be read" for broken
for commit in $(git rev-list --reverse opened..main); do
	git checkout -q "$commit"
	sh test.sh >&2 || break
done
git checkout -q main
echo "$commit"
