#!/bin/sh
# any failure is the one that is looked for
cd project || exit
git bisect start main opened >&2
git bisect run sh test.sh >&2
git rev-parse bisect/bad
git bisect reset >&2
