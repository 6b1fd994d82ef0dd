#!/bin/sh
# right, one commit after the other
cd project || exit
for commit in $(git rev-list --reverse opened..main); do
	git checkout -q "$commit"
	sh test.sh >&2
	[ "$?" -ne 1 ] || break
done
git checkout -q main
echo "$commit"
