#!/bin/sh
# gather.sh: run all probes in probes/, and pack what they say

# died NAME: a result line for a probe that left none, from out/NAME.err
died() {
	jq -cn --arg m "$1 died: $(cat "out/$1.err")" \
		'{success: false, details: {error: {code: "command_failed", message: $m}}, tokens: 0}'
}

# run NAME: one probe; it leaves a line in out/NAME, whatever happens
run() {
	sh "probes/$1" >"out/$1" 2>"out/$1.err" && return
	[ -s "out/$1" ] || died "$1" >"out/$1"
	return 1
}

rm -rf out
mkdir out
status=0
for probe in probes/*; do
	run "${probe##*/}" || status=1
done

for probe in probes/*; do
	cat "out/${probe##*/}"
done | codex-pack --text
exit "$status"
