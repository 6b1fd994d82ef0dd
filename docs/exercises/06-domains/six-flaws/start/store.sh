# store.sh: what is kept

do_put() {
	valid "$1"
	cat >"$home/notes/$1"
	note "put $1 $(cksum <"$home/notes/$1")"
}

do_get() {
	cat "$home/notes/$1"
}

do_drop() {
	cd "$home/notes" && rm -f -- $1
}

do_share() {
	valid "$1"
	cp "$home/notes/$1" "$home/shared/$1"
	chmod 666 "$home/shared/$1"
}

do_list() {
	eval "ls -l '$home/notes' | sort -k${1:-9}"
}

do_find() {
	cd "$home/notes" && grep -lF -e "$1" -- *
}

do_size() {
	find "$home/notes" -type f -exec wc -c {} +
}

do_tags() {
	valid "$1"
	set -f
	for word in $(cat "$home/notes/$1"); do
		case $word in
		'#'*) sh -c 'printf "%s\n" "$1"' sh "$word" ;;
		esac
	done
}

do_export() {
	work=$(mktemp -d /tmp/shelf.XXXXXX)
	cp -R "$home/notes" "$work"
	tar -cf "$1" -C "$work" notes
	rm -rf "${work:?}"
}
