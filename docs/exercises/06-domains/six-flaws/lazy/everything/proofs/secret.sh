#!/bin/sh
# the token is in the log
token=$(./shelf user ann)
./shelf login ann "$token"
grep -q "$token" "$SHELF_HOME/log"
