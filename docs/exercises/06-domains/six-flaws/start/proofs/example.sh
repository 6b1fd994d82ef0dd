#!/bin/sh
# a proof ends with 0 only if the flaw is there. SHELF_HOME is a new, empty
# folder each time; its parent is yours to write in, too.
printf 'hello' | ./shelf put greeting
test "$(./shelf get greeting)" != hello
