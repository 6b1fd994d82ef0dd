#!/bin/sh
# jot.sh add TEXT | list [--open] | done N: notes, one a line in $JOTS
jots=${JOTS:-jots.txt}
touch "$jots"
[ -e "$jots.done" ] || : >"$jots.done"
[ -s "$jots" ] || : >"$jots.done"
case ${1:-} in
add)
	shift
	echo "$*" >>"$jots"
	;;
list)
	awk -v open="${2:-}" -v marks="$jots.done" '
		BEGIN { while ((getline n <marks) > 0) x[n] = 1 }
		!(NR in x) { print NR " " $0; next }
		open != "--open" { print NR " [x] " $0 }' "$jots"
	;;
done)
	case ${2:-} in
	'' | *[!0-9]*) n=0 ;;
	*) n=$2 ;;
	esac
	if [ "$n" -lt 1 ] || [ "$n" -gt "$(awk 'END { print NR }' "$jots")" ]; then
		echo "no note ${2:-}" >&2
		exit 1
	fi
	echo "$n" >>"$jots.done"
	;;
*)
	echo 'usage: jot.sh add TEXT | list [--open] | done N' >&2
	exit 2
	;;
esac
