#!/bin/sh
# everybody may write what is shared
echo a | ./shelf put one
./shelf share one
find "$SHELF_HOME/shared" -perm -o+w -name one | grep -q .
