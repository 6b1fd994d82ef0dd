#!/bin/sh
# jot.sh add TEXT | list: notes, one a line in $JOTS
jots=${JOTS:-jots.txt}
touch "$jots"
case ${1:-} in
add)
	shift
	echo "$*" >>"$jots"
	;;
list) awk '{ print NR " " $0 }' "$jots" ;;
*)
	echo 'usage: jot.sh add TEXT | list' >&2
	exit 2
	;;
esac
