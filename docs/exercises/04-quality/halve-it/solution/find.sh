#!/bin/sh
# find.sh: which commit of project broke its test? Prints its hash.
cd project || exit

git bisect start main opened >&2
# a menu that cannot be read says nothing: 125 has git try another one
git bisect run sh -c 'sh test.sh; status=$?; [ "$status" -ne 2 ] || exit 125; exit "$status"' >&2
git rev-parse bisect/bad
git bisect reset >&2
