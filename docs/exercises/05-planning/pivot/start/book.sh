#!/bin/sh
# book.sh: an address book, in $BOOK or book.txt
book=${BOOK:-book.txt}
case ${1:-} in
*)
	echo 'usage: book.sh' >&2
	exit 2
	;;
esac
