#!/bin/sh
# try.sh: run the examples of .codex/functions.json, and say which do not match.
# Trusts .codex as it is now: look at it first, as with anything that you run.
CODEX_TRUST=$(codex-run --trust --print)
export CODEX_TRUST
jq -c '.[] | .name as $name | .["x-examples"][] | {name: $name, arguments}' .codex/functions.json |
	codex-run --no-log 2>/dev/null >answers
jq -rn --slurpfile answers answers --slurpfile entries .codex/functions.json '
	[$entries[0][] | .name as $name | .["x-examples"][] | {$name, details}] as $want
	| if ($answers | length) < ($want | length) then
		"the manifest is refused: \($answers[0].details.error.message)"
	else
		range($want | length) as $i | $answers[$i].details as $got
		| $want[$i] | if $got == .details then "ok \(.name)"
		  else "no \(.name): \($got.error.message // $got | tostring)" end
	end'
rm answers
