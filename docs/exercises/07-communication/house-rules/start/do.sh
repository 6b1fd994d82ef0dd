#!/bin/sh
# do.sh NAME: have the task tasks/NAME done in src/NAME.c, and lint what comes
codex-call -T none "$(cat "tasks/$1")" </dev/null >answer.json || exit
codex-extract code <answer.json | jq -r .details.text >"src/$1.c"
if sh lint.sh "src/$1.c"; then
	echo "src/$1.c keeps to the house rules"
else
	echo "src/$1.c: these lines are not allowed in this house" >&2
	exit 1
fi
