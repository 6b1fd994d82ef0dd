#!/bin/sh
# get reads outside of the notes
echo treasure >"$SHELF_HOME/../outside"
test "$(./shelf get ../../outside)" = treasure
