#!/bin/sh
# onboard.sh: put the toolkit to work in another repository.
#
# usage: onboard.sh DIR
#
# Copies .codex-examples/ to DIR/.codex and the CI job to DIR/.github/workflows,
# then starts the first session there. Nothing is overwritten. config.json and
# the sample hooks stay behind: run_tests finds the usual test commands without
# the one, and both would ask for trust first.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
examples=$(dirname "$here")/.codex-examples
case $#:${1-} in
1:--help) exec sed -n 's/^# usage: /usage: /p' "$0" ;;
1:*) ;;
*)
	echo 'usage: onboard.sh DIR' >&2
	exit 2
	;;
esac
[ -d "$1" ] || {
	echo "onboard: no folder '$1'; it must be there" >&2
	exit 2
}
cd "$1"

# linked PATH: whether a symbolic link is on the way to it
linked() (
	path=$1
	while [ "$path" != . ]; do
		[ ! -L "$path" ] || return 0
		path=$(dirname "$path")
	done
	return 1
)
# copy FROM TO: unless it is there, or would be made outside of the folder
copy() {
	if [ -e "$2" ] || linked "$2"; then
		echo "kept    $2"
		return
	fi
	mkdir -p "$(dirname "$2")"
	cp -p "$1" "$2"
	echo "created $2"
}

# the binary is left out in case the sample helper was built where it is
(cd "$examples" && find . -type f ! -path './ci/*' ! -path './sessions/*' \
	! -path './hooks/*' ! -path ./config.json ! -path ./helpers/long_lines) | sort | while IFS= read -r file; do
	file=${file#./}
	copy "$examples/$file" ".codex/$file"
done

# the workflow builds the toolkit as it is here, if others can fetch it
workflow=$(mktemp)
trap 'rm -f "$workflow"' EXIT
cat "$examples/ci/github.yml" >"$workflow"
chmod 644 "$workflow"
url=$(git -C "$here" remote get-url origin 2>/dev/null) || url=
source="set CODEX_TOOLKIT_URL and CODEX_TOOLKIT_COMMIT in
      .github/workflows/codex.yml to where CI gets codex-toolkit from"
case $url in
*[!a-zA-Z0-9:/._~-]*) ;; # a password, or worse
https://*)
	commit=$(git -C "$here" rev-parse HEAD)
	sed -i "s|^\(  CODEX_TOOLKIT_URL: \).*|\1$url|; s|^\(  CODEX_TOOLKIT_COMMIT: \).*|\1\"$commit\"|" "$workflow"
	source="CI builds codex-toolkit from $url
      as it is here, at $commit: push that"
	;;
esac
copy "$workflow" .github/workflows/codex.yml

echo
sh "$here/session_start.sh" --no-tests
cat <<E2

next: $source;
      describe the project in .codex/context.md and its rules in
      .codex/policy.json; then \`make -C .codex\` builds the sample helper in C,
      and \`codex-run --trust\` shows and trusts what .codex/ would run.
      Where run_tests finds no test command, set one in .codex/config.json:
      {"test": ["make", "check"]}
      Commit .codex/ and .github/ yourself: the policy guards both, so that
      where its git hooks are installed that takes \`git commit --no-verify\`.
E2
