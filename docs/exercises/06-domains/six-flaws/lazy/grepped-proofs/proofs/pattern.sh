#!/bin/sh
# a star is everybody's token
./shelf user ann >/dev/null
./shelf login ann '*'
