if [ "$(sh say.sh one two)" = 'one two' ]; then
	echo 'ok 1 - says words'
else
	echo 'not ok 1 - says words'
	exit 1
fi
