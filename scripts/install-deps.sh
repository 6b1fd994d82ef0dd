#!/bin/sh
# install-deps.sh: install the Debian packages that are missing, and say which.
#
# usage: install-deps.sh [--build]
#
# With --build only what building and running need, not what tests need.
set -eu

missing=
need() { # need PACKAGE TEST...
	package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $package"
}
library() { need "$2" pkg-config --exists "$1"; }
program() { need "${2:-$1}" command -v "$1"; }
file() { need "$1" test -e "$2"; }

program cc gcc
program make
program git
program pkg-config
library libcjson libcjson-dev
library libcurl libcurl4-openssl-dev
library libpcre2-8 libpcre2-dev
library libmicrohttpd libmicrohttpd-dev
library nettle nettle-dev
library yaml-0.1 libyaml-dev
library expat libexpat1-dev
library zlib zlib1g-dev
program jq
program ctags universal-ctags
if [ "${1:-}" != --build ]; then
	program bats
	file bats-support /usr/lib/bats/bats-support/load.bash
	file bats-assert /usr/lib/bats/bats-assert/load.bash
	program parallel
	program yq
	program pre-commit
	program curl
	program openssl
	program socat
	program shellcheck
	program mandoc
	program clang-format
	program cppcheck
	program python3-coverage
	program valgrind
	# install-deps.sh oracles: what `make check-oracles` alone asks
	if [ "${1:-}" = oracles ]; then
		program cloc
		program cargo
		program go golang-go
		program npm
		file python3-debian /usr/lib/python3/dist-packages/debian
	fi
	# install-deps.sh fuzz: what `make fuzz` alone needs
	if [ "${1:-}" = fuzz ]; then
		program clang
		need libclang-rt-dev sh -c 'ls "$(clang -print-runtime-dir)"/libclang_rt.fuzzer-*'
	fi
fi

[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
	echo "install-deps: please install what these Debian packages hold:$missing" >&2
	exit 2
fi
echo "install-deps: installing$missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
	[ -t 0 ] || as_root='sudo -n'
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # both are lists of words
{
	$as_root apt-get update -qq &&
		$as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $missing
} </dev/null >"$log" 2>&1 || {
	tail -n 5 "$log" >&2
	echo "install-deps: could not install$missing: run it as root, or install them by hand" >&2
	exit 2
}
