if [ "$(sh greet.sh)" = 'hello world' ]; then
	echo 'ok 1 - greets the world'
else
	echo 'not ok 1 - greets the world'
	exit 1
fi
