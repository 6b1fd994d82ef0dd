#!/bin/sh
# say.sh WHAT: a few words
case ${1:-} in
hello) echo 'hello' ;;
# more
*) exit 2 ;;
esac
