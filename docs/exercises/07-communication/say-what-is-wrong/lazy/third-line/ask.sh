#!/bin/sh
# ask.sh: have slug.jq written, and mended once if it fails a test

# take: show an answer; its code becomes slug.jq
take() {
	cat >answer.json
	jq -r .details.text answer.json
	codex-extract code <answer.json | jq -r .details.text >slug.jq
}

codex-call -T none 'Write slug.jq, a filter for jq -R: a title comes in, the
name of its page goes out, as in Hello World, hello-world. Answer with one code
block.' </dev/null | take
sh test.sh >result && exit

# it is the third that fails
sed -n 3p result | codex-call -c -T none "This is wrong. Mend it." | take
sh test.sh
