#!/bin/sh
# try.sh: judge the diffs in shown/ by .codex/policy.json
jq -Rn 'reduce inputs as $line ({}; .[input_filename] += $line + "\n") | to_entries[]' \
	shown/*/*.diff >diffs.json
jq -c '{name: "validate_diff", arguments: {diff: .value}}' diffs.json |
	codex-run --no-log 2>/dev/null >answers
jq -rn --slurpfile diffs diffs.json --slurpfile answers answers '
	range($diffs | length) as $i | $diffs[$i].key as $name | $answers[$i]
	| (if .details.error then "not judged, \(.details.error.message)"
	   elif .success then "accept" else "refuse" end) as $verdict
	| (if ($name | contains("/\($verdict)/")) then "ok" else "no" end)
	+ " \($name): \($verdict) \([.details.findings[]? | select(.level == "error") | .rule] | join(" "))"'
rm answers diffs.json
