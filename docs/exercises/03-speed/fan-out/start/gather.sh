#!/bin/sh
# gather.sh: run all probes in probes/, and pack what they say

# died NAME: a result line for a probe that left none, from out/NAME.err
died() {
	jq -cn --arg m "$1 died: $(cat "out/$1.err")" \
		'{success: false, details: {error: {code: "command_failed", message: $m}}, tokens: 0}'
}

rm -rf out
mkdir out
# TODO: all at once, and none is lost
for probe in probes/*; do
	name=${probe##*/}
	sh "$probe" >"out/$name" 2>"out/$name.err"
done

for probe in probes/*; do
	cat "out/${probe##*/}"
done | codex-pack --text
