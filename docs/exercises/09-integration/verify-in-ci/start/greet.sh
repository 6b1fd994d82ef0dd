#!/bin/sh
# greet.sh NAME: say hello
echo "hello ${1:-world}"
