# users.sh: who may come in

do_user() {
	valid "$1"
	[ ! -e "$home/tokens/$1" ] || die 'there is such a user'
	token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s' "$token" >"$home/tokens/$1"
	note "user $1"
	printf '%s\n' "$token"
}

do_login() {
	valid "$1"
	note "login $1 $2"
	[ -f "$home/tokens/$1" ] || die 'wrong name or token'
	case $(cat "$home/tokens/$1") in
	$2) return 0 ;;
	esac
	die 'wrong name or token'
}
