#!/bin/sh
# list runs what stands in its column
./shelf list "9; touch '$SHELF_HOME/ran'" >/dev/null
test -e "$SHELF_HOME/ran"
