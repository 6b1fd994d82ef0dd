#!/bin/sh
# install-hooks.sh: install the git hooks of scripts/hooks in a repository.
#
# usage: install-hooks.sh [DIR]
#
# They go where git looks for hooks there, core.hooksPath included, and call
# those of this folder, so that an update reaches them. A hook of the user's
# own is never touched: it is named with what to add to it, and the status
# is 1. A folder of hooks that other repositories share is left alone too.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
case $#:${1-} in
1:--help) exec sed -n 's/^# usage: /usage: /p' "$0" ;;
0: | 1:*) ;;
*)
	echo 'usage: install-hooks.sh [DIR]' >&2
	exit 2
	;;
esac
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
cd "${1:-.}"
top=$(git rev-parse --show-toplevel)
cd "$top"
hooks=$(git rev-parse --git-path hooks)
case $(git config --show-scope --get core.hooksPath) in
'' | local* | worktree*) ;;
*)
	echo "install-hooks: core.hooksPath is $hooks for all of your repositories; call $here/hooks/pre-commit and pre-push there, or set core.hooksPath for this one" >&2
	exit 1
	;;
esac

mark='# codex-toolkit: made by "make hooks", which replaces this file'
# quoted TEXT: as one word of a shell
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

status=0
mkdir -p "$hooks"
for hook in pre-commit pre-push; do
	file=$hooks/$hook
	if { [ -e "$file" ] || [ -L "$file" ]; } &&
		! { [ ! -L "$file" ] && grep -qFx "$mark" "$file"; }; then
		echo "kept      $file: it is not ours; to have both, add to it:"
		echo "          $(quoted "$here/hooks/$hook") \"\$@\" || exit"
		status=1
		continue
	fi
	new=$(mktemp "$hooks/codex-XXXXXX")
	cat >"$new" <<-END
		#!/bin/sh
		$mark
		hook=$(quoted "$here/hooks/$hook")
		[ -x "\$hook" ] || {
			echo "$hook: \$hook is gone: make hooks in codex-toolkit again, or remove \$0" >&2
			exit 1
		}
		exec "\$hook" "\$@"
	END
	chmod 755 "$new"
	mv -f "$new" "$file"
	echo "installed $file"
done
exit "$status"
