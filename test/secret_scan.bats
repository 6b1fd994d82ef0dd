load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir p && cd p || return 1
	git init -q -b main
	# put together here, so that no forge takes this file for a leak
	aws=AKIA$(printf 'Q7X2M9K4')W3N5R8T2
	gh=ghp_$(printf zQWBuTSOoRi4A9sp)HcVY5ncnsDkxkJ0mLq17
}

scan() {
	run_helper secret_scan "$@"
}

found() {
	details '.findings[] | "\(.path // "-"):\(.line) \(.level) \(.rule)"'
}

@test "files: what is secret is found, with path, line, column and level" {
	printf 'one\nid = "%s"\n' "$aws" >a.py
	printf 'nothing\n' >b.py
	scan
	assert_failure 1
	assert_equal "$(details '[.summary,.scanned.files]')" '["1 error, 0 warnings, 0 notes",2]'
	assert_equal "$(details '.findings[] | [.path,.line,.column,.rule,.level]')" \
		'["a.py",2,7,"aws-key-id","error"]'
	scan b.py
	assert_success
	assert_equal "$(details .findings)" '[]'
}

@test "a finding never shows the secret" {
	printf 'id = "%s"\npassword = "Tr0ub4dor&3"\n' "$aws" >a.py
	scan
	assert_failure 1
	refute_output --partial "${aws:0:9}"
	refute_output --partial 'b4dor'
	assert_equal "$(details '.findings[0].message')" \
		"an AWS access key id: AKIA... (20 bytes, sha256 $(printf %s "$aws" | sha256sum | cut -c1-8))"
}

@test "every rule finds its samples in whatever stands around them, and no spoilt one" {
	run -0 "$BUILD/test/secrets" samples <"$REPO/test/fixtures/secrets/samples.tsv"
	local n
	n=$("$BUILD/test/secrets" list | wc -l)
	[ "$n" -ge 100 ] || fail "only $n rules"
	assert_line --regexp "^$n rules of $n, [0-9]+ templates: 0 failed$"
}

@test "of the labelled lines enough are found, and what is found is enough of it right" {
	[ "$(wc -l <"$REPO/test/fixtures/secrets/labelled.tsv")" -ge 300 ]
	run -0 "$BUILD/test/secrets" labelled <"$REPO/test/fixtures/secrets/labelled.tsv"
	awk '$1 == "fixed:" && $5 >= 0.98 && $7 >= 0.98 { n++ }
		$1 == "generic:" && $5 >= 0.80 && $7 >= 0.80 { n++ }
		END { exit n != 2 }' < <(tr , ' ' <<<"$output") || fail "$output"
}

@test "the manual names every rule" {
	run -0 "$BUILD/test/secrets" list
	for rule in $(cut -f1 <<<"$output"); do
		grep -q "\`$rule\`" "$REPO/docs/secret_scan.md" || fail "$rule is missing"
	done
}

@test "placeholders, examples and templates are quiet" {
	printf '%s\n' AKIAIOSFODNN7EXAMPLE ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx \
		'token: <token>' 'token: ${TOKEN}' 'password = "changeme"' \
		'password: {{ password }}' >a
	scan
	assert_success
	assert_equal "$(details .findings)" '[]'
}

@test "a GitHub token's checksum tells a real one from one that was made up" {
	echo "$gh" >a
	echo "${gh%7}8" >b
	scan --fail-on never
	assert_equal "$(found)" "a:1 error github-token
b:1 note github-token"
	scan b
	assert_success
	scan --fail-on note b
	assert_failure 1
}

@test "base64, hexadecimal and percent encoding hide nothing, also in one another" {
	local line="AWS_KEY_ID=$aws;"
	printf 'x: %s\n' "$(printf %s "$line" | base64 -w0)" >a
	printf 'x: %s\n' "$(printf %s "$line" | od -An -tx1 | tr -d ' \n')" >b
	printf 'x: %s\n' "$(printf %s "$line" | base64 -w0 | base64 -w0)" >c
	printf 'x: https://h.example/?q=%s%%3B\n' "${line/=/%3D}" >d
	scan
	assert_equal "$(details '.findings[] | [.path,.rule,(.message | sub(":.*";""))]')" \
		'["a","aws-key-id","an AWS access key id in base64"]
["b","aws-key-id","an AWS access key id in hex"]
["c","aws-key-id","an AWS access key id in base64"]
["d","aws-key-id","an AWS access key id in percent"]'
	# within the token itself too
	printf 'x: https://h.example/?q=%s\n' "${aws/Q/%51}" >d
	scan d
	assert_equal "$(details '.findings[0].message | sub(":.*";"")')" 'an AWS access key id in percent'
}

@test "a token that JSON's escapes hide is found, also within JSON within JSON" {
	local once="${gh/p_/\\u0070_}" url='https:\/\/me:Tr0ub4dor&3@h.example\/x'
	jq -cn --argjson t "\"$once\"" '$t' | jq -e --arg t "$gh" '. == $t'
	printf '{"t":"%s"}\n' "$once" >a
	printf '{"t":"%s"}\n' "${once//\\/\\\\}" >b
	printf '{"t":"%s"}\n' "$url" >c
	printf '{"t":"first\\n%s\\"quoted"}\n' "$once" >d
	# what has escapes, and no secret
	printf '{"t":"https:\\/\\/h.example\\/%s"}\n' "\\u0061bcdefghijklmnop" >e
	scan --fail-on never
	assert_equal "$(details '.findings[] | [.path,.rule,(.message | sub(":.*";""))]')" \
		'["a","github-token","a GitHub token in JSON"]
["b","github-token","a GitHub token in JSON"]
["c","url-password","a password in an address in JSON"]
["d","github-token","a GitHub token in JSON"]'
	# redacted, it is JSON still
	run --separate-stderr codex-run <<<'{"name":"read_file","arguments":{"paths":["d"]}}'
	assert_equal "$(details '.files[0].text | fromjson.t')" 'first
[redacted:github-token]"quoted'
}

# encode: standard input in base64, in lines of 60 characters
encode() {
	base64 -w 60
}

@test "a token in base64 that is wrapped over lines is found, where it stands" {
	printf '# settings of the service\nHOST=db.example.org\nTOKEN=%s\nPORT=5432\n' "$gh" >text
	for width in 24 33 48 60 64 75 76 77; do
		base64 -w $width text >"width-$width"
	done
	{ echo 'data: |' && encode <text | sed 's/^/      /' && echo 'next: 1'; } >yaml
	encode <text | sed 's/$/\r/' >crlf
	encode <text | jq -Rs '{a: .}' >json
	jq -Rs . <json >json-in-json
	encode <text | sed 's/.*/\t"&"/' >c
	encode <text | sed 's/.*/\t"&\\n"/' >c-lines
	encode <text | sed 's/.*/\t"&" +/' >java
	encode <text | sed 's/.*/  & \\/' >make
	encode <text | sed 's/^/# /' >shell
	encode <text | sed 's,^,// ,' >rust
	encode <text | sed 's/^/> /' >mail
	encode <text | sed 's/^/+/' >diff
	encode <text | tr '+/' '-_' >urlsafe
	encode <text | encode >twice
	iconv -t UTF-16LE text | encode >utf16
	sed 's/settings/Möglichkeiten/' text | encode >utf8
	od -An -v -tx1 text | tr -d ' \n' | fold -w 60 >hex
	rm text
	scan
	assert_failure 1
	assert_equal "$(details '.findings | length')" "$(ls | wc -l)"
	run -0 jq -r '.details.findings[] | "\(.path):\(.line):\(.column) \(.rule)"' <<<"$output"
	assert_line json:2:80\ github-token
	assert_line twice:2:34\ github-token
	assert_line width-60:2:10\ github-token
	assert_line yaml:3:16\ github-token
	refute_line --regexp ' [^g]'
}

@test "lines of base64 that say something each are read each by itself" {
	for i in 1 2 3; do
		printf 'key %s of three' "${aws%?}$i" | base64 -w 0
		echo
	done >list
	scan
	assert_equal "$(details '.findings[] | [.line,.rule]')" '[1,"aws-key-id"]
[2,"aws-key-id"]
[3,"aws-key-id"]'
}

@test "colours and other control sequences of a terminal hide no token" {
	local esc=$'\033'
	printf 'see %s\n' "$esc[1;31m${gh:0:9}$esc[0m${gh:9}" >colour
	printf 'see %s\n' "$esc[1m$gh$esc[0m" >around
	printf 'see %s\n' "$esc]8;;https://h.example/$esc\\${gh:0:9}$esc]8;;$esc\\${gh:9}" >link
	printf 'see %s\n' "${gh:0:9}$esc]0;title"$'\a'"${gh:9}" >title
	printf 'see %s\n' "${gh:0:9}$esc(B${gh:9}" >charset
	printf 'pass%sword%s = "Tr0ub%s4dor&3"\n' "$esc[1m" "$esc[m" "$esc[K" >name
	printf 'see %s\n' "${gh:0:9}"$'\033[0m '"${gh:9}" >apart
	scan --fail-on never
	assert_equal "$(details '.findings[] | "\(.path):\(.column) \(.rule)"')" 'around:9 github-token
charset:5 github-token
colour:12 github-token
link:30 github-token
name:20 password
title:5 github-token'
	run --separate-stderr codex-run <<<'{"name":"read_file","arguments":{"paths":["colour"]}}'
	assert_equal "$(details '.files[0].text')" 'see '$'\033[1;31m[redacted:github-token]'
}

@test "of what is encoded no more than the secret is redacted" {
	printf 'HOST=db.example.org\nTOKEN=%s\nOTHER=%s\nPORT=5432\n' "$gh" "$aws" | encode >a
	run --separate-stderr codex-run <<<'{"name":"read_file","arguments":{"paths":["a"]}}'
	details '.files[0].text' >b
	assert_equal "$(grep -o 'redacted:[a-z-]*' b | sort)" 'redacted:aws-key-id
redacted:github-token'
	assert_equal "$(sed 's/.redacted:[a-z-]*./AAAA/g' b | tr -d '\\n' | base64 -d | tr -d '\0' | head -n 1)" HOST=db.example.org
}

@test "private keys in each of their files are found, their BEGIN lines alone are not" {
	for type in rsa ed25519 ecdsa; do
		ssh-keygen -q -t $type -N '' -f "key-$type" 2>/dev/null || skip 'ssh-keygen is not installed'
	done
	openssl genpkey -algorithm ed25519 -out pkcs8.pem 2>/dev/null
	echo 'if (strstr(s, "-----BEGIN RSA PRIVATE KEY-----")) puts("-----END RSA PRIVATE KEY-----");' >code.c
	sed 's/^/> /' key-rsa >quoted
	sed 's/^/2024-01-31 12:00:00 app[12] | /' key-rsa >logged
	scan
	assert_equal "$(found)" 'key-ecdsa:1 error private-key
key-ed25519:1 error private-key
key-rsa:1 error private-key
logged:1 error private-key
pkcs8.pem:1 error private-key
quoted:1 error private-key'
}

@test "no kind of file is passed over: binary, UTF-16, CRLF, without an end of line" {
	printf 'a\0b %s\0' "$aws" >binary
	printf '\xff\xfe' >utf16
	printf 'one\nk=%s\n' "$aws" | iconv -t UTF-16LE >>utf16
	printf 'one\r\nk=%s\r\n' "$aws" >crlf
	printf 'k=%s' "$aws" >last
	scan
	assert_equal "$(found)" 'binary:null error aws-key-id
crlf:2 error aws-key-id
last:1 error aws-key-id
utf16:2 error aws-key-id'
}

@test "of a diff the added lines are scanned, with the lines of the new file" {
	printf 'a\nb\nc\nd\ne\nf\ng\nh\n' >f
	git add f && git_fixed commit -qm base
	printf 'a\nb\nc\nd\ne\nf\ng\nnew\nk=%s\n' "$aws" >f
	run --separate-stderr bash -c '"$BUILD/helpers/git_diff" --no-stdin | "$BUILD/helpers/secret_scan"'
	assert_failure 1
	assert_equal "$(found)" 'f:9 error aws-key-id'
	# what is removed or stands around is no longer, or not yet, a leak
	git commit -qam 'a leak' --author 'E <e@example.org>' 2>/dev/null ||
		git_fixed commit -qam 'a leak'
	echo more >>f
	sed -i 's/^a$/A/' f
	run --separate-stderr bash -c '"$BUILD/helpers/git_diff" --no-stdin | "$BUILD/helpers/secret_scan"'
	assert_success
}

@test "a diff that no patch tool would take is scanned all the same" {
	run --separate-stderr "$BUILD/helpers/secret_scan" < <(jq -nc --arg d "+++ b/../x
@@ nonsense
+k=$aws
--- a/y
+++ b/y
@@ -0,0 +1,1 @@
+k=$aws
+k=$aws
" '{diff: $d}')
	assert_equal "$(details '.findings | length')" 3
}

@test "history: what a commit added stays found after it was removed, once, and messages too" {
	echo "k=$aws" >f
	git add f && git_fixed commit -qm 'first'
	first=$(git rev-parse HEAD)
	echo 'k=' >f && git_fixed commit -qam "removed $gh"
	git mv f g && git_fixed commit -qm 'moved'
	printf '\nk=%s\n' "$aws" >f && git add f && git_fixed commit -qm 'back'
	git rm -qf f && git_fixed commit -qm 'and gone'
	scan
	assert_success
	scan --history HEAD
	assert_failure 1
	assert_equal "$(details '.findings[] | [.path,.commit,.line,.rule]')" \
		"[\"f\",\"$first\",1,\"aws-key-id\"]
[null,\"$(git rev-parse HEAD~3)\",1,\"github-token\"]"
	assert_equal "$(details .scanned)" '{"commits":5}'
	scan --history "$first..HEAD~2"
	assert_equal "$(details '[.findings[].rule]')" '["github-token"]'
	scan --history no-such
	assert_failure 1
	assert_equal "$(details .error.code)" not_found
	scan --history=--all
	assert_equal "$(details '.findings | length')" 2
	scan --history=--output=x
	assert_failure 2
}

@test "history: what a merge brings from no parent is found" {
	echo one >f && git add f && git_fixed commit -qm base
	git checkout -qb side && echo two >f && git_fixed commit -qam two
	git checkout -q main && echo three >f && git_fixed commit -qam three
	git merge -q side >/dev/null 2>&1 || true
	printf 'k=%s\n' "$aws" >f
	git_fixed commit -qam merged
	scan --history HEAD
	assert_equal "$(found)" 'f:1 error aws-key-id'
}

@test "a baseline, which is an earlier answer, leaves out what is known" {
	printf 'k=%s\n' "$aws" >f
	run_helper secret_scan
	echo "$output" >known.jsonl
	printf 'moved down\nk=%s\n' "$aws" >f
	scan --baseline known.jsonl
	assert_success
	assert_equal "$(details '[.findings,.skipped]')" '[[],{"known":1}]'
	printf 't=%s\n' "$gh" >>f
	scan --baseline known.jsonl
	assert_failure 1
	assert_equal "$(found)" 'f:3 error github-token'
	echo '{}' >no.jsonl
	scan --baseline no.jsonl
	assert_failure 2
	assert_equal "$(details .error.message)" 'the baseline is no answer of secret_scan'
	: >no.jsonl
	scan --baseline no.jsonl
	assert_failure 2
	scan --baseline none.jsonl
	assert_equal "$(details .error.code)" not_found
}

@test "no JSON sets a baseline or leaves out a rule" {
	echo "k=$aws" >f
	run --separate-stderr "$BUILD/helpers/secret_scan" <<<'{"baseline":"known.jsonl"}'
	assert_failure 2
	run --separate-stderr "$BUILD/helpers/secret_scan" <<<'{"without":["aws-key-id"]}'
	assert_failure 2
	scan --without aws-key-id
	assert_success
}

@test "standard input is scanned as it is, also when it is JSON" {
	run --separate-stderr "$BUILD/helpers/secret_scan" --stdin < <(printf '{"a":\n"%s"}' "$aws")
	assert_failure 1
	assert_equal "$(found)" '-:2 error aws-key-id'
	assert_equal "$(details .scanned)" '{"bytes":29}'
	run --separate-stderr "$BUILD/helpers/secret_scan" --stdin </dev/null
	assert_success
}

@test "standard input may be UTF-16, as a file may, and hold a NUL" {
	local text
	text=$(printf 'one\n%s' 'password = "Tr0ub4dor&3"')
	{ printf '\xff\xfe' && iconv -t UTF-16LE <<<"$text"; } >little
	{ printf '\xfe\xff' && iconv -t UTF-16BE <<<"$text"; } >big
	{ printf '\0' && echo "$text"; } >nul
	for file in little big nul; do
		run --separate-stderr "$BUILD/helpers/secret_scan" --stdin \
			--fail-on warning <$file
		assert_failure 1
		assert_equal "$file $(found)" "$file -:2 warning password"
	done
}

@test "what a helper answers to a model has its secrets redacted, by hand it has not" {
	printf 'k=%s\npassword = "Tr0ub4dor&3"\n' "$aws" >a
	run --separate-stderr codex-run <<<'{"name":"read_file","arguments":{"paths":["a"]}}'
	assert_success
	assert_equal "$(jq -c '.details.files[0].text' <<<"$output")" \
		'"k=[redacted:aws-key-id]\npassword = \"[redacted:password]\"\n"'
	[ "$(jq .tokens <<<"$output")" -eq "$(jq -cj .details <<<"$output" | codex-tokens)" ]
	run --separate-stderr codex-run read_file a </dev/null
	assert_output --partial "$aws"
}

@test "a key of our own environment is redacted in whatever way it is written" {
	export MY_TOKEN='of "no form" that a rule knows'
	jq -cn '{a: $ENV.MY_TOKEN}' >a
	printf 'once more: %s, and so on\n' "$MY_TOKEN" >b
	base64 -w 24 <b >c
	printf '%s\n' "${MY_TOKEN:0:9}"$'\033[0m'"${MY_TOKEN:9}" >d
	run --separate-stderr codex-run <<<'{"name":"read_file","arguments":{"paths":["a","b","c","d"]}}'
	assert_equal "$(details '.files[] | .text')" '{"a":"[redacted:environment]"}

once more: [redacted:environment], and so on

b25jZSBtb3JlOi[redacted:environment]sIGFuZCBzbyBvbgo=

[redacted:environment]'
}

@test "an answer that was redacted costs no more than was asked for" {
	local limit n tokens code seen= brief=0
	# short ones, each of which costs less than the mark that names its rule
	for limit in {10..39}; do
		printf 'password = "hunter%sA9"\n' "$limit"
	done >a
	n=$(codex-run read_file a </dev/null | jq .tokens)
	for ((limit = n - 40; limit <= n + 20; limit += 12)); do
		run --separate-stderr codex-run \
			<<<"{\"name\":\"read_file\",\"arguments\":{\"paths\":[\"a\"],\"max_tokens\":$limit}}"
		refute_output --partial hunter
		tokens=$(jq .tokens <<<"$output")
		[ "$tokens" -le "$limit" ] || fail "$tokens tokens of $limit"
		code=$(details '.error.code // "text"')
		seen+="$code "
		[[ $output != *'[redacted]'* ]] || brief=1
	done
	assert_regex "$seen" '^(text )+$'
	[ "$brief" -gt 0 ] || fail 'no mark had to be short'
	# of what costs less than any mark only that it is too much is told
	yes response | head -n 30 >a
	n=$(codex-run read_file a </dev/null | jq .tokens)
	for limit in $n $((n * 9)); do
		MY_TOKEN=response run --separate-stderr codex-run \
			<<<"{\"name\":\"read_file\",\"arguments\":{\"paths\":[\"a\"],\"max_tokens\":$limit}}"
		refute_output --partial response
		seen+=$(details '.error.code // "text"')
	done
	assert_regex "$seen" ' too_largetext$'
}

@test "this project's own files hold nothing of a documented form" {
	git -C "$REPO" rev-parse -q --verify HEAD >/dev/null || skip 'no git'
	scan --root "$REPO"
	assert_success
	assert_equal "$(details '.findings|map(select(.level=="error"))')" '[]'
	[ "$(details .scanned.files)" -gt 500 ]
}

@test "that nothing was scanned is said" {
	scan --include '*.none'
	assert_success
	assert_equal "$(details .scanned)" '{"files":0}'
}

@test "text with many beginnings of a secret takes no long time" {
	head -c 300000 /dev/zero | tr '\0' A >a
	yes -- '-----BEGIN PRIVATE KEY-----' | head -c 1000000 >b
	yes eyJeyJeyJ. | head -c 1000000 | tr -d '\n' >c
	yes 'password=' | head -c 1000000 | tr -d '\n' >d
	yes '://a:b' | head -c 1000000 | tr -d '\n' >e
	yes %41 | head -c 1000000 | tr -d '\n' >f
	yes 'curl ' | head -c 1000000 | tr -d '\n' >g
	yes '\\/' | head -c 1000000 | tr -d '\n' >h
	run --separate-stderr timeout 20 "$BUILD/helpers/secret_scan" --fail-on never </dev/null
	assert_success
}
