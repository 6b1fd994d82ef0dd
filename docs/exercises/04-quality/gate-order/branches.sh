#!/bin/sh
# branches.sh FOLDER: a small repository whose branches are each a change to
# main that a gate has to judge: honest red cheat key-gone loose
git init -q -b main "$1" && cd "$1" || exit
word=${WORD:-hello}
branch() {
	git checkout -q -b "$1" main
}
save() {
	git add -A && git commit -q -m "$1"
}
printf '#!/bin/sh\necho %s\n' "$word" >greet.sh
printf 'check:\n\t@sh test/run.sh\n' >Makefile
mkdir test
cat >test/run.sh <<EOF
#!/bin/sh
# run.sh: does greet.sh greet?
if [ "\$(sh greet.sh)" = $word ]; then
	echo 'ok 1 - greets'
else
	echo 'not ok 1 - greets'
	exit 1
fi
echo 1..1
EOF
save 'greet'

branch honest
printf '#!/bin/sh\n# greet.sh: say %s\necho %s\n' "$word" "$word" >greet.sh
save 'say what it does'

branch red
printf '#!/bin/sh\necho goodbye\n' >greet.sh
save 'another word'

branch cheat
printf '#!/bin/sh\necho goodbye\n' >greet.sh
sed '2s/.*/echo ok 1 - greets; exit 0/' test/run.sh >new && cat new >test/run.sh
rm new
save 'another word, quicker tests'


branch key-gone
key=AKIA$(printf '%s' "${KEY:-qxzjtwrlmpkrdvks}" | tr '[:lower:]' '[:upper:]')
printf 'aws_access_key_id = %s\n' "$key" >settings.ini
save 'settings'
git rm -q settings.ini
save 'no settings'

# its base has a policy that cannot be read
branch odd-policy
mkdir .codex
echo '{"rulez": []}' >.codex/policy.json
save 'a policy'
branch loose
git reset -q --hard odd-policy
printf '#!/bin/sh\n# hello\necho %s\n' "$word" >greet.sh
save 'a comment'
git checkout -q main
