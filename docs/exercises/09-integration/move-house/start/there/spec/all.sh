#!/bin/sh
# all.sh: tests of the library, as TAP
grep -q hello lib/greet.lua && echo 'ok 1 - greet says hello'
grep -q twice lib/sums.lua && echo 'ok 2 - sums knows twice'
